// The only home of nlohmann/json. Parsing errors become Error{bad_input} naming source and line.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace jintu {

/// Keeps the order of keys, so that what we write is stable and readable.
using Json = nlohmann::ordered_json;

/// Parses one JSON text. `source` names it in errors ("data/manifest.json").
/// Throws Error{bad_input} with line and column: no JSON, a key given twice, over 64 levels deep.
Json parse_json(std::string_view text, std::string_view source);

/// Reads and parses a file. Throws Error{not_found}, Error{bad_input}, too_large above 1 GiB.
Json read_json_file(const std::string& path);

}  // namespace jintu
