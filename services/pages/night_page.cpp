#include "services/pages/night_page.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "geo/crs/transform.hpp"
#include "services/pages/marks.hpp"
#include "services/pages/search.hpp"

namespace jintu::pages {

namespace {

using html::element;
using html::raw;
using html::text;

/// The query with one thing changed, as an address.
class Addresses {
 public:
  Addresses(const NightQuery& query, const Look& look) : query_(query), look_(look) {}

  template <class Change>
  std::string with(Change change) const {
    NightQuery next = query_;
    next.page = 1;
    change(next);
    return of(next);
  }
  std::string of(const NightQuery& q) const {
    return look_.href("/", {{"q", q.q},
                            {"station", q.station},
                            {"brand", q.brand},
                            {"district", q.district},
                            {"state", q.state ? std::string(to_string(*q.state)) : ""},
                            {"kind", std::string(slug_of(q.wanted))},
                            {"at", q.at ? minute_text(*q.at) : ""},
                            {"page", q.page > 1 ? std::to_string(q.page) : ""}});
  }
  /// "2026-11-30T22:00"
  static std::string minute_text(ClockMinute minute) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(minute.day()))};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text + clock_text(minute.value);
  }

 private:
  const NightQuery& query_;
  const Look& look_;
};

Html link(std::string css, std::string href, bool current, const Html& inner) {
  return element("a",
                 {{"class", std::move(css)},
                  {"href", std::move(href)},
                  {"aria-current", current ? std::optional<std::string>("true") : std::nullopt}},
                 {inner});
}

bool is_narrowed(const NightQuery& q) {
  return !q.q.empty() || !q.station.empty() || !q.brand.empty() || !q.district.empty() ||
         q.wanted != Wanted::anything;
}

/// Name of the district with this code; empty when there is none.
std::string district_name(const Snapshot& snapshot, const std::string& code) {
  const auto districts = snapshot.layer("districts");
  const Feature* found = districts ? districts->find(code) : nullptr;
  return found ? std::string(found->properties.text("name_zh")) : "";
}

const Station* station_of(const Ground& ground, const std::string& name) {
  const auto it = std::find_if(ground.stations.begin(), ground.stations.end(),
                               [&](const Station& s) { return s.name == name; });
  return it == ground.stations.end() ? nullptr : &*it;
}

/// How far from a station is near, in metres in a straight line.
constexpr double near_station = 1500;

std::vector<const Place*> near_to(const Station& station, const Evening& evening) {
  std::vector<std::pair<double, const Place*>> near;
  for (const Place& place : evening.places().all()) {
    if (!place.at || evening.is_over(place) || std::abs(place.at->lat - station.at.lat) > 0.02)
      continue;
    const double away = distance(station.at, *place.at).value();
    if (away <= near_station) near.emplace_back(away, &place);
  }
  std::stable_sort(near.begin(), near.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const Place*> list;
  for (const auto& one : near) list.push_back(one.second);
  return list;
}

std::vector<const Place*> chosen(const Evening& evening, const NightQuery& q,
                                 const Station* station) {
  std::vector<const Place*> list;
  if (station) {
    list = near_to(*station, evening);
    if (q.wanted != Wanted::anything)
      std::erase_if(list, [&](const Place* place) { return !is_wanted(*place, q.wanted); });
  } else if (!q.q.empty()) {
    list = search(evening, q.q);
    if (q.wanted != Wanted::anything)
      std::erase_if(list, [&](const Place* place) { return !is_wanted(*place, q.wanted); });
  } else {
    for (const Place& place : evening.places().all()) {
      const bool listed = place.layer == "night_streets" || place.layer == "venues";
      if (q.wanted == Wanted::anything ? listed : is_wanted(place, q.wanted))
        list.push_back(&place);
    }
    evening.sort(list);
  }
  const std::string district = district_name(evening.places().snapshot(), q.district);
  std::erase_if(list, [&](const Place* place) {
    if (!q.district.empty() &&
        (district.empty() || place->fact("district").find(district) == std::string_view::npos))
      return true;
    if (!q.brand.empty()) {
      const std::string_view own =
          place->brand < 0 ? "none" : brand_slugs[static_cast<std::size_t>(place->brand)];
      if (place->layer != "night_streets" || own != q.brand) return true;
    }
    return false;
  });
  return list;
}

Html search_form(const NightQuery& q, const Look& look) {
  const Wording w(look.language);
  const bool night = look.theme == Theme::night;
  const auto hidden = [](std::string name, const std::string& value) {
    return value.empty()
               ? Html()
               : element("input",
                         {{"type", "hidden"}, {"name", std::move(name)}, {"value", value}});
  };
  Look other = look, lit = look;
  other.lang_said = w.is_chinese() ? "en" : "zh";
  lit.theme_said = night ? "day" : "night";
  return element("form",
                 {{"class", "search"}, {"action", "/"}, {"method", "get"}, {"role", "search"}},
                 {element("label", {{"class", "sr-only"}, {"for", "search"}}, {text(w("search"))}),
                  icon(Icon::search),
                  element("input", {{"id", "search"},
                                    {"type", "search"},
                                    {"name", "q"},
                                    {"enterkeyhint", "search"},
                                    {"autocomplete", "off"},
                                    {"placeholder", w("search_hint")},
                                    {"value", q.q.empty() ? std::nullopt : std::optional(q.q)}}),
                  hidden("at", q.at ? Addresses::minute_text(*q.at) : ""),
                  hidden("state", q.state ? std::string(to_string(*q.state)) : ""),
                  hidden("kind", std::string(slug_of(q.wanted))), hidden("lang", look.lang_said),
                  hidden("theme", look.theme_said),
                  raw("<span class=\"search-line\" aria-hidden=\"true\"></span>"),
                  element("a",
                          {{"class", "icon-button lang"},
                           {"href", Addresses(q, other).of(q)},
                           {"lang", w.is_chinese() ? "en" : "zh-Hans"},
                           {"aria-label", w("switch_language")}},
                          {text(w("switch_language_short"))}),
                  element("a",
                          {{"class", "icon-button"},
                           {"href", Addresses(q, lit).of(q)},
                           {"aria-label", w(night ? "to_day" : "to_night")}},
                          {icon(night ? Icon::sun : Icon::moon)})});
}

Html chips(const NightQuery& q, const Wording& w, const Addresses& to) {
  Html inner = link(
      "chip", to.with([&](NightQuery& n) {
        n.state = q.state == OpenState::open ? std::nullopt : std::optional(OpenState::open);
      }),
      q.state == OpenState::open,
      raw("<span class=\"lamp lamp-open\" aria-hidden=\"true\"></span>") + text(w("state_open")));
  for (const Wanted wanted : {Wanted::food, Wanted::market, Wanted::landmark}) {
    const std::string name(slug_of(wanted));
    inner += link("chip", to.with([&](NightQuery& n) {
      n.wanted = q.wanted == wanted ? Wanted::anything : wanted;
    }),
                  q.wanted == wanted, text(w("wanted_" + name)));
  }
  return element("nav", {{"class", "chips"}, {"aria-label", w("chips")}}, {inner});
}

/// The hours of the night, each a link; the clock first.
Html night_hours(const Evening& evening, const NightQuery& q, const Wording& w,
                 const Addresses& to) {
  const std::int64_t evening_day = ClockMinute{evening.now().value - 5 * 60}.day();
  Html inner = link("night-now", to.with([](NightQuery& n) { n.at.reset(); }), !q.at,
                    text(q.at ? w("now") : w("now_at", {{"at", clock_text(evening.now().value)}})));
  Html later;
  for (const int hour : {18, 20, 22, 24, 26}) {
    const ClockMinute then{evening_day * hours::minutes_of_day + hour * 60};
    later += link("night-hour", to.with([&](NightQuery& n) { n.at = then; }),
                  q.at && q.at->value == then.value, text(clock_text(then.value)));
  }
  const std::size_t open = evening.count(OpenState::open) + evening.count(OpenState::closing);
  return element("nav", {{"class", "night night-served"}, {"aria-label", w("hours_of_night")}},
                 {inner, later,
                  element("span", {{"class", "night-count"}},
                          {raw("<span class=\"lamp\" aria-hidden=\"true\"></span>"),
                           element("span", {{"class", "sr-only"}}, {text(w("state_open"))}),
                           text(std::to_string(open))})});
}

Html state_tabs(const std::vector<const Place*>& list, const Evening& evening, const NightQuery& q,
                const Wording& w, const Addresses& to) {
  Html tabs;
  const auto tab = [&](const std::string& words, std::size_t count,
                       std::optional<OpenState> state) {
    tabs += link(
        "tab", to.with([&](NightQuery& n) { n.state = state; }), q.state == state,
        text(words) + element("span", {{"class", "tab-count"}}, {text(std::to_string(count))}));
  };
  tab(w("all"), list.size(), std::nullopt);
  for (const OpenState state : state_order) {
    const auto count =
        static_cast<std::size_t>(std::count_if(list.begin(), list.end(), [&](const Place* place) {
          return evening.of(*place).state == state;
        }));
    if (count > 0) tab(w("state_" + std::string(to_string(state))), count, state);
  }
  return element("nav", {{"class", "tabs"}, {"aria-label", w("by_state")}}, {tabs});
}

Html pages_nav(std::size_t count, const NightQuery& q, const Wording& w, const Addresses& to) {
  const std::size_t last = (count + rows_of_page - 1) / rows_of_page;
  if (last <= 1) return {};
  Html inner;
  const auto page = [&](const char* words, std::size_t number) {
    inner += element(
        "a",
        {{"class", "row row-more"}, {"href", to.with([&](NightQuery& n) { n.page = number; })}},
        {text(w(words, {{"page", std::to_string(number)}, {"of", std::to_string(last)}}))});
  };
  if (q.page > 1) page("previous_page", q.page - 1);
  if (q.page < last) page("more", q.page + 1);
  return element("nav", {{"class", "pages-nav"}, {"aria-label", w("pages")}}, {inner});
}

Html filters(const Evening& evening, const NightQuery& q, const Wording& w, const Addresses& to) {
  Html by_brand, by_district;
  for (const std::string_view slug : brand_slugs)
    by_brand += link(
        "chip", to.with([&](NightQuery& n) { n.brand = q.brand == slug ? "" : std::string(slug); }),
        q.brand == slug, text(w("brand_" + std::string(slug))));
  if (const auto districts = evening.places().snapshot().layer("districts"))
    for (const Feature& district : districts->features())
      by_district += link("chip", to.with([&](NightQuery& n) {
        n.district = q.district == district.key ? "" : district.key;
      }),
                          q.district == district.key,
                          text(w.of("districts", district.properties.text("name_zh"))));
  const auto group = [](const std::string& title, const Html& inner) {
    return element("h2", {}, {text(title)}) + element("div", {{"class", "also"}}, {inner});
  };
  return element("section", {{"class", "served-filters"}},
                 {group(w("by_district"), by_district), group(w("by_brand"), by_brand),
                  element("p", {{"class", "hint"}}, {text(w("brand_note"))})});
}

Html nothing_found(const Evening& evening, const NightQuery& q, const Look& look,
                   const Wording& w) {
  const std::string searched = std::to_string(evening.places().all().size());
  return element(
      "div", {{"class", "state"}},
      {element("p", {{"class", "state-title"}}, {text(w(q.q.empty() ? "nothing_now" : "nothing"))}),
       element("p", {{"class", "muted"}},
               {text(q.q.empty() ? w("nothing_now_hint") : w("nothing_hint", {{"n", searched}}))}),
       element("a", {{"class", "button"}, {"href", look.href("/")}}, {text(w("to_list"))})});
}

std::string lines_of(const Station& station, const Wording& w) {
  return w.is_chinese() ? station.lines : lines_in_english(station.lines);
}

/// Stations that a search found, each a link to what is near.
Html stations_found(const Ground& ground, const NightQuery& q, const Wording& w,
                    const Addresses& to) {
  constexpr std::size_t most = 8;
  if (q.q.empty()) return {};
  Html chips;
  auto found = search_stations(ground, q.q);
  found.resize(std::min(most, found.size()));
  for (const Station* station : found)
    chips += link(
        "chip", to.with([&](NightQuery& n) {
          n.q.clear();
          n.station = station->name;
        }),
        false,
        text(station->name) + element("span", {{"class", "muted"}}, {text(lines_of(*station, w))}));
  if (chips.empty()) return {};
  return element(
      "nav", {{"class", "stations"}, {"aria-label", w("stations")}},
      {element("h2", {}, {text(w("stations"))}), element("div", {{"class", "also"}}, {chips})});
}

/// What the list is near to, and the way back.
Html near_words(const Station* station, const Wording& w, const Addresses& to) {
  if (!station) return {};
  return element(
      "p", {{"class", "list-sentence filtered"}},
      {element(
           "span", {},
           {text(w("near_station", {{"name", station->name}, {"lines", lines_of(*station, w)}}))}),
       element("a", {{"class", "text-button"}, {"href", to.with([](NightQuery& n) {
                                                  n.station.clear();
                                                })}},
               {text(w("anywhere"))})});
}

Html list_of(const std::vector<const Place*>& list, const Evening& evening, const NightQuery& q,
             const Station* station, const Look& look) {
  const Wording w(look.language);
  Html rows;
  const std::size_t first = (q.page - 1) * rows_of_page;
  for (std::size_t i = first; i < std::min(list.size(), first + rows_of_page); ++i)
    rows += row(*list[i], evening, look, static_cast<int>(i), {},
                station ? metres_text(distance(station->at, *list[i]->at), w) : std::string());
  return element("ul",
                 {{"class", "list"},
                  {"id", "list"},
                  {"aria-label", w("count", {{"n", std::to_string(list.size())}})}},
                 {rows});
}

/// What is on this evening; nothing where nothing is.
Html tonight_section(const Evening& evening, const NightQuery& q, const Look& look,
                     const Wording& w) {
  constexpr std::size_t most = 3;
  const std::vector<const Place*> events = evening.tonight();
  if (events.empty()) return {};
  Html rows;
  for (std::size_t i = 0; i < std::min(most, events.size()); ++i)
    rows += row(*events[i], evening, look, 5000 + static_cast<int>(i));
  const std::string at = q.at ? Addresses::minute_text(*q.at) : "";
  const std::string count = std::to_string(events.size());
  return element(
      "section", {{"class", "tonight"}, {"aria-labelledby", "tonight"}},
      {element(
           "h2", {{"id", "tonight"}},
           {text(w("events_tonight")), element("span", {{"class", "tab-count"}}, {text(count)})}),
       element("ul", {{"class", "list"}}, {rows}),
       element("p", {{"class", "tonight-more"}},
               {element("a", {{"class", "text-button"}, {"href", look.href("/places/events")}},
                        {text(w("events_all"))}),
                element("a",
                        {{"class", "text-button"},
                         {"href", look.href("/whats-on.ics", {{"at", at}})},
                         {"download", "whats-on.ics"}},
                        {text(w("events_take_along"))})})});
}

/// First and last trains of the station that the list is near to.
Html trains_of(const Station* station, const Evening& evening, const Wording& w) {
  if (!station) return {};
  return element("section", {{"class", "trains"}, {"aria-labelledby", "trains"}},
                 {element("h2", {{"id", "trains"}}, {text(w("last_trains"))}),
                  trains_at(station->name, evening, w)});
}

/// What is not certain this evening, and why.
Html honest_words(const Evening& evening, const hours::Calendar& calendar, const Wording& w) {
  Html said;
  const auto say = [&said](const std::string& words, const char* css) {
    said += element("p", {{"class", css}}, {text(words)});
  };
  const std::int64_t day = ClockMinute{evening.now().value - 5 * 60}.day();
  if (calendar.kind_of(day) == hours::DayKind::unknown || evening.doubts_calendar())
    say(w("holidays_unknown"), "hint hint-warn");
  if (evening.count(OpenState::unknown) > 0)
    say(w("hours_unknown_note", {{"n", std::to_string(evening.count(OpenState::unknown))}}),
        "hint");
  if (evening.places().count("venues") > 0) say(w("osm_hours"), "hint");
  return element("section", {{"class", "served-notes"}}, {said});
}

}  // namespace

std::string_view slug_of(Wanted wanted) {
  switch (wanted) {
    case Wanted::food:
      return "food";
    case Wanted::market:
      return "market";
    case Wanted::landmark:
      return "landmark";
    case Wanted::anything:
      break;
  }
  return "";
}

Page night_page(const Evening& evening, const NightQuery& query, const Ground& ground,
                const Html& drawn, const hours::Calendar& calendar, const Look& look,
                const Surroundings& around) {
  const Wording w(look.language);
  NightQuery q = query;
  const Station* station = station_of(ground, q.station);
  if (!station) q.station.clear();
  std::vector<const Place*> list = chosen(evening, q, station);
  const Addresses to(q, look);
  const Html tabs = state_tabs(list, evening, q, w, to);
  if (q.state)
    std::erase_if(list, [&](const Place* place) { return evening.of(*place).state != *q.state; });
  q.page = std::clamp<std::size_t>(
      q.page, 1, std::max<std::size_t>(1, (list.size() + rows_of_page - 1) / rows_of_page));

  const Html top = element(
      "header", {{"class", "top"}},
      {element("div", {{"class", "brandline"}},
               {element("h1", {},
                        {raw("<span class=\"lantern\" aria-hidden=\"true\"></span>"),
                         text(w("title"))}),
                element("p", {{"class", "muted"}}, {text(w("product") + " · " + w("tagline"))})}),
       search_form(q, look), chips(q, w, to), night_hours(evening, q, w, to)});
  const Html stations = stations_found(ground, q, w, to);
  const bool only_stations = list.empty() && !q.state && !stations.empty();
  const Html found = only_stations  ? Html()
                     : list.empty() ? nothing_found(evening, q, look, w)
                                    : list_of(list, evening, q, station, look);
  const Html body = element(
      "div", {{"class", "sheet-body"}, {"id", "places"}},
      {near_words(station, w, to), trains_of(station, evening, w), stations,
       is_narrowed(q) || q.state || q.page > 1 ? Html() : tonight_section(evening, query, look, w),
       only_stations ? Html() : tabs, found, pages_nav(list.size(), q, w, to),
       honest_words(evening, calendar, w), filters(evening, q, w, to),
       element("p", {{"class", "hint served-foot"}},
               {element("a", {{"href", look.href("/atlas")}}, {text(w("atlas"))}), text(" · "),
                element("a", {{"href", look.href("/posters")}}, {text(w("posters"))}), text(" · "),
                element("a", {{"href", look.href("/catalog")}}, {text(w("catalog"))})})});
  const Html credits =
      element("p", {{"class", "credits"}}, {element("span", {}, {text(review_line(around, w))})});
  Page page;
  page.title = q.q.empty() ? w("document_title") : w("search_title", {{"q", q.q}});
  page.head = head_of(w, page.title, w("description"), around.root + "/",
                      around.root + "/previews/night.png" + (w.is_chinese() ? "" : "?lang=en"));
  if (is_narrowed(q)) page.head += element("meta", {{"name", "robots"}, {"content", "noindex"}});
  page.body = element(
      "div",
      {{"class", "app served"},
       {"data-sheet", "half"},
       {"data-at", q.at ? std::optional(Addresses::minute_text(*q.at)) : std::nullopt},
       {"data-district", q.district.empty() ? std::nullopt
                                            : std::optional(district_name(
                                                  evening.places().snapshot(), q.district))}},
      {element("a", {{"class", "skip"}, {"href", "#places"}}, {text(w("skip"))}),
       element("main", {{"class", "stage"}, {"aria-label", w("title")}},
               {element("div", {{"class", "map-frame"}}, {drawn})}),
       element("div", {{"class", "side"}},
               {element("section",
                        {{"class", "sheet"}, {"data-height", "half"}, {"aria-label", w("list")}},
                        {credits, raw("<div class=\"grip\"></div>"), top, body})})});
  return page;
}

}  // namespace jintu::pages
