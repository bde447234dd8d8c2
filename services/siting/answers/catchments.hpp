// From where one gets to the sites of a plan within some minutes.
#pragma once

#include "geo/base/json.hpp"
#include "geo/base/progress.hpp"
#include "services/siting/jobs/jobs.hpp"

namespace jintu::siting {

/// Beyond this many open sites there is one area for all of them together.
inline constexpr std::size_t most_catchments = 300;

/// GeoJSON FeatureCollection, an area for each open site with `site`, `minutes`, `metres` and
/// `distance_model`; what a site is reached from by nobody's way is left out. By the distances of
/// the problem: isochrones on the walking network (to the site, at `walking_metres_per_minute`),
/// circles for geodesic ones, squares on a corner for manhattan ones. `plan`: an answer to the
/// problem of `result`. Throws Error{unsupported} when the problem has no places, Error{conflict}
/// when the answer has no plan, Error{cancelled}.
Json catchments(const JobResult& result, const SitingSolution& plan, double minutes,
                const Progress& progress = {});

}  // namespace jintu::siting
