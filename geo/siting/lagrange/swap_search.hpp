// Fast swap local search after Resende & Werneck (2007): the profit of inserting i and removing r
// is gain(i) − loss(r) + extra(i, r), kept or summed over the rows near i only. Iterated: a local
// kick, a descent, and back if that was worse. Internal to geo/siting.
#pragma once

#include <functional>
#include <random>

#include "geo/siting/lagrange/model.hpp"

namespace jintu::siting {

/// Keeps a reference to `model`, which must have a number of sites (`opens`).
class SwapSearch {
 public:
  SwapSearch(const Model& model, std::uint64_t seed);

  /// `open` must have `opens` sites, with all that must be open. O(rows × list).
  void set(const std::vector<CandidateIndex>& open);
  /// Completes `some` greedily (or cuts it down) to `opens` sites; random if `some` is empty.
  std::vector<CandidateIndex> completed(const std::vector<CandidateIndex>& some);
  /// Sites that no longer can be part of a better plan are not tried any more.
  void forbid(const Sides& sides);

  /// Swaps until none gains. Returns the cost.
  double descend(const std::function<bool()>& stop);
  /// Kicks and descents until `work` pairs have been looked at (so that the result does not depend
  /// on the clock), `stop()`, or the cost reaches `good`.
  double improve(std::int64_t work, double good, const std::function<bool()>& stop);

  double cost() const { return cost_; }
  std::vector<CandidateIndex> open_sites() const;
  /// Rows that must be served and are not.
  Index unserved() const;

 private:
  struct Row {
    double d1 = 0, d2 = 0;  // to the nearest two open sites, or the cost of none
    CandidateIndex s1{-1}, s2{-1};
    Index count = 0;  // open sites in the list (backup only)
  };
  struct Swap {
    CandidateIndex in{-1}, out{-1};
    double profit = 0;
  };

  void find_nearest(RowIndex r);
  void came(RowIndex r, CandidateIndex in, double d);
  void left(RowIndex r, CandidateIndex out);
  void account(RowIndex r, double sign);
  double row_cost(RowIndex r) const;
  Swap best_swap(CandidateIndex in);
  void apply(CandidateIndex in, CandidateIndex out);
  void wake_near(RowIndex r);
  void wake(CandidateIndex site);
  void refresh();
  bool kick();
  bool kick_coverage();
  CandidateIndex movable_site();
  CandidateIndex site_near(CandidateIndex site);
  void swap_anyway(CandidateIndex in, CandidateIndex out);

  const Model& model_;
  std::mt19937_64 random_;
  std::vector<double> miss_;  // as the model's, but large instead of infinite
  // The model's lists by site: rows, nearest first.
  std::vector<std::int64_t> offset_;
  std::vector<RowIndex> row_;
  std::vector<double> distance_;

  std::vector<Row> rows_;
  std::vector<char> is_open_, barred_, queued_;
  std::vector<CandidateIndex> open_;  // movable and fixed
  std::vector<Index> slot_;           // of each open site its position in open_
  std::vector<double> loss_;          // by site
  std::vector<double> extra_;         // scratch, by site; 0 between calls
  std::vector<CandidateIndex> touched_;
  std::vector<CandidateIndex> queue_;
  std::vector<Swap> journal_;
  double cost_ = 0, least_loss_ = 0, reach_ = 0, epsilon_ = 0;
  CandidateIndex least_loss_site_{-1};
  int since_refresh_ = 0;
  std::int64_t work_ = 0;
};

}  // namespace jintu::siting
