#include "services/pages/parts.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>

#include "services/pages/ground.hpp"
#include "services/pages/links.hpp"
#include "services/pages/marks.hpp"

namespace jintu::pages {

namespace {

using html::element;
using html::raw;
using html::text;

/// Beyond a kilometre one place after the point, beyond ten none.
std::string kilometres(double km) {
  char text[32];
  if (km < 9.95)
    std::snprintf(text, sizeof text, "%.1f", km);
  else
    std::snprintf(text, sizeof text, "%.0f", km);
  std::string out = text;
  if (out.ends_with(".0")) out.resize(out.size() - 2);
  return out;
}

Html meta(std::string_view by, std::string name, std::string content) {
  return element("meta", {{by, std::move(name)}, {"content", std::move(content)}});
}

}  // namespace

std::string Look::href(
    std::string_view path,
    std::initializer_list<std::pair<std::string_view, std::string>> query) const {
  std::string address(path);
  char before = '?';
  const auto add = [&](std::string_view name, const std::string& value) {
    if (value.empty()) return;
    address += before + std::string(name) + "=" + percent_encoded(value);
    before = '&';
  };
  for (const auto& [name, value] : query) add(name, value);
  const auto is_given = [&](std::string_view name) {
    for (const auto& one : query)
      if (one.first == name) return true;
    return false;
  };
  if (!is_given("lang")) add("lang", lang_said);
  if (!is_given("theme")) add("theme", theme_said);
  return address;
}

Html head_of(const Wording& w, const std::string& title, const std::string& description,
             const std::string& canonical, const std::string& image) {
  Html head = meta("name", "description", description) + meta("property", "og:type", "website") +
              meta("property", "og:site_name", w("product")) + meta("property", "og:title", title) +
              meta("property", "og:description", description) +
              meta("property", "og:url", canonical);
  if (!image.empty())
    head += meta("property", "og:image", image) + meta("property", "og:image:type", "image/png") +
            meta("property", "og:image:width", "1200") +
            meta("property", "og:image:height", "630") + meta("property", "og:image:alt", title) +
            meta("name", "twitter:card", "summary_large_image");
  return head + element("link", {{"rel", "canonical"}, {"href", canonical}});
}

std::string paper(const Page& page, const Look& look, const Surroundings& around) {
  const Wording w(look.language);
  const bool night = look.theme == Theme::night;
  Html head = raw("<meta charset=\"utf-8\">"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1, "
                  "viewport-fit=cover\">") +
              meta("name", "theme-color", night ? "#080a16" : "#ffffff") +
              element("link", {{"rel", "icon"}, {"href", "/icon.svg"}, {"type", "image/svg+xml"}});
  for (const std::string& style : around.styles)
    head += element("link", {{"rel", "stylesheet"}, {"href", style}, {"crossorigin", ""}});
  head += element("title", {}, {text(page.title)}) + page.head;
  const Html home = element(
      "header", {{"class", "paper-head"}},
      {element("a", {{"class", "paper-home"}, {"href", look.href("/")}},
               {raw("<span class=\"lantern\" aria-hidden=\"true\"></span>"), text(w("title"))}),
       element(
           "form", {{"class", "search"}, {"action", "/"}, {"method", "get"}, {"role", "search"}},
           {element("label", {{"class", "sr-only"}, {"for", "search"}}, {text(w("search"))}),
            icon(Icon::search),
            element("input", {{"id", "search"},
                              {"type", "search"},
                              {"name", "q"},
                              {"autocomplete", "off"},
                              {"placeholder", w("search_hint")}}),
            look.lang_said.empty()
                ? Html()
                : element("input",
                          {{"type", "hidden"}, {"name", "lang"}, {"value", look.lang_said}}),
            look.theme_said.empty()
                ? Html()
                : element("input",
                          {{"type", "hidden"}, {"name", "theme"}, {"value", look.theme_said}})})});
  const Html foot = element(
      "footer", {{"class", "paper-foot"}},
      {element("p", {}, {text(review_line(around, w))}),
       element("p", {},
               {element("a", {{"href", look.href("/")}}, {text(w("to_list"))}), raw(" · "),
                element("a", {{"href", look.href("/atlas")}}, {text(w("atlas"))}), text(" · "),
                element("a", {{"href", look.href("/posters")}}, {text(w("posters"))}), text(" · "),
                element("a", {{"href", look.href("/catalog")}}, {text(w("catalog"))})})});
  const Html document = element(
      "html",
      {{"lang", w.is_chinese() ? "zh-Hans" : "en"}, {"data-theme", night ? "night" : "day"}},
      {element("head", {}, {head}),
       element("body", {{"class", "paper"}}, {home, page.body, foot})});
  return "<!doctype html>" + document.str();
}

std::string when_of(const hours::Status& status, ClockMinute now, const Wording& w) {
  const bool open = status.state == OpenState::open || status.state == OpenState::closing;
  if (status.state == OpenState::unknown) return "";
  if (!status.minutes_left)
    return open && status.doubt == hours::Doubt::none ? w("all_day") : std::string();
  const ClockMinute then{now.value + *status.minutes_left};
  const std::string at = clock_text(then.value);
  if (open) return w("until", {{"at", at}});
  const std::int64_t days = then.day() - now.day();
  if (days == 0) return w("opens_at", {{"at", at}});
  if (days == 1) return w("opens_tomorrow", {{"at", at}});
  return w("opens_in_days", {{"days", std::to_string(days)}, {"at", at}});
}

std::string span_text(const OpenSpan& span, const Wording& w) {
  const bool next_day = span.to > hours::minutes_of_day;
  std::string words =
      clock_text(span.from) + "–" +
      (span.to == hours::minutes_of_day ? std::string("24:00") : clock_text(span.to)) +
      (next_day ? w("next_day") : std::string());
  if (!span.known) words += w("not_certain");
  return words;
}

namespace {

constexpr std::int64_t night_end = 5 * 60;

std::string day_words(std::int64_t day, const Wording& w) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  return w("day", {{"month", w("month_" + std::to_string(static_cast<unsigned>(date.month())))},
                   {"day", std::to_string(static_cast<unsigned>(date.day()))},
                   {"weekday", w("weekday_" + std::to_string((day + 3) % 7))}});
}

}  // namespace

std::string event_when(const events::Times& times, ClockMinute now, const Wording& w) {
  const auto evening = [](ClockMinute minute) {
    return ClockMinute{minute.value - night_end}.day();
  };
  if (times.all_day) {
    const std::int64_t first = times.start.day(),
                       last = times.end ? ClockMinute{times.end->value - 1}.day() : first;
    return day_words(first, w) + (last > first ? " – " + day_words(last, w) : std::string()) +
           w("no_time_of_day");
  }
  const auto clock = [&](ClockMinute minute, std::int64_t of) {
    return clock_text(minute.value) + (minute.day() > of ? w("next_day") : std::string());
  };
  const std::int64_t day = evening(times.start);
  std::string said = day == evening(now) ? std::string() : day_words(day, w) + " ";
  said += clock(times.start, day);
  if (!times.end) return said + w("end_unknown");
  const std::int64_t last = evening(ClockMinute{times.end->value - 1});
  if (last == day) return said + "–" + clock(*times.end, day);
  return said + " – " + day_words(last, w) + " " + clock(*times.end, last);
}

std::string event_dated(const events::Times& times, const Wording& w) {
  return event_when(times, ClockMinute{0}, w);  // in the evening of 1 January 1970
}

std::string event_state(const Place& event, const Evening& evening, const Wording& w) {
  const events::Times& times = *event.event;
  if (times.cancelled) return w("event_cancelled");
  if (evening.is_over(event)) return w("event_over");
  if (!events::is_tonight(times, evening.now())) return {};
  if (event.fact("status") == "tentative") return w("event_tentative");
  return w("event_" + std::string(to_string(evening.of(event).state)));
}

std::string event_place(const Place& event, const Wording& w) {
  const std::string words(event.fact("place_zh"));
  if (!event.host) return words;
  const std::string& host = event.host->name(w.language());
  return words.empty() || words.find(host) != std::string::npos ? host : host + " · " + words;
}

events::CalendarEntry calendar_entry(const Place& event, const std::string& root,
                                     const Wording& w) {
  events::CalendarEntry entry;
  entry.id = event.id;
  entry.times = *event.event;
  entry.name = event.name(w.language());
  if (event.flag("sample")) entry.name += w("example_in_brackets");
  entry.place = event_place(event, w);
  entry.about = event.fact("summary_zh");
  if (!entry.about.empty()) entry.about += "\n";
  entry.about +=
      w("source") + ": " + std::string(event.fact("source")) + "\n" + root + event.address();
  entry.url = event.fact("url");
  entry.tentative = event.fact("status") == "tentative";
  if (event.number("position_accuracy_m").value_or(0) <= 500) entry.at = event.at;
  return entry;
}

std::string doubt_of(const hours::Status& status, const Wording& w) {
  switch (status.doubt) {
    case hours::Doubt::none:
      return "";
    case hours::Doubt::calendar:
      return w("doubt_calendar");
    case hours::Doubt::makeup:
      return w("doubt_makeup");
    case hours::Doubt::holiday:
      return w("doubt_holiday");
  }
  return "";
}

std::string metres_text(Metres metres, const Wording& w) {
  const double m = metres.value();
  const double round = m < 95 ? std::round(m / 5) * 5 : m < 995 ? std::round(m / 10) * 10 : m;
  if (round < 995) return w("metres", {{"n", std::to_string(std::lround(round))}});
  return w("kilometres", {{"n", kilometres(round / 1000)}});
}

bool has_chinese(std::string_view text) {
  for (const std::string_view character : characters(text))
    if (character.size() == 3 && character >= "\u3400" && character <= "\u9fff") return true;
  return false;
}

Html trains_at(std::string_view station, const Evening& evening, const Wording& w) {
  const auto& trains = evening.places().last_trains().at(station);
  if (trains.empty()) return element("p", {{"class", "hint"}}, {text(w("trains_unknown"))});
  Html rows;
  std::string sources;
  for (const events::LastTrain& train : trains) {
    const std::string line = w.is_chinese() ? train.line : lines_in_english(train.line);
    const std::string towards =
        w.is_chinese() || train.towards_en.empty() ? train.towards : train.towards_en;
    std::string said = w("last_train", {{"at", train.last}});
    if (train.last_minute() >= hours::minutes_of_day) said += w("past_midnight");
    if (!train.first.empty()) said += " · " + w("first_train", {{"at", train.first}});
    if (train.has_gone(evening.now())) said += " · " + w("train_gone");
    if (!train.note.empty()) said += " · " + train.note;
    if (train.sample) said += w("example_in_brackets");
    rows += element("li", {{"class", train.has_gone(evening.now()) ? "train train-gone" : "train"}},
                    {element("span", {{"class", "train-way"}},
                             {text(w("train_towards", {{"line", line}, {"towards", towards}}))}),
                     element("span", {{"class", "train-times"}}, {text(said)})});
    const std::string source =
        w("train_source", {{"source", train.source}, {"date", train.checked_on}});
    if (sources.find(source) == std::string::npos)
      sources += (sources.empty() ? "" : w.is_chinese() ? "；" : "; ") + source;
  }
  return element("ul", {{"class", "train-list"}}, {rows}) +
         element("p", {{"class", "hint"}}, {text(sources)});
}

std::string review_line(const Surroundings& around, const Wording& w) {
  return around.review_number.empty() ? w("not_reviewed")
                                      : w("review", {{"number", around.review_number}});
}

Html row(const Place& place, const Evening& evening, const Look& look, int number,
         const std::string& beside, const std::string& more) {
  const Wording w(look.language);
  std::vector<std::string> facts;
  if (place.event) {
    facts.push_back(event_when(*place.event, evening.now(), w));
    if (const std::string where = event_place(place, w); !where.empty()) facts.push_back(where);
    if (place.flag("sample")) facts.push_back(w("example"));
  }
  if (place.layer != "night_streets" && place.layer != "venues" && !place.event)
    facts.push_back(w("layer_" + std::string(place.layer)));
  if (!place.fact("district").empty())
    facts.push_back(w.list_of("districts", place.fact("district"), '/'));
  if (place.brand >= 0) {
    std::string brand =
        w("brand_" + std::string(brand_slugs[static_cast<std::size_t>(place.brand)]));
    if (place.fact("brand_status") == "example") brand += w("example_in_brackets");
    facts.push_back(std::move(brand));
  } else if (place.layer == "carriers") {
    facts.push_back(w.of("themes", place.fact("theme")));
  } else if (const std::string kind = place.kind(w); !kind.empty()) {
    facts.push_back(kind);
  }
  if (w.is_chinese() && !place.fact("cuisine").empty()) {
    const std::string kitchen = w.list_of("cuisines", place.fact("cuisine"));
    if (has_chinese(kitchen)) facts.push_back(kitchen);
  }
  if (!more.empty()) facts.push_back(more);
  std::string said;
  for (const std::string& fact : facts) said += (said.empty() ? "" : " · ") + fact;

  Html end;
  const std::string flag = place.flag("sample")                    ? w("example")
                           : place.fact("placement") == "district" ? w("unverified")
                           : !place.at && place.layer != "venues"  ? w("unplaced")
                                                                   : std::string();
  if (!beside.empty()) {
    end = element("span", {{"class", "row-state"}}, {text(beside)});
  } else if (place.event) {
    const hours::Status status = evening.of(place);
    const std::string state(to_string(status.state));
    const std::string words = event_state(place, evening, w);
    if (!words.empty())
      end = element("span", {{"class", "row-state state-" + state}},
                    {raw("<span class=\"lamp\" aria-hidden=\"true\"></span>"), text(words)});
  } else if (!flag.empty()) {
    end = element("span", {{"class", "row-flag"}}, {text(flag)});
  } else if (place.hours >= 0) {
    const hours::Status status = evening.of(place);
    const std::string state(to_string(status.state));
    std::string at;
    if (status.minutes_left && status.state != OpenState::closed)
      at = (status.state == OpenState::later ? "" : "–") +
           clock_text(evening.now().value + *status.minutes_left);
    end = element(
        "span", {{"class", "row-state state-" + state}},
        {raw("<span class=\"lamp\" aria-hidden=\"true\"></span>"), text(w("state_" + state)),
         at.empty() ? Html() : element("span", {{"class", "row-at"}}, {text(at)})});
  }
  return element(
      "li", {},
      {element(
          "a", {{"class", "row"}, {"href", look.href(place.address())}},
          {mark_of(place, 28, number),
           element("span", {{"class", "row-text"}},
                   {element("span", {{"class", "row-name"}}, {text(place.name(look.language))}),
                    element("span", {{"class", "row-facts"}}, {text(said)})}),
           end})});
}

}  // namespace jintu::pages
