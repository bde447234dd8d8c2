// The walking network of an imported store.
#pragma once

#include <memory>

#include "geo/base/progress.hpp"
#include "geo/network/graph/walk_graph.hpp"
#include "geo/store/feature_store.hpp"

namespace jintu::siting {

/// Minutes of walking are read as metres at this pace (4.5 km/h), here and in the workbench.
inline constexpr double walking_metres_per_minute = 75;

/// From the layers walk_nodes and walk_edges. Throws Error{not_found} when no OSM extract was
/// imported, saying how to.
std::shared_ptr<const network::WalkGraph> walking_network(const FeatureStore& store,
                                                          const Progress& progress);

}  // namespace jintu::siting
