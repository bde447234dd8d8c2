#include "geo/sqlite/sqlite.hpp"

#include <ctime>
#include <filesystem>

#include "geo/base/error.hpp"

namespace jintu::sqlite {

namespace {

ErrorCode code_of(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorCode::unavailable;
    case SQLITE_CORRUPT:
    case SQLITE_INTERRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::bad_input;
    case SQLITE_FULL:
      return ErrorCode::no_space;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return ErrorCode::io;
    default:
      return ErrorCode::internal;
  }
}

std::string_view explain(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "另一个进程正在写入 another process is writing";
    case SQLITE_CORRUPT:
      return "文件已损坏 the file is damaged";
    case SQLITE_NOTADB:
      return "不是 SQLite 文件 not a GeoPackage, MBTiles or other SQLite file";
    case SQLITE_INTERRUPT:
      return "读取步骤远超文件大小所需，其中的视图可能没有尽头 reading takes far more steps than "
             "its size "
             "allows; a view in it may never end";
    case SQLITE_TOOBIG:
      return "值过大 a value is too large";
    case SQLITE_FULL:
      return "磁盘已满 the disk is full";
    case SQLITE_CANTOPEN:
      return "无法打开 cannot be opened";
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return "没有写权限 may not be written";
    case SQLITE_IOERR:
      return "读写出错 input/output error";
    default:
      return "数据库出错 database error";
  }
}

std::string_view explain_foreign(int sqlite_code) {
  if ((sqlite_code & 0xff) == SQLITE_ERROR)
    return "其中的表或视图无法读取 a table or view in it cannot be read";
  return explain(sqlite_code);
}

int open_flags(Access access) {
  switch (access) {
    case Access::read_only:
    case Access::foreign:
      return SQLITE_OPEN_READONLY;
    case Access::read_write:
      return SQLITE_OPEN_READWRITE;
    case Access::create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  return SQLITE_OPEN_READONLY;
}

constexpr int steps_between_looks = 1000;
constexpr int largest_foreign_value = 128 << 20;  // bytes

/// https://www.sqlite.org/security.html, "Untrusted SQLite Database Files". Extensions cannot be
/// loaded: SQLite's default for connections opened by its C interface.
void distrust(sqlite3* db) {
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, largest_foreign_value);
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 100);
  sqlite3_limit(db, SQLITE_LIMIT_VDBE_OP, 25'000);
  sqlite3_exec(db, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", nullptr, nullptr, nullptr);
}

std::chrono::nanoseconds processor_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

WorkLimit WorkLimit::for_all_rows(std::uint64_t file_bytes) {
  // A row takes a dozen bytes at least and some thirty steps through a view that joins two tables.
  return {50'000'000 + 64 * file_bytes, std::chrono::seconds(10 + file_bytes / 2'000'000)};
}

WorkLimit WorkLimit::for_one_row(std::uint64_t file_bytes) {
  return {10'000'000 + 4 * file_bytes, std::chrono::seconds(2 + file_bytes / 100'000'000)};
}

WorkGuard::WorkGuard(Database& db, WorkLimit limit)
    : db_(db.handle()), limit_(limit), begin_(processor_time()) {
  sqlite3_progress_handler(db_, steps_between_looks, look, this);
}

WorkGuard::~WorkGuard() { sqlite3_progress_handler(db_, 0, nullptr, nullptr); }

int WorkGuard::look(void* guard) {
  auto& self = *static_cast<WorkGuard*>(guard);
  self.steps_ += steps_between_looks;
  self.exhausted_ =
      self.steps_ > self.limit_.steps || processor_time() - self.begin_ > self.limit_.time;
  return self.exhausted_;
}

Database::Database(const std::string& path, Access access)
    : path_(path), foreign_(access == Access::foreign) {
  std::error_code unreadable;
  if (access != Access::create && !std::filesystem::exists(path, unreadable) && !unreadable) {
    throw Error(ErrorCode::not_found, path + ": 没有这个文件 no such file");
  }
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &raw, open_flags(access) | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(raw);
  if (code != SQLITE_OK) fail(code, "open");
  sqlite3_extended_result_codes(raw, 1);
  wait_for_lock(std::chrono::seconds(5));
  sqlite3_wal_autocheckpoint(raw, 0);
  checkpoint_on_close(false);
  if (foreign_) distrust(raw);
}

void Database::wait_for_lock(std::chrono::milliseconds longest) {
  lock_wait_ = longest;
  sqlite3_busy_timeout(handle(), static_cast<int>(longest.count()));
}

void Database::checkpoint_on_close(bool wanted) {
  sqlite3_db_config(handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, wanted ? 0 : 1, nullptr);
}

bool Database::moved() {
  int is = 0;
  sqlite3_file_control(handle(), "main", SQLITE_FCNTL_HAS_MOVED, &is);
  return is != 0;
}

void Database::fail(int code, std::string_view doing) const {
  const std::string message = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
  // A full disk shows in several ways: the write itself says FULL, a log that cannot be made or
  // grown says CANTOPEN or IOERR.
  const int primary = code & 0xff;
  const bool refused = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;
  const bool full = refused && handle_ &&
                    code_of_write(sqlite3_system_errno(handle_.get())) == ErrorCode::no_space;
  if (full) code = SQLITE_FULL;
  const ErrorCode ours = code_of(code);
  const bool theirs = foreign_ && ours == ErrorCode::internal;
  throw Error(theirs ? ErrorCode::bad_input : ours,
              path_ + ": " + std::string(theirs ? explain_foreign(code) : explain(code)),
              std::string(doing.substr(0, 120)) + ": " + message);
}

void Database::exec(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, sql);
}

std::int64_t Database::query_integer(std::string_view sql, std::int64_t fallback) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : fallback;
}

Statement::Statement(Database& db, std::string_view sql) : db_(&db) {
  sqlite3_stmt* raw = nullptr;
  const int code =
      sqlite3_prepare_v2(db.handle(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
  statement_.reset(raw);
  if (code != SQLITE_OK) db.fail(code, sql);
}

Statement& Statement::bind(int at, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), at, value);
  return *this;
}
Statement& Statement::bind(int at, double value) {
  sqlite3_bind_double(statement_.get(), at, value);
  return *this;
}
Statement& Statement::bind(int at, std::string_view text) {
  // An empty view may hold a null pointer, which SQLite would bind as NULL.
  sqlite3_bind_text(statement_.get(), at, text.empty() ? "" : text.data(),
                    static_cast<int>(text.size()), SQLITE_TRANSIENT);
  return *this;
}
Statement& Statement::bind_view(int at, std::string_view text) {
  sqlite3_bind_text(statement_.get(), at, text.empty() ? "" : text.data(),
                    static_cast<int>(text.size()), SQLITE_STATIC);
  return *this;
}
Statement& Statement::bind_blob_view(int at, std::string_view bytes) {
  sqlite3_bind_blob(statement_.get(), at, bytes.data(), static_cast<int>(bytes.size()),
                    SQLITE_STATIC);
  return *this;
}
Statement& Statement::bind_null(int at) {
  sqlite3_bind_null(statement_.get(), at);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const char* sql = sqlite3_sql(statement_.get());
  const std::string doing = sql ? sql : "";
  sqlite3_reset(statement_.get());
  db_->fail(code, doing);
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

bool Statement::is_null(int column) const { return type(column) == SQLITE_NULL; }
int Statement::type(int column) const { return sqlite3_column_type(statement_.get(), column); }
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}
double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string_view Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return bytes
             ? std::string_view(
                   bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)))
             : std::string_view();
}

std::string_view Statement::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return bytes
             ? std::string_view(
                   bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)))
             : std::string_view();
}

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace jintu::sqlite
