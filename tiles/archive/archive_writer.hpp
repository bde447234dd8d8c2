// A file of tiles to write, whichever format it gets: finished, or not there at all.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tiles/archive/archive_info.hpp"
#include "tiles/grid/tile_coord.hpp"

namespace jintu::tiles {

/// Used by one thread. What is written stays beside the archive, under another name, until
/// `finish` makes it durable and puts it in place of an older one. Without `finish` nothing stays.
class ArchiveWriter {
 public:
  virtual ~ArchiveWriter() = default;
  /// `bytes` is one gzip member, not empty; PMTiles ids rise from call to call. Equal tiles are
  /// stored once. Throws Error{io} when the disk refuses, Error{internal} when the order is broken,
  /// Error{too_large} when a format that holds a row for each tile would get too many.
  virtual void add_run(TileCoord first, std::uint64_t count, std::string_view bytes) = 0;
  void add(TileCoord tile, std::string_view bytes) { add_run(tile, 1, bytes); }
  /// Throws Error{bad_input} when there is no tile, Error{io}.
  virtual ArchiveTotals finish(const ArchiveInfo& info) = 0;
};

/// MBTiles 1.3 when `path` ends in ".mbtiles", else PMTiles v3. Throws Error{io} when the folder
/// cannot be written.
std::unique_ptr<ArchiveWriter> create_archive(const std::string& path);

}  // namespace jintu::tiles
