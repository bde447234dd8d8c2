#include "geo/sqlite/write_ahead_log.hpp"

#include "geo/base/error.hpp"
#include "geo/sqlite/transaction.hpp"

namespace jintu::sqlite {

namespace {

/// A large import leaves a large log; once it is moved, the log's file is cut to this. With
/// SQLite's own 2 MB of cache, the pages of an import's indexes went to the log ten times over; 128
/// MB are the most, taken as they are needed.
constexpr const char* settings =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864; "
    "PRAGMA cache_size=-131072;";

Database& in_wal_mode(Database& writer) {
  writer.exec(settings);
  return writer;
}

}  // namespace

WriteAheadLog::WriteAheadLog(Database& writer)
    : writer_(in_wal_mode(writer)), mover_(writer.path(), Access::read_write) {
  mover_.exec("PRAGMA synchronous=FULL");
  writer_.checkpoint_on_close(true);
  sqlite3_wal_hook(writer_.handle(), &WriteAheadLog::committed, this);
}

WriteAheadLog::~WriteAheadLog() { sqlite3_wal_hook(writer_.handle(), nullptr, nullptr); }

int WriteAheadLog::committed(void* self, sqlite3*, const char*, int pages) {
  static_cast<WriteAheadLog*>(self)->pages_ = pages;
  return SQLITE_OK;
}

void WriteAheadLog::checkpoint() {
  const Transaction nobody_commits(writer_, Begin::write);
  // A connection that has read nothing yet does not know that there is a log.
  static_cast<void>(mover_.query_integer("SELECT count(*) FROM sqlite_master"));
  mover_.exec("PRAGMA wal_checkpoint(PASSIVE)");
  pages_ = 0;
}

void WriteAheadLog::forget() noexcept {
  try {
    writer_.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const Error&) {
  }
  writer_.checkpoint_on_close(false);
}

void WriteAheadLog::checkpoint_when_long() noexcept {
  if (pages_ < long_pages) return;
  const auto wait = writer_.lock_wait();
  writer_.wait_for_lock(std::chrono::milliseconds(0));
  try {
    checkpoint();
  } catch (const Error&) {
  }
  writer_.wait_for_lock(wait);
}

}  // namespace jintu::sqlite
