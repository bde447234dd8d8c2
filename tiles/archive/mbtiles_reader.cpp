#include "tiles/archive/mbtiles_reader.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/sqlite/sqlite.hpp"
#include "tiles/archive/mbtiles_metadata.hpp"
#include "tiles/blob/gzip.hpp"

namespace jintu::tiles {
namespace {

constexpr std::string_view select_tile =
    "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";

std::string name_of(std::int64_t z, std::int64_t x, std::int64_t row) {
  return "zoom_level " + std::to_string(z) + ", tile_column " + std::to_string(x) + ", tile_row " +
         std::to_string(row);
}

MbtilesRows read_rows(sqlite::Database& db) {
  MbtilesRows rows;
  sqlite::Statement statement(db, "SELECT name, value FROM metadata");
  while (statement.step())
    if (!statement.is_null(0) && !statement.is_null(1))
      rows.insert_or_assign(std::string(statement.text(0)), std::string(statement.text(1)));
  return rows;
}

}  // namespace

struct MbtilesReader::Impl {
  sqlite::Database db;
  std::optional<sqlite::Statement> tile;
  ArchiveInfo info;
  mutable std::mutex mutex;  // of db and tile

  explicit Impl(const std::string& path) : db(path, sqlite::Access::read_only) {}

  void open() {
    try {
      tile.emplace(db, select_tile);
      sqlite::Statement(db, "SELECT name, value FROM metadata");
    } catch (const Error& error) {
      if (error.code() != ErrorCode::internal) throw;
      throw Error(ErrorCode::bad_input,
                  db.path() +
                      ": 不是 MBTiles 文件 not MBTiles: no tables \"metadata\" and \"tiles\" as in "
                      "MBTiles 1.3",
                  error.what());
    }
    const MbtilesRows rows = read_rows(db);
    if (const auto format = rows.find("format"); format != rows.end() && format->second != "pbf")
      throw Error(ErrorCode::unsupported,
                  db.path() + ": 不是矢量瓦片 not vector tiles: metadata \"format\" is \"" +
                      format->second.substr(0, 40) + "\", expected \"pbf\"");
    ArchiveInfo seen;
    seen.min_zoom = zoom("SELECT min(zoom_level) FROM tiles", 0);
    seen.max_zoom = zoom("SELECT max(zoom_level) FROM tiles", 0);
    info = from_mbtiles_rows(rows, seen, db.path());
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
    const std::lock_guard lock(mutex);
    const std::int64_t row = (std::int64_t{1} << at.z()) - 1 - std::int64_t{at.y()};
    tile->reset();
    tile->bind(1, std::int64_t{at.z()}).bind(2, std::int64_t{at.x()}).bind(3, row);
    std::optional<std::string> out;
    if (tile->step() && !tile->blob(0).empty()) out.emplace(tile->blob(0));
    tile->reset();
    return out;
  }

  std::vector<std::uint64_t> ids() {
    std::vector<std::uint64_t> out;
    const std::lock_guard lock(mutex);
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
      out.push_back(pmtiles_id(*coord));
    }
    std::sort(out.begin(), out.end());
    if (const auto twice = std::adjacent_find(out.begin(), out.end()); twice != out.end()) {
      const TileCoord t = *from_pmtiles_id(*twice);
      throw Error(ErrorCode::bad_input,
                  db.path() + ": 瓦片重复 a tile is there twice: " +
                      name_of(t.z(), t.x(), (std::int64_t{1} << t.z()) - 1 - std::int64_t{t.y()}));
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
  const std::lock_guard lock(impl_->mutex);
  return static_cast<std::uint64_t>(impl_->db.query_integer("SELECT count(*) FROM tiles"));
}

std::optional<Tile> MbtilesReader::get(TileCoord tile) const {
  auto bytes = impl_->read(tile);
  if (!bytes) return std::nullopt;
  const Encoding encoding = is_gzip(*bytes) ? Encoding::gzip : Encoding::identity;
  return stored_tile(std::move(*bytes), encoding);
}

void MbtilesReader::each_tile(const std::function<void(TileCoord, std::string_view)>& visit) const {
  for (const std::uint64_t id : impl_->ids()) {
    const TileCoord tile = *from_pmtiles_id(id);
    if (const auto bytes = impl_->read(tile)) visit(tile, *bytes);
  }
}

}  // namespace jintu::tiles
