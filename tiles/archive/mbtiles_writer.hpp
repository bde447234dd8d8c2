// Writes MBTiles 1.3 with vector tiles: equal tiles stored once, behind the view `tiles`.
#pragma once

#include <memory>

#include "tiles/archive/archive_writer.hpp"

namespace jintu::tiles {

/// SQLite's page cache is bounded; in memory is a hash for each content.
class MbtilesWriter final : public ArchiveWriter {
 public:
  /// Throws Error{io} when the folder cannot be written.
  explicit MbtilesWriter(std::string path);
  ~MbtilesWriter() override;

  void add_run(TileCoord first, std::uint64_t count, std::string_view bytes) override;
  ArchiveTotals finish(const ArchiveInfo& info) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jintu::tiles
