// What is kept of a plan when a planner saves it.
#pragma once

#include <optional>
#include <string>

#include "geo/base/json.hpp"
#include "services/siting/jobs/jobs.hpp"
#include "services/siting/plans/scenarios.hpp"

namespace jintu::siting {

struct ScenarioDraft {
  std::string title;
  std::string notes;
  std::string body;  ///< JSON: {"problem", "settings", "job", "solution"}
};

/// `json`: {"title"[, "notes"], "problem"[, "settings"][, "job"[, "point"]]}. With a job its
/// solution is kept (with `point` that of a point of its front), with `walk_m`, the walk of each
/// demand point in metres. Without one, or with one that is forgotten, that of `before` is kept on,
/// when the problem is still the same. Throws Error{bad_input}; Error{not_found} for an unknown job
/// that `before` does not make up for; Error{conflict} for one that has not ended.
ScenarioDraft scenario_draft(const Json& json, const Jobs& jobs,
                             const std::optional<Scenarios::Kept>& before);

/// The whole of a scenario, as it is read: the head's members, then those of the body.
std::string scenario_text(const Scenarios::Kept& kept);

}  // namespace jintu::siting
