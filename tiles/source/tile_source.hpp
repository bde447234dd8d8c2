// Where tiles come from: one interface over live layers, archives and composites.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/geometry/box.hpp"
#include "tiles/blob/tile.hpp"
#include "tiles/grid/tile_coord.hpp"
#include "tiles/grid/tile_crs.hpp"
#include "tiles/mvt/encode.hpp"

namespace jintu::tiles {

enum class SourceKind { live, archive, composite };

/// "live", "archive" or "composite", as in the catalog.
std::string_view to_string(SourceKind kind);

/// One entry of TileJSON's vector_layers.
struct VectorLayer {
  std::string id;
  std::string description;
  int min_zoom = 0;
  int max_zoom = 14;
  std::vector<std::pair<std::string, std::string>>
      fields;  ///< name → "String", "Number" or "Boolean"
};

struct SourceInfo {
  std::string id;
  SourceKind kind = SourceKind::live;
  std::string name;
  std::string description;
  std::string attribution;
  int min_zoom = 0;
  int max_zoom = 14;  ///< what TileJSON says; clients overzoom beyond it
  TileCrs crs = TileCrs::wgs84;
  Box<Wgs84> bounds;  ///< in the numbers of `crs`; empty when there is nothing in it
  std::vector<VectorLayer> layers;
};

/// Immutable; any number of threads.
class TileSource {
 public:
  TileSource();
  virtual ~TileSource() = default;
  TileSource(const TileSource&) = delete;
  TileSource& operator=(const TileSource&) = delete;

  /// One for each source that this process made, rising. What is kept of a source is kept under
  /// this number: with the source itself, a tile would keep all records of an earlier revision
  /// alive.
  std::uint64_t state() const { return state_; }
  /// Memory that goes with the source; what a file holds is not counted.
  virtual std::size_t bytes() const { return 0; }
  virtual const SourceInfo& info() const = 0;
  /// Nothing for an empty tile (204). Throws Error when a tile cannot be made or read.
  virtual std::optional<Tile> get(TileCoord coord) const = 0;
  /// The same tile without compression; empty for an empty one. For those who join tiles.
  virtual std::string plain(TileCoord coord) const {
    const auto tile = get(coord);
    return tile ? plain_bytes(*tile) : std::string();
  }
  /// Whether the tile is known, without making it, to be the same as that of the source whose state
  /// was `before`. False when that is not known.
  virtual bool same_tile(std::uint64_t before, TileCoord coord) const {
    return static_cast<void>(coord), before == state_;
  }
  /// What the encoder has to say of the tile; nothing from sources that only read tiles.
  virtual std::optional<TileReport> report(TileCoord) const { return std::nullopt; }

 private:
  const std::uint64_t state_;
};

/// TileJSON 3.0.0 of a source; `tiles_url` is its template with {z}/{x}/{y}.
std::string tilejson(const SourceInfo& info, std::string_view tiles_url);

}  // namespace jintu::tiles
