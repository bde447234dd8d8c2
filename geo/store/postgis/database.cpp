#include "geo/store/postgis/database.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "geo/store/rows.hpp"

namespace jintu::postgis {

using postgres::Connection;
using postgres::Parameters;
using postgres::Transaction;

namespace {

constexpr std::int64_t jint = 0x6A696E74;  // our lock among those of other programs

bool has_tables(Connection& connection) {
  return connection.query_integer(
             "SELECT count(*) FROM pg_class WHERE relname = 'jintu_meta' "
             "AND relnamespace = current_schema()::regnamespace") == 1;
}

std::int64_t version_of(Connection& connection) {
  if (!has_tables(connection)) return 0;
  return connection.query_integer(
      "SELECT value::bigint FROM jintu_meta WHERE key = 'store.migration'");
}

void set_meta(Connection& connection, std::string_view key, std::string_view value) {
  connection.query(
      "INSERT INTO jintu_meta VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = "
      "excluded.value",
      Parameters().add(key).add(value));
}

void need_postgis(Connection& connection) {
  try {
    connection.exec("CREATE EXTENSION IF NOT EXISTS postgis");
  } catch (const Error& error) {
    if (error.code() == ErrorCode::unavailable) throw;
    throw Error(ErrorCode::bad_input,
                "数据库 database " + connection.name() +
                    " 没有 PostGIS，也不能由此用户安装；请管理员运行 has no PostGIS, and this user "
                    "may not install it; let its administrator run: CREATE EXTENSION postgis",
                error.what());
  }
}

constexpr const char* identity_sql =
    "SELECT (SELECT system_identifier FROM pg_control_system())::text || '.' || "
    "(SELECT timeline_id FROM pg_control_checkpoint())::text || '.' || "
    "(SELECT oid FROM pg_database WHERE datname = current_database())::text || '.' || "
    "'jintu_meta'::regclass::oid::text, "
    "coalesce((SELECT value FROM jintu_meta WHERE key = 'store.epoch.database'), ''), "
    "pg_is_in_recovery()";

}  // namespace

void make_ready(Connection& connection, OpenMode mode) {
  const auto known = static_cast<std::int64_t>(migrations().size());
  const auto check = [&](std::int64_t version) {
    if (version > known)
      throw Error(
          ErrorCode::bad_input,
          "数据库 database " + connection.name() +
              ": 由更新版本的程序写成 written by a newer version of the program (migration " +
              std::to_string(version) + ", this one knows " + std::to_string(known) + ")");
    if (version == 0 && mode != OpenMode::create)
      throw Error(ErrorCode::not_found,
                  "数据库 database " + connection.name() +
                      ": 还没有津图的库 there is no store yet; run jintu import or jintu migrate");
    if (version < known && mode == OpenMode::read_only)
      throw Error(ErrorCode::unavailable,
                  "数据库 database " + connection.name() +
                      ": 由较早版本写成，先以可写方式打开一次 written by an earlier version; "
                      "open it for writing once (jintu serve or import)");
  };
  const std::int64_t found = version_of(connection);
  check(found);
  if (found == known) return;
  if (found == 0) need_postgis(connection);
  Transaction transaction(connection, Transaction::Kind::write);
  connection.exec("SELECT pg_advisory_xact_lock(" + std::to_string(jint) + ", 0)");
  const std::int64_t version = version_of(connection);  // another process may have been faster
  check(version);
  for (auto next = version; next < known; ++next)
    connection.exec(std::string(migrations()[static_cast<std::size_t>(next)]));
  set_meta(connection, "store.migration", std::to_string(known));
  transaction.commit();
}

std::int64_t store_number(Connection& connection) {
  return connection.query_integer("SELECT 'jintu_meta'::regclass::oid::bigint");
}

void take_writers_place(Connection& connection, std::int64_t store_number,
                        std::chrono::milliseconds wait) {
  const auto longest = std::max<std::int64_t>(wait.count(), 1);
  connection.exec("SET LOCAL lock_timeout = " + std::to_string(longest) +
                  "; SELECT pg_advisory_xact_lock(" + std::to_string(jint) + ", " +
                  std::to_string(static_cast<std::int32_t>(store_number)) + ")");
}

void settle_epoch(Connection& connection, std::int64_t store_number,
                  std::chrono::milliseconds wait) {
  const auto is_settled = [&] {
    const auto row = connection.query(identity_sql);
    return row.text(0, 0) == row.text(0, 1) || row.integer(0, 2) != 0;
  };
  if (is_settled()) return;
  Transaction transaction(connection, Transaction::Kind::write);
  take_writers_place(connection, store_number, wait);
  if (is_settled()) return;
  set_meta(connection, "store.epoch", random_id());
  const auto row = connection.query(identity_sql);
  set_meta(connection, "store.epoch.database", row.text(0, 0));
  transaction.commit();
}

}  // namespace jintu::postgis
