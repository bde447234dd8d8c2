// Who can walk where, and how far: one sorted list of candidates for each demand point.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "geo/base/index.hpp"

namespace jintu::siting {

/// Where a thing stands within its problem, from 0. None becomes another: what takes a demand point
/// takes no site. Plain offsets go on inside functions only: into lists of pairs, and where a list
/// of a function's own is opened at a position.
using DemandIndex = TypedIndex<struct DemandTag>;
using CandidateIndex = TypedIndex<struct CandidateTag>;
using RivalIndex = TypedIndex<struct RivalTag>;

/// How many of something; and the number of what has no type of its own: a size, an option, a
/// clique.
using Index = std::int32_t;

template <class To>
struct NeighbourOf {
  To site{};
  double distance = 0;  ///< ≥ 0, in the problem's unit (metres on the walking network, as a rule)
};

/// Sparse distances demand → candidate (or between other things that have places), nearest first
/// (equal distances by candidate). A pair that is absent is farther than `cutoff()`, or has no
/// path. 12 bytes a pair. Immutable once built.
template <class From, class To>
class Distances {
 public:
  using Neighbour = NeighbourOf<To>;

  /// `candidates`: number of columns; `cutoff`: no pair above it is kept.
  explicit Distances(Index candidates = 0, double cutoff = std::numeric_limits<double>::infinity());

  /// `matrix` is row-major, one row a demand. +infinity means "no path".
  /// Throws OutOfRange naming row and column of a value that is no `limits::distance`.
  static Distances dense(Index demands, Index candidates, std::span<const double> matrix,
                         double cutoff = std::numeric_limits<double>::infinity());

  void reserve(Index demands, std::int64_t pairs);
  /// Appends the next demand's list, in any order. Throws Error{bad_input} naming the row when a
  /// candidate is out of range or named twice, or a distance is beyond `limits::distance`.
  void add_row(std::vector<Neighbour> row);
  /// Appends a demand at the same place as `demand`, an earlier one: it shares that one's list.
  void add_row_of(From demand);

  Index demands() const { return static_cast<Index>(list_.size()); }
  Index candidates() const { return candidates_; }
  /// Lists that are kept; demand points share one where they were added so.
  Index lists() const { return static_cast<Index>(offset_.size()) - 1; }
  Index list(From demand) const { return list_[demand]; }
  /// That are kept.
  std::int64_t pairs() const { return offset_.back(); }
  double cutoff() const { return cutoff_; }

  std::span<const To> sites(From demand) const {
    return {site_.data() + offset_[list_[demand]], size_of(demand)};
  }
  /// Ascending; the same positions as `sites`.
  std::span<const double> distances(From demand) const {
    return {distance_.data() + offset_[list_[demand]], size_of(demand)};
  }

 private:
  std::size_t size_of(From demand) const {
    return static_cast<std::size_t>(offset_[list_[demand] + 1] - offset_[list_[demand]]);
  }

  Index candidates_;
  double cutoff_;
  std::vector<Index> list_;  // of each demand
  std::vector<std::int64_t> offset_;
  std::vector<To> site_;
  std::vector<double> distance_;
};

using Neighbour = NeighbourOf<CandidateIndex>;
using DistanceTable = Distances<DemandIndex, CandidateIndex>;
using SiteDistances = Distances<CandidateIndex, CandidateIndex>;
using RivalDistances = Distances<DemandIndex, RivalIndex>;

extern template class Distances<DemandIndex, CandidateIndex>;
extern template class Distances<CandidateIndex, CandidateIndex>;
extern template class Distances<DemandIndex, RivalIndex>;

}  // namespace jintu::siting
