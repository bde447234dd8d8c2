#include "geo/network/isochrone.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "geo/base/error.hpp"
#include "geo/geometry/box.hpp"
#include "geo/network/bounded_search.hpp"
#include "geo/network/contour.hpp"
#include "geo/network/graph/edge_line.hpp"
#include "geo/network/graph/local_metric.hpp"

namespace jintu::network {

namespace {

constexpr double finest_cell = 5;      // metres
constexpr double most_vertices = 4e6;  // of one grid: 16 MB
constexpr std::int32_t beyond = std::numeric_limits<std::int32_t>::max();

void check_option(bool holds, const std::string& expected) {
  if (!holds) throw Error(ErrorCode::bad_input, "等时圈 isochrone: expected " + expected);
}

void check_options(const IsochroneOptions& options) {
  for (const Metres cutoff : options.cutoffs) {
    check_option(cutoff.value() > 0 && cutoff.value() <= 50'000,
                 "cut-offs above 0 and at most 50 km");
  }
  check_option(options.off_network.value() >= 10 && options.off_network.value() <= 1000,
               "10 m to 1,000 m off the network");
}

/// A point of a way and the walk to it, in metres.
struct Sample {
  Position at;
  double walked;
};

class Reached {
 public:
  Reached(const WalkGraph& graph, std::span<const Snapped> places, const IsochroneOptions& options,
          Millimetres limit)
      : graph_(graph), places_(places), options_(options), limit_(limit), search_(graph) {
    std::vector<Seed> seeds;
    for (const Snapped& place : places) {
      add_seeds(graph, place, options.direction, options.avoid, access(place), seeds);
      by_edge_.emplace_back(place.edge, static_cast<std::int32_t>(by_edge_.size()));
    }
    std::sort(by_edge_.begin(), by_edge_.end());
    search_.run(seeds, limit, options.direction, options.avoid);
    for (const NodeIndex node : search_.reached()) {
      const auto edges = graph.arc_edges(node);
      edges_.insert(edges_.end(), edges.begin(), edges.end());
    }
    for (const auto& [edge, place] : by_edge_) edges_.push_back(edge);
    std::sort(edges_.begin(), edges_.end());
    edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
  }

  const std::vector<EdgeIndex>& edges() const { return edges_; }

  /// Millimetres walked to a place of an edge; infinity when it cannot be.
  double walked(EdgeIndex e, double along) const {
    const Edge& edge = graph_.edge(e);
    constexpr double never = std::numeric_limits<double>::infinity();
    double best = never;
    const bool outwards = options_.direction == Direction::from;
    const bool up = outwards ? edge.walkable_forward() : edge.walkable_backward();
    const bool down = outwards ? edge.walkable_backward() : edge.walkable_forward();
    const bool shut = (options_.avoid.steps && (edge.word & Arc::is_steps)) ||
                      (options_.avoid.ferries && (edge.word & Arc::is_ferry));
    if (shut) return never;
    const Millimetres at_a = search_.distance(edge.a), at_b = search_.distance(edge.b);
    if (up && at_a != unreached) best = std::min(best, at_a + along);
    if (down && at_b != unreached) best = std::min(best, at_b + (edge.length() - along));
    auto it = std::lower_bound(by_edge_.begin(), by_edge_.end(), std::pair(e, std::int32_t{0}));
    for (; it != by_edge_.end() && it->first == e; ++it) {
      const Snapped& place = places_[it->second];
      const double on = along - place.along;
      if (on > 0 ? up : (down || on == 0)) best = std::min(best, access(place) + std::abs(on));
    }
    return best;
  }

  Millimetres access(const Snapped& place) const {
    return options_.access == Access::counted ? to_millimetres(place.away) : 0;
  }
  Millimetres limit() const { return limit_; }

 private:
  const WalkGraph& graph_;
  std::span<const Snapped> places_;
  const IsochroneOptions& options_;
  Millimetres limit_;
  BoundedSearch search_;
  std::vector<std::pair<EdgeIndex, std::int32_t>> by_edge_;
  std::vector<EdgeIndex> edges_;
};

/// Box of the reached edges cut to where the longest walk may end.
Box<Wgs84> box_of(const WalkGraph& graph, std::span<const Snapped> places, const Reached& reached,
                  double margin) {
  Box<Wgs84> edges, discs;
  for (const EdgeIndex e : reached.edges()) {
    edges.add(graph.position(graph.edge(e).a));
    edges.add(graph.position(graph.edge(e).b));
    for (const auto p : graph.inner_vertices(e)) edges.add(to_position(p));
  }
  const double radius = reached.limit() / 1000.0 * 1.02;  // stated lengths may be 1 % short
  for (const Snapped& place : places) {
    const LocalMetric metric(place.at.lat);
    const double x = radius / metric.lon_metres, y = radius / metric.lat_metres;
    discs.add(Position{place.at.lon - x, place.at.lat - y});
    discs.add(Position{place.at.lon + x, place.at.lat + y});
  }
  const LocalMetric metric((edges.min.lat + edges.max.lat) / 2);
  const double x = margin / metric.lon_metres, y = margin / metric.lat_metres;
  return {{std::max(edges.min.lon, discs.min.lon) - x, std::max(edges.min.lat, discs.min.lat) - y},
          {std::min(edges.max.lon, discs.max.lon) + x, std::min(edges.max.lat, discs.max.lat) + y}};
}

class Drawing {
 public:
  Drawing(const Box<Wgs84>& box, double cell, double off_network)
      : metric_((box.min.lat + box.max.lat) / 2), cell_(cell), off_network_(off_network) {
    grid_.step_lon = cell / metric_.lon_metres;
    grid_.step_lat = cell / metric_.lat_metres;
    // Vertices lie at whole steps from 0°, 0°, so that the same area gets the same grid.
    const auto first_column = std::floor(box.min.lon / grid_.step_lon) - 3;
    const auto first_row = std::floor(box.min.lat / grid_.step_lat) - 3;
    grid_.south_west = {first_column * grid_.step_lon, first_row * grid_.step_lat};
    grid_.columns =
        static_cast<std::int32_t>(std::ceil(box.max.lon / grid_.step_lon) - first_column) + 4;
    grid_.rows = static_cast<std::int32_t>(std::ceil(box.max.lat / grid_.step_lat) - first_row) + 4;
    field_.assign(grid_.size(), beyond);
  }

  /// Lowers the field round a sample to max(walk there and off the way − cut-off, way off − limit).
  void stamp(const Sample& sample, double cutoff) {
    const double reach = off_network_ + cell_ * 1.5;
    const double x = (sample.at.lon - grid_.south_west.lon) / grid_.step_lon;
    const double y = (sample.at.lat - grid_.south_west.lat) / grid_.step_lat;
    const double cells = reach / cell_;
    const auto clip = [](double v, std::int32_t count) {
      return static_cast<std::int32_t>(std::clamp(v, 1.0, static_cast<double>(count - 2)));
    };
    const std::int32_t c0 = clip(std::ceil(x - cells), grid_.columns),
                       c1 = clip(std::floor(x + cells), grid_.columns);
    const std::int32_t r0 = clip(std::ceil(y - cells), grid_.rows),
                       r1 = clip(std::floor(y + cells), grid_.rows);
    for (std::int32_t r = r0; r <= r1; ++r) {
      const double dy = (r - y) * cell_;
      for (std::int32_t c = c0; c <= c1; ++c) {
        const double dx = (c - x) * cell_;
        const double off = std::sqrt(dx * dx + dy * dy);
        const double value = std::max(sample.walked + off - cutoff, off - off_network_);
        auto& vertex = field_[grid_.index(c, r)];
        vertex = std::min(vertex, static_cast<std::int32_t>(value * 1000));
      }
    }
  }

  MultiPolygon<Position> polygons(SquareMetres least_hole) {
    // Untouched vertices are just farther than what was stamped: keeps the crossings smooth.
    for (auto& value : field_) value = std::min(value, static_cast<std::int32_t>(cell_ * 1500));
    return contour(grid_, field_, least_hole);
  }

 private:
  Grid grid_;
  LocalMetric metric_;
  double cell_, off_network_;
  std::vector<std::int32_t> field_;
};

double cell_for(const Box<Wgs84>& box) {
  const LocalMetric metric((box.min.lat + box.max.lat) / 2);
  const double square_metres = (box.max.lon - box.min.lon) * metric.lon_metres *
                               (box.max.lat - box.min.lat) * metric.lat_metres;
  return std::max(finest_cell, std::ceil(std::sqrt(square_metres / most_vertices)));
}

/// Samples of all reached edges, `spacing` metres apart at most; the length reached within each
/// cut-off.
std::vector<Sample> take_samples(const WalkGraph& graph, const Reached& reached, double spacing,
                                 std::vector<Isochrone>& results, const Progress& progress) {
  std::vector<Sample> samples;
  EdgeLine line;
  std::size_t done = 0;
  for (const EdgeIndex e : reached.edges()) {
    if (done++ % 1024 == 0) progress.check();
    line.load(graph, e);
    const double length = graph.edge(e).length();
    const int parts = static_cast<int>(std::max(1.0, std::ceil(length / 1000 / spacing)));
    const double part = length / parts;
    for (int i = 0; i <= parts; ++i) {
      const double along = i == parts ? length : i * part;
      const double walked = reached.walked(e, along);
      if (walked <= reached.limit()) samples.push_back({line.at(along), walked / 1000});
      if (i == parts) continue;
      const double middle = reached.walked(e, along + part / 2);
      for (auto& result : results) {
        if (middle <= result.cutoff.value() * 1000)
          result.length = result.length + Metres::of(part / 1000);
      }
    }
  }
  return samples;
}

}  // namespace

std::vector<Isochrone> isochrones(const WalkGraph& graph, std::span<const Snapped> places,
                                  const IsochroneOptions& options, const Progress& progress) {
  check_options(options);
  std::vector<Isochrone> results;
  Metres longest;
  for (const Metres cutoff : options.cutoffs) {
    results.push_back({cutoff, {}, {}, {}});
    longest = std::max(longest, cutoff);
  }
  progress.check();
  const Reached reached(graph, places, options, to_millimetres(longest));
  if (reached.edges().empty() || results.empty()) return results;
  const double off_network = options.off_network.value();
  const auto box = box_of(graph, places, reached, off_network);
  const double cell = cell_for(box);
  const auto samples = take_samples(graph, reached, cell / 2, results, progress);
  for (std::size_t i = 0; i < results.size(); ++i) {
    progress.report("network.isochrones", i, results.size());
    Drawing drawing(box, cell, off_network);
    const double cutoff = results[i].cutoff.value();
    for (std::size_t s = 0; s < samples.size(); ++s) {
      if (s % 4096 == 0) progress.check();
      if (samples[s].walked <= cutoff) drawing.stamp(samples[s], cutoff);
    }
    results[i].cell = Metres::of(cell);
    results[i].area = drawing.polygons(options.least_hole);
  }
  progress.report("network.isochrones", results.size(), results.size());
  return results;
}

}  // namespace jintu::network
