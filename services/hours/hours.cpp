#include "services/hours/hours.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

namespace jintu::hours {

namespace {

/// Days looked ahead: longer than the longest holidays.
constexpr int ahead = 15;
constexpr std::int64_t closing_minutes = 60;
constexpr std::int64_t night_end = 5 * 60;

enum class Said { closed, unknown, open };

struct Span {
  std::int64_t start = 0, end = 0;
  Said said = Said::open;
  friend bool operator==(const Span&, const Span&) = default;
};
using Spans = std::vector<Span>;

/// Whether a rule speaks of holidays in particular.
bool names_holidays(const Hours& hours) {
  return std::any_of(hours.begin(), hours.end(),
                     [](const Rule& r) { return r.holidays && r.weekdays != every_day; });
}
bool never_changes(const Hours& hours) {
  return std::all_of(hours.begin(), hours.end(), [](const Rule& r) {
    return r.dates.empty() && r.times.empty() && r.weekdays == every_day;
  });
}

/// The first day of 1970 was a Thursday.
int weekday_of(std::int64_t day) { return static_cast<int>((day + 3) % 7); }

// One day

std::chrono::year_month_day civil(std::int64_t day) {
  return std::chrono::sys_days(std::chrono::days(day));
}

bool fits_date(const Rule& rule, std::int64_t day) {
  if (rule.dates.empty()) return true;
  const auto date = civil(day);
  const int key = static_cast<int>(unsigned(date.month()) * 32 + unsigned(date.day()));
  const int dated = static_cast<int>(date.year()) * 512 + key;
  return std::any_of(rule.dates.begin(), rule.dates.end(), [=](const DateRange& r) {
    if (r.from_year > 0)
      return dated >= r.from_year * 512 + r.from && dated <= r.to_year * 512 + r.to;
    return r.from <= r.to ? key >= r.from && key <= r.to : key >= r.from || key <= r.to;
  });
}

bool fits_weekday(const Rule& rule, std::int64_t day, int weekday) {
  if ((rule.weekdays >> weekday) & 1) return true;
  if (rule.nth.empty()) return false;
  const auto date = civil(day);
  const auto last = std::chrono::year_month_day_last(date.year(), date.month() / std::chrono::last);
  const int of_month = static_cast<int>(unsigned(date.day()));
  const int days = static_cast<int>(unsigned(last.day()));
  const int which = (of_month + 6) / 7, from_end = -((days - of_month + 7) / 7);
  return std::any_of(rule.nth.begin(), rule.nth.end(), [=](const NthWeekday& it) {
    return it.weekday == weekday && (it.which == which || it.which == from_end);
  });
}

/// What is cut out of the spans, and what comes in its place.
Spans overlay(Spans rest, const Spans& cut, const Spans& added) {
  for (const Span& hole : cut) {
    Spans pieces;
    for (const Span& span : rest) {
      if (span.end <= hole.start || span.start >= hole.end) {
        pieces.push_back(span);
        continue;
      }
      if (span.start < hole.start) pieces.push_back({span.start, hole.start, span.said});
      if (span.end > hole.end) pieces.push_back({hole.end, span.end, span.said});
    }
    rest = std::move(pieces);
  }
  rest.insert(rest.end(), added.begin(), added.end());
  return rest;
}

Spans spans_of(const Rule& rule) {
  const Said said = rule.kind == RuleKind::unknown ? Said::unknown : Said::open;
  if (rule.times.empty()) return {{0, minutes_of_day, said}};
  Spans spans;
  for (const Interval& it : rule.times) {
    if (it.end > it.start) spans.push_back({it.start, it.end, said});
    if (it.after)
      spans.push_back({it.end, std::max(it.end, minutes_of_day + night_end), Said::unknown});
  }
  return spans;
}

/// What a rule makes of the spans of the rules before it.
Spans applied(const Rule& rule, const Spans& before) {
  const Spans own = spans_of(rule);
  if (rule.kind == RuleKind::off) return rule.times.empty() ? Spans{} : overlay(before, own, {});
  if (rule.join == RuleJoin::instead) return own;
  return rule.join == RuleJoin::beside ? overlay(before, own, own) : overlay(own, before, before);
}

/// The opening of one day read as that weekday; spans may run into the next.
Spans read_day(const Hours& hours, std::int64_t day, int weekday, bool holiday) {
  Spans spans;
  // Rules that only close say nothing of the days they do not name.
  if (std::all_of(hours.begin(), hours.end(),
                  [](const Rule& r) { return r.kind == RuleKind::off; }))
    spans.push_back({0, minutes_of_day, Said::unknown});
  for (const Rule& rule : hours)
    if (fits_date(rule, day) && (fits_weekday(rule, day, weekday) || (holiday && rule.holidays)))
      spans = applied(rule, spans);
  return spans;
}

/// All that a day's opening may be: one reading where it is certain.
std::vector<Spans> readings(const Hours& hours, std::int64_t day, DayKind kind, bool asks) {
  const int weekday = weekday_of(day);
  std::vector<Spans> all{read_day(hours, day, weekday, kind == DayKind::holiday)};
  const auto add = [&all](Spans other) {
    if (std::find(all.begin(), all.end(), other) == all.end()) all.push_back(std::move(other));
  };
  if (kind == DayKind::unknown && asks) add(read_day(hours, day, weekday, true));
  if (kind == DayKind::workday)
    for (int other = 0; other < 5; ++other) add(read_day(hours, day, other, false));
  return all;
}

Said said_by(const Spans& spans, std::int64_t minute) {
  Said said = Said::closed;
  for (const Span& span : spans)
    if (span.start <= minute && minute < span.end) said = std::max(said, span.said);
  return said;
}

// Many days

struct Stretch {
  std::int64_t start = 0, end = 0;
  Said said = Said::closed;
  bool disputed = false;  ///< the readings do not agree here
};

/// The stretch of a minute, and the one after it when that begins within the days looked ahead.
struct Found {
  Stretch here;
  std::optional<Stretch> next;
};

class Reader {
 public:
  Reader(const Hours& hours, const Calendar& calendar)
      : hours_(hours), calendar_(calendar), asks_(names_holidays(hours)) {}

  Found find(std::int64_t minute) {
    const std::int64_t today = minute / minutes_of_day;
    std::optional<Stretch> run;
    auto before = read(today - 1);
    for (std::int64_t day = today; day <= today + ahead + 1; ++day) {
      const auto own = read(day);
      for (const Stretch& piece : pieces(day, before, own)) {
        if (run && run->said == piece.said && run->disputed == piece.disputed) {
          run->end = piece.end;
          continue;
        }
        if (run && run->end > minute) return within(*run, piece, minute);
        run = piece;
      }
      before = own;
    }
    return {*run, std::nullopt};
  }

 private:
  std::vector<Spans> read(std::int64_t day) const {
    return readings(hours_, day, calendar_.kind_of(day), asks_);
  }

  static Found within(const Stretch& here, const Stretch& next, std::int64_t minute) {
    if (here.end - minute > ahead * minutes_of_day) return {here, std::nullopt};
    return {here, next};
  }

  static std::vector<Stretch> pieces(std::int64_t day, const std::vector<Spans>& before,
                                     const std::vector<Spans>& own) {
    std::set<std::int64_t> bounds{0, minutes_of_day};
    const auto bound = [&bounds](const std::vector<Spans>& all, std::int64_t shift) {
      for (const Spans& spans : all)
        for (const Span& span : spans)
          for (const std::int64_t at : {span.start - shift, span.end - shift})
            if (at > 0 && at < minutes_of_day) bounds.insert(at);
    };
    bound(own, 0);
    bound(before, minutes_of_day);
    std::vector<Stretch> result;
    for (auto it = bounds.begin(); std::next(it) != bounds.end(); ++it) {
      std::set<Said> said;
      for (const Spans& evening : before)
        for (const Spans& spans : own)
          said.insert(std::max(said_by(evening, *it + minutes_of_day), said_by(spans, *it)));
      const bool disputed = said.size() > 1;
      result.push_back({day * minutes_of_day + *it, day * minutes_of_day + *std::next(it),
                        disputed ? Said::unknown : *said.begin(), disputed});
    }
    return result;
  }

  const Hours& hours_;
  const Calendar& calendar_;
  const bool asks_;
};

/// Why the readings of a minute's day and the evening before it differ.
Doubt matters_at(std::int64_t minute, const Calendar& calendar) {
  const std::int64_t day = minute / minutes_of_day;
  const bool unknown =
      calendar.kind_of(day) == DayKind::unknown || calendar.kind_of(day - 1) == DayKind::unknown;
  return unknown ? Doubt::calendar : Doubt::makeup;
}

}  // namespace

std::string_view to_string(OpenState state) {
  switch (state) {
    case OpenState::open:
      return "open";
    case OpenState::closing:
      return "closing";
    case OpenState::later:
      return "later";
    case OpenState::closed:
      return "closed";
    case OpenState::unknown:
      return "unknown";
  }
  return "";
}

Status status_at(const Hours& hours, ClockMinute now, const Calendar& calendar) {
  const auto [here, next] = Reader(hours, calendar).find(now.value);
  const std::int64_t evening = (now.value - night_end) / minutes_of_day;
  Status status;
  if (here.disputed || (next && next->disputed)) {
    status.doubt = matters_at(here.disputed ? now.value : here.end, calendar);
  } else if (!names_holidays(hours) && !never_changes(hours)) {
    const DayKind kind = calendar.kind_of(evening);
    if (kind == DayKind::unknown) status.doubt = Doubt::calendar;
    if (kind == DayKind::holiday) status.doubt = Doubt::holiday;
  }
  if (here.said == Said::unknown) return status;
  if (next && next->said != Said::unknown) status.minutes_left = here.end - now.value;
  if (here.said == Said::open) {
    const bool soon = status.minutes_left && *status.minutes_left <= closing_minutes;
    status.state = soon ? OpenState::closing : OpenState::open;
  } else {
    const std::int64_t ends = (evening + 1) * minutes_of_day + night_end;
    status.state = status.minutes_left && here.end < ends ? OpenState::later : OpenState::closed;
  }
  return status;
}

}  // namespace jintu::hours
