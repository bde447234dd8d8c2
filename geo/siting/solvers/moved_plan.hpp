// A plan weighed with some of its sites standing elsewhere than the problem has them.
#pragma once

#include <span>
#include <vector>

#include "geo/siting/question/problem.hpp"

namespace jintu::siting {

struct MovedSite {
  CandidateIndex candidate;
  struct Reach {
    DemandIndex demand;
    double distance;
  };
  std::vector<Reach>
      reach;  ///< who gets there within the problem's cut-off, in any order, each once
  std::vector<double>
      apart;  ///< to each open site, in the order of `open`; infinite beyond the cut-off.
              ///< Empty when the problem asks for no distances between sites
};

/// `problem` with the candidates `open` alone, in that order (candidate k of the result is
/// `open[k]`), those of `moved` at their new places. For `evaluate_plan`: p and what is out of
/// reach are not looked at again, and of a demand point's sites only the nearest two are kept where
/// no more count. Throws Error{bad_input} for a candidate that does not exist, is listed twice, or
/// is moved without being open.
SitingProblem problem_of_plan(const SitingProblem& problem, std::span<const CandidateIndex> open,
                              std::span<const MovedSite> moved);

}  // namespace jintu::siting
