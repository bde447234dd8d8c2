// Collections of features as clients see them: a layer, or the part of it that has one kind of
// geometry.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/feature/layer.hpp"

namespace jintu::catalog {

/// A layer that is read from the store and never held in memory.
struct StoredLayer {
  LayerSchema schema;
  Box<Wgs84> bounds;
  std::uint64_t count = 0;
  Revision replaced;  ///< which revision wrote it; 0 when that was not noted
};
using StoredLayers = std::map<std::string, std::shared_ptr<const StoredLayer>, std::less<>>;

/// A layer of several kinds of geometry ("heritage_blocks") has a collection for each of them
/// beside the whole ("heritage_blocks.points", "heritage_blocks.areas"): desktop programs take the
/// first feature's kind for that of all. What has no place is in the whole only. A stored layer is
/// one collection.
struct Collection {
  std::string id;
  std::shared_ptr<const Layer> layer;  ///< nullptr: `stored`
  std::optional<GeometryKind> only;    ///< nothing: all of the layer
  std::shared_ptr<const StoredLayer> stored = nullptr;

  bool holds(const Feature& feature) const { return !only || kind_of(feature.geometry) == *only; }
  const LayerSchema& schema() const { return layer ? layer->schema() : stored->schema; }
  GeometryKind geometry() const { return only.value_or(schema().geometry); }
  /// Of what it holds and has a place.
  Box<Wgs84> bounds() const;
};

/// Every live layer that is there: the product's in their order, then users' own by name.
std::vector<std::string> layer_names(const Snapshot& snapshot);

/// Of the live layers. Nothing when there is none of this id.
std::optional<Collection> find_collection(const Snapshot& snapshot, std::string_view id);
/// The same, of all layers.
std::optional<Collection> find_collection(const Snapshot& snapshot, const StoredLayers& stored,
                                          std::string_view id);

/// Every collection there is: the live layers in the order of `layer_names`, each followed by its
/// parts, then the stored ones by name.
std::vector<Collection> all_collections(const Snapshot& snapshot, const StoredLayers& stored);

/// The layer `name`, then its parts where it has features of several kinds. Nothing when there is
/// no such layer.
std::vector<Collection> collections_of(const Snapshot& snapshot, std::string_view name);

/// "（点） points" of a part; empty for the whole.
std::string part_title(const Collection& collection);

}  // namespace jintu::catalog
