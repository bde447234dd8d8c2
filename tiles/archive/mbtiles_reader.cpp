#include "tiles/archive/mbtiles_reader.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/sqlite/sqlite.hpp"
#include "tiles/archive/archive_file.hpp"
#include "tiles/archive/mbtiles_metadata.hpp"
#include "tiles/archive/read_account.hpp"
#include "tiles/blob/gzip.hpp"

namespace jintu::tiles {
namespace {

constexpr std::string_view select_tile =
    "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";

std::string name_of(std::int64_t z, std::int64_t x, std::int64_t row) {
  return "zoom_level " + std::to_string(z) + ", tile_column " + std::to_string(x) + ", tile_row " +
         std::to_string(row);
}

// A row of zoom, column, row and tile takes as much at the least, in whichever way it is kept.
constexpr std::uint64_t min_row_bytes = 8;
constexpr std::size_t max_metadata_bytes = std::size_t{16} << 20;

MbtilesRows read_rows(sqlite::Database& db) {
  MbtilesRows rows;
  std::size_t bytes = 0;
  sqlite::Statement statement(db, "SELECT name, value FROM metadata");
  while (statement.step()) {
    if (statement.is_null(0) || statement.is_null(1)) continue;
    bytes += statement.text(0).size() + statement.text(1).size();
    if (bytes > max_metadata_bytes)
      throw Error(ErrorCode::too_large, db.path() + ": metadata: 过大 more than 16 MiB");
    rows.insert_or_assign(std::string(statement.text(0)), std::string(statement.text(1)));
  }
  return rows;
}

}  // namespace

struct MbtilesReader::Impl {
  ArchiveFile file;  // the same, to see when somebody writes to it
  sqlite::Database db;
  std::optional<sqlite::Statement> tile;
  ArchiveInfo info;
  std::optional<std::string> endless;  // why it is not asked any more
  std::mutex mutex;                    // of db, tile and endless

  explicit Impl(const std::string& path) : file(path), db(path, sqlite::Access::foreign) {
    const auto now = stamp_of(path);
    if (now && !now->same_content(file.stamp()))
      throw Error(ErrorCode::unavailable,
                  path + ": 文件正在被替换 the file is just being replaced");
  }

  /// `work` on the database, which takes turns, within `limit`. What fails because the file was
  /// written to is told as that. A view that does not end for one tile is not tried for others.
  template <class Work>
  auto within(sqlite::WorkLimit limit, const Work& work) {
    const std::lock_guard lock(mutex);
    if (endless) throw Error(ErrorCode::bad_input, *endless);
    const sqlite::WorkGuard guard(db, limit);
    try {
      auto result = work();
      file.require_unchanged();
      return result;
    } catch (const Error& error) {
      file.require_unchanged();
      if (guard.exhausted()) endless = error.public_detail();
      throw;
    }
  }
  template <class Work>
  auto over_all_rows(const Work& work) {
    return within(sqlite::WorkLimit::for_all_rows(file.size()), work);
  }

  void open() {
    info = over_all_rows([&] { return read_info(); });
    tile.emplace(db, select_tile);
  }
  ArchiveInfo read_info() {
    constexpr std::string_view both =
        "SELECT count(DISTINCT lower(name)) FROM sqlite_master WHERE type IN ('table', 'view') "
        "AND lower(name) IN ('metadata', 'tiles')";
    if (db.query_integer(both) != 2)
      throw Error(ErrorCode::bad_input,
                  db.path() +
                      ": 不是 MBTiles 文件 not MBTiles: no tables \"metadata\" and \"tiles\" as in "
                      "MBTiles 1.3");
    const MbtilesRows rows = read_rows(db);
    if (const auto format = rows.find("format"); format != rows.end() && format->second != "pbf")
      throw Error(ErrorCode::unsupported,
                  db.path() + ": 不是矢量瓦片 not vector tiles: metadata \"format\" is \"" +
                      format->second.substr(0, 40) + "\", expected \"pbf\"");
    ArchiveInfo seen;
    seen.min_zoom = zoom("SELECT min(zoom_level) FROM tiles", 0);
    seen.max_zoom = zoom("SELECT max(zoom_level) FROM tiles", 0);
    return from_mbtiles_rows(rows, seen, db.path());
  }
  int zoom(std::string_view sql, int otherwise) {
    const std::int64_t value = db.query_integer(sql, otherwise);
    if (value < 0 || value > max_tile_zoom)
      throw Error(ErrorCode::bad_input, db.path() + ": zoom_level " + std::to_string(value) +
                                            ": 应为 expected 0 to " +
                                            std::to_string(max_tile_zoom));
    return static_cast<int>(value);
  }

  std::optional<std::string> read(TileCoord at) {
    return within(sqlite::WorkLimit::for_one_row(file.size()), [&] {
      const std::int64_t row = (std::int64_t{1} << at.z()) - 1 - std::int64_t{at.y()};
      tile->reset();
      tile->bind(1, std::int64_t{at.z()}).bind(2, std::int64_t{at.x()}).bind(3, row);
      std::optional<std::string> out;
      if (tile->step() && !tile->blob(0).empty()) out.emplace(tile->blob(0));
      tile->reset();
      return out;
    });
  }

  /// Of all tiles, rising.
  std::vector<std::uint64_t> ids() {
    auto out = over_all_rows([&] { return unsorted_ids(); });
    std::sort(out.begin(), out.end());
    if (const auto twice = std::adjacent_find(out.begin(), out.end()); twice != out.end()) {
      const TileCoord t = *from_pmtiles_id(*twice);
      throw Error(ErrorCode::bad_input,
                  db.path() + ": 瓦片重复 a tile is there twice: " +
                      name_of(t.z(), t.x(), (std::int64_t{1} << t.z()) - 1 - std::int64_t{t.y()}));
    }
    return out;
  }
  std::vector<std::uint64_t> unsorted_ids() {
    std::vector<std::uint64_t> out;
    sqlite::Statement statement(db, "SELECT zoom_level, tile_column, tile_row FROM tiles");
    while (statement.step()) {
      const std::int64_t z = statement.integer(0), x = statement.integer(1),
                         row = statement.integer(2);
      const auto coord = z >= 0 && z <= max_tile_zoom
                             ? TileCoord::checked(z, x, (std::int64_t{1} << z) - 1 - row)
                             : std::nullopt;
      if (!coord)
        throw Error(ErrorCode::bad_input,
                    db.path() + ": 没有这样的瓦片 no such tile: " + name_of(z, x, row));
      if (out.size() > file.size() / min_row_bytes)
        throw Error(ErrorCode::bad_input,
                    db.path() +
                        ": \"tiles\" 的行数超出文件大小所容 has more rows than its size allows; "
                        "a view in it may never end");
      out.push_back(pmtiles_id(*coord));
    }
    return out;
  }
};

MbtilesReader::MbtilesReader(const std::string& path) : impl_(std::make_unique<Impl>(path)) {
  impl_->open();
}

MbtilesReader::~MbtilesReader() = default;

const std::string& MbtilesReader::path() const { return impl_->db.path(); }
const ArchiveInfo& MbtilesReader::info() const { return impl_->info; }

std::uint64_t MbtilesReader::tile_count() const {
  return impl_->over_all_rows([&] {
    return static_cast<std::uint64_t>(impl_->db.query_integer("SELECT count(*) FROM tiles"));
  });
}

std::optional<Tile> MbtilesReader::get(TileCoord tile) const {
  auto bytes = impl_->read(tile);
  if (!bytes) return std::nullopt;
  const Encoding encoding = is_gzip(*bytes) ? Encoding::gzip : Encoding::identity;
  return stored_tile(std::move(*bytes), encoding);
}

void MbtilesReader::each_run(
    const std::function<void(const TileRun&, std::string_view)>& visit) const {
  ReadAccount account(path(), impl_->file.size());
  for (const std::uint64_t id : impl_->ids()) {
    const auto bytes = impl_->read(*from_pmtiles_id(id));
    if (!bytes) continue;
    account.spend(bytes->size());
    visit({id, 1}, *bytes);
  }
}

}  // namespace jintu::tiles
