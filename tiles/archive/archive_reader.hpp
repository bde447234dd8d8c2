// A file of tiles to read from, whichever format it has.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tiles/archive/archive_info.hpp"
#include "tiles/blob/tile.hpp"
#include "tiles/grid/tile_coord.hpp"

namespace jintu::tiles {

/// Immutable; any number of threads.
class ArchiveReader {
 public:
  virtual ~ArchiveReader() = default;
  virtual const std::string& path() const = 0;
  virtual const ArchiveInfo& info() const = 0;
  /// How many there are, equal ones counted each.
  virtual std::uint64_t tile_count() const = 0;
  /// As stored. Throws Error{bad_input} when the file is damaged where it looks.
  virtual std::optional<Tile> get(TileCoord tile) const = 0;
  /// Every tile as stored, in the order of PMTiles ids. Throws as `get`, and what `visit` throws.
  virtual void each_tile(const std::function<void(TileCoord, std::string_view)>& visit) const = 0;
};

/// PMTiles v3 or MBTiles 1.3 of vector tiles, told apart by the file's first bytes. Throws
/// Error{not_found}, Error{io}, Error{bad_input} or Error{unsupported}.
std::unique_ptr<ArchiveReader> open_archive(const std::string& path);

}  // namespace jintu::tiles
