#include "geo/io/geojson.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "geo/base/error.hpp"

namespace jintu::io {

namespace {

constexpr int kDecimals = 7;  // 1 cm on the ground

/// Thrown inside this file only: the way out of nested arrays.
struct Fault {
  Finding finding;
};

[[noreturn]] void fail(std::string code, std::string detail) {
  throw Fault{{std::move(code), std::move(detail), std::nullopt}};
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

class GeometryReader {
 public:
  GeometryReader(const SourceCrs& crs, const GeoJsonLimits& limits, GeoJsonNotes& notes)
      : crs_(crs), limits_(limits), notes_(notes) {}

  Geometry<Position> read(const Json& json, int depth = 0) {
    if (json.is_null()) return std::monostate();
    const auto type = json.is_object() ? json.find("type") : json.end();
    if (!json.is_object() || type == json.end() || !type->is_string())
      fail("bad_geometry", "几何应为带 type 的对象 a geometry is an object with a \"type\"");
    const auto name = type->get<std::string>();
    if (name == "GeometryCollection") return collection(json, depth);
    const auto found = json.find("coordinates");
    if (found == json.end() || !found->is_array())
      fail("bad_geometry", name + ": 缺少 coordinates the array \"coordinates\" is missing");
    const Json& c = *found;
    if (name == "Point") return MultiPoint<Position>{position(c)};
    if (name == "MultiPoint") return positions(c);
    if (name == "LineString") return MultiLineString<Position>{{positions(c)}};
    if (name == "MultiLineString")
      return each<MultiLineString<Position>>(
          c, [this](const Json& j) { return LineString<Position>{positions(j)}; });
    if (name == "Polygon") return MultiPolygon<Position>{polygon(c)};
    if (name == "MultiPolygon")
      return each<MultiPolygon<Position>>(c, [this](const Json& j) { return polygon(j); });
    fail("bad_geometry", "不认识的几何类型 unknown geometry type \"" + name + "\"");
  }

 private:
  Position position(const Json& json) {
    if (!json.is_array() || json.size() < 2 || !json[0].is_number() || !json[1].is_number())
      fail("bad_geometry", "坐标应为 [经度, 纬度] a position is [longitude, latitude], not " +
                               dump(json).substr(0, 60));
    for (std::size_t i = 2; i < json.size(); ++i)
      if (!json[i].is_number() && !json[i].is_null())
        fail("bad_geometry", "坐标应为数字 a position holds numbers only");
    if (++count_ > limits_.vertices)
      fail("too_many_vertices",
           "顶点太多 more than " + std::to_string(limits_.vertices) + " vertices");
    if (json.size() > 2) ++notes_.dropped_z;
    const auto position = crs_.to_wgs84(json[0].get<double>(), json[1].get<double>());
    if (!position)
      fail("out_of_range",
           "坐标 " + dump(json) + " 超出范围 is outside the range of " + crs_.name());
    return *position;
  }

  template <class Out, class Read>
  Out each(const Json& json, Read read) {
    if (!json.is_array()) fail("bad_geometry", "coordinates: 层级不对 arrays nest too little");
    Out out;
    out.reserve(json.size());
    for (const Json& item : json) out.push_back(read(item));
    return out;
  }

  std::vector<Position> positions(const Json& json) {
    return each<std::vector<Position>>(json, [this](const Json& j) { return position(j); });
  }

  Polygon<Position> polygon(const Json& json) {
    auto rings = each<std::vector<Ring<Position>>>(
        json, [this](const Json& j) { return Ring<Position>{positions(j)}; });
    if (rings.empty()) fail("bad_geometry", "多边形没有环 a polygon without rings");
    Polygon<Position> out{std::move(rings.front()), {}};
    out.holes.assign(std::make_move_iterator(rings.begin() + 1),
                     std::make_move_iterator(rings.end()));
    return out;
  }

  Geometry<Position> collection(const Json& json, int depth) {
    const auto members = json.find("geometries");
    if (members == json.end() || !members->is_array() || depth > 8)
      fail("bad_geometry",
           "GeometryCollection: 缺少 geometries the array \"geometries\" is missing");
    Geometry<Position> all;
    for (const Json& member : *members) {
      Geometry<Position> one = read(member, depth + 1);
      if (all.index() == 0) {
        all = std::move(one);
      } else if (one.index() != all.index()) {
        fail("mixed_geometry",
             "一个要素里混有点线面 points, lines and polygons are mixed in one feature");
      } else {
        std::visit([&](auto& into) { append(into, one); }, all);
      }
    }
    if (all.index() == 0)
      fail("bad_geometry", "空的 GeometryCollection an empty GeometryCollection");
    return all;
  }

  static void append(std::monostate&, Geometry<Position>&) {}
  template <class Parts>
  static void append(Parts& into, Geometry<Position>& from) {
    for (auto& part : std::get<Parts>(from)) into.push_back(std::move(part));
  }

  const SourceCrs& crs_;
  const GeoJsonLimits& limits_;
  GeoJsonNotes& notes_;
  std::size_t count_ = 0;
};

template <class Items, class Write>
void append_list(const Items& items, std::string& out, Write write) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    write(item);
  }
  out += ']';
}

/// Writes positions as they are, or in the numbers of a target CRS.
class PositionWriter {
 public:
  explicit PositionWriter(std::string& out) : out_(out) {}
  PositionWriter(std::string& out, const SourceCrs& target, int decimals)
      : out_(out), target_(&target), decimals_(decimals) {}

  void position(Position p) const {
    SourceCrs::Raw raw{p.lon, p.lat};
    if (target_) {
      raw = target_->expressed(p);
    }
    out_ += '[';
    append_coordinate(raw.x, decimals_, out_);
    out_ += ',';
    append_coordinate(raw.y, decimals_, out_);
    out_ += ']';
  }

  void positions(const std::vector<Position>& points) const {
    append_list(points, out_, [&](Position p) { position(p); });
  }

  void polygon(const Polygon<Position>& from) const {
    out_ += '[';
    positions(from.outer.points);
    for (const auto& hole : from.holes) {
      out_ += ',';
      positions(hole.points);
    }
    out_ += ']';
  }

 private:
  std::string& out_;
  const SourceCrs* target_ = nullptr;
  int decimals_ = kDecimals;
};

/// `{"type":"Name","coordinates":X}` for one part, `MultiName` and a list for several.
template <class Parts, class Write>
void append_parts(const char* name, const Parts& parts, std::string& out, Write write) {
  out += "{\"type\":\"";
  if (parts.size() != 1) out += "Multi";
  out += name;
  out += "\",\"coordinates\":";
  if (parts.size() == 1) {
    write(parts.front());
  } else {
    append_list(parts, out, write);
  }
  out += '}';
}

void append_geometry(const Geometry<Position>& geometry, const PositionWriter& writer,
                     std::string& out) {
  if (const auto* points = std::get_if<MultiPoint<Position>>(&geometry)) {
    append_parts("Point", *points, out, [&](Position p) { writer.position(p); });
  } else if (const auto* lines = std::get_if<MultiLineString<Position>>(&geometry)) {
    append_parts("LineString", *lines, out, [&](const auto& l) { writer.positions(l.points); });
  } else if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&geometry)) {
    append_parts("Polygon", *polygons, out, [&](const auto& p) { writer.polygon(p); });
  } else {
    out += "null";
  }
}

void append_feature(const Feature& feature, const PositionWriter& writer, std::string& out,
                    IdProperty id_property) {
  out += "{\"type\":\"Feature\"";
  if (!feature.key.empty()) {
    out += ",\"id\":" + dump(Json(feature.key));
  } else if (feature.id.value != 0) {
    out += ",\"id\":" + std::to_string(feature.id.value);
  }
  out += ",\"geometry\":";
  append_geometry(feature.geometry, writer, out);
  out += ",\"properties\":{";
  bool first = true;
  const auto property = [&](const std::string& name, const Json& value) {
    if (!first) out += ',';
    first = false;
    out += dump(Json(name)) + ':' + dump(value);
  };
  if (id_property == IdProperty::yes && !feature.key.empty() && !feature.properties.find("id"))
    property("id", feature.key);
  for (const auto& [name, value] : feature.properties)
    if (value.index() != 0) property(name, json_of(value));
  out += "}}";
}

}  // namespace

void append_coordinate(double value, int decimals, std::string& out) {
  std::array<char, 400> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::fixed, decimals)
                       .ptr;
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  if (text.find('.') != std::string_view::npos) {
    while (text.ends_with('0')) text.remove_suffix(1);
    if (text.ends_with('.')) text.remove_suffix(1);
  }
  out += text == "-0" ? "0" : text;
}

void append_geojson_geometry(const Geometry<Position>& geometry, std::string& out) {
  append_geometry(geometry, PositionWriter(out), out);
}

void append_geojson(const Feature& feature, std::string& out, IdProperty id_property) {
  append_feature(feature, PositionWriter(out), out, id_property);
}

void append_geojson(const Feature& feature, std::string& out, IdProperty id_property,
                    const SourceCrs& target, int decimals) {
  append_feature(feature, PositionWriter(out, target, decimals), out, id_property);
}

Json to_geojson(const Feature& feature, IdProperty id_property) {
  std::string text;
  append_geojson(feature, text, id_property);
  return parse_json(text, "feature");
}

std::variant<Geometry<Position>, Finding> read_geojson_geometry(const Json& geometry,
                                                                const SourceCrs& crs,
                                                                const GeoJsonLimits& limits,
                                                                GeoJsonNotes& notes) {
  try {
    return GeometryReader(crs, limits, notes).read(geometry);
  } catch (Fault& fault) {
    return std::move(fault.finding);
  }
}

Geometry<Position> parse_geojson_geometry(const Json& geometry, const GeoJsonLimits& limits) {
  GeoJsonNotes notes;
  auto read = read_geojson_geometry(geometry, SourceCrs::wgs84(), limits, notes);
  if (const auto* finding = std::get_if<Finding>(&read))
    throw Error(ErrorCode::bad_input, finding->detail, finding->code);
  return std::get<Geometry<Position>>(std::move(read));
}

std::optional<std::string> key_of(const Json& id) {
  constexpr double kExact =
      9'007'199'254'740'992.0;  // 2^53: from here on doubles leave whole numbers out
  if (id.is_string()) return id.get<std::string>();
  if (id.is_number_integer()) return id.dump();
  if (!id.is_number_float()) return std::nullopt;
  const auto value = id.get<double>();
  if (!(std::abs(value) < kExact)) return std::nullopt;
  return value == std::trunc(value) ? std::to_string(static_cast<std::int64_t>(value)) : id.dump();
}

Value value_of(const Json& json) {
  switch (json.type()) {
    case Json::value_t::null:
    case Json::value_t::discarded:
    case Json::value_t::binary:
      return std::monostate();
    case Json::value_t::boolean:
      return json.get<bool>();
    case Json::value_t::number_integer:
      return json.get<std::int64_t>();
    case Json::value_t::number_unsigned: {
      const auto value = json.get<std::uint64_t>();
      if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return static_cast<std::int64_t>(value);
      return std::to_string(value);
    }
    case Json::value_t::number_float:
      return json.get<double>();
    case Json::value_t::string:
      return json.get<std::string>();
    case Json::value_t::object:
    case Json::value_t::array:
      return dump(json);
  }
  return std::monostate();
}

Json json_of(const Value& value) {
  return std::visit(
      [](const auto& v) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::monostate>) {
          return nullptr;
        } else {
          return v;
        }
      },
      value);
}

}  // namespace jintu::io
