#include "services/http/query/filter_query.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "services/catalog/crs_uri.hpp"
#include "services/catalog/url.hpp"
#include "services/filter/json.hpp"

namespace jintu::http {

namespace {

std::string quoted(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) out.append(c == quote ? 2 : 1, c);
  return out + quote;
}

/// The property's equality as CQL2 text.
std::string equality(const Field& field, const std::string& value) {
  const auto bad = [&](std::string_view expected) {
    throw Error(ErrorCode::bad_input, field.name + ": " + std::string(expected));
  };
  std::string literal = value;
  switch (field.type) {
    case FieldType::text:
      literal = quoted(value, '\'');
      break;
    case FieldType::integer:
    case FieldType::real:
      if (!parse_number(value)) bad("应为数 must be a number");
      break;
    case FieldType::boolean:
      if (value != "true" && value != "false") bad("应为 true 或 false must be true or false");
      break;
  }
  return quoted(field.name, '"') + " = " + literal;
}

filter::AxisOrder filter_axes(const Query& query) {
  const std::string* uri = query.find("filter-crs");
  if (!uri) return filter::AxisOrder::longitude_first;
  const auto crs = catalog::crs_of_uri(*uri);
  if (!crs || catalog::is_projected(*crs))
    throw Error(ErrorCode::bad_input,
                "filter-crs: 应为图层 crs 列表中以度计的 URI must be one of the URIs in the "
                "collection's crs list that count in degrees");
  return catalog::latitude_first(*crs) ? filter::AxisOrder::latitude_first
                                       : filter::AxisOrder::longitude_first;
}

}  // namespace

bool AskedFilter::matches(const Feature& feature) const {
  return std::all_of(parts.begin(), parts.end(),
                     [&](const filter::Filter& f) { return f.matches(feature); });
}

AskedFilter asked_filter(const Query& query, std::span<const Field> queryables,
                         std::span<const std::string_view> reserved) {
  AskedFilter asked;
  const auto add = [&](const std::string& text, filter::AxisOrder axes) {
    asked.parts.push_back(filter::Filter::parse(text, queryables, axes));
    asked.text += (asked.text.empty() ? "(" : " AND (") + text + ")";
  };
  for (const Field& field : queryables) {
    if (std::find(reserved.begin(), reserved.end(), field.name) != reserved.end()) continue;
    const std::string* value = query.find(field.name);
    if (!value) continue;
    add(equality(field, *value), filter::AxisOrder::longitude_first);
    asked.repeated += "&" + catalog::url_encoded(field.name) + "=" + catalog::url_encoded(*value);
  }
  const std::string* text = query.find("filter");
  for (const std::string_view companion : {"filter-lang", "filter-crs"})
    if (query.find(companion) && !text)
      throw Error(ErrorCode::bad_input,
                  std::string(companion) + ": 须与 filter 同用 must come together with filter");
  if (!text) return asked;
  const auto* language = query.find("filter-lang");
  if (language && *language != "cql2-text" && *language != "cql2-json")
    throw Error(ErrorCode::bad_input,
                "filter-lang: 应为 cql2-text、cql2-json 之一 must be cql2-text or cql2-json");
  const auto axes = filter_axes(query);
  add(language && *language == "cql2-json" ? filter::text_of_json(*text) : *text, axes);
  if (axes == filter::AxisOrder::latitude_first) asked.text += " in latitude, longitude";
  for (const std::string_view name : filter_parameters)
    if (const auto* value = query.find(name))
      asked.repeated += "&" + std::string(name) + "=" + catalog::url_encoded(*value);
  return asked;
}

}  // namespace jintu::http
