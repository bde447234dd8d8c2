// Plans of coverage put together: the best plan of the sites of several good ones. Internal to
// geo/siting.
#pragma once

#include <functional>
#include <vector>

#include "geo/siting/lagrange/model.hpp"

namespace jintu::siting {

/// The sites that good plans opened. What separates two good plans lies far apart, and no short row
/// of swaps leads from the one to the other; with these sites alone the rows that differ are few,
/// and the tree finds the best plan of them. For coverage models.
class Core {
 public:
  explicit Core(const Model& model) : model_(model), in_(model.sites, 0) {}

  void add(const std::vector<CandidateIndex>& plan);
  /// A plan of these sites that costs less than `best`, whose sites must be among them; empty if
  /// the tree finds none within so many nodes or before `stop()`. Deterministic.
  std::vector<CandidateIndex> better_than(const std::vector<CandidateIndex>& best,
                                          std::int64_t nodes,
                                          const std::function<bool()>& stop) const;

 private:
  const Model& model_;
  std::vector<char> in_;
};

}  // namespace jintu::siting
