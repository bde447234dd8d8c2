// The numbers of a problem's JSON against their limits (geo/siting/question/limits.hpp), each named
// by its path, before anything is measured.
#pragma once

#include <string>

#include "geo/base/json.hpp"
#include "geo/siting/question/limits.hpp"

namespace jintu::siting {

/// Throws OutOfRange naming `where` and the path of the first number that is beyond its limits:
/// "problem: demand[3]: weight: …". What is no number, or not known, is left to the reader.
/// O(numbers).
void check_numbers(const Json& problem, const std::string& where);

}  // namespace jintu::siting
