// Minutes as clocks in Tianjin show them (UTC+8, no summer time), read from texts that people and
// programs write.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jintu {

/// Days since 1970-01-01 of "2026-12-05"; nothing for what is no such day. Years 1970 to 9999.
std::optional<std::int64_t> parse_day(std::string_view text);

struct WrittenMinute {
  std::int64_t value = 0;   ///< since 1970-01-01 00:00 on Tianjin's clocks
  bool has_offset = false;  ///< else these clocks were taken to be meant
};

/// "2026-12-05T18:00:00+08:00" and the like (RFC 3339), with or without seconds, which are cut off;
/// a blank may stand for the T, and the offset may be missing, as in tables. Nothing for what is no
/// minute of the years 1970 to 9999.
std::optional<WrittenMinute> parse_minute(std::string_view text);

/// "2026-12-05T18:00:00+08:00". `minute`: as in WrittenMinute.
std::string minute_text(std::int64_t minute);
/// "2026-12-05".
std::string day_text(std::int64_t day);

}  // namespace jintu
