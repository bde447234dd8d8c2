// Writes a PMTiles v3 archive: clustered, equal tiles stored once, finished or not there at all.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "geo/geometry/box.hpp"
#include "tiles/grid/tile_coord.hpp"

namespace jintu::tiles {

struct ArchiveInfo {
  int min_zoom = 0, max_zoom = 14;
  Box<Wgs84> bounds;
  Position center;
  int center_zoom = 10;
  std::string metadata;  ///< JSON with vector_layers, name, attribution …
};

struct ArchiveTotals {
  std::uint64_t tiles = 0;     ///< addressed
  std::uint64_t contents = 0;  ///< different ones
  std::uint64_t bytes = 0;     ///< of the finished file
};

/// Tile data streams to a file beside `path`, with no name to it until it is complete; `finish`
/// makes it durable and puts it in place of an older archive. Without `finish` nothing stays.
/// Used by one thread.
class PmtilesWriter {
 public:
  /// Throws Error{io} when the folder cannot be written.
  explicit PmtilesWriter(std::string path);
  ~PmtilesWriter();
  PmtilesWriter(const PmtilesWriter&) = delete;
  PmtilesWriter& operator=(const PmtilesWriter&) = delete;

  /// `bytes` is one gzip member, not empty; ids rise from call to call. Throws Error{io} when the
  /// disk refuses, Error{internal} when the order is broken.
  void add(TileCoord tile, std::string_view bytes);

  ArchiveTotals finish(const ArchiveInfo& info);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jintu::tiles
