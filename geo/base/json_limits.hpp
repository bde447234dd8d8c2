// JSON from outside: how much of it is read, and objects put together in linear time.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

#include "geo/base/json.hpp"

namespace jintu {

/// What a text may hold; looked at while it is read. Copying, comparing and writing a value recurse
/// once a level, so that a limit of levels is what keeps them within the stack.
struct JsonLimits {
  std::size_t depth = 64;                                         ///< levels of arrays and objects
  std::size_t members = std::numeric_limits<std::size_t>::max();  ///< of one object
  /// Of the whole text: each takes 16 to 80 bytes of memory, but may be two bytes of the text.
  std::size_t values = std::numeric_limits<std::size_t>::max();
};

/// As `parse_json` of json.hpp, which reads with the default limits. Time is n log n in the length
/// of the text, whatever it holds. Throws Error{bad_input} beyond depth and members,
/// Error{too_large} beyond values; all with line and column.
Json parse_json(std::string_view text, std::string_view source, const JsonLimits& limits);

/// Adds a member without looking whether the object has it: `object[key] = value` in a loop takes
/// the square of the number of members. `object` is an object, and has no such key.
void append_member(Json& object, std::string key, Json value);

}  // namespace jintu
