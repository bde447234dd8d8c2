#include "services/changes/words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <set>

#include "geo/base/error.hpp"
#include "geo/base/text.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/io/geojson.hpp"

namespace jintu::changes {

namespace {

Json member(const Json& object, const std::string& name) {
  if (!object.is_object()) return nullptr;
  const auto it = object.find(name);
  return it == object.end() ? Json(nullptr) : *it;
}

/// The title is Chinese; the description's first clause is English.
Words title_of(const std::string& property, const Json* schema) {
  const Json::json_pointer at("/properties/properties/properties");
  if (!schema || !schema->contains(at)) return {property, property};
  const Json field = member(schema->at(at), property);
  const Json title = member(field, "title"), description = member(field, "description");
  std::string english = description.is_string() ? description.get<std::string>() : property;
  english.resize(std::min(english.size(), english.find_first_of(":;,(")));
  return {title.is_string() ? title.get<std::string>() : property, english};
}

constexpr std::size_t most_shown = 120;  // bytes

std::string shown(const Json& value) {
  if (!value.is_string()) return value.dump(-1, ' ', false, Json::error_handler_t::replace);
  const auto text = value.get<std::string>();
  if (text.size() <= most_shown) return text;
  std::size_t end = most_shown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // whole letters
  return text.substr(0, end) + "…";
}

std::optional<Geometry<Position>> geometry_of(const Json& feature) {
  const Json geometry = member(feature, "geometry");
  if (geometry.is_null()) return std::nullopt;
  try {
    return io::parse_geojson_geometry(geometry);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string square_metres(double area) {
  return grouped(static_cast<std::uint64_t>(std::llround(std::abs(area)))) + " m²";
}

std::string with_sign(double area) { return (area < 0 ? "−" : "+") + square_metres(area); }

std::size_t vertices(const Geometry<Position>& geometry) {
  std::size_t count = 0;
  for_each_vertex(geometry, [&](const Position&) { ++count; });
  return count;
}

void add_shape(const Json& before, const Json& after, std::vector<Words>& out) {
  const Json was = member(before, "geometry"), is = member(after, "geometry");
  if (was == is) return;
  if (was.is_null() || is.is_null()) {
    out.push_back(is.is_null() ? Words{"去掉了位置", "Its place was taken away"}
                               : Words{"有了位置", "It got a place"});
    return;
  }
  const auto old_shape = geometry_of(before), new_shape = geometry_of(after);
  if (!new_shape) {
    out.push_back({"图形尚未画完", "The shape is not finished"});
    return;
  }
  const auto* old_area = old_shape ? std::get_if<MultiPolygon<Position>>(&*old_shape) : nullptr;
  const auto* new_area = std::get_if<MultiPolygon<Position>>(&*new_shape);
  if (old_area && new_area) {
    const double from = area(*old_area).value(), to = area(*new_area).value();
    out.push_back({"边界：面积 " + square_metres(from) + " → " + square_metres(to) + "（" +
                       with_sign(to - from) + "），顶点 " + std::to_string(vertices(*old_shape)) +
                       " → " + std::to_string(vertices(*new_shape)),
                   "Boundary: area " + square_metres(from) + " → " + square_metres(to) + " (" +
                       with_sign(to - from) + "), vertices " +
                       std::to_string(vertices(*old_shape)) + " → " +
                       std::to_string(vertices(*new_shape))});
    return;
  }
  out.push_back({"位置或形状改了", "Its place or shape changed"});
}

}  // namespace

std::vector<Words> words_of(const Json& before, const Json& after, const Json* schema) {
  std::vector<Words> out;
  if (before.is_null() && after.is_null()) return out;
  if (before.is_null()) {
    out.push_back({"新增", "New"});
    if (const auto shape = geometry_of(after))
      if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&*shape))
        out.push_back({"面积 " + square_metres(area(*polygons).value()),
                       "Area " + square_metres(area(*polygons).value())});
    return out;
  }
  if (after.is_null()) {
    out.push_back({"删除", "Deleted"});
    return out;
  }
  add_shape(before, after, out);
  const Json was = member(before, "properties"), is = member(after, "properties");
  std::set<std::string> seen;
  for (const Json* side : {&was, &is}) {
    if (!side->is_object()) continue;
    for (const auto& [name, value] : side->items()) {
      if (!seen.insert(name).second) continue;
      const Json a = member(was, name), b = member(is, name);
      if (a == b) continue;
      const Words title = title_of(name, schema);
      if (a.is_null())
        out.push_back(
            {title.zh + "：填入“" + shown(b) + "”", title.en + ": set to “" + shown(b) + "”"});
      else if (b.is_null())
        out.push_back(
            {title.zh + "：去掉“" + shown(a) + "”", title.en + ": “" + shown(a) + "” removed"});
      else
        out.push_back({title.zh + "：“" + shown(a) + "” → “" + shown(b) + "”",
                       title.en + ": “" + shown(a) + "” → “" + shown(b) + "”"});
    }
  }
  return out;
}

}  // namespace jintu::changes
