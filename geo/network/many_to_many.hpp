// All walks between two sets of places that are not longer than a cut-off.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/network/graph/walk_graph.hpp"
#include "geo/network/snap.hpp"

namespace jintu::network {

/// Rows are starts ("demand"), columns goals ("candidates"). A pair that is absent is farther than
/// the cut-off or has no path. A row is what siting's DistanceTable::add_row takes.
struct SparseDistances {
  std::vector<std::int64_t> offset{0};
  std::vector<std::int32_t> column;
  std::vector<Millimetres> distance;

  std::size_t rows() const { return offset.size() - 1; }
  std::int64_t pairs() const { return offset.back(); }
  /// Nearest first, equal distances by column.
  std::span<const std::int32_t> columns(std::size_t row) const {
    return {column.data() + offset[row], column.data() + offset[row + 1]};
  }
  /// Of the same positions as `columns`.
  std::span<const Millimetres> distances(std::size_t row) const {
    return {distance.data() + offset[row], distance.data() + offset[row + 1]};
  }
  friend bool operator==(const SparseDistances&, const SparseDistances&) = default;
};

/// Is the straight way between a point and its place on the network part of the walk?
enum class Access { counted, ignored };

struct MatrixOptions {
  Metres cutoff = Metres::of(1000);  ///< of the whole walk; at most 2,000 km
  Avoid avoid;
  Access access = Access::counted;
  int threads = 2;                       ///< no part of the result depends on it
  std::uint64_t max_pairs = 60'000'000;  ///< about 16 bytes a pair while working, 8 in the result
};

/// Searches from the smaller set, against the one-ways when that is the goals. Points that were not
/// snapped have empty rows or columns. Throws Error{too_large} over `max_pairs`, Error{bad_input}
/// for a cut-off that is negative or not a number, Error{cancelled}.
SparseDistances walking_distances(const WalkGraph& graph,
                                  std::span<const std::optional<Snapped>> starts,
                                  std::span<const std::optional<Snapped>> goals,
                                  const MatrixOptions& options, const Progress& progress = {});

}  // namespace jintu::network
