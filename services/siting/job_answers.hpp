// What is asked of a finished job: its answer in a format, and a plan of the planner's own.
#pragma once

#include <string>

#include "services/siting/jobs.hpp"

namespace jintu::siting {

enum class AnswerFormat { json, geojson, walks, gpkg, csv, xlsx };

/// Throws Error{conflict} when the answer has no plan (but for json).
std::string answer_text(const JobResult& result, AnswerFormat format);

/// `json`: {"sites": [candidate ids]}. Nothing is proven of such a plan. Throws Error{bad_input}.
Json evaluate(const JobResult& result, const Json& json);

}  // namespace jintu::siting
