#include "tiles/source/live_source.hpp"

#include "tiles/source/derived_layers.hpp"

namespace jintu::tiles {
namespace {

class PreparedSource final : public TileSource {
 public:
  PreparedSource(SourceInfo info, std::vector<std::shared_ptr<const PreparedLayer>> layers)
      : info_(std::move(info)), layers_(std::move(layers)) {
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
  std::optional<TileReport> report(TileCoord coord) const override { return encode_tile(layers_, coord).report; }

 private:
  SourceInfo info_;
  std::vector<std::shared_ptr<const PreparedLayer>> layers_;
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
                                                   const LiveVariant& variant) {
  SourceInfo info;
  info.id = layer.schema().name;
  info.kind = SourceKind::live;
  info.name = layer.schema().title;
  info.crs = variant.crs;
  return make_prepared_source(std::move(info), derive_layers(layer, districts, variant));
}

}  // namespace jintu::tiles
