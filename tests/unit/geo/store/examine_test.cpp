#include "geo/store/gpkg/examine.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <random>

#include "geo/sqlite/sqlite.hpp"
#include "temp_store.hpp"

using namespace jintu;

namespace {

struct Filled {
  Filled() {
    const auto store = temp.open();
    auto t = store->begin("x", "fill");
    t->ensure_layer(points_schema());
    for (int i = 0; i < 2000; ++i) t->put("points", point("k" + std::to_string(i), i));
    t->commit();
  }
  std::vector<TableFault> examine(Depth depth) const {
    return examine_geopackage(temp.path(), depth, {});
  }
  TempStore temp;
};

bool names(const std::vector<TableFault>& faults, const std::string& table) {
  return std::any_of(faults.begin(), faults.end(),
                     [&](const TableFault& f) { return f.table == table; });
}

}  // namespace

TEST_CASE("nothing is found in a sound store") {
  const Filled filled;
  CHECK(filled.examine(Depth::quick).empty());
  for (const auto& fault : filled.examine(Depth::full)) FAIL(fault.table + ": " + fault.what);
}

TEST_CASE("destroyed pages are found, and the tables that they belong to are named") {
  const Filled filled;
  std::vector<std::int64_t> pages;
  {
    sqlite::Database db(filled.temp.path(), sqlite::Access::read_only);
    // The table's own pages, by its root: dbstat is not in every SQLite.
    const auto root =
        db.query_integer("SELECT rootpage FROM sqlite_master WHERE name = 'jintu_history'");
    pages = {root};
  }
  {
    std::fstream file(filled.temp.path(), std::ios::in | std::ios::out | std::ios::binary);
    for (const auto page : pages) {
      file.seekp((page - 1) * 4096);
      file << std::string(4096, '\xa5');
    }
  }
  for (const Depth depth : {Depth::quick, Depth::full}) {
    const auto faults = filled.examine(depth);
    CHECK(names(faults, "jintu_history"));
    CHECK_FALSE(names(faults, "points_other"));
    CHECK_FALSE(names(faults, "jintu_revisions"));
  }
}

TEST_CASE("versions and records that cannot be decoded are found by the full look") {
  const Filled filled;
  {
    sqlite::Database db(filled.temp.path(), sqlite::Access::read_write);
    db.exec("UPDATE jintu_history SET geom = x'4750' WHERE id = 'k7'");
    db.exec("UPDATE jintu_history SET properties = '{' WHERE id = 'k8'");
    db.exec("DELETE FROM jintu_history WHERE id = 'k9'");
  }
  CHECK(filled.examine(Depth::quick).empty());
  const auto faults = filled.examine(Depth::full);
  CHECK(names(faults, "jintu_history"));
  CHECK(names(faults, "points"));
  for (const auto& fault : faults) {
    if (fault.table == "jintu_history") CHECK_THAT(fault.what, Catch::Contains("2 "));
    if (fault.table == "points") CHECK_THAT(fault.what, Catch::Contains("1 "));
  }
}
