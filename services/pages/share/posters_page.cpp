#include "services/pages/share/posters_page.hpp"

#include <algorithm>

namespace jintu::pages {

namespace {

using html::element;
using html::text;

std::size_t streets_in(const Places& places, std::string_view district) {
  return static_cast<std::size_t>(
      std::count_if(places.all().begin(), places.all().end(), [&](const Place& place) {
        return place.layer == "night_streets" &&
               place.fact("district").find(district) != std::string_view::npos;
      }));
}

Html files_of(std::string_view code, const std::string& name, const Look& look) {
  Html links;
  const std::pair<const char*, const char*> files[] = {
      {"PDF", ".pdf"}, {"PNG", ".png"}, {"SVG", ".svg"}};
  for (const auto& [words, ending] : files)
    links += element("a",
                     {{"class", "chip"},
                      {"href", poster_address(code, ending, look)},
                      {"aria-label", name + " " + words}},
                     {text(words)});
  return element("span", {{"class", "also"}}, {links});
}

/// What goes into the other page. `lang` and `theme` are said: they are not those of this reader.
std::string snippet(const std::string& root, const Look& look, const Wording& w) {
  return "<iframe src=\"" + root +
         "/widget?district=120101&lang=" + (w.is_chinese() ? "zh" : "en") +
         "&theme=" + (look.theme == Theme::day ? "day" : "night") + "\" title=\"" + w("title") +
         "\"\n  width=\"360\" height=\"560\" loading=\"lazy\" style=\"border:0\"></iframe>";
}

}  // namespace

std::string poster_address(std::string_view code, std::string_view ending, const Look& look) {
  std::string address = "/posters/" + std::string(code) + std::string(ending);
  char before = '?';
  if (look.language == Language::en) {
    address += before + std::string("lang=en");
    before = '&';
  }
  if (look.theme == Theme::day) address += before + std::string("theme=day");
  return address;
}

std::string posters_page(const Evening& evening, const Look& look, const Surroundings& around) {
  const Wording w(look.language);
  Html rows;
  if (const auto districts = evening.places().snapshot().layer("districts"))
    for (const Feature& district : districts->features()) {
      const std::string_view zh = district.properties.text("name_zh");
      const std::string name = w("poster_of", {{"district", w.of("districts", zh)}});
      const std::size_t streets = streets_in(evening.places(), zh);
      rows += element(
          "li", {{"class", "near"}},
          {element("span", {{"class", "near-name"}},
                   {text(name), element("span", {{"class", "muted"}},
                                        {text(" " + w("drawn_city_streets",
                                                      {{"n", std::to_string(streets)}}))})}),
           files_of(district.key, name, look)});
    }
  Look lit = look;
  const bool night = look.theme == Theme::night;
  lit.theme_said = night ? "day" : "night";
  const Html body = element(
      "main", {{"class", "paper-main posters-page"}},
      {element("h1", {}, {text(w("posters"))}), element("p", {}, {text(w("posters_lead"))}),
       element("p", {{"class", "hint"}},
               {element("a", {{"href", lit.href("/posters")}},
                        {text(w(night ? "posters_to_day" : "posters_to_night"))})}),
       element("ul", {{"class", "posters"}}, {rows}),
       element(
           "section", {{"aria-labelledby", "embed"}},
           {element("h2", {{"id", "embed"}}, {text(w("embed"))}),
            element("p", {}, {text(w("embed_lead"))}),
            element("pre", {{"class", "snippet"}, {"tabindex", "0"}, {"aria-labelledby", "embed"}},
                    {element("code", {}, {text(snippet(around.root, look, w))})})})});
  const std::string title = w("posters") + " · " + w("product");
  return paper({title,
                head_of(w, title, w("posters_lead"), around.root + "/posters",
                        around.root + "/previews/night.png" + (w.is_chinese() ? "" : "?lang=en")),
                body},
               look, around);
}

}  // namespace jintu::pages
