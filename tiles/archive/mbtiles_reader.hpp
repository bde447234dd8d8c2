// Reads MBTiles 1.3 (https://github.com/mapbox/mbtiles-spec) with vector tiles.
#pragma once

#include <memory>

#include "tiles/archive/archive_reader.hpp"

namespace jintu::tiles {

/// One connection; threads take turns. An archive replaced by rename stays readable here until
/// the reader is gone; one that is written to answers Error{unavailable} from then on. Whatever
/// else the file holds is left alone. Its tables may be views, which are given as many steps as the
/// size of the file accounts for: one that never ends is Error{bad_input}.
class MbtilesReader final : public ArchiveReader {
 public:
  /// Throws Error{not_found}, Error{io}, Error{bad_input}, or Error{unsupported} for raster tiles.
  explicit MbtilesReader(const std::string& path);
  ~MbtilesReader() override;

  const std::string& path() const override;
  const ArchiveInfo& info() const override;
  std::uint64_t tile_count() const override;
  std::optional<Tile> get(TileCoord tile) const override;
  /// Holds 8 bytes a tile in memory. Error{bad_input} when a tile is there twice or lies nowhere.
  void each_run(const std::function<void(const TileRun&, std::string_view)>& visit) const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jintu::tiles
