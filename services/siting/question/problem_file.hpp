// A siting problem as planners write it: one JSON file (data/schemas/siting/problem.schema.json).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "geo/network/graph/walk_graph.hpp"
#include "geo/siting/question/problem.hpp"
#include "services/siting/question/points.hpp"

namespace jintu::siting {

/// Gives the walking network when a problem asks for walks. Throws as `walking_network` does.
using NetworkOpener = std::function<std::shared_ptr<const network::WalkGraph>(const Progress&)>;

/// How distances were measured, for measuring some more.
struct Measuring {
  double cutoff = 0;  ///< metres
  double snap = 250;  ///< metres, at most, from a point to the network
  std::shared_ptr<const network::WalkGraph> graph;  ///< of "walking"
};

struct ProblemFile {
  SitingProblem problem;
  IndexedVector<DemandIndex, Position> demand;  ///< empty: the problem has no places
  IndexedVector<CandidateIndex, Position> candidates;
  std::string distance_model;      ///< "walking", "geodesic", "manhattan", "matrix" or "instance"
  std::vector<std::string> notes;  ///< what the reader should know, for people
  Measuring measuring{};           ///< of the models walking, geodesic and manhattan
  std::map<std::string, std::string> names{};  ///< of the points that the problem names, by id
};

/// Reads, measures distances, checks. Throws Error{not_found | bad_input | too_large | cancelled},
/// naming the file, the field and what was expected; unknown fields are errors.
ProblemFile read_problem_file(const std::string& path, const StoreOpener& store,
                              const Progress& progress);
/// The same of a problem in memory; `path` names it in errors, `folder` is where its files are
/// looked for. `network`: where the walking network comes from; empty: it is read from the store.
ProblemFile read_problem(const Json& json, const std::string& path, const std::string& folder,
                         const StoreOpener& store, const Progress& progress,
                         const NetworkOpener& network = {});

}  // namespace jintu::siting
