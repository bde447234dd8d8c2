// The drawings of the report, as SVG that takes its colours from the page's style sheet. Internal
// to services/report.
#pragma once

#include <string>
#include <vector>

#include "services/report/walk_figures.hpp"
#include "services/report/wording.hpp"

namespace jintu::report {

/// Sites with their numbers (as `site_numbers`), demand by weight, a straight line from where
/// people are to where they walk, outlines of districts, a scale. Empty when the problem has no
/// places.
Html plan_map(const siting::ProblemFile& file, const siting::SitingSolution& solution,
              const Walks& walks, const siting::Districts* districts, const Words& words);

/// Bars of weight over the length of the walk, a line at the standard.
Html walk_histogram(const std::vector<Bin>& bins, double standard, const Words& words);

/// A bar of a share, 0 to 1.
Html share_bar(double share);

}  // namespace jintu::report
