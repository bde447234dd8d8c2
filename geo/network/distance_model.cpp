#include "geo/network/distance_model.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "geo/base/error.hpp"
#include "geo/crs/transform.hpp"
#include "geo/geometry/packed_rtree.hpp"
#include "geo/network/graph/local_metric.hpp"
#include "geo/network/parallel.hpp"
#include "geo/network/sparse_rows.hpp"

namespace jintu::network {

namespace {

class NetworkDistances final : public DistanceModel {
 public:
  NetworkDistances(std::shared_ptr<const WalkGraph> graph, const NetworkDistanceOptions& options)
      : graph_(std::move(graph)), options_(options), snapper_(*graph_, options.snap) {}

  std::string_view name() const override { return "network"; }

  DistanceResult within(std::span<const Position> starts, std::span<const Position> goals,
                        Metres cutoff, const Progress& progress) const override {
    auto from = snapper_.snap(starts, progress);
    auto to = snapper_.snap(goals, progress);
    const MatrixOptions matrix{cutoff, options_.avoid, options_.access, options_.threads,
                               options_.max_pairs};
    return {walking_distances(*graph_, from.places, to.places, matrix, progress),
            std::move(from.unsnapped), std::move(to.unsnapped)};
  }

 private:
  std::shared_ptr<const WalkGraph> graph_;
  NetworkDistanceOptions options_;
  Snapper snapper_;
};

struct Geodesic {
  static constexpr std::string_view name = "geodesic";
  static double metres(Position a, Position b, double cutoff) {
    const double near = LocalMetric::between(a, b).length(a, b);
    // The plane's error is below 0.1 mm to 3 km and below 0.1 % in all of the range.
    if (near < 3000 || near > cutoff * 1.001 + 1) return near;
    return distance(a, b).value();
  }
};

struct Manhattan {
  static constexpr std::string_view name = "manhattan";
  static double metres(Position a, Position b, double) {
    const auto metric = LocalMetric::between(a, b);
    return std::abs(b.lon - a.lon) * metric.lon_metres +
           std::abs(b.lat - a.lat) * metric.lat_metres;
  }
};

// Whole 1e-7 degrees above −180, −90; a box that leaves the map is cut off at its edge.
IndexBox box_round(Position p, double metres) {
  const LocalMetric here(p.lat);
  const double y = metres / here.lat_metres * 1.01;
  const LocalMetric poleward(std::min(89.0, std::abs(p.lat) + y));
  const double x = metres / poleward.lon_metres * 1.01;
  const auto unit = [](double degrees) {
    return static_cast<std::uint32_t>(
        std::clamp(std::llround(degrees * 1e7), 0LL, 4'294'967'295LL));
  };
  return {unit(p.lon + 180 - x), unit(p.lat + 90 - y), unit(p.lon + 180 + x), unit(p.lat + 90 + y)};
}

template <class Measure>
class StraightDistances final : public DistanceModel {
 public:
  explicit StraightDistances(const StraightDistanceOptions& options) : options_(options) {}

  std::string_view name() const override { return Measure::name; }

  DistanceResult within(std::span<const Position> starts, std::span<const Position> goals,
                        Metres cutoff, const Progress& progress) const override {
    const Millimetres limit = checked_cutoff(cutoff);
    if (cutoff.value() > 100'000) {
      throw Error(ErrorCode::bad_input,
                  "截断距离 cut-off: expected at most 100 km for straight distances");
    }
    std::vector<IndexBox> boxes;
    for (const Position goal : goals) boxes.push_back(box_round(goal, 0));
    const PackedRTree index(boxes);
    std::vector<std::vector<Found>> lists(starts.size());
    PairLimit pairs(options_.max_pairs, starts.size());
    parallel_chunks(starts.size(), 16, options_.threads, "network.distances", progress, [&] {
      return [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
          index.query(box_round(starts[i], cutoff.value()), [&](std::uint32_t goal) {
            const double metres = Measure::metres(starts[i], goals[goal], cutoff.value());
            const Millimetres rounded = to_millimetres(Metres::of(metres));
            if (rounded <= limit) lists[i].push_back({static_cast<std::int32_t>(goal), rounded});
          });
          pairs.add(lists[i].size());
        }
      };
    });
    return {from_rows(std::move(lists), options_.threads, progress), {}, {}};
  }

 private:
  StraightDistanceOptions options_;
};

}  // namespace

std::unique_ptr<DistanceModel> network_distances(std::shared_ptr<const WalkGraph> graph,
                                                 const NetworkDistanceOptions& options) {
  return std::make_unique<NetworkDistances>(std::move(graph), options);
}

std::unique_ptr<DistanceModel> geodesic_distances(const StraightDistanceOptions& options) {
  return std::make_unique<StraightDistances<Geodesic>>(options);
}

std::unique_ptr<DistanceModel> manhattan_distances(const StraightDistanceOptions& options) {
  return std::make_unique<StraightDistances<Manhattan>>(options);
}

}  // namespace jintu::network
