// Internal to tiles/source: a layer that is served as it is, prepared once for many of its edits.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "geo/feature/layer.hpp"
#include "tiles/grid/tile_coord.hpp"
#include "tiles/mvt/prepared_layer.hpp"

namespace jintu::tiles {

/// One state of the layer: it as a whole, as an earlier state was prepared, and the features that
/// changed since. A tile that none of these reaches is cut from the whole; for another the features
/// that lie in it are put together anew. After many changes a state has a whole of its own.
/// Immutable; any number of threads.
class EditedLayer {
 public:
  /// Nothing is prepared until a tile is asked for.
  explicit EditedLayer(const Layer& layer);
  /// The state after `before`, from which it differs in the features `changed` alone.
  EditedLayer(const Layer& layer, const EditedLayer& before, std::span<const FeatureId> changed);

  /// What the tile is to be cut from, in which nothing else need be true.
  std::shared_ptr<const PreparedLayer> for_tile(TileCoord coord) const;
  /// Of what is prepared, and of the changes.
  std::size_t bytes() const;

 private:
  class Whole;
  struct Edit {
    FeatureId id;
    IndexBox box;                        ///< of the world
    std::shared_ptr<const Feature> now;  ///< nothing where it is gone or has no place
  };
  bool is_edited(std::uint64_t id) const;

  std::shared_ptr<const Whole> whole_;
  std::vector<Edit> edits_;  ///< in the order of ids
  std::size_t edit_bytes_ = 0;
};

}  // namespace jintu::tiles
