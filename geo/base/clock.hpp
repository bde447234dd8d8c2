// Moments as text: RFC 3339 in UTC, and the clock on the wall in Tianjin.
#pragma once

#include <chrono>
#include <string>

namespace jintu {

using Moment = std::chrono::system_clock::time_point;

enum class Fraction { none, milliseconds };

/// "2026-11-30T12:00:00Z", or with ".123" before the Z.
std::string utc_text(Moment moment, Fraction fraction = Fraction::none);
inline std::string utc_now() { return utc_text(std::chrono::system_clock::now()); }

/// "2026-11-30 20:00": UTC+8 all the year.
std::string beijing_text(Moment moment);

}  // namespace jintu
