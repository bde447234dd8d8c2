// Readers of the instance collections that location papers measure with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/siting/question/problem.hpp"

namespace jintu::siting {

/// OR-Library "pmed": `n edges p`, then `from to length` (1-based). Where an edge is repeated the
/// last one counts; distances are all-pairs shortest paths. Weights 1; every node is a candidate.
/// `kind` is p_median or p_center. Throws Error{bad_input} naming `source` and the line.
/// Shortest paths of n nodes take n³ steps, which `progress` may stop.
SitingDraft read_pmed(std::string_view text, std::string_view source, Kind kind,
                      const Progress& progress = {});

/// OR-Library "pmedcap" as matrices: `n p`, n × n distances, n demands, n equal capacities.
/// The capacitated p-median, where nobody is divided among sites: a demand is a load, not a weight.
/// Throws as read_pmed.
SitingDraft read_pmedcap(std::string_view text, std::string_view source,
                         const Progress& progress = {});

enum class Rounding { none, down };

/// TSPLIB, EUC_2D only: p-median papers round distances down, p-center papers do not round.
SitingDraft read_tsplib(std::string_view text, std::string_view source, Kind kind, Index p,
                        Rounding rounding, const Progress& progress = {});

}  // namespace jintu::siting
