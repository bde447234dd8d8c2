#include "services/pages/not_found_page.hpp"

namespace jintu::pages {

std::string not_found_page(Missing missing, const Look& look, const Surroundings& around) {
  using html::element;
  using html::text;
  const Wording w(look.language);
  const bool place = missing == Missing::place;
  const std::string& title = w(place ? "no_such_place" : "no_such_page");
  const Html body = element(
      "main", {{"class", "paper-main state"}},
      {element("h1", {{"class", "state-title"}}, {text(title)}),
       element("p", {{"class", "muted"}},
               {text(w(place ? "no_such_place_hint" : "no_such_page_hint"))}),
       element("a", {{"class", "button"}, {"href", look.href("/")}}, {text(w("to_list"))})});
  return paper({title + " · " + w("product"),
                element("meta", {{"name", "robots"}, {"content", "noindex"}}), body},
               look, around);
}

}  // namespace jintu::pages
