#include "services/events/ics.hpp"

#include <cstdio>

#include "geo/base/tianjin_clock.hpp"

namespace jintu::events {

namespace {

constexpr std::size_t longest = 75;

/// A line, folded: what follows begins with a blank.
void put(std::string& out, const std::string& line) {
  std::size_t used = 0;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t end = i + 1;
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) ++end;
    if (used + (end - i) > longest) {
      out += "\r\n ";
      used = 1;
    }
    out.append(line, i, end - i);
    used += end - i;
    i = end;
  }
  out += "\r\n";
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == ',' || c == ';')
      (out += '\\') += c;
    else if (c == '\n')
      out += "\\n";
    else if (static_cast<unsigned char>(c) >= 0x20)
      out += c;
  }
  return out;
}

/// An address has no escapes: what could end its line is left out.
std::string one_line(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (static_cast<unsigned char>(c) > 0x20) out += c;
  return out;
}

/// "20261205T100000Z" of a minute on Tianjin's clocks.
std::string utc(ClockMinute minute) {
  const std::string text = minute_text(minute.value - 8 * 60);
  return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 5) + text.substr(14, 2) + "00Z";
}
std::string day(ClockMinute minute) {
  const std::string text = day_text(minute.day());
  return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2);
}

}  // namespace

std::string calendar_text(const std::vector<CalendarEntry>& entries, const std::string& name,
                          ClockMinute stamp) {
  std::string out;
  const auto line = [&out](const std::string& before, const std::string& value) {
    if (!value.empty()) put(out, before + value);
  };
  line("BEGIN:", "VCALENDAR");
  line("VERSION:", "2.0");
  line("PRODID:", "-//Jintu//What is on//ZH");
  line("CALSCALE:", "GREGORIAN");
  line("X-WR-CALNAME:", escaped(name));
  for (const CalendarEntry& entry : entries) {
    const Times& times = entry.times;
    line("BEGIN:", "VEVENT");
    line("UID:", escaped(entry.id) + "@events.jintu");
    line("DTSTAMP:", utc(stamp));
    if (times.all_day) {
      line("DTSTART;VALUE=DATE:", day(times.start));
      line("DTEND;VALUE=DATE:",
           day(times.end.value_or(ClockMinute{times.start.value + hours::minutes_of_day})));
    } else {
      line("DTSTART:", utc(times.start));
      if (times.end) line("DTEND:", utc(*times.end));
    }
    line("SUMMARY:", escaped(entry.name));
    line("LOCATION:", escaped(entry.place));
    if (entry.at) {
      char text[64];
      std::snprintf(text, sizeof text, "%.6f;%.6f", entry.at->lat, entry.at->lon);
      line("GEO:", text);
    }
    line("DESCRIPTION:", escaped(entry.about));
    line("URL:", one_line(entry.url));
    line("STATUS:", times.cancelled ? "CANCELLED" : entry.tentative ? "TENTATIVE" : "CONFIRMED");
    line("END:", "VEVENT");
  }
  line("END:", "VCALENDAR");
  return out;
}

}  // namespace jintu::events
