#include "geo/gdal/ogr_geometry.hpp"

#include <cmath>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"

namespace jintu::gdal {

namespace {

struct Fault {
  Finding finding;
};

class Reader {
 public:
  Reader(const SourceCrs& crs, std::size_t most) : crs_(crs), most_(most) {}

  Geometry<Position> read(const OGRGeometry& g) {
    switch (wkbFlatten(g.getGeometryType())) {
      case wkbPoint:
        return MultiPoint<Position>{position(g.toPoint()->getX(), g.toPoint()->getY())};
      case wkbLineString:
        return MultiLineString<Position>{{points(*g.toLineString())}};
      case wkbLinearRing:
        return MultiLineString<Position>{{points(*g.toLinearRing())}};
      case wkbPolygon:
        return MultiPolygon<Position>{polygon(*g.toPolygon())};
      case wkbTriangle:
        return MultiPolygon<Position>{polygon(*g.toPolygon())};
      case wkbMultiPoint:
      case wkbMultiLineString:
      case wkbMultiPolygon:
      case wkbGeometryCollection:
        return collection(*g.toGeometryCollection());
      default:
        throw Fault{{"bad_geometry",
                     std::string("不支持的几何类型 this geometry type is not supported: ") +
                         g.getGeometryName(),
                     std::nullopt}};
    }
  }

 private:
  Position position(double x, double y) {
    if (++count_ > most_)
      throw Fault{{"too_many_vertices", "顶点太多 more than " + std::to_string(most_) + " vertices",
                   std::nullopt}};
    const auto p = crs_.to_wgs84(x, y);
    if (p) return *p;
    const bool finite = std::isfinite(x) && std::isfinite(y);
    throw Fault{{finite ? "out_of_range" : "not_finite",
                 "坐标 (" + std::to_string(x) + ", " + std::to_string(y) +
                     ") 超出范围 is outside the range of " + crs_.name(),
                 std::nullopt}};
  }

  std::vector<Position> points(const OGRSimpleCurve& line) {
    std::vector<Position> out;
    out.reserve(static_cast<std::size_t>(line.getNumPoints()));
    for (int i = 0; i < line.getNumPoints(); ++i)
      out.push_back(position(line.getX(i), line.getY(i)));
    return out;
  }

  Polygon<Position> polygon(const OGRPolygon& from) {
    Polygon<Position> out;
    if (const auto* ring = from.getExteriorRing()) out.outer.points = points(*ring);
    for (int i = 0; i < from.getNumInteriorRings(); ++i)
      out.holes.push_back({points(*from.getInteriorRing(i))});
    return out;
  }

  Geometry<Position> collection(const OGRGeometryCollection& from) {
    Geometry<Position> all;
    for (const OGRGeometry* part : from) {
      Geometry<Position> one = read(*part);
      if (all.index() == 0) {
        all = std::move(one);
      } else if (one.index() != all.index()) {
        throw Fault{{"mixed_geometry",
                     "一个要素里混有点线面 points, lines and polygons are mixed in one feature",
                     std::nullopt}};
      } else {
        std::visit([&](auto& into) { append(into, one); }, all);
      }
    }
    return all;
  }

  static void append(std::monostate&, Geometry<Position>&) {}
  template <class P>
  static void append(P& into, Geometry<Position>& from) {
    for (auto& part : std::get<P>(from)) into.push_back(std::move(part));
  }

  const SourceCrs& crs_;
  std::size_t most_;
  std::size_t count_ = 0;
};

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json raw_points(const OGRSimpleCurve& line) {
  Json out = Json::array();
  for (int i = 0; i < line.getNumPoints(); ++i)
    out.push_back({number(line.getX(i)), number(line.getY(i))});
  return out;
}

Json raw(const OGRGeometry& g) {
  switch (wkbFlatten(g.getGeometryType())) {
    case wkbPoint:
      return {{"type", "Point"},
              {"coordinates", {number(g.toPoint()->getX()), number(g.toPoint()->getY())}}};
    case wkbLineString:
      return {{"type", "LineString"}, {"coordinates", raw_points(*g.toLineString())}};
    case wkbTriangle:
    case wkbPolygon: {
      Json rings = Json::array();
      for (const OGRLinearRing* ring : *g.toPolygon()) rings.push_back(raw_points(*ring));
      return {{"type", "Polygon"}, {"coordinates", rings}};
    }
    default:
      break;
  }
  if (!OGR_GT_IsSubClassOf(g.getGeometryType(), wkbGeometryCollection)) return nullptr;
  Json parts = Json::array();
  for (const OGRGeometry* part : *g.toGeometryCollection()) parts.push_back(raw(*part));
  return {{"type", "GeometryCollection"}, {"geometries", parts}};
}

class Writer {
 public:
  explicit Writer(const SourceCrs& target) : target_(target) {}

  void fill(const std::vector<Position>& points, OGRSimpleCurve& line) const {
    line.setNumPoints(static_cast<int>(points.size()), FALSE);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const auto q = target_.expressed(points[i]);
      line.setPoint(static_cast<int>(i), q.x, q.y);
    }
  }

  OGRGeometry* make(Position p) const {
    const auto q = target_.expressed(p);
    return new OGRPoint(q.x, q.y);
  }
  OGRGeometry* make(const LineString<Position>& from) const {
    auto line = std::make_unique<OGRLineString>();
    fill(from.points, *line);
    return line.release();
  }
  OGRGeometry* make(const Polygon<Position>& from) const {
    auto polygon = std::make_unique<OGRPolygon>();
    const auto add = [&](const Ring<Position>& from_ring) {
      auto ring = std::make_unique<OGRLinearRing>();
      fill(from_ring.points, *ring);
      polygon->addRingDirectly(ring.release());
    };
    add(from.outer);
    for (const auto& hole : from.holes) add(hole);
    return polygon.release();
  }

  template <class Multi, class Items>
  OGRGeometryUniquePtr all(const Items& items, Parts parts) const {
    if (items.size() == 1 && parts == Parts::as_needed)
      return OGRGeometryUniquePtr(make(items.front()));
    auto multi = std::make_unique<Multi>();
    for (const auto& item : items) multi->addGeometryDirectly(make(item));
    return OGRGeometryUniquePtr(multi.release());
  }

 private:
  const SourceCrs& target_;
};

}  // namespace

std::variant<Geometry<Position>, Finding> from_ogr(const OGRGeometry* geometry,
                                                   const SourceCrs& crs, std::size_t most_vertices,
                                                   io::GeometryLosses& losses) {
  if (!geometry || geometry->IsEmpty()) return Geometry<Position>();
  OGRGeometryUniquePtr linear;
  if (geometry->hasCurveGeometry()) {
    ++losses.curves;
    linear.reset(geometry->getLinearGeometry());
    geometry = linear.get();
    if (!geometry)
      return Finding{"bad_geometry", "曲线无法化为折线 the curve could not be made a line",
                     std::nullopt};
  }
  if (geometry->Is3D() || geometry->IsMeasured()) ++losses.dropped_z;
  try {
    return Reader(crs, most_vertices).read(*geometry);
  } catch (Fault& fault) {
    return std::move(fault.finding);
  }
}

std::string raw_geojson(const OGRGeometry* geometry) {
  return geometry ? raw(*geometry).dump() : "null";
}

OGRGeometryUniquePtr to_ogr(const Geometry<Position>& geometry, const SourceCrs& target,
                            Parts parts) {
  const Writer writer(target);
  if (const auto* points = std::get_if<MultiPoint<Position>>(&geometry))
    return writer.all<OGRMultiPoint>(*points, parts);
  if (const auto* lines = std::get_if<MultiLineString<Position>>(&geometry))
    return writer.all<OGRMultiLineString>(*lines, parts);
  if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&geometry))
    return writer.all<OGRMultiPolygon>(*polygons, parts);
  return nullptr;
}

}  // namespace jintu::gdal
