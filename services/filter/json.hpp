// CQL2 JSON, told as CQL2 text: one reader checks both.
#pragma once

#include <string>
#include <string_view>

namespace jintu::filter {

/// The same filter as text. Throws Error{bad_input} for what is no CQL2 JSON.
std::string text_of_json(std::string_view json);

}  // namespace jintu::filter
