#include "services/pages/share/widget_page.hpp"

#include <algorithm>

#include "services/pages/drawn_map.hpp"

namespace jintu::pages {

namespace {

using html::element;
using html::raw;
using html::text;

const Feature* district_of(const Snapshot& snapshot, const std::string& code) {
  const auto districts = snapshot.layer("districts");
  return districts ? districts->find(code) : nullptr;
}

}  // namespace

std::string widget_page(const Evening& evening, const Ground& ground, const std::string& code,
                        const Look& look, const Surroundings& around) {
  const Wording w(look.language);
  const Feature* district = district_of(evening.places().snapshot(), code);
  const std::string_view name = district ? district->properties.text("name_zh") : "";
  std::vector<const Place*> places;
  for (const Place& place : evening.places().all())
    if (place.layer == "night_streets" &&
        place.fact("district").find(name) != std::string_view::npos)
      places.push_back(&place);
  evening.sort(places);
  Html rows;
  for (std::size_t i = 0; i < std::min(rows_of_widget, places.size()); ++i)
    rows += row(*places[i], evening, look, static_cast<int>(i));

  const std::string title =
      district ? w("widget_title", {{"district", w.of("districts", name)}}) : w("widget_city");
  const std::string whole = look.href("/", {{"district", district ? code : std::string()}});
  const bool night = look.theme == Theme::night;
  Html head =
      raw("<meta charset=\"utf-8\">"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
          "<meta name=\"robots\" content=\"noindex\">"
          "<base target=\"_blank\">");
  for (const std::string& style : around.styles)
    head += element("link", {{"rel", "stylesheet"}, {"href", style}, {"crossorigin", ""}});
  head += element("title", {}, {text(title + " · " + w("title"))});
  const std::string counted = std::to_string(places.size());
  const Html body = element(
      "main", {{"class", "widget"}},
      {element("header", {{"class", "widget-head"}},
               {element("h1", {}, {text(title)}),
                element("p", {{"class", "muted"}},
                        {text(w("now_at", {{"at", clock_text(evening.now().value)}}))})}),
       element("div", {{"class", "widget-map"}},
               {drawn_map_of(district ? places : std::vector<const Place*>(), evening, ground, w)}),
       places.empty()
           ? element("p", {{"class", "hint"}}, {text(w("widget_none"))})
           : element("ul", {{"class", "list"}, {"aria-label", w("count", {{"n", counted}})}},
                     {rows}),
       element("footer", {{"class", "widget-foot"}},
               {element("a", {{"href", whole}, {"rel", "noopener"}},
                        {text(w("widget_more", {{"n", counted}})),
                         element("span", {{"class", "sr-only"}}, {text(w("elsewhere"))})}),
                element("p", {}, {text(w("widget_by") + " · " + review_line(around, w))})})});
  const Html document = element(
      "html",
      {{"lang", w.is_chinese() ? "zh-Hans" : "en"}, {"data-theme", night ? "night" : "day"}},
      {element("head", {}, {head}), element("body", {{"class", "paper framed"}}, {body})});
  return "<!doctype html>" + document.str();
}

}  // namespace jintu::pages
