// Covers with a given number of sites, by search. Internal to geo/siting.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "geo/siting/lagrange/model.hpp"

namespace jintu::siting {

/// Row weighting (Gao, Weise & Li 2015): the site whose leaving costs least makes way for one that
/// covers a row drawn from those left out, and whatever stays left out weighs more with each step,
/// so that the search does not go in circles. For covering models; keeps a reference to `model`.
class CoverSearch {
 public:
  CoverSearch(const Model& model, std::uint64_t seed);

  /// A cover of `opens` sites, looked for from `start` on, which may have any number of them.
  /// Empty: none was found in about so many steps of looking at a pair, or before `stop()`.
  /// Deterministic but for `stop`.
  std::vector<CandidateIndex> find(Index opens, const std::vector<CandidateIndex>& start,
                                   std::int64_t work, const std::function<bool()>& stop);

 private:
  void open(CandidateIndex site);
  void close(CandidateIndex site);
  CandidateIndex least_missed() const;
  CandidateIndex best_for(RowIndex row) const;

  const Model& model_;
  std::mt19937_64 random_;
  std::vector<std::vector<RowIndex>> rows_of_;  // of each site
  std::vector<CandidateIndex> open_;            // open sites that may close
  std::vector<Index> slot_;                     // of each its place there
  std::vector<char> is_open_,
      changed_;  // of a site: whether anything near it changed since it closed
  std::vector<Index> covered_, keeper_sum_;  // of each row: how often; the sum of its open sites
  std::vector<RowIndex> left_out_;
  std::vector<Index> place_;          // of each row its place there, or −1
  std::vector<std::int64_t> weight_;  // of each row
  std::vector<std::int64_t>
      score_;  // of a closed site what it would cover; of an open one what would be lost
  std::vector<std::int64_t> moved_;  // of each site the step at which it last opened or closed
  std::int64_t step_ = 0, work_ = 0;
  CandidateIndex last_{-1};  // was opened just now
};

}  // namespace jintu::siting
