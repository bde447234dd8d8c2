// Walking distances between two sets of points, by one of three models under one interface.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/base/units.hpp"
#include "geo/crs/crs.hpp"
#include "geo/network/graph/walk_graph.hpp"
#include "geo/network/many_to_many.hpp"
#include "geo/network/snap.hpp"

namespace jintu::network {

struct DistanceResult {
  SparseDistances distances;
  std::vector<std::int32_t>
      unplaced_starts;  ///< no way within the snapping limit: their rows are empty
  std::vector<std::int32_t> unplaced_goals;
};

/// Immutable; any number of threads.
class DistanceModel {
 public:
  virtual ~DistanceModel() = default;
  /// For reports: "network", "geodesic" or "manhattan".
  virtual std::string_view name() const = 0;
  /// All pairs up to the cut-off. Throws Error{bad_input}, Error{too_large}, Error{cancelled}.
  virtual DistanceResult within(std::span<const Position> starts, std::span<const Position> goals,
                                Metres cutoff, const Progress& progress = {}) const = 0;
};

struct NetworkDistanceOptions {
  SnapOptions snap;
  Avoid avoid;
  Access access = Access::counted;
  int threads = 2;
  std::uint64_t max_pairs = 60'000'000;
};

/// Walks on the network.
std::unique_ptr<DistanceModel> network_distances(std::shared_ptr<const WalkGraph> graph,
                                                 const NetworkDistanceOptions& options = {});

struct StraightDistanceOptions {
  int threads = 2;
  std::uint64_t max_pairs = 60'000'000;
};

/// The geodesic, to 1 mm: what is meant by "Euclidean" on an ellipsoid. Cut-offs to 100 km.
std::unique_ptr<DistanceModel> geodesic_distances(const StraightDistanceOptions& options = {});

/// East–west plus north–south way, measured at the middle latitude. Cut-offs to 100 km.
std::unique_ptr<DistanceModel> manhattan_distances(const StraightDistanceOptions& options = {});

}  // namespace jintu::network
