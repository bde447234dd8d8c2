#include "geo/sqlite/foreign_views.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "geo/base/error.hpp"
#include "geo/io/read.hpp"
#include "geo/sqlite/sqlite.hpp"

using namespace jintu;
namespace fs = std::filesystem;

namespace {

struct Package {
  fs::path path = fs::temp_directory_path() / ("jintu-views-" + std::to_string(getpid()) + ".gpkg");
  explicit Package(const std::string& sql) {
    fs::remove(path);
    sqlite::Database(path.string(), sqlite::Access::create).exec(sql);
  }
  ~Package() { fs::remove(path); }
};

const std::string endless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";

}  // namespace

TEST_CASE("a GeoPackage with a view that never ends is refused before anybody reads it") {
  for (const std::string& sql :
       {"CREATE VIEW shops AS " + endless,
        // Rows that are few, of which one column never comes.
        "CREATE TABLE t (a); INSERT INTO t VALUES (1); CREATE VIEW shops AS SELECT a, (" + endless +
            " WHERE i < 0) AS b FROM t"}) {
    INFO(sql);
    const Package package(sql);
    CHECK_THROWS_WITH(sqlite::check_views(package.path.string()),
                      Catch::Contains("may never end") && Catch::Contains("\"shops\""));
    CHECK_THROWS_WITH(io::read_vector_file(package.path.string(), {}, {}, {}, {}),
                      Catch::Contains("may never end"));
  }
}

TEST_CASE(
    "tables that the GeoPackage standard prescribes are no views, and other views that end are "
    "fine") {
  const Package forged("CREATE VIEW gpkg_contents AS SELECT 1 AS table_name");
  CHECK_THROWS_WITH(sqlite::check_views(forged.path.string()),
                    Catch::Contains("gpkg_contents") && Catch::Contains("is a view"));
  const Package fine(
      "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2); CREATE VIEW v AS SELECT a FROM t;"
      "CREATE VIEW broken AS SELECT a FROM gone");
  CHECK_NOTHROW(sqlite::check_views(fine.path.string()));
}
