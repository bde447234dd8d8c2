// Random texts, and digests of them: what is kept of a cookie or a token is never itself.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace jintu::auth {

/// `bytes` from the system's generator.
std::string random_bytes(std::size_t bytes);
/// `bytes` random bytes as URL-safe base64 without padding: 32 bytes are 43 characters.
std::string random_text(std::size_t bytes);
/// 43 characters: BLAKE2b-256 as URL-safe base64. For texts that are random themselves, not for
/// passwords. With a key of 16 to 64 bytes it is a message authentication code.
std::string digest(std::string_view text, std::string_view key = {});
/// Takes as long for a wrong text as for the right one of the same length.
bool equal_secrets(std::string_view a, std::string_view b);

/// RFC 4648 base32 without padding, in capitals, as authenticator apps read it.
std::string base32(std::string_view bytes);
/// Nothing for what is no base32; case, spaces and dashes do not matter.
std::optional<std::string> base32_bytes(std::string_view text);

/// "jt_" and 43 characters.
std::string new_token_text();
bool looks_like_token(std::string_view text);

}  // namespace jintu::auth
