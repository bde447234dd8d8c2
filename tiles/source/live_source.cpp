#include "tiles/source/live_source.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "tiles/grid/world.hpp"
#include "tiles/source/derived_layers.hpp"
#include "tiles/source/edited_layer.hpp"
#include "tiles/source/lineage.hpp"

namespace jintu::tiles {
namespace {

/// A source whose tiles can be compared with those of the same layer earlier.
class LayerSource : public TileSource {
 public:
  explicit LayerSource(SourceInfo info) : info_(std::move(info)) {}

  const SourceInfo& info() const override { return info_; }
  std::optional<Tile> get(TileCoord coord) const override {
    const std::string bytes = plain(coord);
    if (bytes.empty()) return std::nullopt;
    return gzip_tile(bytes);
  }
  std::string plain(TileCoord coord) const override { return encoded(coord).bytes; }
  std::optional<TileReport> report(TileCoord coord) const override { return encoded(coord).report; }

 protected:
  virtual EncodedTile encoded(TileCoord coord) const = 0;
  SourceInfo info_;
};

class PreparedSource final : public LayerSource {
 public:
  using Layers = std::vector<std::shared_ptr<const PreparedLayer>>;
  PreparedSource(SourceInfo info, Layers layers)
      : LayerSource(std::move(info)), layers_(std::move(layers)) {
    for (const auto& layer : layers_) {
      info_.layers.push_back(describe(*layer));
      info_.bounds.add(layer->bounds());
    }
  }
  std::size_t bytes() const override {
    std::size_t sum = sizeof *this;
    for (const auto& layer : layers_) sum += layer->bytes();
    return sum;
  }

 private:
  EncodedTile encoded(TileCoord coord) const override { return encode_tile(layers_, coord); }
  Layers layers_;
};

/// What `describe` says of a layer that is served as it is, without preparing it.
VectorLayer described(const Layer& layer) {
  const LayerRules rules;
  VectorLayer out{layer.schema().name, layer.schema().title, rules.min_zoom, rules.max_zoom, {}};
  for (const FieldUse& field : layer.features().fields_in_use())
    out.fields.emplace_back(field.name, field.types == FieldUse::number    ? "Number"
                                        : field.types == FieldUse::boolean ? "Boolean"
                                                                           : "String");
  std::sort(out.fields.begin(), out.fields.end());
  return out;
}

/// A layer that is served as it is, prepared when the first tile is asked for: layers that people
/// bring may be large, and an edit need not wait for a preparation that nobody asks for.
class WholeLayerSource final : public LayerSource {
 public:
  /// `earlier` may be null.
  WholeLayerSource(SourceInfo info, const Layer& layer, const EarlierSource* earlier)
      : LayerSource(std::move(info)), lineage_(state()) {
    const auto* before =
        earlier ? dynamic_cast<const WholeLayerSource*>(&earlier->source) : nullptr;
    if (before) lineage_ = Lineage(state(), before->lineage_, earlier->changed);
    if (before && earlier->ids)
      edited_.emplace(layer, before->edited_.value(), *earlier->ids);
    else
      edited_.emplace(layer);
    info_.layers.push_back(described(layer));
    if (layer.bounds().empty()) return;
    // As tiles have it: to the grid of the world.
    info_.bounds.add(from_world(to_world(layer.bounds().min, info_.crs), info_.crs));
    info_.bounds.add(from_world(to_world(layer.bounds().max, info_.crs), info_.crs));
  }
  std::size_t bytes() const override { return sizeof *this + edited_->bytes(); }
  bool same_tile(std::uint64_t before, TileCoord coord) const override {
    return lineage_.same_tile(before, coord);
  }

 private:
  EncodedTile encoded(TileCoord coord) const override {
    const auto layer = edited_->for_tile(coord);
    return encode_tile(std::span(&layer, 1), coord);
  }

  std::optional<EditedLayer> edited_;
  Lineage lineage_;
};

}  // namespace

VectorLayer describe(const PreparedLayer& layer) {
  const LayerRules& rules = layer.rules();
  return {rules.name, rules.description, rules.min_zoom, rules.max_zoom, layer.fields()};
}

std::shared_ptr<const TileSource> make_prepared_source(
    SourceInfo info, std::vector<std::shared_ptr<const PreparedLayer>> layers) {
  return std::make_shared<PreparedSource>(std::move(info), std::move(layers));
}

std::shared_ptr<const TileSource> make_live_source(const Layer& layer, const Layer* districts,
                                                   const LiveVariant& variant,
                                                   const EarlierSource* earlier) {
  SourceInfo info;
  info.id = layer.schema().name;
  info.kind = SourceKind::live;
  info.name = layer.schema().title;
  info.crs = variant.crs;
  const bool plain = !variant.shows && !variant.add_properties && variant.crs == TileCrs::wgs84;
  if (!plain || !served_as_it_is(info.id))
    return std::make_shared<PreparedSource>(std::move(info),
                                            derive_layers(layer, districts, variant));
  return std::make_shared<WholeLayerSource>(std::move(info), layer, earlier);
}

}  // namespace jintu::tiles
