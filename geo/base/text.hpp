// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace jintu {

/// "12.3 MB": powers of 1000.
std::string human_bytes(std::uint64_t bytes);
/// "4,096".
std::string grouped(std::uint64_t number);

}  // namespace jintu
