// HMAC-SHA-1 (RFC 2104), which one-time codes are made of; for nothing else.
#pragma once

#include <array>
#include <string_view>

namespace jintu {

std::array<unsigned char, 20> hmac_sha1(std::string_view key, std::string_view text);

}  // namespace jintu
