#include "geo/geometry/even_odd.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "geo/geometry/geos.hpp"
#include "geo/geometry/index_box.hpp"
#include "geo/geometry/validity.hpp"

namespace jintu {

namespace {

/// Smaller faces are rounding: less than a square centimetre.
constexpr double least_face = 1e-14;  // square degrees

struct Segment {
  Position a, b;  ///< a before b, by lon, then lat
};

bool before(Position a, Position b) { return a.lon != b.lon ? a.lon < b.lon : a.lat < b.lat; }

/// Each segment that is drawn an odd number of times, once.
std::vector<Segment> segments_of(const MultiLineString<Position>& lines) {
  std::vector<Segment> all;
  for (const auto& line : lines) {
    for (std::size_t i = 1; i < line.points.size(); ++i) {
      const auto [a, b] = std::minmax(line.points[i - 1], line.points[i], before);
      if (a != b) all.push_back({a, b});
    }
  }
  const auto less = [](const Segment& s, const Segment& t) {
    return s.a != t.a ? before(s.a, t.a) : before(s.b, t.b);
  };
  std::sort(all.begin(), all.end(), less);
  std::vector<Segment> odd;
  for (const Segment& s : all) {
    if (!odd.empty() && odd.back().a == s.a && odd.back().b == s.b)
      odd.pop_back();
    else
      odd.push_back(s);
  }
  return odd;
}

bool closed(const std::vector<Segment>& segments) {
  std::vector<Position> ends;
  ends.reserve(2 * segments.size());
  for (const Segment& s : segments) {
    ends.push_back(s.a);
    ends.push_back(s.b);
  }
  std::sort(ends.begin(), ends.end(), before);
  for (std::size_t i = 0; i < ends.size();) {
    const auto next = std::find_if(ends.begin() + static_cast<std::ptrdiff_t>(i), ends.end(),
                                   [&](Position p) { return p != ends[i]; });
    const auto count = static_cast<std::size_t>(next - ends.begin()) - i;
    if (count % 2 != 0) return false;
    i += count;
  }
  return true;
}

IndexBox box_of(const Segment& s) {
  const auto [south, north] = std::minmax(s.a.lat, s.b.lat);
  return index_box({s.a.lon, south}, {s.b.lon, north});
}

double turn(Position a, Position b, Position c) {
  return (b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon);
}

bool meet(const Segment& s, const Segment& t) {
  const bool share = s.a == t.a || s.a == t.b || s.b == t.a || s.b == t.b;
  return !share && turn(s.a, s.b, t.a) * turn(s.a, s.b, t.b) <= 0 &&
         turn(t.a, t.b, s.a) * turn(t.a, t.b, s.b) <= 0;
}

class Lines {
 public:
  explicit Lines(std::vector<Segment> segments)
      : segments_(std::move(segments)), index_(boxes(segments_)) {}

  bool within(const EvenOddLimits& limits) const {
    std::size_t pairs = 0, crossings = 0;
    for (std::uint32_t i = 0; i < segments_.size(); ++i) {
      index_.query(box_of(segments_[i]), [&](std::uint32_t j) {
        if (j > i && meet(segments_[i], segments_[j])) ++crossings;
        return ++pairs <= limits.pairs && crossings <= limits.crossings;
      });
      if (pairs > limits.pairs || crossings > limits.crossings) return false;
    }
    return true;
  }

  /// Whether a ray from there to the east meets an odd number of segments.
  bool odd(Position p) const {
    bool odd = false;
    index_.query(index_box(p, {180, p.lat}), [&](std::uint32_t i) {
      const Segment& s = segments_[i];
      if ((s.a.lat > p.lat) == (s.b.lat > p.lat)) return;
      const double share = (p.lat - s.a.lat) / (s.b.lat - s.a.lat);
      if (s.a.lon + share * (s.b.lon - s.a.lon) > p.lon) odd = !odd;
    });
    return odd;
  }

  /// Cut where they cross, each piece once.
  geos::GeometryPtr noded() const {
    std::vector<GEOSGeometry*> parts;
    parts.reserve(segments_.size());
    for (const Segment& s : segments_) {
      const double ends[] = {s.a.lon, s.a.lat, s.b.lon, s.b.lat};
      auto* sequence = GEOSCoordSeq_copyFromBuffer_r(geos::context(), ends, 2, 0, 0);
      parts.push_back(GEOSGeom_createLineString_r(geos::context(), sequence));
    }
    const geos::GeometryPtr all(GEOSGeom_createCollection_r(
        geos::context(), GEOS_MULTILINESTRING, parts.data(), static_cast<unsigned>(parts.size())));
    return geos::GeometryPtr(all ? GEOSUnaryUnion_r(geos::context(), all.get()) : nullptr);
  }

 private:
  static std::vector<IndexBox> boxes(const std::vector<Segment>& segments) {
    std::vector<IndexBox> boxes;
    boxes.reserve(segments.size());
    for (const Segment& s : segments) boxes.push_back(box_of(s));
    return boxes;
  }

  std::vector<Segment> segments_;
  PackedRTree index_;
};

std::optional<Position> inner_point(const GEOSGeometry* face) {
  double area = 0;
  if (GEOSArea_r(geos::context(), face, &area) != 1 || area < least_face) return std::nullopt;
  const geos::GeometryPtr point(GEOSPointOnSurface_r(geos::context(), face));
  Position p;
  const bool known = point && GEOSGeomGetX_r(geos::context(), point.get(), &p.lon) == 1 &&
                     GEOSGeomGetY_r(geos::context(), point.get(), &p.lat) == 1;
  return known ? std::optional(p) : std::nullopt;
}

/// The faces between the lines that are inside, as one geometry. Null when GEOS fails.
geos::GeometryPtr inside(const Lines& lines) {
  const geos::GeometryPtr noded = lines.noded();
  if (!noded) return nullptr;
  const GEOSGeometry* all = noded.get();
  const geos::GeometryPtr faces(GEOSPolygonize_r(geos::context(), &all, 1));
  if (!faces) return nullptr;
  std::vector<GEOSGeometry*> kept;
  const int count = GEOSGetNumGeometries_r(geos::context(), faces.get());
  for (int k = 0; k < count; ++k) {
    const GEOSGeometry* face = GEOSGetGeometryN_r(geos::context(), faces.get(), k);
    const auto point = inner_point(face);
    if (point && lines.odd(*point)) kept.push_back(GEOSGeom_clone_r(geos::context(), face));
  }
  geos::GeometryPtr parts(GEOSGeom_createCollection_r(
      geos::context(), GEOS_MULTIPOLYGON, kept.data(), static_cast<unsigned>(kept.size())));
  // Faces on both sides of a line are never both inside, unless lines lie upon each other in part.
  if (!parts || GEOSisValid_r(geos::context(), parts.get()) == 1) return parts;
  return geos::GeometryPtr(GEOSUnaryUnion_r(geos::context(), parts.get()));
}

}  // namespace

std::optional<MultiPolygon<Position>> even_odd_area(const MultiLineString<Position>& lines,
                                                    const EvenOddLimits& limits) {
  auto segments = segments_of(lines);
  if (segments.size() < 3 || segments.size() > limits.segments || !closed(segments))
    return std::nullopt;
  const Lines drawn(std::move(segments));
  if (!drawn.within(limits)) return std::nullopt;
  const geos::GeometryPtr found = inside(drawn);
  if (!found) return std::nullopt;
  MultiPolygon<Position> polygons = geos::polygons_of(found.get());
  orient(polygons);
  if (polygons.empty() || !check(polygons).ok()) return std::nullopt;
  return polygons;
}

}  // namespace jintu
