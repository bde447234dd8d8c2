// Sites that exclude each other, as rows of a program. Internal to geo/siting.
#pragma once

#include <utility>
#include <vector>

#include "geo/siting/mip/mip.hpp"

namespace jintu::siting {

/// Σ y ≤ 1 over cliques that together hold every pair: far stronger than a row for each pair.
/// `y`: of each site its column. `pairs`: first < second, each once, sorted. Returns the sites of
/// each row added. Throws OutOfTime.
std::vector<std::vector<CandidateIndex>> add_conflicts(MipProgram& program,
                                                       const std::vector<int>& y,
                                                       const std::vector<SitePair>& pairs,
                                                       const std::function<bool()>& stop);

}  // namespace jintu::siting
