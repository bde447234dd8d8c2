#include "services/hours/hours.hpp"

#include <algorithm>
#include <array>

namespace jintu::hours {

namespace {

constexpr unsigned every_day = 0x7f;
/// Days looked ahead: longer than the longest holidays.
constexpr int ahead = 15;
constexpr std::int64_t closing_minutes = 60;

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

/// Calls visit(part) on each part between separators; a false answer ends it and is the result.
template <class Visit>
bool for_each_part(std::string_view text, char separator, Visit visit) {
  for (;;) {
    const auto end = text.find(separator);
    if (!visit(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

/// 0 is Monday.
std::optional<unsigned> weekday(std::string_view name) {
  static constexpr std::array<std::string_view, 7> names{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
  const auto it = std::find(names.begin(), names.end(), trimmed(name));
  if (it == names.end()) return std::nullopt;
  return static_cast<unsigned>(it - names.begin());
}

bool parse_days(std::string_view text, Rule& rule) {
  const bool formed = text.size() >= 2 && text[0] >= 'A' && text[0] <= 'Z' && is_letter(text[1]) &&
                      is_letter(text.back()) && std::all_of(text.begin(), text.end(), [](char c) {
                        return is_letter(c) || c == ',' || c == '-' || c == ' ';
                      });
  return formed && for_each_part(text, ',', [&rule](std::string_view part) {
           if (trimmed(part) == "PH") return rule.holidays = true;
           const auto dash = part.find('-');
           const auto from = weekday(part.substr(0, dash));
           const auto to = dash == std::string_view::npos ? from : weekday(part.substr(dash + 1));
           if (!from || !to) return false;
           for (unsigned day = *from;; day = (day + 1) % 7) {
             rule.days |= 1u << day;
             if (day == *to) return true;
           }
         });
}

/// "8:30" or "08:30" in minutes.
std::optional<std::int64_t> clock_time(std::string_view text, int latest_hour) {
  text = trimmed(text);
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon < 1 || colon > 2 || text.size() != colon + 3)
    return std::nullopt;
  const auto digits = [](std::string_view s) { return std::all_of(s.begin(), s.end(), is_digit); };
  if (!digits(text.substr(0, colon)) || !digits(text.substr(colon + 1))) return std::nullopt;
  int h = 0;
  for (const char c : text.substr(0, colon)) h = h * 10 + (c - '0');
  const int m = (text[colon + 1] - '0') * 10 + (text[colon + 2] - '0');
  if (h > latest_hour || m > 59) return std::nullopt;
  return h * 60 + m;
}

bool parse_times(std::string_view text, Rule& rule) {
  return for_each_part(text, ',', [&rule](std::string_view part) {
    const auto dash = part.find('-');
    if (dash == std::string_view::npos) return false;
    const auto start = clock_time(part.substr(0, dash), 24);
    auto end = clock_time(part.substr(dash + 1), 48);
    if (!start || !end) return false;
    if (*end <= *start) *end += minutes_of_day;
    rule.times.push_back({*start, *end});
    return true;
  });
}

std::optional<Rule> parse_rule(std::string_view text) {
  if (text == "24/7") return Rule{every_day, true, {{0, minutes_of_day}}};
  // Days, when there are any, stand before the first digit or before the last word.
  auto times = std::min(text.find_first_of("0123456789"), text.size());
  bool shut = false;
  if (times == text.size())
    for (const std::string_view word : {"off", "closed"})
      if (text.size() >= word.size() && text.substr(text.size() - word.size()) == word) {
        times = text.size() - word.size();
        shut = true;
      }
  Rule rule;
  if (times == 0) {
    rule.days = every_day;
    rule.holidays = true;
  } else if (!is_space(text[times - 1]) || !parse_days(trimmed(text.substr(0, times)), rule)) {
    return std::nullopt;
  }
  if (!shut && !parse_times(text.substr(times), rule)) return std::nullopt;
  return rule;
}

/// Two readings of the days whose kind is not known: yesterday, today, and all later ones.
struct Assumed {
  bool yesterday, today, later;
};

class Reader {
 public:
  Reader(const Hours& hours, ClockMinute now, const Calendar& calendar)
      : hours_(hours), now_(now.value), first_(now.day() - 1) {
    const bool asks = std::any_of(hours.begin(), hours.end(),
                                  [](const Rule& r) { return r.holidays && r.days != every_day; });
    for (int i = 0; i < ahead + 2; ++i)
      kinds_[i] = asks ? calendar.kind_of(first_ + i) : DayKind::ordinary;
  }

  bool certain() const {
    return std::find(kinds_.begin(), kinds_.end(), DayKind::unknown) == kinds_.end();
  }

  Status read(Assumed assumed) const {
    Status status{OpenState::closed, std::nullopt};
    for (const Interval& it : open_times(assumed)) {
      if (it.start <= now_ && now_ < it.end) {
        const std::int64_t left = it.end - now_;
        if (left > ahead * minutes_of_day) return {OpenState::open, std::nullopt};
        return {left <= closing_minutes ? OpenState::closing : OpenState::open, left};
      }
      if (it.start > now_ && !status.minutes_left) status.minutes_left = it.start - now_;
    }
    return status;
  }

 private:
  const std::vector<Interval>* times_of(std::int64_t day, bool holiday) const {
    const unsigned weekday_bit = 1u << ((day + 3) % 7);  // 1970 began on a Thursday
    for (auto rule = hours_.rbegin(); rule != hours_.rend(); ++rule)
      if (rule->days & weekday_bit || (holiday && rule->holidays)) return &rule->times;
    return nullptr;
  }

  /// In minutes since 1970, in order, apart from each other.
  std::vector<Interval> open_times(Assumed assumed) const {
    std::vector<Interval> all;
    for (int i = 0; i < ahead + 2; ++i) {
      const bool guess = i == 0 ? assumed.yesterday : i == 1 ? assumed.today : assumed.later;
      const bool holiday =
          kinds_[i] == DayKind::holiday || (kinds_[i] == DayKind::unknown && guess);
      if (const auto* times = times_of(first_ + i, holiday))
        for (const Interval& t : *times)
          all.push_back(
              {t.start + (first_ + i) * minutes_of_day, t.end + (first_ + i) * minutes_of_day});
    }
    std::sort(all.begin(), all.end(),
              [](const Interval& a, const Interval& b) { return a.start < b.start; });
    std::vector<Interval> merged;
    for (const Interval& next : all) {
      if (!merged.empty() && next.start <= merged.back().end)
        merged.back().end = std::max(merged.back().end, next.end);
      else
        merged.push_back(next);
    }
    return merged;
  }

  const Hours& hours_;
  const std::int64_t now_, first_;
  std::array<DayKind, ahead + 2> kinds_{};
};

/// The spaces beyond ASCII that editors and input methods write (as \\s of the web app has them)
/// become plain ones.
std::string with_plain_spaces(std::string_view text) {
  static constexpr std::array<std::string_view, 19> wide{
      "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004",
      "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u2028",
      "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff"};
  std::string plain;
  while (!text.empty()) {
    const auto space = std::find_if(wide.begin(), wide.end(),
                                    [text](std::string_view s) { return text.starts_with(s); });
    plain += space == wide.end() ? text.front() : ' ';
    text.remove_prefix(space == wide.end() ? 1 : space->size());
  }
  return plain;
}

}  // namespace

std::optional<Hours> parse_hours(std::string_view source) {
  const std::string text = with_plain_spaces(source);
  Hours rules;
  const bool understood = for_each_part(text, ';', [&rules](std::string_view part) {
    part = trimmed(part);
    if (part.empty()) return true;
    auto rule = parse_rule(part);
    if (!rule) return false;
    rules.push_back(*std::move(rule));
    return true;
  });
  // Holidays alone say nothing of the other days.
  const bool speaks =
      std::any_of(rules.begin(), rules.end(), [](const Rule& r) { return r.days != 0; });
  if (!understood || !speaks) return std::nullopt;
  return rules;
}

std::string_view to_string(OpenState state) {
  switch (state) {
    case OpenState::open:
      return "open";
    case OpenState::closing:
      return "closing";
    case OpenState::closed:
      return "closed";
    case OpenState::unknown:
      return "unknown";
  }
  return "";
}

Status status_at(const Hours& hours, ClockMinute now, const Calendar& calendar) {
  const Reader reader(hours, now, calendar);
  const Status first = reader.read({false, false, false});
  if (reader.certain()) return first;
  const auto said = [](const Status& s) {
    return s.state == OpenState::closing ? OpenState::open : s.state;
  };
  bool equal = true;
  for (int i = 1; i < 8; ++i) {
    const Status other = reader.read({(i & 4) != 0, (i & 2) != 0, (i & 1) != 0});
    if (said(other) != said(first)) return {};
    equal = equal && other == first;
  }
  return equal ? first : Status{said(first), std::nullopt};
}

}  // namespace jintu::hours
