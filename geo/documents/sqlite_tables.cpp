#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>

#include "geo/base/error.hpp"
#include "geo/documents/tables.hpp"
#include "geo/sqlite/transaction.hpp"
#include "geo/sqlite/write_ahead_log.hpp"

namespace jintu::documents {

namespace {

constexpr std::int64_t application_id = 0x4a545044;  // "JTPD"
constexpr std::int64_t format_version = 1;

constexpr const char* tables_sql =
    "CREATE TABLE documents (collection TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,"
    " body TEXT NOT NULL, changed TEXT NOT NULL, PRIMARY KEY (collection, id));"
    "CREATE TABLE entries (log TEXT NOT NULL, n INTEGER NOT NULL, body TEXT NOT NULL,"
    " time TEXT NOT NULL, PRIMARY KEY (log, n));"
    "CREATE TABLE state (state INTEGER NOT NULL);"
    "INSERT INTO state VALUES (0);"
    "PRAGMA application_id=1247039556; PRAGMA user_version=1;";
static_assert(application_id == 1247039556);

/// What passwords hang on is nobody else's to read; the log beside it gets the same mode.
///
/// A file that is there is not opened: closing it again would drop every lock that this process
/// has on it (POSIX locks are of the process), SQLite's own too, and the next program that opens
/// and closes the file would take itself for the last one and delete the log that we write to
/// (sqlite.org/howtocorrupt.html, 2.2).
void keep_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);  // just made: nobody has a lock on it yet
  const bool there = file >= 0 || errno == EEXIST;
  if (!there || ::chmod(path.c_str(), 0600) != 0) {
    const int why = errno;
    throw Error(code_of_write(why), path + ": 无法建立 cannot be made: " + std::strerror(why));
  }
}

void check_ours(sqlite::Database& db) {
  if (db.query_integer("PRAGMA application_id") != application_id)
    throw Error(ErrorCode::bad_input,
                db.path() + ": 不是津图的人员与草稿文件 not a file of Jintu's accounts and drafts");
  if (db.query_integer("PRAGMA user_version") > format_version)
    throw Error(ErrorCode::bad_input,
                db.path() + ": 由更新的版本写成 written by a newer version of this program");
}

/// Every page; once for each opening.
void look_through(sqlite::Database& db) {
  sqlite::Statement check(db, "PRAGMA quick_check(1)");
  if (!check.step() || check.text(0) != "ok")
    throw Error(
        ErrorCode::bad_input,
        db.path() +
            ": 文件已损坏，请从备份恢复 the file is damaged; put back a copy from a backup");
}

/// What views and transactions read alike.
template <class Base>
class Reading : public Base {
 public:
  explicit Reading(sqlite::Database& db) : db_(db) {}

  std::int64_t state() override { return db_.query_integer("SELECT state FROM state"); }
  std::optional<Document> find(std::string_view collection, std::string_view id) override {
    sqlite::Statement row(db_,
                          "SELECT id, version, body, changed FROM documents "
                          "WHERE collection = ?1 AND id = ?2");
    row.bind(1, collection).bind(2, id);
    if (!row.step()) return std::nullopt;
    return document(row);
  }
  std::vector<Document> list(std::string_view collection, std::string_view after,
                             std::size_t limit) override {
    sqlite::Statement row(db_,
                          "SELECT id, version, body, changed FROM documents "
                          "WHERE collection = ?1 AND id > ?2 ORDER BY id LIMIT ?3");
    row.bind(1, collection).bind(2, after).bind(3, static_cast<std::int64_t>(limit));
    std::vector<Document> out;
    while (row.step()) out.push_back(document(row));
    return out;
  }
  std::size_t count(std::string_view collection) override {
    sqlite::Statement row(db_, "SELECT count(*) FROM documents WHERE collection = ?1");
    row.bind(1, collection);
    return row.step() ? static_cast<std::size_t>(row.integer(0)) : 0;
  }
  std::vector<LogEntry> entries(std::string_view log, std::int64_t after,
                                std::size_t limit) override {
    sqlite::Statement row(
        db_, "SELECT n, body, time FROM entries WHERE log = ?1 AND n > ?2 ORDER BY n LIMIT ?3");
    row.bind(1, log).bind(2, after).bind(3, static_cast<std::int64_t>(limit));
    std::vector<LogEntry> out;
    while (row.step()) out.push_back(entry(row));
    return out;
  }
  std::optional<LogEntry> last_entry(std::string_view log) override {
    sqlite::Statement row(
        db_, "SELECT n, body, time FROM entries WHERE log = ?1 ORDER BY n DESC LIMIT 1");
    row.bind(1, log);
    if (!row.step()) return std::nullopt;
    return entry(row);
  }
  std::vector<std::string> collections() override {
    return names("SELECT DISTINCT collection FROM documents ORDER BY 1");
  }
  std::vector<std::string> logs() override {
    return names("SELECT DISTINCT log FROM entries ORDER BY 1");
  }

 protected:
  std::vector<std::string> names(const char* sql) {
    sqlite::Statement row(db_, sql);
    std::vector<std::string> out;
    while (row.step()) out.emplace_back(row.text(0));
    return out;
  }
  static Document document(const sqlite::Statement& row) {
    return {std::string(row.text(0)), row.integer(1), std::string(row.text(2)),
            std::string(row.text(3))};
  }
  static LogEntry entry(const sqlite::Statement& row) {
    return {row.integer(0), std::string(row.text(1)), std::string(row.text(2))};
  }
  sqlite::Database& db_;
};

struct WriterFile {
  explicit WriterFile(const std::string& path) : db(path, sqlite::Access::read_write), log(db) {}
  ~WriterFile() {
    if (db.moved()) log.forget();  // what its names stand for now is another's
  }
  sqlite::Database db;
  sqlite::WriteAheadLog log;
};

class Writing final : public Reading<TableTransaction> {
 public:
  Writing(WriterFile& file, std::int64_t most_bytes)
      : Reading(file.db), file_(file), transaction_(file.db, sqlite::Begin::write) {
    if (db_.query_integer("SELECT count(*) FROM sqlite_master") == 0) db_.exec(tables_sql);
    check_ours(db_);
    room_ = most_bytes -
            (db_.query_integer("PRAGMA page_count") - db_.query_integer("PRAGMA freelist_count")) *
                db_.query_integer("PRAGMA page_size");
  }

  void set_state(std::int64_t state) override {
    sqlite::Statement set(db_, "UPDATE state SET state = ?1");
    set.bind(1, state).run();
  }
  void put(std::string_view collection, const Document& document) override {
    take_room(document.body.size());
    sqlite::Statement put(db_,
                          "INSERT INTO documents (collection, id, version, body, changed) "
                          "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (collection, id) DO UPDATE SET "
                          "version = excluded.version, body = excluded.body, "
                          "changed = excluded.changed");
    put.bind(1, collection)
        .bind(2, std::string_view(document.id))
        .bind(3, document.version)
        .bind_view(4, document.body)
        .bind(5, std::string_view(document.changed))
        .run();
  }
  void remove(std::string_view collection, std::string_view id) override {
    sqlite::Statement remove(db_, "DELETE FROM documents WHERE collection = ?1 AND id = ?2");
    remove.bind(1, collection).bind(2, id).run();
  }
  void append(std::string_view log, const LogEntry& entry) override {
    take_room(entry.body.size());
    sqlite::Statement add(db_, "INSERT INTO entries (log, n, body, time) VALUES (?1, ?2, ?3, ?4)");
    add.bind(1, log)
        .bind(2, entry.n)
        .bind_view(3, entry.body)
        .bind(4, std::string_view(entry.time))
        .run();
  }
  void commit() override {
    transaction_.commit();
    file_.log.checkpoint_when_long();
  }

 private:
  void take_room(std::size_t bytes) {
    room_ -= static_cast<std::int64_t>(bytes);
    if (room_ < 0)
      throw Error(ErrorCode::no_space,
                  db_.path() +
                      ": 已达上限，请删去不用的草稿 all the room that is its own is taken; "
                      "delete drafts that nobody needs");
  }

  WriterFile& file_;
  sqlite::Transaction transaction_;
  std::int64_t room_ = 0;
};

class SqliteTables final : public Tables {
 public:
  SqliteTables(std::string path, const Limits& limits) : path_(std::move(path)), limits_(limits) {
    const std::lock_guard lock(mutex_);
    reader();
  }

  std::unique_ptr<TableView> view() override {
    std::unique_lock lock(mutex_);
    sqlite::Database* db = reader();
    if (!db) return nullptr;
    return std::make_unique<LockedView>(*db, std::move(lock));
  }

  std::unique_ptr<TableTransaction> begin() override {
    if (file_ && file_->db.moved()) file_.reset();
    if (!file_) {
      {
        const std::lock_guard lock(mutex_);
        reader();  // looks through what is there
      }
      keep_private(path_);
      file_ = std::make_unique<WriterFile>(path_);
    }
    return std::make_unique<Writing>(*file_, limits_.file_bytes);
  }

 private:
  class LockedView final : public Reading<TableView> {
   public:
    LockedView(sqlite::Database& db, std::unique_lock<std::mutex> lock)
        : Reading(db), lock_(std::move(lock)), one_state_(db, sqlite::Begin::read) {}

   private:
    std::unique_lock<std::mutex> lock_;
    sqlite::Transaction one_state_;
  };

  /// nullptr while there is no file, or an empty one: its first writer was killed.
  sqlite::Database* reader() {
    if (reader_ && reader_->moved()) reader_.reset();
    if (reader_) return reader_.get();
    std::error_code absent;
    if (const auto size = std::filesystem::file_size(path_, absent); absent || size == 0)
      return nullptr;
    auto db = std::make_unique<sqlite::Database>(path_, sqlite::Access::read_write);
    if (db->query_integer("SELECT count(*) FROM sqlite_master") == 0) return nullptr;
    check_ours(*db);
    look_through(*db);
    reader_ = std::move(db);
    return reader_.get();
  }

  const std::string path_;
  const Limits limits_;
  std::mutex mutex_;  ///< of the reader
  std::unique_ptr<sqlite::Database> reader_;
  std::unique_ptr<WriterFile> file_;
};

}  // namespace

std::unique_ptr<Tables> sqlite_tables(const std::string& path, const Limits& limits) {
  return std::make_unique<SqliteTables>(path, limits);
}

}  // namespace jintu::documents
