// Opening hours as OSM's `opening_hours` writes them, read into rules, just as
// web/src/domain/hours-text.ts reads them: tests/fixtures/hours.json holds both to the same
// answers.
//
// Read are: rules joined by `;` (the later holds for its days), `,` (added) and `||` (else); years,
// months and dates; weekdays, also the nth of a month (`Sa[1]`); `PH`; times, past midnight and
// open-ended too; `24/7`; `open`, `off`, `closed`, `unknown`; comments in quotes. Not read: `SH`,
// `week`, `easter`, sunrise and the like, hours of a 12-hour clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace jintu::hours {

/// Minutes of the day; `end` may run past its last minute. `after`: what follows `end` is not known
/// until the night ends.
struct Interval {
  std::int64_t start = 0, end = 0;
  bool after = false;
};

/// Dates are month × 32 + day. `from_year` 0: of every year, and the range may run over New Year.
struct DateRange {
  int from_year = 0, to_year = 0;
  int from = 0, to = 0;
};

/// A weekday (0 is Monday) of which only one in a month counts: 1 is the first, -1 the last.
struct NthWeekday {
  int weekday = 0, which = 0;
};

enum class RuleKind { open, off, unknown };
/// How a rule stands to those before it: in their place on its days, beside them, or where they
/// leave the place shut.
enum class RuleJoin { instead, beside, otherwise };

inline constexpr unsigned every_day = 0x7f;

struct Rule {
  RuleJoin join = RuleJoin::instead;
  RuleKind kind = RuleKind::open;
  std::vector<DateRange> dates;   ///< empty: all
  unsigned weekdays = every_day;  ///< bit 0 is Monday
  std::vector<NthWeekday> nth;
  bool holidays = true;
  std::vector<Interval> times;  ///< empty: the whole day
};

using Hours = std::vector<Rule>;

struct HoursFault {
  std::size_t at = 0;     ///< characters (not bytes) before the one that does not fit
  std::string_view word;  ///< what was expected, as web/src/domain/hours-text.ts names it
};

/// The rules, or why there are none; nothing is guessed.
std::variant<Hours, HoursFault> read_hours(std::string_view text);

/// The rules; nothing for a text that is not understood.
std::optional<Hours> parse_hours(std::string_view text);

}  // namespace jintu::hours
