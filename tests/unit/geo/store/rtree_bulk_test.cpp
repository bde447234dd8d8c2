#include "geo/store/gpkg/rtree_bulk.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <random>
#include <set>

using namespace jintu;
namespace fs = std::filesystem;

namespace {

struct TemporaryFile {
  fs::path path = fs::temp_directory_path() / ("jintu-rtree-" + std::to_string(getpid()) + ".db");
  TemporaryFile() { fs::remove(path); }
  ~TemporaryFile() { fs::remove(path); }
};

std::vector<gpkg::IndexedBox> random_boxes(std::size_t n) {
  std::mt19937_64 random(n);
  std::uniform_real_distribution<double> lon(116, 118), lat(38, 40), size(0, 0.01);
  std::vector<gpkg::IndexedBox> boxes;
  for (std::size_t i = 0; i < n; ++i) {
    Box<Wgs84> box;
    const Position p{lon(random), lat(random)};
    box.add(p);
    if (i % 3 != 0) box.add(Position{p.lon + size(random), p.lat + size(random)});
    boxes.push_back({static_cast<std::int64_t>(i * 7 + 3), box});
  }
  std::shuffle(boxes.begin(), boxes.end(), random);
  return boxes;
}

}  // namespace

TEST_CASE("a tree that is filled at once passes SQLite's own check and finds what is there") {
  for (const std::size_t n : {0u, 1u, 51u, 52u, 2601u, 2602u, 20'000u}) {
    INFO(n);
    const TemporaryFile file;
    sqlite::Database db(file.path.string(), sqlite::Access::create);
    db.exec("BEGIN");
    db.exec("CREATE VIRTUAL TABLE tree USING rtree(id, minx, maxx, miny, maxy)");
    const auto boxes = random_boxes(n);
    gpkg::fill_rtree(db, "tree", boxes);
    db.exec("COMMIT");
    sqlite::Statement check(db, "SELECT rtreecheck('tree')");
    REQUIRE(check.step());
    CHECK(check.text(0) == "ok");
    CHECK(db.query_integer("SELECT count(*) FROM tree") == static_cast<std::int64_t>(n));
    std::mt19937_64 random(n + 1);
    std::uniform_real_distribution<double> lon(116, 118), lat(38, 40);
    sqlite::Statement find(
        db, "SELECT id FROM tree WHERE maxx >= ?1 AND minx <= ?2 AND maxy >= ?3 AND miny <= ?4");
    for (int round = 0; round < 50; ++round) {
      const double x = lon(random), y = lat(random), w = 0.05;
      std::set<std::int64_t> found, expected;
      find.bind(1, x).bind(2, x + w).bind(3, y).bind(4, y + w);
      while (find.step()) found.insert(find.integer(0));
      find.reset();
      for (const auto& [fid, box] : boxes)
        if (box.max.lon >= x && box.min.lon <= x + w && box.max.lat >= y && box.min.lat <= y + w)
          expected.insert(fid);
      for (const auto fid : expected) CHECK(found.contains(fid));
      CHECK(found.size() <= expected.size() + 2);  // floats are rounded outwards
    }
    // and it goes on as any other: insert, delete
    db.exec("INSERT INTO tree VALUES (1, 117, 117.5, 39, 39.5)");
    if (n > 0) db.exec("DELETE FROM tree WHERE id = 3");
    check.reset();
    REQUIRE(check.step());
    CHECK(check.text(0) == "ok");
  }
}
