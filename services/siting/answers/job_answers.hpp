// The answer of a finished job in a format.
#pragma once

#include <optional>
#include <string>

#include "services/siting/jobs/jobs.hpp"
#include "services/siting/question/solution_file.hpp"

namespace jintu::siting {

enum class AnswerFormat { json, geojson, walks, gpkg, csv, xlsx };
/// What a file of features holds; of no account for json and walks.
enum class AnswerOf { sites, demand };

/// The job's own answer, or the plan of a point of its front. Throws Error{bad_input} when there is
/// no such point.
Solved answer_at(const JobResult& result, std::optional<std::size_t> point);

/// Throws Error{conflict} when the answer has no plan (but for json).
std::string answer_text(const ProblemFile& problem, const Solved& solved, AnswerFormat format,
                        AnswerOf of = AnswerOf::sites, const PlaceNames& names = {});

}  // namespace jintu::siting
