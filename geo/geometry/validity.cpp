#include "geo/geometry/validity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string_view>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/geometry/geos.hpp"
#include "geo/geometry/index_box.hpp"

namespace jintu {

namespace {

std::string code_of(std::string_view reason) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> codes{{
      {"Ring Self-intersection", "ring_self_intersection"},
      {"Self-intersection", "self_intersection"},
      {"Hole lies outside shell", "hole_outside"},
      {"Holes are nested", "nested_holes"},
      {"Nested shells", "nested_shells"},
      {"Duplicate Rings", "duplicate_rings"},
      {"Interior is disconnected", "disconnected_interior"},
      {"Too few points in geometry component", "too_few_points"},
  }};
  for (const auto& [text, code] : codes) {
    if (reason.substr(0, text.size()) == text) return std::string(code);
  }
  return "invalid";
}

void check_numbers(const Geometry<Position>& geometry, ValidationReport& report) {
  bool fine = true;
  for_each_vertex(geometry, [&](const Position& p) {
    fine = fine && p.lon >= -180 && p.lon <= 180 && p.lat >= -90 && p.lat <= 90;
  });
  if (!fine) {
    report.findings.push_back(
        {"out_of_range",
         "坐标超出范围 a coordinate is not finite, or not in lon ±180, lat ±90",
         {}});
  }
}

void check_ring(const Ring<Position>& ring, ValidationReport& report) {
  const auto& p = ring.points;
  if (p.size() < 4) {
    report.findings.push_back({"too_few_points",
                               "环少于四个点 a ring has " + std::to_string(p.size()) +
                                   " points; a closed one has at least 4",
                               p.empty() ? std::nullopt : std::optional(p.front())});
  } else if (p.front() != p.back()) {
    report.findings.push_back(
        {"unclosed_ring", "环未闭合 the last point of a ring is not its first", p.back()});
  }
}

/// About a second of GEOS: it looks at every two rings of which one's box holds the other's, and at
/// each vertex of the outer one. Ten thousand rings in each other took it half a minute.
constexpr double most_work = 2e8;
constexpr double work_of_a_pair = 50;

struct RingBox {
  IndexBox box;
  std::size_t vertices;
};

RingBox box_of(const Ring<Position>& ring) {
  Position min{180, 90}, max{-180, -90};
  for (const Position p : ring.points) {
    min = {std::min(min.lon, p.lon), std::min(min.lat, p.lat)};
    max = {std::max(max.lon, p.lon), std::max(max.lat, p.lat)};
  }
  return {index_box(min, max), ring.points.size()};
}

bool holds(const IndexBox& a, const IndexBox& b) {
  return a.min_x <= b.min_x && a.min_y <= b.min_y && a.max_x >= b.max_x && a.max_y >= b.max_y;
}

/// Whether GEOS would take too long over rings of one kind. `each_vertex`: holes; of shells it has
/// an index.
bool too_intricate(const std::vector<RingBox>& rings, bool each_vertex) {
  if (rings.size() < 500) return false;
  std::vector<IndexBox> boxes;
  boxes.reserve(rings.size());
  for (const RingBox& ring : rings) boxes.push_back(ring.box);
  const PackedRTree index(boxes);
  double work = 0;
  for (const RingBox& outer : rings) {
    const double pair = work_of_a_pair + (each_vertex ? static_cast<double>(outer.vertices) : 0);
    index.query(outer.box, [&](std::uint32_t i) {
      work += holds(outer.box, boxes[i]) ? pair : 1;
      return work <= most_work;
    });
    if (work > most_work) return true;
  }
  return false;
}

bool too_intricate(const MultiPolygon<Position>& polygons) {
  std::vector<RingBox> shells, holes;
  for (const auto& polygon : polygons) {
    shells.push_back(box_of(polygon.outer));
    holes.clear();
    for (const auto& hole : polygon.holes) holes.push_back(box_of(hole));
    if (too_intricate(holes, true)) return true;
  }
  return too_intricate(shells, false);
}

void check_polygons(const MultiPolygon<Position>& polygons, ValidationReport& report) {
  if (polygons.empty()) report.findings.push_back({"empty", "空几何 no polygon", {}});
  for (const auto& polygon : polygons) {
    check_ring(polygon.outer, report);
    for (const auto& hole : polygon.holes) check_ring(hole, report);
  }
  if (!report.ok()) return;
  if (too_intricate(polygons)) {
    report.findings.push_back(
        {"too_intricate", "环层层相套，过于复杂 too many rings lie within each other", {}});
    return;
  }
  const geos::GeometryPtr shape = geos::from(polygons);
  if (!shape) throw Error(ErrorCode::internal, "GEOS did not take a geometry");
  char* reason_raw = nullptr;
  GEOSGeometry* location_raw = nullptr;
  const char valid =
      GEOSisValidDetail_r(geos::context(), shape.get(), 0, &reason_raw, &location_raw);
  const std::unique_ptr<char, geos::Free> reason(reason_raw);
  const geos::GeometryPtr location(location_raw);
  if (valid == 1) return;
  Finding finding{code_of(reason ? reason.get() : ""), "面无效 invalid polygon: ", {}};
  finding.detail += reason ? reason.get() : "unknown reason";
  Position at;
  if (location && GEOSGeomGetX_r(geos::context(), location.get(), &at.lon) == 1 &&
      GEOSGeomGetY_r(geos::context(), location.get(), &at.lat) == 1) {
    finding.position = at;
  }
  report.findings.push_back(std::move(finding));
}

void check_lines(const MultiLineString<Position>& lines, ValidationReport& report) {
  if (lines.empty()) report.findings.push_back({"empty", "空几何 no line", {}});
  for (const auto& line : lines) {
    const auto& p = line.points;
    const bool two = p.size() >= 2 &&
                     std::any_of(p.begin(), p.end(), [&](Position q) { return q != p.front(); });
    if (!two) {
      report.findings.push_back({"too_few_points",
                                 "线少于两个不同的点 a line has fewer than two distinct points",
                                 p.empty() ? std::nullopt : std::optional(p.front())});
    }
  }
}

double doubled_signed_area(const Ring<Position>& ring) {
  double sum = 0;
  const Position o = ring.points.empty() ? Position{} : ring.points.front();
  for (std::size_t i = 1; i < ring.points.size(); ++i) {
    const Position a = ring.points[i - 1];
    const Position b = ring.points[i];
    sum += (a.lon - o.lon) * (b.lat - o.lat) - (b.lon - o.lon) * (a.lat - o.lat);
  }
  return sum;
}

}  // namespace

ValidationReport check(const Geometry<Position>& geometry) {
  ValidationReport report;
  check_numbers(geometry, report);
  if (!report.ok()) return report;
  if (const auto* points = std::get_if<MultiPoint<Position>>(&geometry)) {
    if (points->empty()) report.findings.push_back({"empty", "空几何 no point", {}});
  } else if (const auto* lines = std::get_if<MultiLineString<Position>>(&geometry)) {
    check_lines(*lines, report);
  } else if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&geometry)) {
    check_polygons(*polygons, report);
  }
  return report;
}

void orient(MultiPolygon<Position>& polygons) {
  for (auto& polygon : polygons) {
    if (doubled_signed_area(polygon.outer) < 0) {
      std::reverse(polygon.outer.points.begin(), polygon.outer.points.end());
    }
    for (auto& hole : polygon.holes) {
      if (doubled_signed_area(hole) > 0) std::reverse(hole.points.begin(), hole.points.end());
    }
  }
}

}  // namespace jintu
