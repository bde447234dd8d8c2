// Reads a PMTiles v3 archive of vector tiles. Safe against hostile files: every length is checked
// against the file, every directory is bounded, depth is limited, and no number in the file makes a
// loop longer than the file's size accounts for.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tiles/archive/archive_reader.hpp"
#include "tiles/archive/pmtiles_format.hpp"

namespace jintu::tiles {

/// Immutable; any number of threads. An archive replaced by rename stays readable here until the
/// reader is gone; one that is written to answers Error{unavailable} from then on.
class PmtilesReader final : public ArchiveReader {
 public:
  /// Throws Error{not_found}, Error{io}, Error{bad_input} or Error{unsupported}.
  explicit PmtilesReader(const std::string& path);
  ~PmtilesReader() override;
  PmtilesReader(const PmtilesReader&) = delete;
  PmtilesReader& operator=(const PmtilesReader&) = delete;

  const PmtilesHeader& header() const;
  /// JSON text.
  const std::string& metadata() const;
  const std::string& path() const override;
  const ArchiveInfo& info() const override;
  std::uint64_t tile_count() const override;

  std::optional<Tile> get(TileCoord tile) const override;
  /// A run that goes over the end of a zoom is told in two.
  void each_run(const std::function<void(const TileRun&, std::string_view)>& visit) const override;

  /// Every entry in the order of its id, runs not unrolled; `visit` gets entry and stored bytes.
  void for_each(const std::function<void(const PmtilesEntry&, std::string_view)>& visit) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jintu::tiles
