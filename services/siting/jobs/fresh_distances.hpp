// Walks to places that a finished problem did not know: a site that a planner drags elsewhere.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "geo/network/snap.hpp"
#include "geo/siting/solvers/moved_plan.hpp"
#include "services/siting/question/problem_file.hpp"

namespace jintu::siting {

/// Measures as the problem was measured. What it needs of the problem's own points it works out at
/// the first question and keeps. Any thread; always to be asked with the same problem.
class FreshDistances {
 public:
  FreshDistances();
  ~FreshDistances();
  FreshDistances(const FreshDistances&) = delete;
  FreshDistances& operator=(const FreshDistances&) = delete;

  /// Does the work of the first question now.
  void prepare(const ProblemFile& file);
  /// From the demand points to `place`, within the problem's cut-off. Throws Error{unsupported}
  /// when the problem gives distances as numbers and no places.
  std::vector<MovedSite::Reach> reach(const ProblemFile& file, Position place);
  /// From `sites` to `place`, in metres; infinite beyond `cutoff` (metres).
  std::vector<double> apart(const ProblemFile& file, Position place,
                            std::span<const Position> sites, double cutoff);
  /// Onto the walking network, as the problem's points were; of walking problems only.
  std::vector<std::optional<network::Snapped>> snap(const ProblemFile& file,
                                                    std::span<const Position> places);

 private:
  struct Walks;
  std::shared_ptr<const Walks> walks_of(const ProblemFile& file);

  std::mutex mutex_;
  std::shared_ptr<const Walks> walks_;
};

}  // namespace jintu::siting
