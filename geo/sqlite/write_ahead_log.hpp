// Who moves the write-ahead log into the file, and when.
//
// SQLite up to 3.51.2 may damage a file when one connection checkpoints while another commits and
// starts the log anew (sqlite.org/wal.html, "The WAL-Reset Bug"). So no connection checkpoints by
// itself, and the one that writes does it between its own transactions, while it holds the writer's
// place: then nobody commits, in whatever process.
#pragma once

#include "geo/sqlite/sqlite.hpp"

namespace jintu::sqlite {

class WriteAheadLog {
 public:
  /// Pages in the log from which on it is moved into the file: 4 MB.
  static constexpr int long_pages = 1000;

  /// Puts the file of `writer` into WAL mode with full sync. `writer` outlives this, and is the
  /// connection that closes the log when it is the last one.
  explicit WriteAheadLog(Database& writer);
  ~WriteAheadLog();
  WriteAheadLog(const WriteAheadLog&) = delete;
  WriteAheadLog& operator=(const WriteAheadLog&) = delete;

  /// Between transactions of the writer. Does nothing while the log is short, or another process
  /// writes. What fails here is tried again after the next commit: the log is as good as the file.
  void checkpoint_when_long() noexcept;
  /// For a file that is not under its name any more: empties the log, which may lie under its own
  /// name still and would be taken for that of the file that comes next; nothing is deleted.
  void forget() noexcept;
  /// Moves all of it that no reader holds. Throws Error.
  void checkpoint();

 private:
  static int committed(void* self, sqlite3* db, const char* schema, int pages);

  Database& writer_;
  Database mover_;  ///< a connection in a transaction cannot checkpoint
  int pages_ = 0;
};

}  // namespace jintu::sqlite
