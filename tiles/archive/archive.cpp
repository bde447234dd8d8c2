#include <fstream>

#include "geo/base/error.hpp"
#include "tiles/archive/archive_reader.hpp"
#include "tiles/archive/archive_writer.hpp"
#include "tiles/archive/mbtiles_reader.hpp"
#include "tiles/archive/mbtiles_writer.hpp"
#include "tiles/archive/pmtiles_reader.hpp"
#include "tiles/archive/pmtiles_writer.hpp"

namespace jintu::tiles {

std::unique_ptr<ArchiveReader> open_archive(const std::string& path) {
  char head[16] = {};
  std::ifstream(path, std::ios::binary).read(head, sizeof head);
  // https://www.sqlite.org/fileformat.html §1.3; all else, an absent file too, is PMTiles' to
  // refuse.
  if (std::string_view(head, sizeof head) == std::string_view("SQLite format 3\0", 16))
    return std::make_unique<MbtilesReader>(path);
  return std::make_unique<PmtilesReader>(path);
}

void ArchiveReader::each_tile(const std::function<void(TileCoord, std::string_view)>& visit) const {
  std::uint64_t listed = 0;
  each_run([&](const TileRun& run, std::string_view bytes) {
    if (run.count > max_listed_tiles - listed)
      throw Error(ErrorCode::too_large, path() + ": 瓦片过多 its runs name more than " +
                                            std::to_string(max_listed_tiles) + " tiles");
    listed += run.count;
    for (std::uint64_t i = 0; i < run.count; ++i) visit(*from_pmtiles_id(run.first_id + i), bytes);
  });
}

std::unique_ptr<ArchiveWriter> create_archive(const std::string& path) {
  if (path.ends_with(".mbtiles")) return std::make_unique<MbtilesWriter>(path);
  return std::make_unique<PmtilesWriter>(path);
}

}  // namespace jintu::tiles
