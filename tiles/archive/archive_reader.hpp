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

/// Tiles that follow one another in the order of PMTiles ids and are equal.
struct TileRun {
  std::uint64_t first_id = 0;
  std::uint64_t count = 1;  ///< the last one lies within zoom 22
};

/// Immutable; any number of threads.
class ArchiveReader {
 public:
  virtual ~ArchiveReader() = default;
  virtual const std::string& path() const = 0;
  virtual const ArchiveInfo& info() const = 0;
  /// How many there are, equal ones counted each, by what the archive says of itself.
  virtual std::uint64_t tile_count() const = 0;
  /// As stored. Throws Error{bad_input} when the file is damaged where it looks, Error{unavailable}
  /// when it has been written to since it was opened.
  virtual std::optional<Tile> get(TileCoord tile) const = 0;
  /// Every tile as stored, in the order of PMTiles ids, equal ones together where the archive has
  /// them so: the work is bounded by the size of the file, however many tiles its runs name. Throws
  /// as `get`, Error{too_large} when it means more work than that, and what `visit` throws.
  virtual void each_run(
      const std::function<void(const TileRun&, std::string_view)>& visit) const = 0;
  /// Every tile by itself. Error{too_large} when runs make more than `max_listed_tiles` of them.
  void each_tile(const std::function<void(TileCoord, std::string_view)>& visit) const;
};

/// One by one, tiles of runs cost without a limit in the file: a run of 2^32 - 1 takes five bytes.
inline constexpr std::uint64_t max_listed_tiles = 100'000'000;

/// PMTiles v3 or MBTiles 1.3 of vector tiles, told apart by the file's first bytes. Throws
/// Error{not_found}, Error{io}, Error{bad_input} or Error{unsupported}.
std::unique_ptr<ArchiveReader> open_archive(const std::string& path);

}  // namespace jintu::tiles
