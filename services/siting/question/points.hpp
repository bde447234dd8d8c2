// Demand and candidates: from the problem itself, a file of any vector format, or a layer of the
// store.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/base/progress.hpp"
#include "geo/crs/crs.hpp"
#include "geo/store/feature_store.hpp"

namespace jintu::siting {

/// Opens the store when a problem asks for it.
using StoreOpener = std::function<std::shared_ptr<const FeatureStore>()>;

enum class Role { demand, candidates };

struct Points {
  std::vector<std::string> ids;
  std::vector<Position> at;     ///< empty: the problem gives a matrix and no places
  std::vector<double> weights;  ///< of demand; 1 where not given
  std::map<std::string, std::string>
      names;  ///< what people call them, by id; of those that have a name
};

inline constexpr std::size_t most_candidates = 200'000;
inline constexpr std::size_t most_demand = 5'000'000;

/// `json` is a list of {"id", "lon", "lat"[, "weight"][, "name"]}, {"file": …} or {"layer": …}.
/// Files are looked for beside the problem (`folder`). Throws Error{bad_input} naming the point and
/// what was expected; Error{too_large} over the limits above.
Points read_points(const Json& json, const std::string& where, Role role, const std::string& folder,
                   const StoreOpener& store, const Progress& progress);

}  // namespace jintu::siting
