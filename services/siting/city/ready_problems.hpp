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

struct CitySize {
  std::string id;
  double people = 0;  ///< whom it serves
  double cost = 0;
};

/// "small:400:2": id, people, cost. Throws Error{bad_input} saying what is expected.
CitySize city_size(const std::string& text);

struct CityAsk {
  /// p_median, p_center, mclp, lscp, lscp_backup or market_share, whose rivals are the lockers that
  /// stand: else these stay and count.
  std::string kind = "p_median";
  std::optional<int> p;          ///< absent: 10, or as many as the budget pays for
  double standard = 500;         ///< metres; of the covering kinds
  std::string district;          ///< GB/T 2260 code of a district; empty: all of the city
  bool samples = false;          ///< sample lockers count as existing ones
  std::vector<CitySize> sizes;   ///< p_median, mclp; those that stand have the first of them
  std::optional<double> budget;  ///< of the new sites; p_median, mclp
  std::optional<double> equity;  ///< mclp: least share covered in each district, 0–1
  double decay = 2;              ///< market_share: of Huff's model
};

/// Everyone who lives there, every place where something could stand, and what stands already;
/// walks on the network. Ids are those of the city (`CityPoint::id`), so that they can be traced.
/// Throws Error{bad_input} for another kind, Error{not_found} where there are no people or places.
Json city_problem(const CityPoints& city, const CityAsk& ask);

}  // namespace jintu::siting
