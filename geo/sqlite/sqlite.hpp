// SQLite with owners and errors; the only home of its API.
#pragma once

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace jintu::sqlite {

class Database;

/// A prepared statement. Bind by position from 1, then `step` until it says false, then `reset`.
class Statement {
 public:
  Statement(Database& db, std::string_view sql);

  Statement& bind(int at, std::int64_t value);
  Statement& bind(int at, double value);
  /// The bytes are copied.
  Statement& bind(int at, std::string_view text);
  /// Not copied: the bytes must stay until `run` or the last `step`.
  Statement& bind_view(int at, std::string_view text);
  Statement& bind_blob_view(int at, std::string_view bytes);
  Statement& bind_null(int at);

  /// True while there is a row.
  bool step();
  /// Runs to the end and makes ready for the next binding.
  void run();
  void reset();

  bool is_null(int column) const;
  int type(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  /// Valid until the next step.
  std::string_view text(int column) const;
  std::string_view blob(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
  };
  Database* db_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

enum class Access {
  read_only,
  read_write,
  create,
  foreign,  ///< read only, a file that somebody else made: its schema is not trusted, its sizes are
            ///< limited
};

/// One connection, used by one thread at a time. Where the file has a write-ahead log, a connection
/// leaves that alone unless a `WriteAheadLog` is made for it.
class Database {
 public:
  /// Throws Error{not_found | io | bad_input}. What goes wrong later in a foreign file is
  /// Error{bad_input}, where in one of ours it is Error{internal}.
  Database(const std::string& path, Access access);

  /// How long a statement waits while another connection holds the lock that it needs; then
  /// Error{unavailable}. 5 s unless set.
  void wait_for_lock(std::chrono::milliseconds longest);
  std::chrono::milliseconds lock_wait() const { return lock_wait_; }
  /// Whether the last connection to the file, when it is this one, moves the log into the file and
  /// deletes it. No unless set.
  void checkpoint_on_close(bool wanted);

  /// The file was renamed, removed or replaced under this connection.
  bool moved();

  void exec(const std::string& sql);
  /// First column of the first row as an integer; `fallback` without a row.
  std::int64_t query_integer(std::string_view sql, std::int64_t fallback = 0);
  sqlite3* handle() { return handle_.get(); }
  const std::string& path() const { return path_; }
  /// Throws the Error that fits the SQLite result code, with the path in it.
  [[noreturn]] void fail(int code, std::string_view doing) const;

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  std::string path_;
  bool foreign_ = false;
  std::chrono::milliseconds lock_wait_{};
  std::unique_ptr<sqlite3, Close> handle_;
};

/// What statements may cost before they are stopped.
struct WorkLimit {
  std::uint64_t steps = 0;           ///< of SQLite's virtual machine
  std::chrono::milliseconds time{};  ///< of this thread's processor: a busy machine is no fault

  /// Far more than reading all rows of such a file takes, and soon over in one whose views never
  /// end.
  static WorkLimit for_all_rows(std::uint64_t file_bytes);
  /// The same for one row, by an index or by a look at all of them.
  static WorkLimit for_one_row(std::uint64_t file_bytes);
};

/// While it lives, what this thread does with `db` ends with Error{bad_input} beyond the limit. One
/// at a time for a connection.
class WorkGuard {
 public:
  WorkGuard(Database& db, WorkLimit limit);
  ~WorkGuard();
  WorkGuard(const WorkGuard&) = delete;
  WorkGuard& operator=(const WorkGuard&) = delete;
  /// The limit was met.
  bool exhausted() const { return exhausted_; }

 private:
  static int look(void* guard);
  sqlite3* db_;
  WorkLimit limit_;
  std::chrono::nanoseconds begin_;
  std::uint64_t steps_ = 0;
  bool exhausted_ = false;
};

/// `name` as an SQL identifier.
std::string quoted(std::string_view name);

}  // namespace jintu::sqlite
