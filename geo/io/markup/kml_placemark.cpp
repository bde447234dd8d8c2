#include "geo/io/markup/kml_placemark.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "geo/base/error.hpp"
#include "geo/io/geojson.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

constexpr std::size_t kMostBytes = 128 << 20;  // of text in one placemark

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Elements of a placemark that are fields by themselves, under the names that they get.
std::string_view own_field(std::string_view element) {
  using P = std::pair<std::string_view, std::string_view>;
  static constexpr std::array known{P{"name", "name"},       P{"description", "description"},
                                    P{"address", "address"}, P{"Snippet", "snippet"},
                                    P{"snippet", "snippet"}, P{"phoneNumber", "phoneNumber"},
                                    P{"when", "timestamp"},  P{"begin", "begin"},
                                    P{"end", "end"}};
  for (const auto& [from, to] : known)
    if (element == from) return to;
  return {};
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

void KmlPlacemark::too_large(const std::string& what) const {
  throw Error(ErrorCode::too_large, document_ + ": line " + std::to_string(line) + ": " + what);
}

void KmlPlacemark::fault(const std::string& code, const std::string& detail) {
  if (!fault_) fault_ = Finding{code, detail, std::nullopt};
}

void KmlPlacemark::keep(const std::string& name, std::string value, std::string_view type) {
  const auto word = trimmed(value);
  if (word.empty()) return;
  Value typed = std::string(word);
  if (is_one_of(type, {"int", "uint", "short", "ushort", "xsd:int", "xsd:long"})) {
    if (const auto number = parse_integer(word)) typed = *number;
  } else if (is_one_of(type, {"float", "double", "xsd:double", "xsd:float"})) {
    if (const auto number = parse_number(word)) typed = *number;
  } else if (type == "bool" || type == "xsd:boolean") {
    if (word == "1" || word == "true") typed = true;
    if (word == "0" || word == "false") typed = false;
  }
  const std::string base = name.empty() ? "value" : name;
  std::string unique = base;
  for (int n = 2; const Value* before = properties.find(unique); ++n) {
    if (*before == typed) return;
    unique = base + "_" + std::to_string(n);
  }
  properties.set(unique, std::move(typed));
}

void KmlPlacemark::begin_part(Shape shape) {
  parts_.push_back({shape, {}});
  if (parts_.size() > limits_.feature_vertices)
    too_large("图形太多 too many shapes in one Placemark");
}

void KmlPlacemark::open(std::string_view name, const XmlAttributes& attributes) {
  path_.emplace_back(name);
  if (name == "Point") begin_part(Shape::point);
  if (name == "LineString" || (name == "LinearRing" && !in_polygon_) || name == "Track")
    begin_part(Shape::line);
  if (name == "Track") parts_.back().rings.emplace_back();
  if (name == "Polygon") {
    begin_part(Shape::polygon);
    in_polygon_ = true;
  }
  if (is_one_of(name, {"Model", "PhotoOverlay"})) ++unread_;
  if (is_one_of(name, {"Data", "SimpleData", "SimpleArrayData"})) {
    field_ = attribute(attributes, "name");
    value_.clear();
    list_.clear();
  }
  const std::string_view above = path_.size() > 1 ? std::string_view(path_[path_.size() - 2]) : "";
  const bool of_placemark = path_.size() == 1 || above == "TimeStamp" || above == "TimeSpan";
  taking_ = (of_placemark && !own_field(name).empty()) || name == "coordinates" ||
            name == "coord" || name == "SimpleData" ||
            (name == "value" && (above == "Data" || above == "SimpleArrayData"));
  text_.clear();
}

void KmlPlacemark::text(std::string_view piece) {
  if (!taking_) return;
  bytes_ += piece.size();
  if (bytes_ > kMostBytes)
    too_large("太大 a Placemark has more than " + std::to_string(kMostBytes) + " bytes of text");
  text_ += piece;
}

void KmlPlacemark::close(std::string_view name) {
  path_.pop_back();
  const bool taken = std::exchange(taking_, false);
  if (name == "coordinates" && taken) {
    take_coordinates();
  } else if (name == "coord" && taken) {
    take_track_point();
  } else if (name == "value" && taken) {
    if (!path_.empty() && path_.back() == "SimpleArrayData")
      list_.push_back(text_);
    else
      value_ = text_;
  } else if (name == "Data") {
    keep(field_, std::exchange(value_, {}), "");
    field_.clear();
  } else if (name == "SimpleData" && taken) {
    const auto type = types_.find(field_);
    keep(field_, text_, type == types_.end() ? "" : type->second);
    field_.clear();
  } else if (name == "SimpleArrayData") {
    keep(field_, Json(list_).dump(-1, ' ', false, Json::error_handler_t::replace), "");
    field_.clear();
  } else if (name == "Polygon") {
    in_polygon_ = false;
  } else if (taken && !own_field(name).empty()) {
    keep(std::string(own_field(name)), text_, "");
  }
  text_.clear();
}

/// "lon,lat[,height] lon,lat[,height] …"; blanks around the commas are forgiven.
void KmlPlacemark::take_coordinates() {
  if (parts_.empty()) return;
  std::vector<Number2> points;
  const char* at = text_.data();
  const char* const end = at + text_.size();
  const auto skip_blanks = [&] {
    while (at < end && is_blank(*at)) ++at;
  };
  for (skip_blanks(); at < end; skip_blanks()) {
    const char* const from = at;
    std::array<double, 3> numbers{};
    std::size_t count = 0;
    while (count < 3) {
      skip_blanks();
      if (at < end && *at == '+') ++at;
      const auto [stop, error] = std::from_chars(at, end, numbers[count]);
      if (error != std::errc()) {
        if (count == 2 && stop == at) break;  // "lon,lat," has an empty height
        count = 0;
        break;
      }
      at = stop;
      ++count;
      const char* const after = at;
      skip_blanks();
      if (at == end || *at != ',') {
        at = after;
        break;
      }
      ++at;
    }
    const bool separated = at == end || is_blank(*at);
    if (count < 2 || !separated)
      return fault("bad_geometry",
                   "坐标应为 经度,纬度 coordinates should be lon,lat[,height], not \"" +
                       std::string(from, std::min<std::ptrdiff_t>(end - from, 40)) + "\"");
    if (count > 2) heights_ = heights_ || numbers[2] != 0;
    if (++vertices_ > limits_.feature_vertices)
      return fault("too_many_vertices",
                   "顶点太多 more than " + std::to_string(limits_.feature_vertices) + " vertices");
    points.push_back({numbers[0], numbers[1]});
  }
  parts_.back().rings.push_back(std::move(points));
}

/// <gx:coord>lon lat height</gx:coord>
void KmlPlacemark::take_track_point() {
  if (parts_.empty() || parts_.back().rings.empty()) return;
  for (char& c : text_)
    if (is_blank(c)) c = ' ';
  const auto words = trimmed(text_);
  const auto space = words.find(' ');
  const auto x = parse_number(words.substr(0, space));
  const auto rest =
      space == std::string_view::npos ? std::string_view() : trimmed(words.substr(space));
  const auto y = parse_number(rest.substr(0, rest.find(' ')));
  if (!x || !y)
    return fault("bad_geometry", "gx:coord 应为 经度 纬度 should be \"lon lat height\"");
  if (++vertices_ > limits_.feature_vertices)
    return fault("too_many_vertices",
                 "顶点太多 more than " + std::to_string(limits_.feature_vertices) + " vertices");
  if (rest.find(' ') != std::string_view::npos) heights_ = true;
  parts_.back().rings.front().push_back({*x, *y});
}

std::variant<Geometry<Position>, Finding> KmlPlacemark::geometry(const SourceCrs& crs) const {
  if (fault_) return *fault_;
  std::optional<Finding> bad;
  const auto converted = [&](const std::vector<Number2>& points) {
    std::vector<Position> out;
    out.reserve(points.size());
    for (const auto& [x, y] : points) {
      const auto p = crs.to_wgs84(x, y);
      if (p) {
        out.push_back(*p);
      } else if (!bad) {
        bad = Finding{"out_of_range",
                      "坐标 (" + std::to_string(x) + ", " + std::to_string(y) +
                          ") 超出范围 is outside the range of " + crs.name(),
                      std::nullopt};
      }
    }
    return out;
  };
  MultiPoint<Position> points;
  MultiLineString<Position> lines;
  MultiPolygon<Position> polygons;
  for (const Part& part : parts_) {
    if (part.rings.empty() || part.rings.front().empty())
      return Finding{"empty", "空几何 a shape without coordinates", std::nullopt};
    if (part.shape == Shape::point) {
      for (const Position p : converted(part.rings.front())) points.push_back(p);
    } else if (part.shape == Shape::line) {
      lines.push_back({converted(part.rings.front())});
    } else {
      Polygon<Position> polygon{{converted(part.rings.front())}, {}};
      for (std::size_t i = 1; i < part.rings.size(); ++i)
        polygon.holes.push_back({converted(part.rings[i])});
      polygons.push_back(std::move(polygon));
    }
  }
  if (bad) return *bad;
  const int kinds = !points.empty() + !lines.empty() + !polygons.empty();
  if (kinds > 1)
    return Finding{"mixed_geometry",
                   "一个要素里混有点线面 points, lines and polygons are mixed in one feature",
                   std::nullopt};
  if (!points.empty()) return Geometry<Position>(std::move(points));
  if (!lines.empty()) return Geometry<Position>(std::move(lines));
  if (!polygons.empty()) return Geometry<Position>(std::move(polygons));
  return Geometry<Position>();
}

std::string KmlPlacemark::as_geojson() const {
  Json shapes = Json::array();
  for (const Part& part : parts_) {
    Json rings = Json::array();
    for (const auto& ring : part.rings) {
      Json points = Json::array();
      for (const auto& [x, y] : ring) points.push_back({x, y});
      rings.push_back(std::move(points));
    }
    const bool empty = part.rings.empty() || part.rings.front().empty();
    if (empty) continue;
    if (part.shape == Shape::point)
      shapes.push_back({{"type", "Point"}, {"coordinates", rings[0][0]}});
    if (part.shape == Shape::line)
      shapes.push_back({{"type", "LineString"}, {"coordinates", rings[0]}});
    if (part.shape == Shape::polygon)
      shapes.push_back({{"type", "Polygon"}, {"coordinates", rings}});
  }
  Json geometry;
  if (shapes.size() == 1) geometry = shapes[0];
  if (shapes.size() > 1) geometry = {{"type", "GeometryCollection"}, {"geometries", shapes}};
  Json fields = Json::object();
  for (const auto& [name, value] : properties) fields[name] = json_of(value);
  return Json{{"type", "Feature"}, {"geometry", geometry}, {"properties", fields}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace jintu::io
