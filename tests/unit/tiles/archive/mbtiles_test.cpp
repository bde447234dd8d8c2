#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <stop_token>
#include <tuple>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "geo/sqlite/sqlite.hpp"
#include "tiles/archive/archive_reader.hpp"
#include "tiles/archive/archive_writer.hpp"
#include "tiles/archive/convert.hpp"
#include "tiles/blob/gzip.hpp"

using namespace jintu;
using namespace jintu::tiles;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path = fs::temp_directory_path() / ("jintu-mbtiles-" + std::to_string(getpid()));
  Folder() {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  std::string file(const char* name) const { return path / name; }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), {}));
  }
};

ArchiveInfo info() {
  ArchiveInfo i;
  i.min_zoom = 0;
  i.max_zoom = 6;
  i.bounds.add(Position{116.7, 38.5555555});
  i.bounds.add(Position{118.1, 40.3});
  i.center = {117.2, 39.1};
  i.center_zoom = 5;
  i.metadata =
      R"({"name":"底图","attribution":"© OSM","vector_layers":[{"id":"a","fields":{}}],"revision":7})";
  return i;
}

/// Tiles of z 0–6 with gaps, every tenth the same "sea".
void fill(const std::string& path) {
  const auto writer = create_archive(path);
  for (std::uint64_t id = 0; id < 5000; id += 1 + id % 3)
    writer->add(*from_pmtiles_id(id), gzip(id % 10 < 3 ? "sea" : "tile " + std::to_string(id)));
  const ArchiveTotals totals = writer->finish(info());
  CHECK(totals.contents < totals.tiles);
  CHECK(totals.bytes == fs::file_size(path));
}

std::map<TileCoord, std::string> all_tiles(const ArchiveReader& reader) {
  std::map<TileCoord, std::string> out;
  reader.each_tile([&](TileCoord tile, std::string_view bytes) { out.emplace(tile, bytes); });
  return out;
}

void check_equal(const std::string& a, const std::string& b) {
  const auto left = open_archive(a), right = open_archive(b);
  const auto tiles = all_tiles(*left);
  CHECK(tiles.size() > 2000);
  CHECK(tiles == all_tiles(*right));
  CHECK(left->tile_count() == right->tile_count());
  for (const auto& [coord, bytes] : tiles) {
    const auto got = right->get(coord);
    REQUIRE(got);
    REQUIRE(*got->bytes == bytes);
  }
  const auto &i = left->info(), &j = right->info();
  CHECK(std::tuple(i.min_zoom, i.max_zoom, i.center_zoom) ==
        std::tuple(j.min_zoom, j.max_zoom, j.center_zoom));
  CHECK(std::tuple(i.bounds.min.lon, i.bounds.min.lat, i.bounds.max.lon, i.bounds.max.lat) ==
        std::tuple(j.bounds.min.lon, j.bounds.min.lat, j.bounds.max.lon, j.bounds.max.lat));
  CHECK(std::tuple(i.center.lon, i.center.lat) == std::tuple(j.center.lon, j.center.lat));
  CHECK(nlohmann::json::parse(i.metadata) == nlohmann::json::parse(j.metadata));
}

/// An MBTiles of another program: a plain table, nothing but what is demanded.
void foreign(const std::string& path, const std::string& more_sql) {
  sqlite::Database db(path, sqlite::Access::create);
  db.exec(
      "CREATE TABLE metadata (name text, value text);"
      "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data "
      "blob);"
      "INSERT INTO metadata VALUES ('name', 'x'), ('format', 'pbf');" +
      more_sql);
}

}  // namespace

TEST_CASE("Conversion to MBTiles and back keeps every tile, the bounds and the metadata") {
  const Folder folder;
  fill(folder.file("a.pmtiles"));
  convert_archive(folder.file("a.pmtiles"), folder.file("b.mbtiles"), {});
  convert_archive(folder.file("b.mbtiles"), folder.file("c.pmtiles"), {});
  convert_archive(folder.file("c.pmtiles"), folder.file("d.mbtiles"), {});
  check_equal(folder.file("a.pmtiles"), folder.file("b.mbtiles"));
  check_equal(folder.file("a.pmtiles"), folder.file("c.pmtiles"));
  check_equal(folder.file("a.pmtiles"), folder.file("d.mbtiles"));
  CHECK(folder.files() == 4);
  CHECK_FALSE(open_archive(folder.file("b.mbtiles"))->get(*TileCoord::checked(14, 0, 0)));
}

TEST_CASE("MBTiles counts rows from the south and keeps equal tiles once") {
  const Folder folder;
  {
    const auto writer = create_archive(folder.file("a.mbtiles"));
    for (const auto& [x, y] : {std::pair(1, 1), std::pair(1, 2)})
      writer->add(*TileCoord::checked(2, x, y), gzip("same"));
    writer->add(*TileCoord::checked(3, 6, 1), gzip("other"));
    writer->finish(info());
  }
  sqlite::Database db(folder.file("a.mbtiles"), sqlite::Access::read_only);
  CHECK(db.query_integer("SELECT tile_row FROM tiles WHERE zoom_level = 3 AND tile_column = 6") ==
        6);
  CHECK(db.query_integer("SELECT count(*) FROM images") == 2);
  CHECK(db.query_integer("SELECT count(*) FROM tiles") == 3);
  CHECK(db.query_integer("PRAGMA application_id") == 0x4d504258);
}

TEST_CASE("MBTiles of other programs are read: plain tables, plain tiles, no zooms told") {
  const Folder folder;
  const std::string path = folder.file("f.mbtiles");
  foreign(path, "INSERT INTO tiles VALUES (3, 2, 7, x'0102'), (5, 0, 0, x'03'), (4, 0, 0, x'')");
  const auto reader = open_archive(path);
  CHECK(reader->info().min_zoom == 3);
  CHECK(reader->info().max_zoom == 5);
  const auto tile = reader->get(*TileCoord::checked(3, 2, 0));
  REQUIRE(tile);
  CHECK(tile->encoding == Encoding::identity);
  CHECK(all_tiles(*reader).size() == 2);  // an empty tile is no tile
  convert_archive(path, folder.file("f.pmtiles"), {});
  CHECK(plain_bytes(*open_archive(folder.file("f.pmtiles"))->get(*TileCoord::checked(3, 2, 0))) ==
        "\x01\x02");
}

TEST_CASE("What is no MBTiles of vector tiles is refused with the reason, and nothing is written") {
  const Folder folder;
  const std::string path = folder.file("f.mbtiles"), to = folder.file("to.pmtiles");
  const auto refused = [&](const std::string& sql, const std::string& why) {
    INFO(why);
    fs::remove(path);
    foreign(path, sql);
    CHECK_THROWS_WITH(convert_archive(path, to, {}),
                      Catch::Contains("f.mbtiles") && Catch::Contains(why));
    CHECK(folder.files() == 1);
  };
  refused("UPDATE metadata SET value = 'png' WHERE name = 'format'", "png");
  refused("DROP TABLE tiles", "not MBTiles");
  refused("DROP TABLE metadata", "not MBTiles");
  refused("INSERT INTO metadata VALUES ('bounds', '1,2,x,4')", "bounds");
  refused("INSERT INTO metadata VALUES ('json', '[1]')", "JSON object");
  refused("INSERT INTO metadata VALUES ('maxzoom', '99')", "maxzoom");
  refused("INSERT INTO metadata VALUES ('description', CAST(x'41bf42' AS TEXT))", "UTF-8");
  refused("INSERT INTO tiles VALUES (3, 8, 0, x'01')", "tile_column 8");
  refused("INSERT INTO tiles VALUES (3, 1, 0, x'01'), (3, 1, 0, x'02')", "twice");
  refused("INSERT INTO tiles VALUES (60, 1, 0, x'01')", "zoom_level 60");

  fill(path);
  fs::resize_file(path, fs::file_size(path) / 2);
  CHECK_THROWS_AS(convert_archive(path, to, {}), Error);
  std::ofstream(path) << "SQLite format 3" << '\0' << "and then nothing of the kind";
  CHECK_THROWS_AS(open_archive(path), Error);
  CHECK(folder.files() == 1);
}

TEST_CASE("An MBTiles file that is not finished leaves nothing, and the older one as it was") {
  const Folder folder;
  const std::string path = folder.file("a.mbtiles");
  fill(path);
  const auto size = fs::file_size(path);
  create_archive(path)->add(TileCoord(), gzip("x"));
  CHECK_THROWS_WITH(create_archive(path)->finish(info()), Catch::Contains("no tile"));
  CHECK_THROWS_AS(create_archive(folder.file("no/such/a.mbtiles")), Error);
  CHECK_THROWS_WITH(convert_archive(path, path, {}), Catch::Contains("same file"));
  std::stop_source stop;
  const Progress progress{[&](std::string_view, std::uint64_t done, std::uint64_t) {
                            if (done == 100) stop.request_stop();
                          },
                          stop.get_token()};
  CHECK_THROWS_WITH(convert_archive(path, folder.file("b.mbtiles"), progress),
                    Catch::Contains("interrupted"));
  CHECK(fs::file_size(path) == size);
  CHECK(folder.files() == 1);
}

TEST_CASE("MBTiles whose tables are views without an end are refused with the reason") {
  const Folder folder;
  const std::string numbers =
      "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT ";
  const std::pair<const char*, std::string> views[] = {
      {"tiles", numbers + "3 AS zoom_level, i % 8 AS tile_column, i / 8 % 8 AS tile_row, x'01' AS "
                          "tile_data FROM n"},
      {"tiles", numbers + "22 AS zoom_level, i % 4194304 AS tile_column, i / 4194304 AS tile_row, "
                          "x'01' AS tile_data FROM n LIMIT 400000000"},
      {"tiles", numbers + "3 AS zoom_level, 1 AS tile_column, 1 AS tile_row, x'01' AS tile_data "
                          "FROM n WHERE i < 0"},
      {"metadata", numbers + "'name' AS name, 'x' AS value FROM n"},
      {"metadata", numbers + "i AS name, hex(zeroblob(100000)) AS value FROM n"}};
  for (const auto& [table, view] : views) {
    INFO(view);
    const std::string path = folder.file("endless.mbtiles"), to = folder.file("to.pmtiles");
    fs::remove(path);
    foreign(path, "DROP TABLE " + std::string(table) + "; CREATE VIEW " + table + " AS " + view);
    CHECK_THROWS_WITH(convert_archive(path, to, {}),
                      Catch::Contains("endless.mbtiles") &&
                          (Catch::Contains("may never end") || Catch::Contains("16 MiB")));
    CHECK(folder.files() == 1);
  }
}

TEST_CASE("A view that does not end for one tile is not asked for others") {
  const Folder folder;
  const std::string path = folder.file("trap.mbtiles");
  foreign(path,
          "ALTER TABLE tiles RENAME TO rows; INSERT INTO rows VALUES (3, 1, 1, x'01');"
          "CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, CASE WHEN tile_row = 1 "
          "THEN (WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n "
          "WHERE i < 0) END AS tile_data FROM rows");
  const auto reader = open_archive(path);
  CHECK_FALSE(reader->get(*TileCoord::checked(3, 2, 0)));
  CHECK_THROWS_WITH(reader->get(*TileCoord::checked(3, 1, 6)), Catch::Contains("may never end"));
  CHECK_THROWS_WITH(reader->get(*TileCoord::checked(3, 2, 0)), Catch::Contains("may never end"));
}
