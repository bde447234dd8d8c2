// A plan read for people: who walks how far, and district by district. Internal to services/report.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/siting/question/problem.hpp"
#include "services/siting/city/districts.hpp"
#include "services/siting/question/problem_file.hpp"

namespace jintu::report {

/// Of a demand point: metres to its site; nothing when nobody serves it.
using Walks = IndexedVector<siting::DemandIndex, std::optional<double>>;
Walks walks_of(const siting::SitingProblem& problem, const siting::SitingSolution& solution);

struct WalkSummary {
  double total = 0, served = 0;         ///< weight
  double mean = 0, p90 = 0, worst = 0;  ///< metres; of those who are served
  double within = 0;                    ///< weight within the standard
};
/// `standard` in metres.
WalkSummary summary_of(const siting::SitingProblem& problem, const Walks& walks, double standard);

struct Bin {
  double from = 0, to = 0, weight = 0;  ///< metres: from < walk ≤ to
};
/// Bins of a round width, 24 at most.
std::vector<Bin> histogram(const siting::SitingProblem& problem, const Walks& walks);

struct DistrictFigures {
  const siting::District* district = nullptr;            ///< nullptr: outside all of them
  double total = 0, within = 0, served = 0, metres = 0;  ///< metres: weight × walk of the served
  siting::Index sites = 0;
};
/// Largest weight first. Empty without districts or places.
std::vector<DistrictFigures> by_district(const siting::ProblemFile& file,
                                         const siting::SitingSolution& solution, const Walks& walks,
                                         double standard, const siting::Districts* districts);

/// The longest walk that counts as covered: the problem's own standard, else 500 m.
double standard_of(const siting::SitingProblem& problem);

}  // namespace jintu::report
