// Writes a PMTiles v3 archive: clustered, equal tiles stored once, finished or not there at all.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tiles/archive/archive_writer.hpp"

namespace jintu::tiles {

/// Tile data streams to the disk; in memory are 24 bytes an entry and a hash for each content.
class PmtilesWriter final : public ArchiveWriter {
 public:
  /// Throws Error{io} when the folder cannot be written.
  explicit PmtilesWriter(std::string path);
  ~PmtilesWriter() override;
  PmtilesWriter(const PmtilesWriter&) = delete;
  PmtilesWriter& operator=(const PmtilesWriter&) = delete;

  void add_run(TileCoord first, std::uint64_t count, std::string_view bytes) override;
  ArchiveTotals finish(const ArchiveInfo& info) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jintu::tiles
