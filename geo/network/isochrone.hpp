// How far one gets on foot: areas of equal walking distance round one or many places.
#pragma once

#include <span>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/base/units.hpp"
#include "geo/geometry/geometry.hpp"
#include "geo/network/graph/walk_graph.hpp"
#include "geo/network/many_to_many.hpp"
#include "geo/network/snap.hpp"

namespace jintu::network {

struct IsochroneOptions {
  std::vector<Metres> cutoffs;            ///< above 0, at most 50 km
  Direction direction = Direction::from;  ///< `to`: from where one gets to the places
  Avoid avoid;
  Access access = Access::counted;
  Metres off_network = Metres::of(50);  ///< how far one goes off the ways, 10 to 1,000 m
  SquareMetres least_hole = SquareMetres::of(2500);  ///< smaller holes are filled
};

struct Isochrone {
  Metres cutoff;
  /// Points from which a way is at most `off_network` off in a straight line and that way together
  /// with the walk is at most `cutoff`; exact to about one `cell`. Valid; nested for growing
  /// cut-offs but for the filled holes. Empty when nothing is reached.
  MultiPolygon<Position> area;
  Metres cell;    ///< of the grid it was drawn on: 5 m, or more where the area is large
  Metres length;  ///< of all ways reached, whole or in part
};

/// One for each cut-off, in their order. With several places the walk is that to the nearest.
/// Throws Error{bad_input} naming the option, Error{cancelled}. Time grows with the area; a 3 km
/// walk in a city takes some tens of milliseconds.
std::vector<Isochrone> isochrones(const WalkGraph& graph, std::span<const Snapped> places,
                                  const IsochroneOptions& options, const Progress& progress = {});

}  // namespace jintu::network
