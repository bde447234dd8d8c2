// Plain geometry values over any coordinate type P (LonLat<Crs>, XY<Crs>, integer tile points).
// By dimension, always "multi": one point is a MultiPoint of one.
#pragma once

#include <cstddef>
#include <variant>
#include <vector>

#include "geo/crs/crs.hpp"

namespace jintu {

template <class P>
using MultiPoint = std::vector<P>;

/// At least two points.
template <class P>
struct LineString {
  std::vector<P> points;
  friend bool operator==(const LineString&, const LineString&) = default;
};

/// Closed: the first point stands again at the end, so at least four points.
template <class P>
struct Ring {
  std::vector<P> points;
  friend bool operator==(const Ring&, const Ring&) = default;
};

/// Outer ring counter-clockwise, holes clockwise (RFC 7946) once normalised; see validity.hpp.
template <class P>
struct Polygon {
  Ring<P> outer;
  std::vector<Ring<P>> holes;
  friend bool operator==(const Polygon&, const Polygon&) = default;
};

template <class P>
using MultiLineString = std::vector<LineString<P>>;
template <class P>
using MultiPolygon = std::vector<Polygon<P>>;

/// monostate: the place is not known (a feature that is listed, not drawn).
template <class P>
using Geometry = std::variant<std::monostate, MultiPoint<P>, MultiLineString<P>, MultiPolygon<P>>;

enum class GeometryKind { none, point, line, polygon, any };

template <class P>
GeometryKind kind_of(const Geometry<P>& g) {
  return static_cast<GeometryKind>(g.index());
}

/// Calls `visit(const P&)` on every vertex.
template <class P, class Visit>
void for_each_vertex(const Geometry<P>& g, Visit visit) {
  if (const auto* points = std::get_if<MultiPoint<P>>(&g)) {
    for (const P& p : *points) visit(p);
  } else if (const auto* lines = std::get_if<MultiLineString<P>>(&g)) {
    for (const auto& line : *lines)
      for (const P& p : line.points) visit(p);
  } else if (const auto* polygons = std::get_if<MultiPolygon<P>>(&g)) {
    for (const auto& polygon : *polygons) {
      for (const P& p : polygon.outer.points) visit(p);
      for (const auto& hole : polygon.holes)
        for (const P& p : hole.points) visit(p);
    }
  }
}

}  // namespace jintu
