#include "services/siting/plans/scenarios.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "geo/base/clock.hpp"
#include "geo/base/error.hpp"
#include "geo/sqlite/transaction.hpp"
#include "geo/sqlite/write_ahead_log.hpp"

namespace jintu::siting {

namespace {

constexpr std::int64_t application_id = 0x4a545343;  // "JTSC"
constexpr std::int64_t format_version = 2;           ///< 1 had no notes

constexpr const char* tables =
    "CREATE TABLE IF NOT EXISTS scenario_versions ("
    " id TEXT NOT NULL, version INTEGER NOT NULL, title TEXT NOT NULL, saved TEXT NOT NULL, body "
    "TEXT NOT NULL, notes TEXT NOT NULL DEFAULT '',"
    " PRIMARY KEY (id, version))";

void prepare(sqlite::Database& db) {
  const auto owner = db.query_integer("PRAGMA application_id");
  const auto version = db.query_integer("PRAGMA user_version");
  const bool empty = db.query_integer("SELECT count(*) FROM sqlite_master") == 0;
  if (!empty && owner != application_id)
    throw Error(ErrorCode::bad_input, db.path() + ": 不是方案库 not a file of scenarios");
  if (version > format_version)
    throw Error(ErrorCode::bad_input,
                db.path() + ": 由更新的版本写成 written by a newer version of this program");
  if (!empty && version == format_version) return;
  if (!empty) {
    sqlite::Transaction change(db, sqlite::Begin::write);
    if (db.query_integer("PRAGMA user_version") == 1)  // still, now that nobody else writes
      db.exec(
          "ALTER TABLE scenario_versions ADD COLUMN notes TEXT NOT NULL DEFAULT ''; PRAGMA "
          "user_version=2;");
    change.commit();
    return;
  }
  db.exec("PRAGMA application_id=" + std::to_string(application_id) +
          "; PRAGMA user_version=" + std::to_string(format_version) + ";");
  db.exec(tables);
}

[[noreturn]] void missing(const std::string& id) {
  throw Error(ErrorCode::not_found, "没有此方案 there is no such scenario: " + id.substr(0, 40));
}

ScenarioHead head_of(const sqlite::Statement& row) {
  return {std::string(row.text(0)), row.integer(1), std::string(row.text(2)),
          std::string(row.text(3)), std::string(row.text(4))};
}

std::vector<ScenarioHead> heads(sqlite::Statement& statement) {
  std::vector<ScenarioHead> list;
  while (statement.step()) list.push_back(head_of(statement));
  return list;
}

std::int64_t newest_of(sqlite::Database& db, const std::string& id) {
  sqlite::Statement newest(db, "SELECT max(version) FROM scenario_versions WHERE id=?1");
  newest.bind(1, std::string_view(id));
  if (!newest.step() || newest.is_null(0)) missing(id);
  return newest.integer(0);
}

void insert(sqlite::Database& db, const ScenarioHead& head, const std::string& body) {
  sqlite::Statement statement(
      db,
      "INSERT INTO scenario_versions (id, version, title, saved, body, notes) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  statement.bind(1, std::string_view(head.id))
      .bind(2, head.version)
      .bind(3, std::string_view(head.title))
      .bind(4, std::string_view(head.saved))
      .bind_view(5, body)
      .bind(6, std::string_view(head.notes));
  statement.run();
}

}  // namespace

Json to_json(const ScenarioHead& head) {
  return {{"id", head.id},
          {"version", head.version},
          {"title", head.title},
          {"saved", head.saved},
          {"notes", head.notes}};
}

struct Scenarios::Open {
  explicit Open(const std::string& path) : db(path, sqlite::Access::create), log(db) {
    prepare(db);
  }
  void check_room(std::int64_t most_bytes, std::size_t more) {
    const auto bytes =
        (db.query_integer("PRAGMA page_count") - db.query_integer("PRAGMA freelist_count")) *
        db.query_integer("PRAGMA page_size");
    if (bytes + static_cast<std::int64_t>(more) > most_bytes)
      throw Error(ErrorCode::too_large,
                  "方案库已满 the scenarios take all the room that is theirs; delete some");
  }
  ~Open() {
    // What its names stand for now is another's.
    if (db.moved()) log.forget();
  }
  sqlite::Database db;
  sqlite::WriteAheadLog log;
};

Scenarios::Scenarios(std::string path, ScenarioLimits limits)
    : path_(std::move(path)), limits_(limits) {}
Scenarios::~Scenarios() = default;

/// nullptr when there is no file and none is to be made.
Scenarios::Open* Scenarios::open(bool create) {
  if (open_ && open_->db.moved()) open_.reset();  // what was saved there is nobody's any more
  if (open_) return open_.get();
  std::error_code ignored;
  if (!create && !std::filesystem::exists(path_, ignored)) return nullptr;
  open_ = std::make_unique<Open>(path_);
  return open_.get();
}

std::vector<ScenarioHead> Scenarios::list() {
  const std::lock_guard lock(mutex_);
  Open* at = open(false);
  if (!at) return {};
  sqlite::Statement statement(
      at->db,
      "SELECT id, version, title, saved, notes FROM scenario_versions AS v WHERE version ="
      " (SELECT max(version) FROM scenario_versions AS o WHERE o.id = v.id) ORDER BY saved DESC, "
      "rowid DESC");
  return heads(statement);
}

std::vector<ScenarioHead> Scenarios::versions(const std::string& id) {
  const std::lock_guard lock(mutex_);
  Open* at = open(false);
  if (!at) missing(id);
  sqlite::Statement statement(at->db,
                              "SELECT id, version, title, saved, notes FROM scenario_versions "
                              "WHERE id=?1 ORDER BY version DESC");
  statement.bind(1, std::string_view(id));
  auto list = heads(statement);
  if (list.empty()) missing(id);
  return list;
}

Scenarios::Kept Scenarios::read(const std::string& id, std::optional<std::int64_t> version) {
  const std::lock_guard lock(mutex_);
  Open* at = open(false);
  if (!at) missing(id);
  const auto wanted = version ? *version : newest_of(at->db, id);
  sqlite::Statement statement(at->db,
                              "SELECT id, version, title, saved, notes, body FROM "
                              "scenario_versions WHERE id=?1 AND version=?2");
  statement.bind(1, std::string_view(id)).bind(2, wanted);
  if (!statement.step()) missing(id + " " + std::to_string(wanted));
  return {head_of(statement), std::string(statement.text(5))};
}

ScenarioHead Scenarios::create(const std::string& title, const std::string& body,
                               const std::string& notes) {
  const std::lock_guard lock(mutex_);
  sqlite::Database& db = open(true)->db;
  sqlite::Transaction write(db, sqlite::Begin::write);
  open_->check_room(limits_.bytes, body.size());
  if (db.query_integer("SELECT count(*) FROM (SELECT DISTINCT id FROM scenario_versions)") >=
      limits_.scenarios)
    throw Error(ErrorCode::too_large, "方案过多 too many scenarios: at most " +
                                          std::to_string(limits_.scenarios) + "; delete some");
  // Milliseconds and a number of this process's own: never used again, also after a scenario was
  // deleted.
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                      std::chrono::system_clock::now().time_since_epoch())
                      .count();
  char id[64];
  std::snprintf(id, sizeof id, "s%011llx-%llx", static_cast<unsigned long long>(ms),
                static_cast<unsigned long long>(++numbered_));
  ScenarioHead head{id, 1, title, utc_now(), notes};
  insert(db, head, body);
  write.commit();
  open_->log.checkpoint_when_long();
  return head;
}

std::optional<ScenarioHead> Scenarios::save(const std::string& id, std::int64_t newest,
                                            const std::string& title, const std::string& body,
                                            const std::string& notes) {
  const std::lock_guard lock(mutex_);
  if (!open(false)) missing(id);
  sqlite::Database& db = open_->db;
  sqlite::Transaction write(db, sqlite::Begin::write);
  if (newest_of(db, id) != newest) return std::nullopt;
  open_->check_room(limits_.bytes, body.size());
  if (newest >= limits_.versions)
    throw Error(ErrorCode::too_large, "版本过多 too many versions: at most " +
                                          std::to_string(limits_.versions) +
                                          "; save it as a new scenario");
  ScenarioHead head{id, newest + 1, title, utc_now(), notes};
  insert(db, head, body);
  write.commit();
  open_->log.checkpoint_when_long();
  return head;
}

bool Scenarios::remove(const std::string& id, std::int64_t newest) {
  const std::lock_guard lock(mutex_);
  if (!open(false)) missing(id);
  sqlite::Database& db = open_->db;
  sqlite::Transaction write(db, sqlite::Begin::write);
  if (newest_of(db, id) != newest) return false;
  sqlite::Statement statement(db, "DELETE FROM scenario_versions WHERE id=?1");
  statement.bind(1, std::string_view(id));
  statement.run();
  write.commit();
  open_->log.checkpoint_when_long();
  return true;
}

}  // namespace jintu::siting
