// One-time codes by time (RFC 6238): six digits of HMAC-SHA-1, 30 seconds each, as every
// authenticator app makes them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "geo/base/clock.hpp"

namespace jintu::auth::totp {

/// 30-second step of the Unix time.
std::int64_t step_of(Moment moment);
/// `key` is raw bytes. `digits` from 6 to 8.
std::string code_at(std::string_view key, std::int64_t step, int digits = 6);
/// The step that the code is of: now, the one before or the one after, for clocks that differ.
/// Nothing for a wrong code, and for one that is not later than `used`: a code counts once.
std::optional<std::int64_t> verify(std::string_view key, std::string_view code, Moment now,
                                   std::int64_t used);

/// 20 random bytes.
std::string new_key();
/// "otpauth://totp/…", what a QR code for an authenticator app holds.
std::string uri(std::string_view key, std::string_view account, std::string_view issuer);

}  // namespace jintu::auth::totp
