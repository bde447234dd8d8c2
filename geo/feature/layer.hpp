// Layers, the snapshot that a request reads, and what a transaction changed.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "geo/feature/feature.hpp"
#include "geo/feature/feature_list.hpp"
#include "geo/feature/key_index.hpp"

namespace jintu {

enum class FieldType { boolean, integer, real, text };

struct Field {
  std::string name;
  FieldType type = FieldType::text;
  friend bool operator==(const Field&, const Field&) = default;
};

/// `live` layers are edited, small and held in memory by every snapshot; `bulk` layers (OSM) are
/// replaced as a whole and read by scan only.
enum class LayerRole { live, bulk };

struct LayerSchema {
  std::string name;   ///< [a-z][a-z0-9_]{0,62}
  std::string title;  ///< for people
  LayerRole role = LayerRole::live;
  GeometryKind geometry = GeometryKind::any;
  std::vector<Field> fields;  ///< besides fid, key, geometry and revision
  friend bool operator==(const LayerSchema&, const LayerSchema&) = default;
};

/// Immutable. Features stand in the order of their ids. Layers of following revisions share all
/// that did not change between them: an edit costs what it changes, and memory holds one copy of
/// the rest.
class Layer {
 public:
  Layer(LayerSchema schema, std::vector<Feature> features);

  const LayerSchema& schema() const { return schema_; }
  const FeatureList& features() const { return features_; }
  /// nullptr when there is none.
  const Feature* find(std::string_view key) const { return keys_.find(key); }
  /// Of all located features.
  const Box<Wgs84>& bounds() const { return bounds_; }

  /// This layer with `put` (which replace features of the same id) and without those of `erased`.
  /// Ids are unique here, and the keys that stay are.
  Layer edited(LayerSchema schema, std::vector<Feature> put, std::vector<FeatureId> erased) const;

 private:
  Layer(LayerSchema schema, FeatureList features, KeyIndex keys);

  LayerSchema schema_;
  FeatureList features_;
  KeyIndex keys_;
  Box<Wgs84> bounds_;
};

/// All live layers at one revision. Published by pointer swap, shared by any number of threads.
class Snapshot {
 public:
  Snapshot() = default;
  Snapshot(Revision revision,
           std::map<std::string, std::shared_ptr<const Layer>, std::less<>> layers)
      : revision_(revision), layers_(std::move(layers)) {}

  Revision revision() const { return revision_; }
  const auto& layers() const { return layers_; }
  /// nullptr when there is no such live layer.
  std::shared_ptr<const Layer> layer(std::string_view name) const;

 private:
  Revision revision_;
  std::map<std::string, std::shared_ptr<const Layer>, std::less<>> layers_;
};

/// One feature's change: the extents before and after say which tiles went stale.
struct FeatureChange {
  enum class Kind { created, updated, deleted };
  Kind kind;
  std::string layer;
  FeatureId id;
  std::string key;
  Box<Wgs84> before;  ///< empty when created or unplaced
  Box<Wgs84> after;   ///< empty when deleted or unplaced
};

/// What one committed transaction did.
struct ChangeSet {
  Revision revision;
  std::vector<FeatureChange> features;       ///< of live layers
  std::vector<std::string> replaced_layers;  ///< bulk layers written anew
};

}  // namespace jintu
