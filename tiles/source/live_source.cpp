#include "tiles/source/live_source.hpp"

#include "tiles/source/derived_layers.hpp"
#include "tiles/source/lineage.hpp"

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
  std::string plain(TileCoord coord) const override { return encode_tile(layers_, coord).bytes; }
  bool same_tile(std::uint64_t before, TileCoord coord) const override {
    return before == state() || (lineage_ && lineage_->same_tile(before, coord));
  }
  std::size_t bytes() const override {
    std::size_t sum = sizeof *this;
    for (const auto& layer : layers_) sum += layer->bytes();
    return sum;
  }
  /// Before others see it: it comes after `earlier`, or begins a line.
  void set_lineage(const EarlierSource* earlier) {
    const auto* before = earlier ? dynamic_cast<const PreparedSource*>(&earlier->source) : nullptr;
    if (before && before->lineage_)
      lineage_.emplace(state(), *before->lineage_, earlier->changed);
    else
      lineage_.emplace(state());
  }
  std::optional<TileReport> report(TileCoord coord) const override {
    return encode_tile(layers_, coord).report;
  }

 private:
  SourceInfo info_;
  std::vector<std::shared_ptr<const PreparedLayer>> layers_;
  std::optional<Lineage> lineage_;
};

/// Whether its tiles depend on nothing but the features of the layer.
bool has_lineage(const Layer& layer, const LiveVariant& variant) {
  const bool plain = !variant.shows && !variant.add_properties && variant.crs == TileCrs::wgs84;
  return plain && served_as_it_is(layer.schema().name);
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
  auto source =
      std::make_shared<PreparedSource>(std::move(info), derive_layers(layer, districts, variant));
  if (has_lineage(layer, variant)) source->set_lineage(earlier);
  return source;
}

}  // namespace jintu::tiles
