// Events as iCalendar (RFC 5545), to be taken along.
#pragma once

#include <string>
#include <vector>

#include "geo/crs/crs.hpp"
#include "services/events/event.hpp"

namespace jintu::events {

struct CalendarEntry {
  std::string id;  ///< of the record: its UID is made of it, and stays
  Times times;
  std::string name, place, about, url;  ///< but for the first, may be empty
  bool tentative = false;
  std::optional<LonLat<Wgs84>> at;
};

/// A VCALENDAR: lines end with CRLF and are folded within 75 octets, never within a character;
/// times in UTC, days as days. `stamp`: of DTSTAMP, on Tianjin's clocks. `name`: of the calendar.
std::string calendar_text(const std::vector<CalendarEntry>& entries, const std::string& name,
                          ClockMinute stamp);

}  // namespace jintu::events
