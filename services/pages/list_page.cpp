#include "services/pages/list_page.hpp"

#include <algorithm>

namespace jintu::pages {

std::string list_page(const Evening& evening, std::string_view layer, std::size_t page,
                      const Look& look, const Surroundings& around) {
  using html::element;
  using html::text;
  constexpr std::size_t rows_of_list = 60;
  const Wording w(look.language);
  if (layer.empty())
    for (const std::string_view one : place_layers)
      if (layer.empty() && evening.places().count(one) > 0) layer = one;
  Html tabs;
  for (const std::string_view one : place_layers) {
    const std::size_t count = evening.count(one);
    if (count == 0) continue;
    tabs += element(
        "a",
        {{"class", "tab"},
         {"href", look.href("/places/" + std::string(one))},
         {"aria-current", one == layer ? std::optional<std::string>("page") : std::nullopt}},
        {text(w("layer_" + std::string(one))),
         element("span", {{"class", "tab-count"}}, {text(std::to_string(count))})});
  }
  std::vector<const Place*> list;
  for (const Place& place : evening.places().all())
    if (place.layer == layer && !evening.is_over(place)) list.push_back(&place);
  if (layer != "events") evening.sort(list);  // these stand as they begin
  const std::size_t last =
      std::max<std::size_t>(1, (list.size() + rows_of_list - 1) / rows_of_list);
  page = std::clamp<std::size_t>(page, 1, last);
  Html rows;
  for (std::size_t i = (page - 1) * rows_of_list; i < std::min(list.size(), page * rows_of_list);
       ++i)
    rows += row(*list[i], evening, look, static_cast<int>(i));
  const std::string address = "/places/" + std::string(layer);
  Html others;
  const auto other = [&](const char* words, std::size_t number) {
    others +=
        element("a",
                {{"class", "row row-more"},
                 {"href", look.href(address, {{"page", std::to_string(number)}})}},
                {text(w(words, {{"page", std::to_string(number)}, {"of", std::to_string(last)}}))});
  };
  if (page > 1) other("previous_page", page - 1);
  if (page < last) other("more", page + 1);
  const std::string title = layer.empty() ? w("list") : w("layer_" + std::string(layer));
  const Html body = element(
      "main", {{"class", "paper-main"}},
      {element("h1", {{"class", "list-title"}}, {text(title)}),
       element("nav", {{"class", "tabs"}, {"aria-label", w("list")}}, {tabs}),
       list.empty() ? element("p", {{"class", "hint"}}, {text(w("no_events"))}) : Html(),
       element("ul",
               {{"class", "list"},
                {"id", "list"},
                {"aria-label", w("count", {{"n", std::to_string(list.size())}})}},
               {rows}),
       others.empty()
           ? Html()
           : element("nav", {{"class", "pages-nav"}, {"aria-label", w("pages")}}, {others})});
  const std::string whole = title + " · " + w("product");
  return paper({whole, head_of(w, whole, w("description"), around.root + address), body}, look,
               around);
}

}  // namespace jintu::pages
