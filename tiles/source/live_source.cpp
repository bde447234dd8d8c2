#include "tiles/source/live_source.hpp"

#include "tiles/source/derived_layers.hpp"
#include "tiles/source/lineage.hpp"

namespace jintu::tiles {
namespace {

class PreparedSource final : public TileSource {
 public:
  PreparedSource(SourceInfo info, std::vector<std::shared_ptr<const PreparedLayer>> layers,
                 std::optional<Lineage> lineage = {})
      : info_(std::move(info)), layers_(std::move(layers)), lineage_(std::move(lineage)) {
    for (const auto& layer : layers_) {
      info_.layers.push_back(describe(*layer));
      info_.bounds.add(layer->bounds());
    }
  }
  const SourceInfo& info() const override { return info_; }
  std::optional<Tile> get(TileCoord coord) const override {
    const EncodedTile tile = encode_tile(layers_, coord);
    if (tile.bytes.empty()) return std::nullopt;
    return gzip_tile(tile.bytes);
  }
  std::string plain(TileCoord coord) const override { return encode_tile(layers_, coord).bytes; }
  bool same_tile(const TileSource& before, TileCoord coord) const override {
    if (&before == this) return true;
    const auto* earlier = dynamic_cast<const PreparedSource*>(&before);
    return lineage_ && earlier && earlier->lineage_ &&
           lineage_->same_tile(*earlier->lineage_, coord);
  }
  const std::optional<Lineage>& lineage() const { return lineage_; }
  std::optional<TileReport> report(TileCoord coord) const override {
    return encode_tile(layers_, coord).report;
  }

 private:
  SourceInfo info_;
  std::vector<std::shared_ptr<const PreparedLayer>> layers_;
  std::optional<Lineage> lineage_;
};

/// Of plain sources of layers whose tiles hang on nothing but their features.
std::optional<Lineage> lineage_of(const Layer& layer, const LiveVariant& variant,
                                  const EarlierSource* earlier) {
  const bool plain = !variant.shows && !variant.add_properties && variant.crs == TileCrs::wgs84;
  if (!plain || !served_as_it_is(layer.schema().name)) return std::nullopt;
  const auto* before = earlier ? dynamic_cast<const PreparedSource*>(&earlier->source) : nullptr;
  if (!before || !before->lineage()) return Lineage();
  return Lineage(*before->lineage(), earlier->changed);
}

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
  return std::make_shared<PreparedSource>(std::move(info), derive_layers(layer, districts, variant),
                                          lineage_of(layer, variant, earlier));
}

}  // namespace jintu::tiles
