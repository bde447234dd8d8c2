#include "tiles/archive/mbtiles_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <unordered_map>

#include "geo/base/error.hpp"
#include "geo/sqlite/transaction.hpp"
#include "tiles/archive/archive_reader.hpp"
#include "tiles/archive/mbtiles_metadata.hpp"
#include "tiles/blob/tile.hpp"

namespace jintu::tiles {
namespace {

// application_id: "MPBX", as MBTiles 1.3 asks. Without journal and sync the file is worthless after
// a crash, but then it has not got its name yet.
constexpr const char* schema = R"(
  PRAGMA application_id = 0x4d504258;
  PRAGMA journal_mode = OFF;
  PRAGMA synchronous = OFF;
  PRAGMA cache_size = -32768;
  CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE images (tile_id INTEGER PRIMARY KEY, tile_data BLOB NOT NULL);
  CREATE TABLE map (zoom_level INTEGER NOT NULL, tile_column INTEGER NOT NULL, tile_row INTEGER NOT NULL,
    tile_id INTEGER NOT NULL, PRIMARY KEY (zoom_level, tile_column, tile_row)) WITHOUT ROWID;
  CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data FROM map JOIN images USING (tile_id);
)";

void sync(const std::string& path, int flags) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

}  // namespace

struct MbtilesWriter::Impl {
  struct Inserts {
    sqlite::Statement image, place;
    explicit Inserts(sqlite::Database& db)
        : image(db, "INSERT INTO images VALUES (?1, ?2)"),
          place(db, "INSERT INTO map VALUES (?1, ?2, ?3, ?4)") {}
  };

  std::string path, part;
  std::optional<sqlite::Database> db;
  std::optional<sqlite::Transaction> transaction;
  std::optional<Inserts> inserts;
  std::unordered_map<std::string, std::int64_t> images;  // content hash → tile_id
  std::uint64_t tiles = 0, last_id = 0;

  ~Impl() {
    inserts.reset();
    transaction.reset();
    if (!db) return;
    db.reset();
    unlink(part.c_str());
  }
};

MbtilesWriter::MbtilesWriter(std::string path) : impl_(std::make_unique<Impl>()) {
  Impl& w = *impl_;
  w.path = std::move(path);
  w.part = w.path + ".part";
  unlink(w.part.c_str());  // of a process that was killed
  w.db.emplace(w.part, sqlite::Access::create);
  w.db->exec(schema);
  w.transaction.emplace(*w.db, sqlite::Begin::write);
  w.inserts.emplace(*w.db);
}

MbtilesWriter::~MbtilesWriter() = default;

void MbtilesWriter::add_run(TileCoord first, std::uint64_t count, std::string_view bytes) {
  Impl& w = *impl_;
  const std::uint64_t first_id = pmtiles_id(first);
  if (bytes.empty() || count == 0 || (w.tiles > 0 && first_id <= w.last_id))
    throw Error(ErrorCode::internal,
                "tiles of an archive must come in rising order and not be empty");
  if (count > max_listed_tiles - w.tiles)
    throw Error(ErrorCode::too_large,
                w.path + ": 瓦片过多，MBTiles 每块一行 more than " +
                    std::to_string(max_listed_tiles) +
                    " tiles, and MBTiles takes a row for each; PMTiles holds equal ones as runs");
  w.last_id = first_id + count - 1;
  w.tiles += count;
  const auto [image, fresh] =
      w.images.try_emplace(content_hash(bytes), static_cast<std::int64_t>(w.images.size()) + 1);
  if (fresh) w.inserts->image.bind(1, image->second).bind_blob_view(2, bytes).run();
  for (std::uint64_t id = first_id; id <= w.last_id; ++id) {
    const TileCoord tile = id == first_id ? first : from_pmtiles_id(id).value();
    // Rows count from the south (TMS).
    const std::int64_t row = (std::int64_t{1} << tile.z()) - 1 - std::int64_t{tile.y()};
    w.inserts->place.bind(1, std::int64_t{tile.z()})
        .bind(2, std::int64_t{tile.x()})
        .bind(3, row)
        .bind(4, image->second)
        .run();
  }
}

ArchiveTotals MbtilesWriter::finish(const ArchiveInfo& info) {
  Impl& w = *impl_;
  if (w.tiles == 0)
    throw Error(ErrorCode::bad_input, w.path + ": 没有瓦片 there is no tile to write");
  {
    sqlite::Statement row(*w.db, "INSERT INTO metadata VALUES (?1, ?2)");
    for (const auto& [name, value] : to_mbtiles_rows(info, std::filesystem::path(w.path).stem()))
      row.bind(1, name).bind(2, value).run();
  }
  w.transaction->commit();
  w.inserts.reset();
  sync(w.part, O_RDONLY);
  if (std::rename(w.part.c_str(), w.path.c_str()) != 0)
    throw Error(ErrorCode::io, w.path + ": 无法写入 cannot rename: " + std::strerror(errno));
  w.db.reset();
  const std::filesystem::path folder = std::filesystem::path(w.path).parent_path();
  sync(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
  return {w.tiles, w.images.size(), std::filesystem::file_size(w.path)};
}

}  // namespace jintu::tiles
