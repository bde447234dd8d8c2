#include "geo/network/snap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>

#include "geo/base/error.hpp"
#include "geo/network/graph/components.hpp"
#include "geo/network/graph/edge_line.hpp"
#include "geo/network/graph/local_metric.hpp"

namespace jintu::network {

namespace {

std::uint32_t shifted(std::int64_t fixed) {
  constexpr std::int64_t half = std::int64_t{1} << 31;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(fixed + half, 0, 2 * half - 1));
}

IndexBox box_of(FixedPosition p) {
  return {shifted(p.lon), shifted(p.lat), shifted(p.lon), shifted(p.lat)};
}

IndexBox box_around(Position p, double metres, const LocalMetric& metric) {
  const FixedPosition c = to_fixed(p);
  const auto x = static_cast<std::int64_t>(std::min(metres / metric.lon_metres * 1e7, 3.6e9)) + 2;
  const auto y = static_cast<std::int64_t>(metres / metric.lat_metres * 1e7) + 2;
  return {shifted(c.lon - x), shifted(c.lat - y), shifted(c.lon + x), shifted(c.lat + y)};
}

struct Nearest {
  std::int64_t away_mm = std::numeric_limits<std::int64_t>::max();
  EdgeIndex edge = -1;      ///< -1: none yet
  std::size_t segment = 0;  ///< by the vertex at its end
  double fraction = 0;      ///< of the segment
  Position at;
};

/// The nearest place of a line, in the plane of `metric`; the first of equally near ones.
void look_at(const std::vector<FixedPosition>& line, EdgeIndex edge, Position point,
             const LocalMetric& metric, Nearest& best) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    const Position p = to_position(line[i - 1]), q = to_position(line[i]);
    const double dx = (q.lon - p.lon) * metric.lon_metres, dy = (q.lat - p.lat) * metric.lat_metres;
    const double px = (point.lon - p.lon) * metric.lon_metres,
                 py = (point.lat - p.lat) * metric.lat_metres;
    const double square = dx * dx + dy * dy;
    const double t = square > 0 ? (px * dx + py * dy) / square : 0;
    Nearest here{0, edge, i, std::clamp(t, 0.0, 1.0), {}};
    if (t <= 0)
      here.at = p;
    else if (t >= 1)
      here.at = q;
    else
      here.at = {p.lon + t * (q.lon - p.lon), p.lat + t * (q.lat - p.lat)};
    here.away_mm = std::llround(metric.length(point, here.at) * 1000);
    if (best.edge < 0 || std::tie(here.away_mm, here.edge) < std::tie(best.away_mm, best.edge))
      best = here;
  }
}

}  // namespace

Snapper::Snapper(const WalkGraph& graph, const SnapOptions& options)
    : graph_(graph), options_(options) {
  if (!(options.limit.value() > 0 && options.limit.value() <= 20'000)) {
    throw Error(ErrorCode::bad_input,
                "捕捉距离 snapping limit: expected more than 0 and at most 20 km, got " +
                    std::to_string(options.limit.value()) + " m");
  }
  std::vector<NodeIndex> size_at;  // of the component at each node
  if (options.least_component > 1) {
    const auto report = check_components(graph);
    for (const auto c : report.of_node) size_at.push_back(report.components[c].nodes);
  }
  std::vector<IndexBox> boxes;
  for (EdgeIndex e = 0; e < graph.edges(); ++e) {
    const Edge& edge = graph.edge(e);
    if (options.avoid.steps && (edge.word & Arc::is_steps)) continue;
    if (options.avoid.ferries && (edge.word & Arc::is_ferry)) continue;
    if (!size_at.empty() && size_at[edge.a] < options.least_component) continue;
    IndexBox box = box_of(graph.fixed_position(edge.a));
    box.add(box_of(graph.fixed_position(edge.b)));
    for (const auto p : graph.inner_vertices(e)) box.add(box_of(p));
    boxes.push_back(box);
    edges_.push_back(e);
  }
  index_ = PackedRTree(boxes);
}

std::optional<Snapped> Snapper::snap(Position point) const {
  const LocalMetric metric(point.lat);
  const double limit = options_.limit.value();
  Nearest best;
  std::vector<FixedPosition> line;
  // A small box first: in a city it nearly always suffices.
  for (double radius = std::min(limit, 60.0);; radius = std::min(limit, radius * 4)) {
    best = {};
    index_.query(box_around(point, radius, metric), [&](std::uint32_t item) {
      graph_.line(edges_[item], line);
      look_at(line, edges_[item], point, metric, best);
    });
    if (static_cast<double>(best.away_mm) <= radius * 1000 || radius >= limit) break;
  }
  if (best.edge < 0 || static_cast<double>(best.away_mm) > limit * 1000) return std::nullopt;
  EdgeLine walked;
  walked.load(graph_, best.edge);
  const double begin = walked.walked()[best.segment - 1], end = walked.walked()[best.segment];
  return Snapped{best.edge,
                 static_cast<Millimetres>(std::llround(begin + best.fraction * (end - begin))),
                 best.at, Metres::of(static_cast<double>(best.away_mm) / 1000)};
}

SnapReport Snapper::snap(std::span<const Position> points, const Progress& progress) const {
  SnapReport report;
  report.places.reserve(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i % 1024 == 0) {
      progress.check();
      progress.report("network.snap", i, points.size());
    }
    report.places.push_back(snap(points[i]));
    if (!report.places.back()) report.unsnapped.push_back(static_cast<std::int32_t>(i));
  }
  return report;
}

}  // namespace jintu::network
