#include "geo/io/calendar/calendar_time.hpp"

#include <algorithm>
#include <array>

#include "geo/base/tianjin_clock.hpp"

namespace jintu::io {

namespace {

constexpr std::int64_t minutes_of_day = 1440;
constexpr int tianjin = 8 * 60;

std::optional<int> number(std::string_view text) {
  if (text.empty() || text.size() > 6) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// "20261205" as days since 1970.
std::optional<std::int64_t> day_of(std::string_view text) {
  if (text.size() != 8) return std::nullopt;
  return parse_day(std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) + "-" +
                   std::string(text.substr(6)));
}

/// Zones that have had Tianjin's offset, and no other, since 1992, by the names that calendars use.
bool is_tianjins(std::string_view tzid) {
  static constexpr std::array<std::string_view, 12> names{
      "Asia/Shanghai", "Asia/Chongqing",      "Asia/Chungking", "Asia/Harbin",
      "PRC",           "China Standard Time", "Asia/Hong_Kong", "Asia/Macau",
      "Asia/Taipei",   "Asia/Beijing",        "Etc/GMT-8",      "Asia/Singapore"};
  return std::find(names.begin(), names.end(), tzid) != names.end();
}

}  // namespace

std::variant<CalendarTime, CalendarFault> read_time(std::string_view value, std::string_view tzid,
                                                    const ZoneOffsets& zones) {
  const CalendarFault no_time{
      "bad_time", "\"" + std::string(value.substr(0, 40)) +
                      "\" 不是时间 is not a moment like 20261205T180000 or a day like 20261205"};
  const auto day = day_of(value.substr(0, 8));
  if (!day) return no_time;
  CalendarTime time;
  time.offset = tianjin;
  time.local = *day * minutes_of_day;
  if (value.size() == 8) {
    time.date_only = true;
    return time;
  }
  const bool utc = value.ends_with('Z');
  if (utc) value.remove_suffix(1);
  if (value.size() != 15 || value[8] != 'T') return no_time;
  const auto hour = number(value.substr(9, 2)), minute = number(value.substr(11, 2)),
             second = number(value.substr(13, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return no_time;
  time.local += *hour * 60 + *minute;
  if (utc) {
    time.offset = 0;
    return time;
  }
  if (tzid.empty()) {
    time.floating = true;
    return time;
  }
  if (is_tianjins(tzid)) return time;
  if (const auto zone = zones.find(tzid); zone != zones.end() && zone->second) {
    time.offset = *zone->second;
    return time;
  }
  if (tzid == "UTC" || tzid == "Etc/UTC" || tzid == "GMT") {
    time.offset = 0;
    return time;
  }
  return CalendarFault{
      "unknown_zone",
      "TZID=" + std::string(tzid.substr(0, 60)) +
          (zones.contains(tzid)
               ? ": 有夏令时的时区不读 zones with summer time are not read; write the times in UTC"
               : ": 文件没有说明此时区 the file does not describe this zone; write the times in "
                 "UTC")};
}

std::optional<std::int64_t> read_duration(std::string_view value) {
  if (value.starts_with('+')) value.remove_prefix(1);
  if (!value.starts_with('P')) return std::nullopt;
  value.remove_prefix(1);
  bool of_day = false;
  std::int64_t minutes = 0;
  while (!value.empty()) {
    if (value[0] == 'T' && !of_day) {
      of_day = true;
      value.remove_prefix(1);
      if (value.empty()) return std::nullopt;
    }
    const auto end = value.find_first_not_of("0123456789");
    if (end == std::string_view::npos || end == 0) return std::nullopt;
    const auto count = number(value.substr(0, end));
    if (!count) return std::nullopt;
    const char unit = value[end];
    value.remove_prefix(end + 1);
    if (unit == 'W' && !of_day)
      minutes += *count * 7 * minutes_of_day;
    else if (unit == 'D' && !of_day)
      minutes += *count * minutes_of_day;
    else if (unit == 'H' && of_day)
      minutes += *count * 60;
    else if (unit == 'M' && of_day)
      minutes += *count;
    else if (unit == 'S' && of_day)
      minutes += *count / 60;
    else
      return std::nullopt;
  }
  constexpr std::int64_t century = 36'525 * minutes_of_day;
  return minutes > 0 && minutes <= century ? std::optional(minutes) : std::nullopt;
}

std::optional<int> read_offset(std::string_view value) {
  if ((value.size() != 5 && value.size() != 7) || (value[0] != '+' && value[0] != '-'))
    return std::nullopt;
  const auto hours = number(value.substr(1, 2)), minutes = number(value.substr(3, 2));
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  const int offset = *hours * 60 + *minutes;
  return value[0] == '-' ? -offset : offset;
}

}  // namespace jintu::io
