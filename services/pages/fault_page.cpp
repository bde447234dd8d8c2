#include "services/pages/fault_page.hpp"

namespace jintu::pages {

using html::element;
using html::text;

Html fault_form(const Place& place, const Look& look) {
  const Wording w(look.language);
  const auto hidden = [](std::string_view name, const std::string& value) {
    return value.empty()
               ? Html()
               : element("input",
                         {{"type", "hidden"}, {"name", std::string(name)}, {"value", value}});
  };
  Html kinds;
  for (const char* kind : {"hours", "closed", "position", "name", "other"})
    kinds += element("option", {{"value", kind}}, {text(w("fault_" + std::string(kind)))});
  const Html form = element(
      "form", {{"class", "fault-form"}, {"method", "post"}, {"action", "/faults"}},
      {hidden("layer", std::string(place.layer)), hidden("id", place.id),
       hidden("lang", w.is_chinese() ? "zh" : "en"), hidden("theme", look.theme_said),
       element("label", {{"for", "fault-kind"}}, {text(w("fault_kind"))}),
       element("select", {{"id", "fault-kind"}, {"name", "kind"}}, {kinds}),
       element("label", {{"for", "fault-text"}}, {text(w("fault_text"))}),
       element("textarea", {{"id", "fault-text"},
                            {"name", "text"},
                            {"rows", "4"},
                            {"maxlength", "500"},
                            {"aria-describedby", "fault-hint"}}),
       element("p", {{"class", "hint"}, {"id", "fault-hint"}}, {text(w("fault_hint"))}),
       element("button", {{"class", "button"}, {"type", "submit"}}, {text(w("fault_send"))})});
  return element("details", {{"class", "fault"}},
                 {element("summary", {{"class", "text-button"}}, {text(w("fault"))}), form});
}

std::string fault_answer(const Place& place, const std::optional<html::Bilingual>& refused,
                         const Look& look, const Surroundings& around) {
  const Wording w(look.language);
  const std::string& title = w(refused ? "fault_refused" : "fault_taken");
  const Html body =
      element("main", {{"class", "paper-main state"}},
              {element("h1", {{"class", "state-title"}}, {text(title)}),
               element("p", {{"class", "muted"}},
                       {text(refused ? refused->in(look.language) : w("fault_taken_hint"))}),
               element("a", {{"class", "button"}, {"href", look.href(place.address())}},
                       {text(w("fault_back", {{"name", place.name(look.language)}}))})});
  return paper({title + " · " + w("product"),
                element("meta", {{"name", "robots"}, {"content", "noindex"}}), body},
               look, around);
}

}  // namespace jintu::pages
