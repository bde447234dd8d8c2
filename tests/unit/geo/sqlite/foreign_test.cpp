#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "geo/base/error.hpp"
#include "geo/sqlite/sqlite.hpp"

using namespace jintu;
namespace fs = std::filesystem;

namespace {

struct ForeignFile {
  fs::path path = fs::temp_directory_path() / ("jintu-foreign-" + std::to_string(getpid()));
  explicit ForeignFile(const std::string& sql) {
    fs::remove(path);
    sqlite::Database(path.string(), sqlite::Access::create).exec(sql);
  }
  ~ForeignFile() { fs::remove(path); }
  sqlite::Database open() const { return sqlite::Database(path.string(), sqlite::Access::foreign); }
};

constexpr const char* endless =
    "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT i FROM n";

}  // namespace

TEST_CASE("a view of somebody else's file that never ends is stopped with the reason") {
  const ForeignFile file(endless);
  auto db = file.open();
  const auto limit = sqlite::WorkLimit::for_all_rows(fs::file_size(file.path));
  for (const char* sql :
       {"SELECT count(*) FROM v", "SELECT max(i) FROM v", "SELECT i FROM v WHERE i < 0"}) {
    INFO(sql);
    const sqlite::WorkGuard guard(db, limit);
    CHECK_THROWS_WITH(db.query_integer(sql), Catch::Contains("may never end"));
    CHECK(guard.exhausted());
  }
  // The connection goes on, and what ends is not in the way of the guard.
  const sqlite::WorkGuard guard(db, limit);
  CHECK(db.query_integer("SELECT i FROM v LIMIT 1 OFFSET 1000") == 1001);
  CHECK_FALSE(guard.exhausted());
}

TEST_CASE("steps that each take long are stopped by time") {
  const ForeignFile file(
      "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
      "1000000) SELECT length(hex(zeroblob(1000000 + i % 2))) AS i FROM n");
  auto db = file.open();
  const sqlite::WorkGuard guard(db, {std::uint64_t{1} << 40, std::chrono::milliseconds(200)});
  CHECK_THROWS_WITH(db.query_integer("SELECT sum(i) FROM v"), Catch::Contains("may never end"));
}

TEST_CASE("all rows of a large table are within the limit of its file") {
  const ForeignFile file(
      "CREATE TABLE t (a, b, c); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
      "WHERE i < 200000) INSERT INTO t SELECT i, i, i FROM n;"
      "CREATE VIEW v AS SELECT x.a FROM t AS x JOIN t AS y ON x.rowid = y.rowid");
  auto db = file.open();
  const sqlite::WorkGuard guard(db, sqlite::WorkLimit::for_all_rows(fs::file_size(file.path)));
  CHECK(db.query_integer("SELECT count(*) FROM v") == 200000);
}

TEST_CASE("somebody else's file is read, and nothing more") {
  const ForeignFile file(
      "CREATE TABLE t (a); INSERT INTO t VALUES (1); CREATE VIEW v AS SELECT load_extension('x') "
      "AS "
      "a");
  auto db = file.open();
  CHECK(db.query_integer("SELECT a FROM t") == 1);
  CHECK_THROWS_AS(db.exec("INSERT INTO t VALUES (2)"), Error);
  CHECK_THROWS_AS(db.exec("ATTACH ':memory:' AS other"), Error);
  CHECK_THROWS_AS(db.query_integer("SELECT a FROM v"), Error);
  CHECK_THROWS_AS(db.query_integer("SELECT length(zeroblob(500000000))"), Error);
  // What is wrong with it is no fault of ours.
  try {
    db.query_integer("SELECT b FROM t");
    FAIL("there is no column b");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::bad_input);
    CHECK_THAT(error.public_detail(), Catch::Contains(file.path.string()));
  }
}
