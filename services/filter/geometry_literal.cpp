#include "services/filter/geometry_literal.hpp"

#include <algorithm>

#include "geo/geometry/validity.hpp"

namespace jintu::filter {

namespace {

class Reader {
 public:
  Reader(Stream& words, AxisOrder axes) : words_(words), axes_(axes) {}

  std::vector<GeometryLiteral> all() {
    if (!words_.took("GEOMETRYCOLLECTION")) return {read()};
    words_.took("Z");
    return listed<GeometryLiteral>([this] { return read(); });
  }

 private:
  GeometryLiteral read() {
    const std::size_t at = words_.word().at;
    if (words_.took("BBOX") || words_.took("ENVELOPE")) return box(at);
    if (words_.took("POINT")) {
      words_.took("Z");
      const Position p = in_brackets<Position>([this] { return position(); });
      return std::vector<Box<Wgs84>>{{p, p}};
    }
    Geometry<Position> geometry = other();
    if (const auto report = check(geometry); !report.ok())
      words_.failed_at(at, "几何不合格：" + report.findings.front().code,
                       "expected a valid geometry, not " + report.findings.front().code);
    return geometry;
  }

  Geometry<Position> other() {
    if (took("MULTIPOINT")) return listed<Position>([this] { return point_of_many(); });
    if (took("LINESTRING")) return MultiLineString<Position>{line()};
    if (took("MULTILINESTRING")) return listed<LineString<Position>>([this] { return line(); });
    if (took("POLYGON")) return MultiPolygon<Position>{polygon()};
    if (took("MULTIPOLYGON")) return listed<Polygon<Position>>([this] { return polygon(); });
    words_.failed(
        "应为 geometry、BBOX(西,南,东,北)、POINT(经 纬)、LINESTRING、POLYGON 或其 MULTI 形式",
        "expected geometry, BBOX(west,south,east,north), POINT(lon lat), LINESTRING, POLYGON or "
        "one "
        "of their MULTI forms");
  }

  bool took(std::string_view keyword) {
    if (!words_.took(keyword)) return false;
    words_.took("Z");
    return true;
  }

  template <class T, class Read>
  T in_brackets(Read read) {
    words_.expect(Token::open, "(");
    T value = read();
    words_.expect(Token::close, ")");
    return value;
  }

  template <class T, class Read>
  std::vector<T> listed(Read read) {
    return in_brackets<std::vector<T>>([&] {
      std::vector<T> all{read()};
      while (words_.took(Token::comma)) all.push_back(read());
      return all;
    });
  }

  std::vector<Position> positions() {
    return listed<Position>([this] { return position(); });
  }
  LineString<Position> line() { return {positions()}; }
  Polygon<Position> polygon() {
    auto rings = listed<Ring<Position>>([this] { return Ring<Position>{positions()}; });
    Polygon<Position> out{std::move(rings.front()), {}};
    out.holes.assign(std::make_move_iterator(rings.begin() + 1),
                     std::make_move_iterator(rings.end()));
    return out;
  }
  Position point_of_many() {
    if (words_.word().token != Token::open) return position();
    return in_brackets<Position>([this] { return position(); });
  }

  double coordinate() {
    if (words_.word().token != Token::number)
      words_.failed("应为以度计的数", "expected a number in degrees");
    return words_.take_number();
  }

  /// A height, with or without the word Z, is passed over: places here have none.
  Position position() {
    const std::size_t at = words_.word().at;
    double lon = coordinate(), lat = coordinate();
    if (words_.word().token == Token::number) coordinate();
    if (axes_ == AxisOrder::latitude_first) std::swap(lon, lat);
    check_degrees(at, lon, lat, lon, lat);
    return {lon, lat};
  }

  std::vector<Box<Wgs84>> box(std::size_t at) {
    words_.expect(Token::open, "(");
    std::vector<double> n{coordinate()};
    while (n.size() < 6 && words_.took(Token::comma)) n.push_back(coordinate());
    if (n.size() != 4 && n.size() != 6)
      words_.failed("应为 4 个数：西、南、东、北（或 6 个，含高度）",
                    "expected 4 numbers: west, south, east, north (or 6, with heights)");
    words_.expect(Token::close, ")");
    const std::size_t half = n.size() / 2;
    double west = n[0], south = n[1], east = n[half], north = n[half + 1];
    if (axes_ == AxisOrder::latitude_first) {
      std::swap(west, south);
      std::swap(east, north);
    }
    check_degrees(at, west, south, east, north);
    if (west <= east) return {{{west, south}, {east, north}}};
    return {{{west, south}, {180, north}}, {{-180, south}, {east, north}}};
  }

  void check_degrees(std::size_t at, double west, double south, double east, double north) const {
    if (std::min(west, east) < -180 || std::max(west, east) > 180 || south < -90 || north > 90 ||
        south > north)
      words_.failed_at(at, "应为 ±180、±90 度以内，南不高于北",
                       "expected degrees within ±180 and ±90, south not above north");
  }

  Stream& words_;
  const AxisOrder axes_;
};

}  // namespace

std::vector<GeometryLiteral> take_geometries(Stream& words, AxisOrder axes) {
  return Reader(words, axes).all();
}

Geometry<Position> geometry_of(const GeometryLiteral& literal) {
  if (const auto* geometry = std::get_if<Geometry<Position>>(&literal)) return *geometry;
  const auto& boxes = std::get<std::vector<Box<Wgs84>>>(literal);
  const auto flat = [](const Box<Wgs84>& b) {
    return int{b.min.lon == b.max.lon} + int{b.min.lat == b.max.lat};
  };
  const Box<Wgs84>& first = boxes.front();
  if (boxes.size() == 1 && flat(first) == 2) return MultiPoint<Position>{first.min};
  if (boxes.size() == 1 && flat(first) == 1)
    return MultiLineString<Position>{{{first.min, first.max}}};
  MultiPolygon<Position> areas;
  for (const Box<Wgs84>& b : boxes)
    if (flat(b) == 0)
      areas.push_back(
          {{{b.min, {b.max.lon, b.min.lat}, b.max, {b.min.lon, b.max.lat}, b.min}}, {}});
  return areas;
}

}  // namespace jintu::filter
