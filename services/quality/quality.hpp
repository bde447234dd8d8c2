// The quality report of a source: what the encoder says of itself, and what tiles/check, which
// shares nothing with it, finds in the tiles.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "geo/base/json.hpp"
#include "tiles/check/check_archive.hpp"
#include "tiles/source/tile_source.hpp"

namespace jintu::quality {

struct Report {
  std::string source;
  int min_zoom = 0, max_zoom = 0;            ///< of the tiles that were looked at
  std::vector<tiles::LayerReport> encoder;   ///< by layer, summed over all tiles
  std::optional<tiles::ArchiveCheck> check;  ///< nothing when nobody checked
  bool labels_compared = false;              ///< whether `repeated` was looked for
};

/// As docs/http.md shows it. `area_error` is the share of a layer's polygon area that a zoom has
/// too much or too little, beside the highest zoom that was looked at.
Json to_json(const Report& report);

/// Makes and checks every tile of a source that cuts its tiles when asked (nothing else gives a
/// report of its encoder): z 0 up, as far as no more than `most_tiles` are looked at in all.
Report report_live(const tiles::TileSource& source, std::uint64_t most_tiles);

/// Beside the archive: "basemap.pmtiles.quality.json".
std::filesystem::path file_beside(const std::filesystem::path& archive);
/// Writes the file whole or not at all. Throws Error{io}.
void write_beside(const std::filesystem::path& archive, const Report& report);
/// The report that was written for this archive; nothing when there is none, or it is of another
/// size: then the archive was replaced. Throws Error{bad_input} when it is no report.
std::optional<Json> read_beside(const std::filesystem::path& archive);

}  // namespace jintu::quality
