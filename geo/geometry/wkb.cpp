#include "geo/geometry/wkb.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "geo/base/error.hpp"

namespace jintu {

static_assert(std::endian::native == std::endian::little, "WKB is written by copying bytes");

namespace {

enum : std::uint32_t {
  wkb_point = 1,
  wkb_line,
  wkb_polygon,
  wkb_multipoint,
  wkb_multiline,
  wkb_multipolygon
};

template <class T>
void append(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_header(std::string& out, std::uint32_t type) {
  out.push_back(1);  // little endian
  append(out, type);
}

void append_points(std::string& out, const std::vector<Position>& points) {
  append(out, static_cast<std::uint32_t>(points.size()));
  out.append(reinterpret_cast<const char*>(points.data()), points.size() * sizeof(Position));
}
static_assert(sizeof(Position) == 16);

struct Reader {
  std::string_view bytes;
  std::size_t at = 0;
  bool swap = false;

  [[noreturn]] static void fail(const char* reason) {
    throw Error(ErrorCode::bad_input, std::string("geometry (WKB): ") + reason);
  }
  template <class T>
  T read() {
    if (bytes.size() - at < sizeof(T)) fail("ends too early");
    unsigned char raw[sizeof(T)];
    std::memcpy(raw, bytes.data() + at, sizeof(T));
    at += sizeof(T);
    if (swap) {
      for (std::size_t i = 0; i < sizeof(T) / 2; ++i) std::swap(raw[i], raw[sizeof(T) - 1 - i]);
    }
    T value;
    std::memcpy(&value, raw, sizeof(T));
    return value;
  }
  std::uint32_t header() {
    const auto order = read<std::uint8_t>();
    if (order > 1) fail("byte order is neither 0 nor 1");
    swap = order == 0;
    return read<std::uint32_t>();
  }
  std::uint32_t count(std::size_t least_bytes_each) {
    const auto n = read<std::uint32_t>();
    if (n > (bytes.size() - at) / least_bytes_each) fail("counts more parts than it has bytes");
    return n;
  }
  Position position() {
    const auto lon = read<double>();
    const auto lat = read<double>();
    if (!std::isfinite(lon) || !std::isfinite(lat)) fail("has a coordinate that is not finite");
    return {lon, lat};
  }
  std::vector<Position> points() {
    std::vector<Position> out(count(16));
    for (auto& p : out) p = position();
    return out;
  }
  Polygon<Position> polygon() {
    Polygon<Position> out;
    const auto rings = count(4);
    for (std::uint32_t i = 0; i < rings; ++i) {
      if (i == 0)
        out.outer.points = points();
      else
        out.holes.push_back({points()});
    }
    return out;
  }
  template <class Part>
  void parts(std::uint32_t type, Part part) {
    const auto n = count(5);
    for (std::uint32_t i = 0; i < n; ++i) {
      if (header() != type) fail("a part has the wrong type");
      part();
    }
  }
};

}  // namespace

void append_wkb(const Geometry<Position>& geometry, std::string& out) {
  if (const auto* points = std::get_if<MultiPoint<Position>>(&geometry)) {
    if (points->size() != 1) {
      append_header(out, wkb_multipoint);
      append(out, static_cast<std::uint32_t>(points->size()));
    }
    for (const auto& p : *points) {
      append_header(out, wkb_point);
      append(out, p);
    }
  } else if (const auto* lines = std::get_if<MultiLineString<Position>>(&geometry)) {
    append_header(out, wkb_multiline);
    append(out, static_cast<std::uint32_t>(lines->size()));
    for (const auto& line : *lines) {
      append_header(out, wkb_line);
      append_points(out, line.points);
    }
  } else if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&geometry)) {
    append_header(out, wkb_multipolygon);
    append(out, static_cast<std::uint32_t>(polygons->size()));
    for (const auto& polygon : *polygons) {
      append_header(out, wkb_polygon);
      append(out, static_cast<std::uint32_t>(1 + polygon.holes.size()));
      append_points(out, polygon.outer.points);
      for (const auto& hole : polygon.holes) append_points(out, hole.points);
    }
  }
}

Geometry<Position> parse_wkb(std::string_view bytes) {
  Reader in{bytes};
  switch (in.header()) {
    case wkb_point:
      return MultiPoint<Position>{in.position()};
    case wkb_line:
      return MultiLineString<Position>{{in.points()}};
    case wkb_polygon:
      return MultiPolygon<Position>{in.polygon()};
    case wkb_multipoint: {
      MultiPoint<Position> out;
      in.parts(wkb_point, [&] { out.push_back(in.position()); });
      return out;
    }
    case wkb_multiline: {
      MultiLineString<Position> out;
      in.parts(wkb_line, [&] { out.push_back({in.points()}); });
      return out;
    }
    case wkb_multipolygon: {
      MultiPolygon<Position> out;
      in.parts(wkb_polygon, [&] { out.push_back(in.polygon()); });
      return out;
    }
    default:
      Reader::fail("is not one of the six simple types in two dimensions");
  }
}

}  // namespace jintu
