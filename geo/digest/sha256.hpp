// SHA-256 (FIPS 180-4), by which files and entries are told from changed ones.
#pragma once

#include <string>
#include <string_view>

namespace jintu {

/// 64 hexadecimal digits, lower case.
std::string sha256(std::string_view bytes);
/// Of a file's bytes. Throws Error{not_found | io}.
std::string sha256_of_file(const std::string& path);

}  // namespace jintu
