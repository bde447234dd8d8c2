// A plan of the planner's own, weighed: sites added, taken away, or dragged elsewhere.
#pragma once

#include "geo/base/json.hpp"
#include "services/siting/jobs/jobs.hpp"

namespace jintu::siting {

/// `json`: {"sites": [candidate ids], "move": [{"candidate", "lon", "lat"}]}. Nothing is proven of
/// such a plan. Throws Error{bad_input}; Error{unsupported} for a move where the problem has no
/// places.
Json evaluate(const JobResult& result, const Json& json);

}  // namespace jintu::siting
