#include "tiles/archive/convert.hpp"

#include <filesystem>

#include "geo/base/error.hpp"
#include "tiles/archive/archive_reader.hpp"
#include "tiles/archive/archive_writer.hpp"
#include "tiles/blob/gzip.hpp"

namespace jintu::tiles {

ArchiveTotals convert_archive(const std::string& from, const std::string& to,
                              const Progress& progress) {
  const auto reader = open_archive(from);
  std::error_code absent;
  if (std::filesystem::equivalent(from, to, absent))
    throw Error(ErrorCode::bad_input,
                to + ": 输入和输出是同一个文件 input and output are the same file");
  const auto writer = create_archive(to);
  const std::uint64_t total = reader->tile_count();
  std::uint64_t done = 0;
  reader->each_run([&](const TileRun& run, std::string_view bytes) {
    progress.report("tiles.convert", done, total);
    progress.check();
    done += run.count;
    const TileCoord first = *from_pmtiles_id(run.first_id);
    if (is_gzip(bytes))
      writer->add_run(first, run.count, bytes);
    else
      writer->add_run(first, run.count, gzip(bytes));
  });
  progress.report("tiles.convert", total, total);
  return writer->finish(reader->info());
}

}  // namespace jintu::tiles
