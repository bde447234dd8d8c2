// The 20 carriers as a whole: how far the plan has come, who does what where, and how alike
// districts are. Counts alone; nothing is estimated.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "services/pages/places.hpp"

namespace jintu::pages {

/// What the plan asks for (draft of 2020-10): new forms of trade, places to visit, carriers.
inline constexpr int planned_themes = 10, planned_spots = 30, planned_carriers = 20;

/// Carriers of a theme in a district.
struct Specialisation {
  std::string_view theme, district;
  double carriers = 0;  ///< one that lies in several districts counts in each as its share
  /// (carriers of the theme here ÷ carriers here) ÷ (carriers of the theme ÷ carriers).
  double location_quotient = 0;
};

struct Atlas {
  std::vector<const Place*> carriers;  ///< in the order of the data
  std::map<std::string_view, std::vector<const Place*>> by_theme, by_status;
  /// A carrier stands in each of its districts.
  std::map<std::string, std::vector<const Place*>, std::less<>> by_district;
  std::vector<Specialisation> specialisations;  ///< the highest quotient first, then by name
  std::size_t spots = 0;                        ///< check-in spots that there are

  /// Districts that have more than one carrier of the same theme, and which.
  std::vector<std::pair<std::string, std::vector<const Place*>>> overlaps() const;
};

/// "和平区/河北区" → each of them.
std::vector<std::string> districts_of(const Place& carrier);

/// Immutable places; the atlas points into them.
Atlas atlas_of(const Places& places);

}  // namespace jintu::pages
