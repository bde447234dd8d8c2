// Opening hours as a few lines that do not grow old: those of any ordinary week.
#pragma once

#include <string>
#include <vector>

#include "services/hours/hours.hpp"
#include "services/pages/words.hpp"

namespace jintu::posters {

struct WeekHours {
  struct Line {
    std::string days, hours;  ///< "Mon–Fri", "18:00–02:00 (next day)"
    friend bool operator==(const Line&, const Line&) = default;
  };
  std::vector<Line> lines;  ///< days that are alike and follow each other are one
  bool seasonal = false;    ///< the hours change in the course of the year: no lines
  bool always = false;      ///< it never closes
  /// "Mon–Fri 18:00–22:00; Sat–Sun 10:00–22:00".
  std::string joined(const pages::Wording& w) const;
};

/// Of weeks without holidays. Whether they speak of holidays is not told.
WeekHours week_hours(const hours::Hours& rules, const pages::Wording& w);

/// Whether it is open at that minute of an ordinary Friday evening, 22:00 for one; minutes count on
/// past midnight.
bool is_open_on_friday(const hours::Hours& rules, int minute);

}  // namespace jintu::posters
