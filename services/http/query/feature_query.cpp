#include "services/http/query/feature_query.hpp"

#include <algorithm>
#include <regex>

#include "geo/base/error.hpp"
#include "services/catalog/url.hpp"
#include "services/http/message/uri.hpp"
#include "services/http/query/filter_query.hpp"

namespace jintu::http {

namespace {

using catalog::AnswerCrs;

constexpr std::array<std::string_view, 3> geojson_formats{"json", "geojson", "html"};

[[noreturn]] void bad(std::string_view name, std::string_view expected) {
  throw Error(ErrorCode::bad_input, std::string(name) + ": " + std::string(expected));
}

AnswerCrs crs_parameter(const Query& query, std::string_view name) {
  const std::string* text = query.find(name);
  if (!text) return AnswerCrs::crs84;
  const auto crs = catalog::crs_of_uri(*text);
  if (!crs)
    bad(name, "应为图层 crs 列表中的 URI must be one of the URIs in the collection's crs list");
  return *crs;
}

/// A box around one whose edges are straight in the plane: they are curved in degrees, if slightly.
catalog::BboxFilter plane_box(catalog::Numbers least, catalog::Numbers most, AnswerCrs crs) {
  if (!(least.first <= most.first && least.second <= most.second))
    bad("bbox", "最小值不能大于最大值 the least numbers come first");
  Box<Wgs84> around;
  constexpr int steps = 16;
  for (int i = 0; i <= steps; ++i) {
    const double part = static_cast<double>(i) / steps;
    const double a = least.first + part * (most.first - least.first);
    const double b = least.second + part * (most.second - least.second);
    for (const catalog::Numbers n :
         {catalog::Numbers{a, least.second}, {a, most.second}, {least.first, b}, {most.first, b}}) {
      const auto place = catalog::position_of(n, crs);
      if (!place)
        bad("bbox",
            "超出 bbox-crs 的范围 is outside the area where the CRS of bbox-crs is defined");
      around.add(*place);
    }
  }
  const double margin =
      1e-6 + 0.02 * std::max(around.max.lon - around.min.lon, around.max.lat - around.min.lat);
  return {std::max(-180.0, around.min.lon - margin),
          std::max(-90.0, around.min.lat - margin),
          std::min(180.0, around.max.lon + margin),
          std::min(90.0, around.max.lat + margin),
          std::pair{least, most},
          crs};
}

/// Four numbers, or six with heights that are passed over.
catalog::BboxFilter bbox_parameter(std::string_view text, AnswerCrs crs) {
  constexpr std::string_view expected =
      "应为 4 或 6 个数：西、南、东、北，单位度（bbox-crs 另有规定时依其次序与单位） "
      "must be 4 or 6 finite numbers: west,south,east,north in degrees (in the order and units of "
      "bbox-crs where it says otherwise)";
  std::vector<double> numbers;
  for (;;) {
    const auto comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));  // "117, 39"
    const auto number = parse_number(part);
    if (!number || numbers.size() == 6) bad("bbox", expected);
    numbers.push_back(*number);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  if (numbers.size() != 4 && numbers.size() != 6) bad("bbox", expected);
  const std::size_t second = numbers.size() / 2;
  if (catalog::is_projected(crs))
    return plane_box({numbers[0], numbers[1]}, {numbers[second], numbers[second + 1]}, crs);
  catalog::BboxFilter box{numbers[0], numbers[1], numbers[second], numbers[second + 1]};
  if (catalog::latitude_first(crs)) {
    std::swap(box.west, box.south);
    std::swap(box.east, box.north);
  }
  const bool in_range = std::min(box.west, box.east) >= -180 &&
                        std::max(box.west, box.east) <= 180 && box.south >= -90 &&
                        box.north <= 90 && box.south <= box.north;
  if (!in_range)
    bad("bbox",
        "应在 ±180、±90 度以内，南不高于北 must be within ±180 and ±90 degrees, south not above "
        "north");
  return box;
}

/// "name,kind"; "id" is there anyway.
std::vector<std::string> property_names(std::string_view text, std::span<const Field> fields) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::string name(text.substr(0, text.find(',')));
    const bool known = std::any_of(fields.begin(), fields.end(),
                                   [&](const Field& field) { return field.name == name; });
    if (!known)
      bad("properties", "图层没有此属性 the collection has no property \"" + name.substr(0, 60) +
                            "\"; /queryables lists them");
    names.push_back(name);
    text.remove_prefix(std::min(text.size(), name.size() + 1));
  }
  return names;
}

/// "kind,-name,+weight"; a "+" that was not encoded is a space by now.
std::vector<catalog::SortKey> sort_keys(std::string_view text, std::span<const Field> fields) {
  constexpr std::size_t most = 8;
  std::vector<catalog::SortKey> keys;
  while (!text.empty()) {
    std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    catalog::SortKey key;
    if (!part.empty() && (part[0] == '-' || part[0] == '+' || part[0] == ' ')) {
      key.descending = part[0] == '-';
      part.remove_prefix(1);
    }
    key.property = part;
    if (std::none_of(fields.begin(), fields.end(),
                     [&](const Field& field) { return field.name == key.property; }))
      bad("sortby", "图层没有此属性 the collection has no property \"" +
                        key.property.substr(0, 60) + "\"; /sortables lists them");
    if (keys.size() == most) bad("sortby", "至多 8 个属性 takes 8 properties at most");
    keys.push_back(std::move(key));
  }
  if (keys.empty()) bad("sortby", "应为属性名 must name a property");
  return keys;
}

/// RFC 3339 full dates or date-times; intervals with "..", or open ends left empty.
void check_datetime(std::string text) {
  std::replace(text.begin(), text.end(), ' ', '+');  // an offset whose + was not encoded
  static const std::regex instant(
      R"(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d))?)");
  const auto slash = text.find('/');
  const auto is_instant = [&](const std::string& t) {
    return t.size() <= 40 && std::regex_match(t, instant);
  };
  const auto is_end = [&](const std::string& t) { return t.empty() || t == ".." || is_instant(t); };
  const bool fine =
      slash == std::string::npos
          ? is_instant(text)
          : is_end(text.substr(0, slash)) && is_end(text.substr(slash + 1)) && text.size() > 1;
  if (!fine)
    bad("datetime",
        "应为 RFC 3339 时刻，或以 / 相连的两个（.. 表示不限） must be an RFC 3339 date-time, or "
        "two joined with / (.. leaves an end open)");
}

}  // namespace

catalog::ItemsQuery items_query(std::string_view text, const LayerSchema& schema) {
  static constexpr std::array<std::string_view, 13> known{
      "limit",  "offset",      "after",      "revision", "bbox",       "bbox-crs", "crs",
      "filter", "filter-lang", "filter-crs", "datetime", "properties", "sortby"};
  const auto fields = filter::queryables(schema);
  const Query query(text, known, fields, geojson_formats);
  catalog::ItemsQuery items;
  if (const auto* limit = query.find("limit")) {
    const auto value = parse_at_most(*limit, catalog::max_limit);
    if (!value || *value == 0)
      bad("limit",
          "应为 1 起的整数，超过 1000 按 1000 计 must be a whole number from 1; above 1000 it is "
          "1000");
    items.limit = *value;
  }
  if (const auto* offset = query.find("offset")) {
    const auto value = parse_whole(*offset, 1'000'000'000);
    if (!value)
      bad("offset", "应为 0 到 1000000000 的整数 must be a whole number from 0 to 1000000000");
    items.offset = *value;
  }
  constexpr std::uint64_t largest = INT64_MAX;
  if (const auto* after = query.find("after")) {
    const auto value = parse_whole(*after, largest);
    if (!value) bad("after", "应来自上一页的 next 链接 comes from the link to the next page");
    items.after = {static_cast<std::int64_t>(*value)};
  }
  if (const auto* revision = query.find("revision")) {
    const auto value = parse_whole(*revision, largest);
    if (!value) bad("revision", "应为修订号 must be the number of a revision");
    items.revision = Revision{static_cast<std::int64_t>(*value)};
  }
  if (const auto* properties = query.find("properties"))
    items.properties = property_names(*properties, fields);
  if (const auto* sort = query.find("sortby")) items.sort = sort_keys(*sort, fields);
  items.crs = crs_parameter(query, "crs");
  const AnswerCrs bbox_crs = crs_parameter(query, "bbox-crs");
  if (const auto* bbox = query.find("bbox")) items.bbox = bbox_parameter(*bbox, bbox_crs);
  if (query.find("bbox-crs") && !items.bbox)
    bad("bbox-crs", "须与 bbox 同用 must be given together with bbox");
  if (const auto* datetime = query.find("datetime")) check_datetime(*datetime);
  for (const std::string_view name :
       {"bbox", "bbox-crs", "datetime", "crs", "properties", "sortby"}) {
    if (const auto* value = query.find(name))
      items.filters += "&" + std::string(name) + "=" + catalog::url_encoded(*value);
  }
  auto asked = asked_filter(query, fields, known);
  items.filters += asked.repeated;
  if (!asked.parts.empty())
    items.shows = [asked = std::move(asked)](const Feature& f) { return asked.matches(f); };
  return items;
}

AnswerCrs item_crs(std::string_view text) {
  return crs_parameter(Query(text, {"crs"}, geojson_formats), "crs");
}

}  // namespace jintu::http
