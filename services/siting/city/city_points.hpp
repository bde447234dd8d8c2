// The city's own points: where people are, where something could stand, and what stands already.
#pragma once

#include <string>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/base/progress.hpp"
#include "geo/crs/crs.hpp"
#include "geo/store/feature_store.hpp"

namespace jintu::siting {

struct CityPoint {
  std::string id;  ///< stable across imports of the same extract: "d-w123", "c-n45"
  std::string
      kind;  ///< demand: community, campus, business, metro; candidates: metro_exit, shop, …
  std::string name;      ///< may be empty
  std::string district;  ///< GB/T 2260 code; empty outside the districts
  Position at;
  double people = 0;  ///< demand of kind community only
  bool sample = false;
};

struct CityPoints {
  Revision revision;
  std::vector<CityPoint> demand, candidates, existing;
};

/// Residential land without a mapped building is taken to have this much floor for its area. An
/// assumption, stated in the answer.
inline constexpr double assumed_floor_ratio = 0.5;

/// Demand from the imported OSM layers: people are spread over the residential buildings of a
/// district by floor area, so that they sum to its census (`population_2020`); elsewhere one person
/// a point. Candidates: metro exits, shops, post offices, car parks, and the demand points
/// themselves. Existing: the live layer `lockers` and those of OSM. Empty lists where nothing was
/// imported.
CityPoints city_points(const FeatureStore& store, const Progress& progress);

Json to_json(const CityPoints& points);

}  // namespace jintu::siting
