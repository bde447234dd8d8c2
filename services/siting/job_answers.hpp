// The answer of a finished job in a format.
#pragma once

#include <string>

#include "services/siting/jobs.hpp"

namespace jintu::siting {

enum class AnswerFormat { json, geojson, walks, gpkg, csv, xlsx };

/// Throws Error{conflict} when the answer has no plan (but for json).
std::string answer_text(const JobResult& result, AnswerFormat format);

}  // namespace jintu::siting
