// Tiles made on demand from a layer of the snapshot.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "geo/feature/layer.hpp"
#include "tiles/mvt/encode.hpp"
#include "tiles/source/live_variant.hpp"
#include "tiles/source/tile_source.hpp"

namespace jintu::tiles {

/// The source of the same layer one revision earlier, and where its features changed since: their
/// boxes before and after.
struct EarlierSource {
  const TileSource& source;
  std::vector<Box<Wgs84>> changed;
  /// Of all that changed; nothing where that is not known: then nothing is shared with `source`.
  std::optional<std::vector<FeatureId>> ids = std::nullopt;
};

/// The layer may go. A layer that is served as it is gets prepared when its first tile is asked
/// for, and after edits in the tiles that these reach; the others at once. The layers of the
/// product (docs/http.md) get their label points, borders, outlines and accuracy discs; any other
/// layer is served as it is. `districts` places records that are known by district only; may be
/// null. Equal content gives equal bytes, whatever the order of edits that led to it. With
/// `earlier` the source can tell which of that one's tiles are still its own
/// (`TileSource::same_tile`).
std::shared_ptr<const TileSource> make_live_source(const Layer& layer, const Layer* districts,
                                                   const LiveVariant& variant = {},
                                                   const EarlierSource* earlier = nullptr);

/// From layers that are prepared already.
std::shared_ptr<const TileSource> make_prepared_source(
    SourceInfo info, std::vector<std::shared_ptr<const PreparedLayer>> layers);

/// TileJSON's entry for a prepared layer.
VectorLayer describe(const PreparedLayer& layer);

}  // namespace jintu::tiles
