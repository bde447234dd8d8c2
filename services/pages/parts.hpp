// What the pages of places share: how they are looked at, their heads, rows, words for states.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/base/units.hpp"
#include "services/events/ics.hpp"
#include "services/html/html.hpp"
#include "services/pages/evening.hpp"

namespace jintu::pages {

using html::Html;

enum class Theme { night, day };

/// How a reader looks at pages. What the address said goes on into the links of the page.
struct Look {
  Language language = Language::zh;
  Theme theme = Theme::night;
  std::string lang_said, theme_said;  ///< "zh", "day", … ; empty: the address said nothing

  /// `path` with these parameters (those without a value are left out) and what was said.
  std::string href(
      std::string_view path,
      std::initializer_list<std::pair<std::string_view, std::string>> query = {}) const;
};

/// Around every page.
struct Surroundings {
  std::string root;                 ///< "https://map.example": what addresses for others begin with
  std::vector<std::string> styles;  ///< addresses of style sheets
  std::string review_number;        ///< 审图号; empty: there is none, and the page says so
  bool takes_faults = false;        ///< there is somebody to whom faults can be reported
};

/// A page in its parts.
struct Page {
  std::string title;
  Html head;  ///< beside the title: description, og:, canonical
  Html body;
};

/// title, description, og:, canonical of a page of its own. `image`: address of its preview, 1200
/// by 630 pixels; empty: it has none.
Html head_of(const Wording& w, const std::string& title, const std::string& description,
             const std::string& canonical, const std::string& image = {});

/// A document of its own, in the look of paper: a head with the way home, then `body`.
std::string paper(const Page& page, const Look& look, const Surroundings& around);

/// "until 02:00", "opens tomorrow at 11:00", "open all day"; empty when there is nothing to add.
std::string when_of(const hours::Status& status, ClockMinute now, const Wording& w);
/// "18:00–02:00 (next day)".
std::string span_text(const OpenSpan& span, const Wording& w);
/// When an event is on: "18:00–22:00", with its day unless it begins this evening; past midnight
/// belongs to the evening before.
std::string event_when(const events::Times& times, ClockMinute now, const Wording& w);
/// The same with its day in any case: for what is looked at nobody knows when.
std::string event_dated(const events::Times& times, const Wording& w);
/// "On now", "cancelled"; empty for one of another evening.
std::string event_state(const Place& event, const Evening& evening, const Wording& w);
/// Where it is, in words; empty when nobody said.
std::string event_place(const Place& event, const Wording& w);
/// As a calendar takes it. `root`: what its page's address begins with.
events::CalendarEntry calendar_entry(const Place& event, const std::string& root, const Wording& w);
/// Why one should ask before going; empty without a doubt.
std::string doubt_of(const hours::Status& status, const Wording& w);

/// A row of a list, linked to the page of the place. `beside`: what is said in place of the state;
/// `more`: a further fact.
Html row(const Place& place, const Evening& evening, const Look& look, int number,
         const std::string& beside = {}, const std::string& more = {});

/// First and last trains of a station, or that none is entered.
Html trains_at(std::string_view station, const Evening& evening, const Wording& w);

/// The review number, or that there is none.
std::string review_line(const Surroundings& around, const Wording& w);

/// "80 m", "1.2 km"; 米 and 公里.
std::string metres_text(Metres metres, const Wording& w);
/// Whether Chinese stands in it.
bool has_chinese(std::string_view text);

}  // namespace jintu::pages
