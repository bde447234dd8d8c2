#include "services/pages/atlas/atlas.hpp"

#include <algorithm>

namespace jintu::pages {

std::vector<std::string> districts_of(const Place& carrier) {
  std::vector<std::string> districts;
  std::string_view rest = carrier.fact("district");
  while (!rest.empty()) {
    const auto end = std::min(rest.find('/'), rest.size());
    if (end > 0) districts.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  return districts;
}

Atlas atlas_of(const Places& places) {
  Atlas atlas;
  std::map<std::pair<std::string_view, std::string>, double> both;
  std::map<std::string, double> here;
  for (const Place& place : places.all()) {
    if (place.layer == "checkin_spots") ++atlas.spots;
    if (place.layer != "carriers") continue;
    atlas.carriers.push_back(&place);
    const std::string_view theme = place.fact("theme");
    atlas.by_theme[theme].push_back(&place);
    atlas.by_status[place.fact("status")].push_back(&place);
    const auto districts = districts_of(place);
    for (const std::string& district : districts) {
      const double share = 1.0 / static_cast<double>(districts.size());
      atlas.by_district[district].push_back(&place);
      both[{theme, district}] += share;
      here[district] += share;
    }
  }
  // Over those that are known to be in some district: their shares add up to one each.
  std::map<std::string_view, double> of_theme;
  double all = 0;
  for (const auto& [key, carriers] : both) {
    of_theme[key.first] += carriers;
    all += carriers;
  }
  for (const auto& [key, carriers] : both) {
    const auto& [theme, district] = key;
    atlas.specialisations.push_back({theme, atlas.by_district.find(district)->first, carriers,
                                     carriers / here.at(district) / (of_theme.at(theme) / all)});
  }
  std::stable_sort(atlas.specialisations.begin(), atlas.specialisations.end(),
                   [](const Specialisation& a, const Specialisation& b) {
                     return a.location_quotient > b.location_quotient;
                   });
  return atlas;
}

std::vector<std::pair<std::string, std::vector<const Place*>>> Atlas::overlaps() const {
  std::vector<std::pair<std::string, std::vector<const Place*>>> list;
  for (const auto& [district, there] : by_district) {
    std::map<std::string_view, std::vector<const Place*>> same;
    for (const Place* carrier : there) same[carrier->fact("theme")].push_back(carrier);
    for (const auto& [theme, some] : same)
      if (some.size() > 1 && !theme.empty()) list.emplace_back(district, some);
  }
  return list;
}

}  // namespace jintu::pages
