// What is known of how a layer came to be as it is: which places changed since its earlier states.
#pragma once

#include <cstdint>
#include <vector>

#include "geo/geometry/box.hpp"
#include "geo/geometry/packed_rtree.hpp"
#include "tiles/grid/tile_coord.hpp"

namespace jintu::tiles {

/// Of a feature of this box: corners are rounded as vertices are. Of nothing (min_x > max_x) for an
/// empty one.
IndexBox world_box(const Box<Wgs84>& box);

/// All of the world that a tile can show: it and its buffer, a little wider, as what is rounded may
/// come from just outside.
IndexBox reach(TileCoord coord);

/// One state of a layer whose tiles hang on nothing but the features that reach into them.
/// Immutable.
class Lineage {
 public:
  /// A first state, of which nothing earlier is known. `state` is that of its source.
  explicit Lineage(std::uint64_t state);
  /// The state after `before`: features were changed within these boxes (as they were and as they
  /// are), none elsewhere.
  Lineage(std::uint64_t state, const Lineage& before, const std::vector<Box<Wgs84>>& changed);

  /// Whether the tile is certainly the same in this state as it was in the state `before`; false
  /// when that is not known.
  bool same_tile(std::uint64_t before, TileCoord coord) const;

 private:
  struct Change {
    std::uint64_t after;  ///< of the state in which it was not yet made
    IndexBox box;         ///< of the world; of nothing when min_x > max_x
  };
  static constexpr std::size_t most_changes = 512;  // older states are forgotten

  std::uint64_t state_;
  std::vector<Change> changes_;  ///< oldest first
};

}  // namespace jintu::tiles
