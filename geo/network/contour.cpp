#include "geo/network/contour.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "geo/geometry/box.hpp"
#include "geo/geometry/validity.hpp"

namespace jintu::network {

namespace {

/// A side of a cell: where the contour crosses it. Numbered by the vertex at its start and its
/// course.
using Crossing = std::uint64_t;
enum Side { bottom, right, top, left, none };

// By the corners inside: 1 south-west, 2 south-east, 4 north-east, 8 north-west. The contour runs
// with the inside at its left; two opposite corners are cut off each by itself.
constexpr std::array<std::array<std::pair<Side, Side>, 2>, 16> courses{{
    {{{none, none}, {none, none}}},
    {{{bottom, left}, {none, none}}},
    {{{right, bottom}, {none, none}}},
    {{{right, left}, {none, none}}},
    {{{top, right}, {none, none}}},
    {{{bottom, left}, {top, right}}},
    {{{top, bottom}, {none, none}}},
    {{{top, left}, {none, none}}},
    {{{left, top}, {none, none}}},
    {{{bottom, top}, {none, none}}},
    {{{right, bottom}, {left, top}}},
    {{{right, top}, {none, none}}},
    {{{left, right}, {none, none}}},
    {{{bottom, right}, {none, none}}},
    {{{left, bottom}, {none, none}}},
    {{{none, none}, {none, none}}},
}};

class Tracer {
 public:
  Tracer(const Grid& grid, const std::vector<std::int32_t>& field) : grid_(grid), field_(field) {
    find_courses();
  }

  std::vector<Ring<Position>> rings() {
    std::vector<Ring<Position>> result;
    std::vector<bool> done(courses_.size(), false);
    for (std::size_t i = 0; i < courses_.size(); ++i) {
      if (done[i]) continue;
      Ring<Position> ring;
      for (std::size_t at = i; !done[at]; at = course_from(courses_[at].second)) {
        done[at] = true;
        ring.points.push_back(position(courses_[at].first));
      }
      ring.points.push_back(ring.points.front());
      result.push_back(std::move(ring));
    }
    return result;
  }

 private:
  bool inside(std::int32_t column, std::int32_t row) const {
    return field_[grid_.index(column, row)] <= 0;
  }

  Crossing crossing(Side side, std::int32_t column, std::int32_t row) const {
    switch (side) {
      case bottom:
        return 2 * grid_.index(column, row);
      case top:
        return 2 * grid_.index(column, row + 1);
      case left:
        return 2 * grid_.index(column, row) + 1;
      default:
        return 2 * grid_.index(column + 1, row) + 1;
    }
  }

  void find_courses() {
    for (std::int32_t row = 0; row + 1 < grid_.rows; ++row) {
      for (std::int32_t column = 0; column + 1 < grid_.columns; ++column) {
        const int corners = (inside(column, row) ? 1 : 0) | (inside(column + 1, row) ? 2 : 0) |
                            (inside(column + 1, row + 1) ? 4 : 0) |
                            (inside(column, row + 1) ? 8 : 0);
        for (const auto& [from, to] : courses[static_cast<std::size_t>(corners)]) {
          if (from != none)
            courses_.emplace_back(crossing(from, column, row), crossing(to, column, row));
        }
      }
    }
    std::sort(courses_.begin(), courses_.end());
  }

  std::size_t course_from(Crossing crossing) const {
    return static_cast<std::size_t>(std::lower_bound(courses_.begin(), courses_.end(),
                                                     std::pair<Crossing, Crossing>(crossing, 0)) -
                                    courses_.begin());
  }

  Position position(Crossing crossing) const {
    const std::size_t vertex = crossing / 2;
    const bool upwards = crossing % 2 == 1;
    const auto width = static_cast<std::size_t>(grid_.columns);
    // Half a unit down: no value is zero, so each crossing lies between two vertices.
    const double here = field_[vertex] - 0.5;
    const double there = field_[upwards ? vertex + width : vertex + 1] - 0.5;
    const double t = std::clamp(here / (here - there), 0.05, 0.95);
    const double column = static_cast<double>(vertex % width) + (upwards ? 0 : t);
    const auto whole_rows = vertex / width;
    const double row = static_cast<double>(whole_rows) + (upwards ? t : 0);
    return {grid_.south_west.lon + column * grid_.step_lon,
            grid_.south_west.lat + row * grid_.step_lat};
  }

  const Grid& grid_;
  const std::vector<std::int32_t>& field_;
  std::vector<std::pair<Crossing, Crossing>>
      courses_;  ///< sorted; each crossing stands once on each side
};

/// In square degrees; positive when counter-clockwise.
double signed_area(const Ring<Position>& ring) {
  const Position o = ring.points.front();
  double sum = 0;
  for (std::size_t i = 1; i < ring.points.size(); ++i) {
    const Position p = ring.points[i - 1], q = ring.points[i];
    sum += (p.lon - o.lon) * (q.lat - o.lat) - (q.lon - o.lon) * (p.lat - o.lat);
  }
  return sum / 2;
}

bool encloses(const Ring<Position>& ring, Position point) {
  bool in = false;
  for (std::size_t i = 1; i < ring.points.size(); ++i) {
    const Position p = ring.points[i - 1], q = ring.points[i];
    if ((p.lat > point.lat) == (q.lat > point.lat)) continue;
    if (point.lon < p.lon + (point.lat - p.lat) / (q.lat - p.lat) * (q.lon - p.lon)) in = !in;
  }
  return in;
}

struct Outer {
  Polygon<Position> polygon;
  Box<Wgs84> box;
  double area;
};

}  // namespace

MultiPolygon<Position> contour(const Grid& grid, const std::vector<std::int32_t>& field,
                               SquareMetres least_hole) {
  std::vector<Outer> outers;
  std::vector<Ring<Position>> holes;
  for (auto& ring : Tracer(grid, field).rings()) {
    const double area = signed_area(ring);
    if (area < 0) {
      holes.push_back(std::move(ring));
      continue;
    }
    Box<Wgs84> box;
    for (const Position p : ring.points) box.add(p);
    outers.push_back({{std::move(ring), {}}, box, area});
  }
  // Smallest first: a hole belongs to the smallest outer ring round it.
  std::stable_sort(outers.begin(), outers.end(),
                   [](const Outer& p, const Outer& q) { return p.area < q.area; });
  std::vector<bool> swallowed(outers.size(), false);
  for (auto& hole : holes) {
    const Position sample = hole.points.front();
    const auto outer = std::find_if(outers.begin(), outers.end(), [&](const Outer& o) {
      return o.box.contains(sample) && encloses(o.polygon.outer, sample);
    });
    if (outer == outers.end()) continue;  // does not happen: the border of the grid is outside
    if (area({{{hole}, {}}}) < least_hole) {
      // An island in a hole that is filled is filled over with it.
      for (std::size_t i = 0; i < outers.size(); ++i) {
        if (encloses(hole, outers[i].polygon.outer.points.front())) swallowed[i] = true;
      }
      continue;
    }
    outer->polygon.holes.push_back(std::move(hole));
  }
  MultiPolygon<Position> result;
  for (std::size_t i = outers.size(); i-- > 0;) {  // largest first
    if (!swallowed[i]) result.push_back(std::move(outers[i].polygon));
  }
  return result;
}

}  // namespace jintu::network
