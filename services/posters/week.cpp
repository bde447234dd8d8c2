#include "services/posters/week.hpp"

#include "services/hours/calendar.hpp"
#include "services/pages/evening.hpp"
#include "services/pages/parts.hpp"

namespace jintu::posters {

namespace {

using hours::ClockMinute;

/// Mondays of a leap year, one in each season.
constexpr const char* mondays[] = {"2024-01-08T12:00", "2024-04-15T12:00", "2024-07-15T12:00",
                                   "2024-10-14T12:00"};

/// Every day of it is an ordinary one.
const hours::Calendar& plain_calendar() {
  static const hours::Calendar calendar{
      Json{{"years", {{{"year", 2024}, {"days", Json::array()}}}}}};
  return calendar;
}

std::string said(const pages::DayHours& day, const pages::Wording& w) {
  if (day.all_day) return w("whole_day");
  if (day.all_unknown) return w("state_unknown");
  if (day.spans.empty()) return w("shut");
  std::string words;
  for (const pages::OpenSpan& span : day.spans)
    words += (words.empty() ? "" : w.is_chinese() ? "，" : ", ") + pages::span_text(span, w);
  return words;
}

std::vector<std::string> week_of(const hours::Hours& rules, const char* monday,
                                 const pages::Wording& w) {
  std::vector<std::string> week;
  for (const auto& day :
       pages::week_of(rules, *hours::parse_clock_minute(monday), plain_calendar()))
    week.push_back(said(day, w));
  return week;
}

}  // namespace

WeekHours week_hours(const hours::Hours& rules, const pages::Wording& w) {
  WeekHours result;
  const auto week = week_of(rules, mondays[0], w);
  for (const char* other : {mondays[1], mondays[2], mondays[3]})
    if (week_of(rules, other, w) != week) {
      result.seasonal = true;
      return result;
    }
  const auto name = [&w](std::size_t day) { return w("weekday_short_" + std::to_string(day)); };
  for (std::size_t first = 0; first < week.size();) {
    std::size_t last = first;
    while (last + 1 < week.size() && week[last + 1] == week[first]) ++last;
    std::string days = name(first);
    if (first == 0 && last + 1 == week.size())
      days = w("every_day");
    else if (last > first)
      days = w("day_range", {{"from", name(first)}, {"to", name(last)}});
    result.always = first == 0 && last + 1 == week.size() && week[0] == w("whole_day");
    result.lines.push_back({std::move(days), week[first]});
    first = last + 1;
  }
  return result;
}

std::string WeekHours::joined(const pages::Wording& w) const {
  if (always) return w("all_day");
  std::string all;
  for (const Line& line : lines)
    all += (all.empty() ? "" : w.is_chinese() ? "；" : "; ") + line.days + " " + line.hours;
  return all;
}

bool is_open_on_friday(const hours::Hours& rules, int minute) {
  const ClockMinute friday = *hours::parse_clock_minute("2024-01-12T00:00");
  const auto state =
      hours::status_at(rules, ClockMinute{friday.value + minute}, plain_calendar()).state;
  return state == hours::OpenState::open || state == hours::OpenState::closing;
}

}  // namespace jintu::posters
