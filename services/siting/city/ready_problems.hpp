// Problems that run as they stand: a small example of each kind, and the city's own people and
// candidates.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/json.hpp"
#include "services/siting/city/city_points.hpp"

namespace jintu::siting {

/// The kinds, and "lockers": p_median with sizes, capacity and a budget.
std::vector<std::string> example_kinds();
/// Homes and corners round the Drum Tower with straight walks: it needs no store.
/// Throws Error{bad_input} naming the kinds.
Json example_problem(std::string_view kind);

struct CityAsk {
  std::string kind = "p_median";  ///< p_median, p_center, mclp, lscp or lscp_backup
  int p = 10;
  double standard = 500;  ///< metres; of the covering kinds
  std::string district;   ///< GB/T 2260 code of a district; empty: all of the city
  bool samples = false;   ///< sample lockers count as existing ones
};

/// Everyone who lives there, every place where something could stand, and what stands already;
/// walks on the network. Ids are those of the city (`CityPoint::id`), so that they can be traced.
/// Throws Error{bad_input} for another kind, Error{not_found} where there are no people or places.
Json city_problem(const CityPoints& city, const CityAsk& ask);

}  // namespace jintu::siting
