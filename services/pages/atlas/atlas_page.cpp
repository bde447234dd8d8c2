#include "services/pages/atlas/atlas_page.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace jintu::pages {

namespace {

using html::element;
using html::text;

/// The order of the list, and of its filter.
constexpr std::array<std::string_view, 4> statuses{"operating", "building", "planned", "unknown"};
constexpr std::size_t most_specialisations = 8;

std::string number(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.2f", value);
  std::string said = digits;
  while (said.ends_with('0')) said.pop_back();
  if (said.ends_with('.')) said.pop_back();
  return said;
}

/// A bar of `has` out of `wanted`, at most full.
Html bar(double has, double wanted) {
  const double share = std::clamp(has / wanted, 0.0, 1.0);
  return element(
      "svg",
      {{"class", "atlas-bar"},
       {"viewBox", "0 0 100 6"},
       {"preserveAspectRatio", "none"},
       {"aria-hidden", "true"}},
      {element("rect", {{"class", "rail"}, {"width", "100"}, {"height", "6"}}),
       element("rect", {{"class", "done"}, {"width", number(100 * share)}, {"height", "6"}})});
}

Html progress(std::size_t has, int wanted, const std::string& name, const std::string& note) {
  return element(
      "div", {{"class", "atlas-figure"}},
      {element("dt", {}, {text(name)}),
       element("dd", {},
               {element("strong", {}, {text(std::to_string(has))}),
                text(" / " + std::to_string(wanted)), bar(static_cast<double>(has), wanted),
                element("span", {{"class", "muted"}}, {text(note)})})});
}

Html progress_section(const Atlas& atlas, const Wording& w) {
  const auto operating = atlas.by_status.find("operating");
  const auto placed = std::count_if(atlas.carriers.begin(), atlas.carriers.end(),
                                    [](const Place* carrier) { return carrier->at.has_value(); });
  return element(
      "section", {},
      {element("h2", {}, {text(w("atlas_progress"))}),
       element("dl", {{"class", "atlas-figures"}},
               {progress(atlas.by_theme.size(), planned_themes, w("atlas_themes"),
                         w("atlas_themes_note")),
                progress(atlas.spots, planned_spots, w("atlas_spots"), w("atlas_spots_note")),
                progress(operating == atlas.by_status.end() ? 0 : operating->second.size(),
                         planned_carriers, w("atlas_carriers"),
                         w("atlas_carriers_note", {{"known", std::to_string(atlas.carriers.size())},
                                                   {"placed", std::to_string(placed)}}))}),
       element("p", {{"class", "muted"}}, {text(w("atlas_plan_note"))})});
}

/// A name with a bar and a count, as a link that filters the list.
Html count_row(const std::string& name, std::size_t count, std::size_t most,
               const std::string& href, bool is_chosen, const Wording& w) {
  return element(
      "li", {},
      {element("a",
               {{"class", "atlas-count"},
                {"href", href},
                {"aria-current", is_chosen ? std::optional<std::string>("true") : std::nullopt}},
               {element("span", {}, {text(name)}),
                bar(static_cast<double>(count), static_cast<double>(most)),
                element("span", {{"class", "atlas-number"}},
                        {text(w("atlas_count", {{"n", std::to_string(count)}}))})})});
}

template <class Groups>
Html counts_section(const Groups& groups, std::string_view section, std::string_view parameter,
                    const std::string& chosen, const std::string& title, const Look& look,
                    const Wording& w) {
  std::size_t most = 1;
  std::vector<std::pair<std::string, std::size_t>> sorted;
  for (const auto& [key, some] : groups) {
    sorted.emplace_back(std::string(key), some.size());
    most = std::max(most, some.size());
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  Html rows;
  for (const auto& [key, count] : sorted)
    rows +=
        count_row(w.of(section, key), count, most,
                  look.href("/atlas", {{parameter, key == chosen ? std::string() : key}}) + "#list",
                  key == chosen, w);
  return element(
      "section", {},
      {element("h2", {}, {text(title)}), element("ul", {{"class", "atlas-counts"}}, {rows})});
}

Html specialisation_section(const Atlas& atlas, const Wording& w) {
  Html rows;
  std::size_t shown = 0;
  for (const Specialisation& one : atlas.specialisations) {
    if (shown++ == most_specialisations) break;
    rows += element(
        "tr", {},
        {element("th", {{"scope", "row"}}, {text(w.of("districts", one.district))}),
         element("td", {}, {text(w.of("themes", one.theme))}),
         element("td", {{"class", "atlas-number"}}, {text(number(one.carriers))}),
         element("td", {{"class", "atlas-number"}}, {text(number(one.location_quotient))})});
  }
  const auto head = [](const std::string& name) {
    return element("th", {{"scope", "col"}}, {text(name)});
  };
  const auto number_head = [](const std::string& name) {
    return element("th", {{"scope", "col"}, {"class", "atlas-number"}}, {text(name)});
  };
  Html overlaps;
  for (const auto& [district, some] : atlas.overlaps()) {
    std::string names;
    for (const Place* carrier : some)
      names += (names.empty() ? "" : (w.is_chinese() ? "、" : ", ")) + carrier->name(w.language());
    overlaps +=
        element("li", {},
                {text(w("atlas_overlap", {{"district", w.of("districts", district)},
                                          {"theme", w.of("themes", some.front()->fact("theme"))},
                                          {"names", names}}))});
  }
  return element(
      "section", {},
      {element("h2", {}, {text(w("atlas_specialisation"))}),
       element("table", {{"class", "atlas-table"}},
               {element("thead", {},
                        {element(
                            "tr", {},
                            {head(w("district")), head(w("theme")),
                             number_head(w("atlas_carriers")), number_head(w("atlas_quotient"))})}),
                element("tbody", {}, {rows})}),
       element("p", {{"class", "muted"}}, {text(w("atlas_formula"))}),
       element("h2", {}, {text(w("atlas_overlaps"))}),
       overlaps.empty() ? element("p", {{"class", "muted"}}, {text(w("atlas_no_overlap"))})
                        : element("ul", {{"class", "atlas-overlaps"}}, {overlaps})});
}

bool is_wanted(const Place& carrier, const AtlasQuery& query) {
  if (!query.theme.empty() && carrier.fact("theme") != query.theme) return false;
  if (!query.status.empty() && carrier.fact("status") != query.status) return false;
  if (query.district.empty()) return true;
  const auto districts = districts_of(carrier);
  return std::find(districts.begin(), districts.end(), query.district) != districts.end();
}

Html list_section(const Atlas& atlas, const AtlasQuery& query, const Evening& evening,
                  const Look& look, const Wording& w) {
  Html chips;
  for (const std::string_view status : statuses) {
    if (!atlas.by_status.contains(status)) continue;
    const bool chosen = query.status == status;
    chips +=
        element("a",
                {{"class", "chip"},
                 {"href", look.href("/atlas", {{"trade", query.theme},
                                               {"district", query.district},
                                               {"status", chosen ? "" : std::string(status)}}) +
                              "#list"},
                 {"aria-current", chosen ? std::optional<std::string>("true") : std::nullopt}},
                {text(w.of("statuses", status) + " " +
                      std::to_string(atlas.by_status.find(status)->second.size()))});
  }
  Html rows;
  std::size_t shown = 0;
  for (const Place* carrier : atlas.carriers) {
    if (!is_wanted(*carrier, query)) continue;
    ++shown;
    rows += row(*carrier, evening, look, 0, w.of("statuses", carrier->fact("status")));
  }
  const bool filtered = !query.theme.empty() || !query.district.empty() || !query.status.empty();
  Html all;
  if (filtered)
    all = element("a", {{"class", "text-button"}, {"href", look.href("/atlas") + "#list"}},
                  {text(w("atlas_all"))});
  return element("section", {{"id", "list"}},
                 {element("h2", {}, {text(w("atlas_list", {{"n", std::to_string(shown)}}))}),
                  element("p", {{"class", "atlas-chips"}}, {chips, all}),
                  shown == 0 ? element("p", {{"class", "muted"}}, {text(w("atlas_none"))})
                             : element("ul", {{"class", "rows"}}, {rows})});
}

}  // namespace

std::string atlas_page(const Atlas& atlas, const AtlasQuery& query, const Evening& evening,
                       const Look& look, const Surroundings& around) {
  const Wording w(look.language);
  Html files;
  for (const char* ending : {"csv", "xlsx", "geojson", "gpkg"})
    files += element("a",
                     {{"class", "text-button"},
                      {"download", ""},
                      {"href", "/data/carriers." + std::string(ending)}},
                     {text(ending)}) +
             text(" ");
  const Html body = element(
      "main", {{"class", "paper-main atlas"}},
      {element("h1", {}, {text(w("atlas"))}), element("p", {}, {text(w("atlas_lead"))}),
       progress_section(atlas, w),
       counts_section(atlas.by_theme, "themes", "trade", query.theme, w("atlas_by_theme"), look, w),
       counts_section(atlas.by_district, "districts", "district", query.district,
                      w("atlas_by_district"), look, w),
       list_section(atlas, query, evening, look, w), specialisation_section(atlas, w),
       element("p", {{"class", "muted"}}, {text(w("atlas_files") + " "), files})});
  return paper({w("atlas") + " · " + w("product"),
                head_of(w, w("atlas"), w("atlas_lead"), around.root + "/atlas"), body},
               look, around);
}

}  // namespace jintu::pages
