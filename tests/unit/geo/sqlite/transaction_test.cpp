#include "geo/sqlite/transaction.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <optional>

#include "geo/base/error.hpp"
#include "geo/sqlite/write_ahead_log.hpp"

using namespace jintu;
using namespace jintu::sqlite;
namespace fs = std::filesystem;

namespace {

struct Folder {
  Folder() {
    static int counter = 0;
    path = fs::temp_directory_path() /
           ("jintu_sqlite_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  std::string file() const { return (path / "a.sqlite").string(); }
  std::uintmax_t log_bytes() const {
    std::error_code none;
    const auto bytes = fs::file_size(file() + "-wal", none);
    return none ? 0 : bytes;
  }
  fs::path path;
};

std::int64_t count(Database& db) { return db.query_integer("SELECT count(*) FROM t"); }

}  // namespace

TEST_CASE("a transaction that is left, by whatever way, is rolled back and blocks nobody") {
  const Folder folder;
  Database db(folder.file(), Access::create);
  db.exec("CREATE TABLE t (x)");
  { const Transaction left(db, Begin::write); }
  try {
    const Transaction left(db, Begin::write);
    db.exec("INSERT INTO t VALUES (1)");
    db.exec("no such statement");
  } catch (const Error&) {
  }
  {
    // A statement that is still being read does not keep it open.
    const Transaction left(db, Begin::write);
    db.exec("INSERT INTO t VALUES (1), (2)");
    Statement reading(db, "SELECT x FROM t");
    CHECK(reading.step());
  }
  CHECK(count(db) == 0);
  Transaction kept(db, Begin::write);
  db.exec("INSERT INTO t VALUES (1)");
  kept.commit();
  CHECK(count(db) == 1);
}

TEST_CASE("who finds the writer's place taken waits as long as set, and is told") {
  const Folder folder;
  Database one(folder.file(), Access::create), two(folder.file(), Access::read_write);
  one.exec("CREATE TABLE t (x)");
  const Transaction writing(one, Begin::write);
  for (const int ms : {0, 200}) {
    two.wait_for_lock(std::chrono::milliseconds(ms));
    const auto begin = std::chrono::steady_clock::now();
    std::optional<ErrorCode> code;
    try {
      const Transaction refused(two, Begin::write);
    } catch (const Error& error) {
      code = error.code();
    }
    CHECK(code == ErrorCode::unavailable);
    CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(ms * 8 / 10));
  }
}

TEST_CASE("no connection moves the log into the file but that of the writer") {
  const Folder folder;
  {
    Database writer(folder.file(), Access::create);
    WriteAheadLog log(writer);
    writer.exec("CREATE TABLE t (x)");
    const auto commit_through = [](Database& db, int times) {
      for (int i = 0; i < times; ++i) db.exec("INSERT INTO t VALUES (randomblob(3000))");
    };
    const auto of_file = [&] { return fs::file_size(folder.file()); };
    log.checkpoint();
    const auto before = of_file();
    {
      // Ever so many commits by another connection, which is then closed: all of it in the log.
      Database other(folder.file(), Access::read_write);
      other.exec("PRAGMA synchronous=OFF");
      commit_through(other, 3 * WriteAheadLog::long_pages);
      CHECK(other.query_integer("PRAGMA wal_autocheckpoint") == 0);
      int keeps_log = 0;
      sqlite3_db_config(other.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, -1, &keeps_log);
      CHECK(keeps_log == 1);
    }
    CHECK(of_file() == before);
    CHECK(folder.log_bytes() > std::uintmax_t{3} * WriteAheadLog::long_pages * 3000);

    writer.exec("PRAGMA synchronous=OFF");  // the test is not of the disk
    commit_through(writer, 1);
    log.checkpoint_when_long();
    CHECK(of_file() > before);
    // It is begun anew at its front then: it does not grow for ever.
    const auto longest = folder.log_bytes();
    for (int i = 0; i < 4 * WriteAheadLog::long_pages; ++i) {
      commit_through(writer, 1);
      log.checkpoint_when_long();
    }
    CHECK(folder.log_bytes() <= longest);
  }
  CHECK_FALSE(fs::exists(folder.file() + "-wal"));  // closed by its writer, the last
  Database reader(folder.file(), Access::read_only);
  CHECK(count(reader) == 7 * WriteAheadLog::long_pages + 1);
}

TEST_CASE("the log is not moved while another connection writes") {
  const Folder folder;
  Database writer(folder.file(), Access::create);
  WriteAheadLog log(writer);
  writer.exec("CREATE TABLE t (x)");
  writer.wait_for_lock(std::chrono::milliseconds(0));
  Database other(folder.file(), Access::read_write);
  other.exec("INSERT INTO t VALUES (randomblob(100000))");
  const auto before = fs::file_size(folder.file());
  {
    const Transaction writing(other, Begin::write);
    CHECK_THROWS_AS(log.checkpoint(), Error);
    CHECK(fs::file_size(folder.file()) == before);
  }
  log.checkpoint();
  CHECK(fs::file_size(folder.file()) > before);
}

TEST_CASE("a file that is renamed, removed or replaced is known as moved") {
  const Folder folder;
  Database db(folder.file(), Access::create);
  db.exec("CREATE TABLE t (x)");
  CHECK_FALSE(db.moved());
  fs::rename(folder.file(), folder.file() + ".away");
  CHECK(db.moved());
  fs::copy_file(folder.file() + ".away", folder.file());
  CHECK(db.moved());
}
