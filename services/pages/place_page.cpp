#include "services/pages/place_page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "geo/crs/transform.hpp"
#include "services/pages/drawn_map.hpp"
#include "services/pages/fault_page.hpp"
#include "services/pages/links.hpp"
#include "services/pages/marks.hpp"

namespace jintu::pages {

namespace {

using html::element;
using html::raw;
using html::text;

/// Above this a navigation app would lead people to the wrong block.
constexpr double rough_metres = 250;
/// Above this the way there would be a guess: the name is searched for instead.
constexpr double too_rough_metres = 500;
constexpr double near_metres = 1200;
constexpr std::size_t most_near = 8, most_lockers = 3;

/// A text in the language that it is in, said so to those who read aloud.
Html spoken(const std::string& words) {
  return element("span", {{"lang", has_chinese(words) ? "zh-Hans" : "en"}}, {text(words)});
}

Html section(const std::string& id, const std::string& title, const Html& inner) {
  return element("section", {{"aria-labelledby", id}},
                 {element("h2", {{"class", "card-h"}, {"id", id}}, {text(title)}), inner});
}

Html fact(const std::string& term, const Html& value) {
  return value.empty() ? Html()
                       : element("div", {{"class", "fact"}},
                                 {element("dt", {}, {text(term)}), element("dd", {}, {value})});
}

/// Working notes in English are no text for Chinese pages.
bool is_note(std::string_view words) {
  std::size_t letters = 0;
  for (const char c : words) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    letters = letter ? letters + 1 : 0;
    if (letters >= 4) return true;
  }
  return false;
}

/// The fact in the language of the page where there is one, else what the record has.
std::string told(const Place& place, const char* chinese, const char* other, const Wording& w) {
  const std::string_view zh = place.fact(chinese), any = place.fact(other);
  if (w.is_chinese()) return std::string(!zh.empty() ? zh : is_note(any) ? "" : any);
  return std::string(!any.empty() ? any : zh);
}

Html spoken_if(const std::string& words) { return words.empty() ? Html() : spoken(words); }

Html badges(const Place& place, const Wording& w) {
  Html all = element("span", {{"class", "badge"}}, {text(w("layer_" + std::string(place.layer)))});
  const auto warn = [&](bool is, std::string_view key) {
    if (is) all += element("span", {{"class", "badge badge-warn"}}, {text(w(key))});
  };
  const bool by_district = place.fact("placement") == "district";
  warn(place.flag("sample"), "example_long");
  warn(place.brand >= 0 && place.fact("brand_status") == "example", "example_brand");
  warn(by_district, "unverified");
  warn(!by_district && !place.at, "unplaced");
  warn(place.number("position_accuracy_m").value_or(0) > rough_metres, "approximate");
  const Value* named = place.facts->find("named_in_plan");
  const bool* in_plan = named ? std::get_if<bool>(named) : nullptr;
  warn(in_plan && !*in_plan, "not_named");
  return element("p", {{"class", "badges"}}, {all});
}

Html week_table(const hours::Hours& rules, const Evening& evening, const hours::Calendar& calendar,
                const Wording& w) {
  Html rows;
  const auto week = week_of(rules, evening.now(), calendar);
  for (std::size_t i = 0; i < week.size(); ++i) {
    const DayHours& day = week[i];
    std::string said;
    if (day.all_day)
      said = w("whole_day");
    else if (day.all_unknown)
      said = w("state_unknown");
    else if (day.spans.empty())
      said = w("shut");
    else
      for (const OpenSpan& span : day.spans)
        said += (said.empty() ? "" : w.is_chinese() ? "，" : ", ") + span_text(span, w);
    std::string name = w("weekday_" + std::to_string((day.day + 3) % 7));
    if (i == 0) name += w("tonight");
    std::string note;
    if (day.kind == hours::DayKind::holiday) note = w("is_holiday");
    if (day.kind == hours::DayKind::workday) note = w("is_makeup");
    if (day.doubt == hours::Doubt::calendar) note = w("ask_calendar");
    rows += element(
        "tr", {{"class", i == 0 ? std::optional<std::string>("week-today") : std::nullopt}},
        {element("th", {{"scope", "row"}}, {text(name)}),
         element(
             "td", {},
             {text(said),
              note.empty() ? Html() : element("span", {{"class", "week-note"}}, {text(note)})})});
  }
  return element("table", {{"class", "week"}},
                 {element("caption", {}, {text(w("week"))}), element("tbody", {}, {rows})});
}

Html hours_section(const Place& place, const Evening& evening, const hours::Calendar& calendar,
                   const Wording& w) {
  if (place.hours < 0) return {};
  const hours::Status status = evening.of(place);
  const std::string state(to_string(status.state)), when = when_of(status, evening.now(), w);
  const bool unknown = status.state == OpenState::unknown;
  Html inner = element("h2", {{"id", "hours"}, {"class", "sr-only"}}, {text(w("hours"))});
  inner += element(
      "p", {{"class", "hours-now"}},
      {raw("<span class=\"lamp\" aria-hidden=\"true\"></span>"),
       text(unknown ? w("hours_unknown") : w("state_" + state)),
       when.empty() ? Html() : element("span", {{"class", "muted"}}, {text(" · " + when)})});
  const auto hint = [&inner](const std::string& words, const char* css) {
    if (!words.empty()) inner += element("p", {{"class", css}}, {text(words)});
  };
  if (unknown && status.doubt == hours::Doubt::none) hint(w("hours_unknown_hint"), "hint");
  hint(doubt_of(status, w), "hint hint-warn");
  const auto& rules = evening.places().hours()[static_cast<std::size_t>(place.hours)];
  if (rules) inner += week_table(*rules, evening, calendar, w);
  const std::string said = told(place, "hours_zh", "hours_text", w);
  if (!said.empty() && said != "unknown")
    inner += element("p", {{"class", "hint"}}, {text(w("hours_said")), spoken(said)});
  if (place.layer == "venues") {
    inner += element("p", {{"class", "hint"}},
                     {text(w("as_written")), spoken(std::string(place.fact("hours_osm")))});
    hint(w("osm_hours"), "hint");
  }
  if (place.fact("hours_reliability") == "low") hint(w("hours_low"), "hint hint-warn");
  if (const std::string who(place.fact("hours_checked_by")); !who.empty())
    hint(w("hours_checked", {{"who", who}, {"when", std::string(place.fact("hours_checked_on"))}}),
         "hint");
  return element("section", {{"class", "hours hours-" + state}, {"aria-labelledby", "hours"}},
                 {inner});
}

/// When an event is on, where, and how to take it along.
Html event_section(const Place& place, const Evening& evening, const Look& look, const Wording& w) {
  if (!place.event) return {};
  const std::string state(to_string(evening.of(place).state));
  const std::string words = event_state(place, evening, w);
  Html inner = element("h2", {{"id", "when"}, {"class", "sr-only"}}, {text(w("when"))});
  inner += element(
      "p", {{"class", "hours-now"}},
      {raw("<span class=\"lamp\" aria-hidden=\"true\"></span>"),
       text(words.empty() ? event_when(*place.event, evening.now(), w) : words),
       words.empty() ? Html()
                     : element("span", {{"class", "muted"}},
                               {text(" · " + event_when(*place.event, evening.now(), w))})});
  Html links;
  if (place.host)
    links += element("a", {{"class", "text-button"}, {"href", look.href(place.host->address())}},
                     {text(w("event_at", {{"name", place.host->name(look.language)}}))});
  links += element("a",
                   {{"class", "text-button"},
                    {"href", look.href(place.address() + ".ics")},
                    {"download", place.id + ".ics"}},
                   {text(w("event_take_along"))});
  if (const std::string url(place.fact("url")); url.starts_with("http"))
    links += element("a",
                     {{"class", "text-button"},
                      {"href", url},
                      {"target", "_blank"},
                      {"rel", "noopener noreferrer nofollow"}},
                     {text(w(place.fact("kind") == "live" ? "event_watch" : "event_page")),
                      element("span", {{"class", "sr-only"}}, {text(w("elsewhere"))})});
  inner += element("p", {{"class", "event-links"}}, {links});
  return element("section", {{"class", "hours hours-" + state}, {"aria-labelledby", "when"}},
                 {inner});
}

/// What is on at a place, this evening and later.
Html events_here(const Place& place, const Evening& evening, const Look& look, const Wording& w) {
  constexpr std::size_t most = 8;
  Html rows;
  int number = 0;
  for (const Place& other : evening.places().all())
    if (other.event && other.host == &place && !evening.is_over(other) &&
        number < static_cast<int>(most))
      rows += row(other, evening, look, 3000 + number++);
  return rows.empty() ? Html()
                      : section("events", w("events_here"),
                                element("ul", {{"class", "list near-list"}}, {rows}));
}

Html go_section(const Place& place, const Wording& w) {
  if (!place.at || place.flag("sample")) return {};
  const double accuracy = place.number("position_accuracy_m").value_or(0);
  const std::string off = metres_text(Metres::of(accuracy), w);
  Html links;
  const auto link = [&](const std::string& url, const std::string& words) {
    links += element(
        "a",
        {{"class", "go-link"}, {"href", url}, {"target", "_blank"}, {"rel", "noopener noreferrer"}},
        {text(words), element("span", {{"class", "sr-only"}}, {text(w("elsewhere"))})});
  };
  std::string hint;
  if (accuracy > too_rough_metres) {
    link(name_search_link(place.name_zh), w("search_amap"));
    hint = w("too_rough", {{"distance", off}});
  } else {
    for (const GoLink& go : go_links(*place.at, place.name_zh))
      link(go.url, w("app_" + std::string(go.app)));
    if (accuracy > rough_metres) hint = w("rough", {{"distance", off}});
  }
  return section("go", w("go"),
                 element("div", {{"class", "go"}}, {links}) +
                     (hint.empty() ? Html() : element("p", {{"class", "hint"}}, {text(hint)})));
}

/// At 75 m a minute, rounded up.
long walk_minutes(Metres walk) { return std::lround(std::ceil(walk.value() / 75)); }

Html metro_section(const std::vector<NearStation>& stations, const Evening& evening,
                   const Look& look, const Wording& w) {
  Html rows;
  bool walked = false, entered = false;
  for (const NearStation& near : stations) {
    walked = walked || near.walk;
    const std::string away =
        near.walk ? w("walk_minutes", {{"n", std::to_string(walk_minutes(*near.walk))},
                                       {"distance", metres_text(*near.walk, w)}})
                  : w("in_a_line", {{"distance", metres_text(near.distance, w)}});
    rows += element(
        "li", {{"class", "near"}},
        {element("span", {{"class", "near-name"}},
                 {element("a", {{"href", look.href("/", {{"station", near.station->name}})}},
                          {text(near.station->name)}),
                  element("span", {{"class", "muted"}},
                          {text(" " + (w.is_chinese() ? near.station->lines
                                                      : lines_in_english(near.station->lines)))})}),
         element("span", {{"class", "row-state"}}, {text(away)}),
         evening.places().last_trains().at(near.station->name).empty()
             ? Html()
             : element("div", {{"class", "near-trains"}},
                       {trains_at(near.station->name, evening, w)})});
    entered = entered || !evening.places().last_trains().at(near.station->name).empty();
  }
  if (rows.empty()) return {};
  return section(
      "metro", w("metro"),
      element("ul", {}, {rows}) +
          (entered ? Html() : element("p", {{"class", "hint"}}, {text(w("trains_unknown"))})) +
          element("p", {{"class", "hint"}}, {text(w(walked ? "walk_note" : "straight_line"))}));
}

Html near_section(const Place& place, const Evening& evening, const Look& look, const Wording& w) {
  if (!place.at) return {};
  struct Near {
    const Place* place;
    double metres;
  };
  std::vector<Near> places, lockers;
  for (const Place& other : evening.places().all()) {
    if (&other == &place || !other.at || other.layer == "carriers" || other.event) continue;
    const double north = (other.at->lat - place.at->lat) * 111'000,
                 east = (other.at->lon - place.at->lon) * 86'000;
    if (north * north + east * east > near_metres * near_metres * 1.1) continue;
    const double away = distance(*place.at, *other.at).value();
    if (away > near_metres) continue;
    (other.layer == "lockers" ? lockers : places).push_back({&other, away});
  }
  Html all;
  int number = 1000;
  const auto list = [&](std::vector<Near>& found, std::size_t most, const char* id,
                        const std::string& title) {
    if (found.empty()) return;
    std::stable_sort(found.begin(), found.end(),
                     [](const Near& a, const Near& b) { return a.metres < b.metres; });
    Html rows;
    for (std::size_t i = 0; i < std::min(most, found.size()); ++i) {
      const Near& near = found[i];
      std::string said = metres_text(Metres::of(near.metres), w);
      if (near.place->flag("sample")) said += w("example_in_brackets");
      rows += row(*near.place, evening, look, ++number, said);
    }
    all += section(id, title, element("ul", {{"class", "list near-list"}}, {rows}));
  };
  list(places, most_near, "near", w("near"));
  list(lockers, most_lockers, "lockers", w("lockers_near"));
  if (!all.empty()) all += element("p", {{"class", "hint"}}, {text(w("straight_line"))});
  return all;
}

Html facts_section(const Place& place, const Wording& w) {
  Html facts;
  if (place.brand >= 0) {
    std::string brand =
        w("brand_" + std::string(brand_slugs[static_cast<std::size_t>(place.brand)]));
    if (place.fact("brand_status") == "example") brand += w("example_in_brackets");
    facts += fact(w("brand"), text(brand));
    facts += fact(
        w("brand_why"),
        spoken_if(std::string(place.fact(w.is_chinese() ? "brand_reason" : "brand_evidence"))));
  }
  if (!place.fact("theme").empty())
    facts += fact(w("theme"), text(w.of("themes", place.fact("theme"))));
  facts += fact(w("kind"), text(place.kind(w)));
  if (!place.fact("cuisine").empty())
    facts += fact(w("cuisine"), text(w.list_of("cuisines", place.fact("cuisine"))));
  facts += fact(w("district"), text(w.list_of("districts", place.fact("district"), '/')));
  facts += fact(w("address"), spoken_if(told(place, "address_zh", "address", w)));
  facts += fact(w("extent"), spoken_if(told(place, "extent_zh", "extent_text", w)));
  if (const auto area = place.number("area_ha")) {
    char number[32];
    std::snprintf(number, sizeof number, "%g", *area);
    facts += fact(w("area"), text(w("hectares", {{"n", number}})));
  }
  if (!place.fact("status").empty())
    facts += fact(w("status"), text(w.is_chinese() && !place.fact("status_zh").empty()
                                        ? std::string(place.fact("status_zh"))
                                        : w.of("statuses", place.fact("status"))));
  if (place.event) facts += fact(w("event_place"), spoken_if(event_place(place, w)));
  facts += fact(w("organizer"), spoken_if(std::string(place.fact("organizer"))));
  facts += fact(w("operator"), spoken_if(std::string(place.fact("operator"))));
  if (const auto compartments = place.number("compartments"))
    facts += fact(w("compartments"), text(std::to_string(static_cast<long>(*compartments))));
  const std::string_view boundary = place.fact("boundary_status");
  if (!boundary.empty() && Words::shipped().find("pages", "boundary_" + std::string(boundary)))
    facts += fact(w("boundary"), text(w("boundary_" + std::string(boundary))));
  return facts.empty() ? Html()
                       : section("facts", w("facts"), element("dl", {{"class", "facts"}}, {facts}));
}

Html position_section(const Place& place, const Look& look, const Wording& w) {
  const auto accuracy = place.number("position_accuracy_m");
  Html facts;
  if (place.layer != "venues" || accuracy)
    facts += fact(
        w("accuracy"),
        text(accuracy ? w("accuracy_within", {{"distance", metres_text(Metres::of(*accuracy), w)}})
                      : w("accuracy_unknown")));
  facts += fact(w("basis"), spoken_if(told(place, "basis_zh", "basis", w)));
  std::vector<Source> sources = split_sources(place.fact("source"));
  if (place.layer == "venues")
    sources = {{"© OpenStreetMap contributors (ODbL)", "https://www.openstreetmap.org/copyright"}};
  Html items;
  for (const Source& source : sources)
    items += element(
        "li", {},
        {source.url.empty() ? spoken(source.words)
                            : element("a",
                                      {{"href", source.url},
                                       {"target", "_blank"},
                                       {"rel", "noopener noreferrer nofollow"}},
                                      {spoken(source.words), element("span", {{"class", "sr-only"}},
                                                                     {text(w("elsewhere"))})})});
  facts += fact(w("source"), items.empty() ? text(w("source_unknown"))
                                           : element("ul", {{"class", "sources"}}, {items}));
  if (place.event) {
    facts += fact(w("accuracy_said"), spoken_if(std::string(place.fact("accuracy"))));
    facts += fact(w("checked_on"), text(std::string(place.fact("checked_on"))));
  }
  Html inner;
  if (place.fact("placement") == "district")
    inner += element("p", {{"class", "hint"}}, {text(w("unverified_hint"))});
  else if (!place.at)
    inner += element("p", {{"class", "hint"}}, {text(w("not_located"))});
  inner += element("dl", {{"class", "facts"}}, {facts});
  // The app keeps what it shows behind '#'.
  std::string map = "/#sel=" + std::string(place.layer) + "/" + percent_encoded(place.id);
  if (!look.lang_said.empty()) map += "&lang=" + look.lang_said;
  if (!look.theme_said.empty()) map += "&theme=" + look.theme_said;
  if (place.at || place.fact("placement") == "district")
    inner += element("a", {{"class", "text-button"}, {"href", map}}, {text(w("show_on_map"))});
  return section("position", w("position"), inner);
}

/// One sentence for those who get the address from a friend.
std::string description_of(const Place& place, const Evening& evening, const Wording& w) {
  std::string said = place.kind(w);
  const auto add = [&said](const std::string& more) {
    if (!more.empty()) said += (said.empty() ? "" : " · ") + more;
  };
  if (place.event && place.event->cancelled) add(w("event_cancelled"));
  if (place.event) add(event_dated(*place.event, w));
  add(w.list_of("districts", place.fact("district"), '/'));
  if (w.is_chinese()) add(std::string(place.fact("summary_zh")));
  if (place.hours >= 0 && evening.of(place).state == OpenState::unknown) add(w("hours_unknown"));
  return said.empty() ? w("description") : said;
}

}  // namespace

std::vector<Source> split_sources(std::string_view sources) {
  std::vector<Source> all;
  const auto trimmed = [](std::string_view part) {
    while (!part.empty() && (part.front() == ' ' || part.front() == '\n')) part.remove_prefix(1);
    while (!part.empty() && (part.back() == ' ' || part.back() == '\n')) part.remove_suffix(1);
    return part;
  };
  while (!sources.empty()) {
    const auto end = std::min({sources.find(" | "), sources.find("; "), sources.size()});
    const std::string_view part = trimmed(sources.substr(0, end));
    const bool bar = end < sources.size() && sources[end] == ' ';
    sources.remove_prefix(std::min(sources.size(), end + (bar ? 3 : 2)));
    if (part.empty()) continue;
    const auto begin = std::min(part.find("https://"), part.find("http://"));
    if (begin == std::string_view::npos) {
      all.push_back({std::string(part), ""});
      continue;
    }
    auto stop = part.find_first_of(" )", begin);
    for (const std::string_view mark : {"）", "，"}) stop = std::min(stop, part.find(mark, begin));
    stop = std::min(stop, part.size());
    Source source;
    source.url = part.substr(begin, stop - begin);
    source.words = std::string(trimmed(part.substr(0, begin))) +
                   (begin > 0 && stop < part.size() ? " " : "") +
                   std::string(trimmed(part.substr(stop)));
    std::string_view words = source.words;
    if (words.size() > 2 && words.front() == '(' && words.back() == ')')
      words = words.substr(1, words.size() - 2);
    if (words.ends_with(':')) words.remove_suffix(1);
    source.words = std::string(words);
    if (source.words.empty()) {  // its host
      std::string_view host = std::string_view(source.url).substr(source.url.find("//") + 2);
      host = host.substr(0, host.find('/'));
      if (host.starts_with("www.")) host.remove_prefix(4);
      source.words = host;
    }
    all.push_back(std::move(source));
  }
  return all;
}

std::string place_page(const Place& place, const Evening& evening, const Ground& ground,
                       const std::vector<NearStation>& stations, const hours::Calendar& calendar,
                       const Look& look, const Surroundings& around) {
  const Wording w(look.language);
  const std::string& name = place.name(look.language);
  const std::string& other = w.is_chinese() ? place.name_en : place.name_zh;
  const Html head = element("header", {{"class", "card-head"}},
                            {mark_of(place, 40, 1),
                             element("div", {{"class", "card-names"}},
                                     {element("h1", {}, {spoken(name)}),
                                      other.empty() || other == name
                                          ? Html()
                                          : element("p", {{"class", "muted"}}, {spoken(other)})})});
  const std::string summary = w.is_chinese() ? std::string(place.fact("summary_zh")) : "";
  const Html drawn = drawn_spot(place, evening.places().snapshot(), ground, w);
  const Html article =
      element("article", {{"class", "card paper-card"}},
              {element("a", {{"class", "text-button paper-back"}, {"href", look.href("/")}},
                       {icon(Icon::back, 18), text(w("back_to_list"))}),
               head, badges(place, w),
               summary.empty() ? Html() : element("p", {{"class", "summary"}}, {text(summary)}),
               event_section(place, evening, look, w), hours_section(place, evening, calendar, w),
               events_here(place, evening, look, w), go_section(place, w),
               drawn.empty() ? Html() : element("div", {{"class", "paper-map"}}, {drawn}),
               metro_section(stations, evening, look, w), near_section(place, evening, look, w),
               facts_section(place, w), position_section(place, look, w),
               around.takes_faults ? fault_form(place, look) : Html()});
  Look switched = look;
  switched.lang_said = w.is_chinese() ? "en" : "zh";
  Look lit = look;
  const bool night = look.theme == Theme::night;
  lit.theme_said = night ? "day" : "night";
  const Html sides = element("p", {{"class", "paper-sides"}},
                             {element("a",
                                      {{"href", switched.href(place.address())},
                                       {"lang", w.is_chinese() ? "en" : "zh-Hans"}},
                                      {text(w("switch_language"))}),
                              raw(" · "),
                              element("a", {{"href", lit.href(place.address())}},
                                      {text(w(night ? "to_day" : "to_night"))})});
  const std::string title = name + " · " + w("product");
  return paper({title,
                head_of(w, title, description_of(place, evening, w), around.root + place.address(),
                        around.root + place.preview_address(look.language)),
                element("main", {{"class", "paper-main"}}, {article, sides})},
               look, around);
}

}  // namespace jintu::pages
