// A layer made ready for slicing: world coordinates in flat arrays, the zoom from which each
// vertex is kept, properties as indices into tables of encoded keys and values.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "geo/feature/feature.hpp"
#include "geo/geometry/box.hpp"
#include "geo/geometry/packed_rtree.hpp"
#include "tiles/grid/tile_crs.hpp"
#include "tiles/grid/world.hpp"
#include "tiles/mvt/layer_rules.hpp"

namespace jintu::tiles {

/// Equal only when type and content are equal: 1, 1.0, "1" and true are four values.
class ValueTable {
 public:
  ValueTable() = default;
  /// Goes on from `first`, which is not sealed: its values keep their indices.
  explicit ValueTable(std::shared_ptr<const ValueTable> first)
      : first_(std::move(first)), first_size_(static_cast<std::uint32_t>(first_->size())) {}

  std::uint32_t add(const Value& value);
  /// The encoded Value message (MVT 2.1 §4.4).
  std::string_view encoded(std::uint32_t index) const {
    if (index < first_size_) return first_->encoded(index);
    return own(index - first_size_);
  }
  std::size_t size() const { return first_size_ + ends_.size() - 1; }
  /// Without those of a table that this goes on from.
  std::size_t bytes() const {
    return bytes_.capacity() + 4 * (ends_.capacity() + slots_.capacity());
  }
  /// Frees what only `add` and tables that go on from this need.
  void seal() {
    slots_ = {};
    bytes_.shrink_to_fit();
  }

 private:
  std::string_view own(std::size_t i) const {
    return std::string_view(bytes_).substr(ends_[i], ends_[i + 1] - ends_[i]);
  }
  /// The slot of these bytes, or the free one where they would be.
  std::size_t slot_of(std::string_view bytes) const;
  void grow();

  std::shared_ptr<const ValueTable> first_;
  std::uint32_t first_size_ = 0;
  std::string bytes_;
  std::vector<std::uint32_t> ends_{0};
  std::vector<std::uint32_t> slots_;  // open addressing: own index + 1, 0 is free
};

struct Tag {
  std::uint32_t key;
  std::uint32_t value;
};

struct PreparedFeature {
  std::uint64_t id = 0;
  IndexBox box;
  double area = 0;  ///< polygons: in square world units, holes taken off
  double importance = 0;
  std::int32_t draw_order = 0;
  std::uint32_t first_part = 0, part_count = 0;
  std::uint32_t first_tag = 0;
  std::uint16_t tag_count = 0;
  std::uint8_t kind = 0;  ///< MVT GeomType: 1 point, 2 line, 3 polygon
  std::uint8_t min_zoom = 0, max_zoom = 22;
};

/// Immutable; any number of threads. Features stand in a canonical order that depends on their
/// content only, not on the order in which they were added.
class PreparedLayer {
 public:
  const LayerRules& rules() const { return rules_; }
  std::span<const PreparedFeature> features() const { return features_; }
  std::span<const std::string> keys() const { return keys_; }
  std::uint8_t key_min_zoom(std::uint32_t key) const { return key_min_zoom_[key]; }
  const ValueTable& values() const { return values_; }
  std::span<const Tag> tags(const PreparedFeature& f) const {
    return {tags_.data() + f.first_tag, f.tag_count};
  }
  /// Parts of a polygon are open rings; outer rings clockwise on screen, each before its holes.
  std::span<const WorldPoint> part(std::uint32_t p) const {
    return {points_.data() + part_begin_[p], part_begin_[p + 1] - part_begin_[p]};
  }
  /// For each vertex of the part: the lowest zoom at which it is kept.
  std::span<const std::uint8_t> part_zooms(std::uint32_t p) const {
    return {zooms_.data() + part_begin_[p], part_begin_[p + 1] - part_begin_[p]};
  }
  /// Features that lie in one tile lie far apart in memory. A walk over some asks for what the
  /// later ones need while it works on this one: first the feature, then where its parts are, then
  /// its vertices and tags.
  void prefetch_feature(std::uint32_t i) const { __builtin_prefetch(&features_[i]); }
  void prefetch_parts(std::uint32_t i) const {
    __builtin_prefetch(&part_begin_[features_[i].first_part]);
  }
  void prefetch_content(std::uint32_t i) const {
    const PreparedFeature& f = features_[i];
    const std::size_t begin = part_begin_[f.first_part];
    __builtin_prefetch(points_.data() + begin);
    __builtin_prefetch(points_.data() + begin + 8);
    __builtin_prefetch(zooms_.data() + begin);
    __builtin_prefetch(tags_.data() + f.first_tag);
  }
  const PackedRTree& index() const { return index_; }
  /// In the datum that the builder was given, as clients of these tiles take it.
  Box<Wgs84> bounds() const;
  /// Names of the attributes in use with TileJSON's types ("String", "Number", "Boolean").
  std::vector<std::pair<std::string, std::string>> fields() const;
  /// Of the features, their values and their index.
  std::size_t bytes() const;

 private:
  friend class PreparedLayerBuilder;
  LayerRules rules_;
  std::vector<PreparedFeature> features_;
  std::vector<std::uint32_t> part_begin_{0};
  std::vector<WorldPoint> points_;
  std::vector<std::uint8_t> zooms_;
  std::vector<Tag> tags_;
  std::vector<std::string> keys_;
  std::vector<std::uint8_t> key_min_zoom_, key_types_;
  ValueTable values_;
  PackedRTree index_;
  TileCrs crs_ = TileCrs::wgs84;
};

class PreparedLayerBuilder {
 public:
  /// What is added is WGS 84; `crs` is the datum of the tiles.
  explicit PreparedLayerBuilder(LayerRules rules, TileCrs crs = TileCrs::wgs84);
  /// For a layer of features of `whole`, which is extendable, and others. Not where borders are
  /// shared: there neighbours decide what is kept.
  explicit PreparedLayerBuilder(const std::shared_ptr<const PreparedLayer>& whole);

  /// Takes geometry and properties (missing values are left out). Features without geometry are
  /// ignored. The id of the feature becomes the id in the tile; 0: none.
  void add(const Feature& feature, const FeatureRules& rules = {});
  void add(std::uint64_t id, const Geometry<Position>& geometry, const Properties& properties,
           const FeatureRules& rules = {});

  /// Takes the feature at `index` of the whole as it was prepared there. Before any other feature.
  void add_prepared(std::uint32_t index);

  std::size_t size() const { return layer_.features_.size(); }
  /// Orders, simplifies and indexes. An extendable layer takes some more memory.
  enum class Tables { sealed, extendable };
  std::shared_ptr<const PreparedLayer> finish(Tables tables = Tables::sealed) &&;

 private:
  void add_part(std::vector<WorldPoint>& part, bool ring);
  std::uint32_t key_index(std::string_view name);
  void order_features();
  void assign_zooms();

  std::shared_ptr<const PreparedLayer> whole_;
  PreparedLayer layer_;
  std::unordered_map<std::string, std::uint32_t> key_slots_;
  std::vector<WorldPoint> scratch_;
  std::uint32_t parts_with_zooms_ = 0;  // the first parts, of features that came prepared
};

}  // namespace jintu::tiles
