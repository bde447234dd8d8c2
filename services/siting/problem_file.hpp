// A siting problem as planners write it: one JSON file (data/schemas/siting/problem.schema.json).
#pragma once

#include <string>
#include <vector>

#include "geo/siting/problem.hpp"
#include "services/siting/points.hpp"

namespace jintu::siting {

struct ProblemFile {
  SitingProblem problem;
  std::vector<Position> demand, candidates;  ///< empty: the problem has no places
  std::string distance_model;                ///< "walking", "geodesic", "manhattan", "matrix" or "instance"
  std::vector<std::string> notes;            ///< what the reader should know, for people
};

/// Reads, measures distances, checks. Throws Error{not_found | bad_input | too_large | cancelled},
/// naming the file, the field and what was expected; unknown fields are errors.
ProblemFile read_problem_file(const std::string& path, const StoreOpener& store, const Progress& progress);
/// The same of a problem in memory; `path` names it in errors, `folder` is where its files are looked for.
ProblemFile read_problem(const Json& json, const std::string& path, const std::string& folder, const StoreOpener& store,
                         const Progress& progress);

}  // namespace jintu::siting
