#include "geo/sqlite/foreign_views.hpp"

#include <filesystem>
#include <optional>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/sqlite/sqlite.hpp"

namespace jintu::sqlite {
namespace {

/// Nothing when it is kept in a way that only a writer can open (WAL in a folder that is
/// read-only): GDAL opens such files as they lie.
std::optional<Database> opened(const std::string& path) {
  try {
    Database db(path, Access::foreign);
    db.query_integer("SELECT count(*) FROM sqlite_master");
    return db;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::io) return std::nullopt;
    throw;
  }
}

std::vector<std::string> names(Database& db, std::string_view sql) {
  std::vector<std::string> found;
  Statement statement(db, sql);
  while (statement.step()) found.emplace_back(statement.text(0));
  return found;
}

}  // namespace

void check_views(const std::string& path) {
  auto db = opened(path);
  if (!db) return;
  const WorkGuard guard(*db, WorkLimit::for_all_rows(std::filesystem::file_size(path)));
  const auto own = names(*db,
                         "SELECT name FROM sqlite_master WHERE type = 'view' AND "
                         "(name LIKE 'gpkg\\_%' ESCAPE '\\' OR name LIKE 'rtree\\_%' ESCAPE '\\')");
  if (!own.empty())
    throw Error(ErrorCode::bad_input,
                path + ": \"" + own.front() +
                    "\" 应为表 is a view where the GeoPackage standard has a table");
  for (const auto& view : names(*db, "SELECT name FROM sqlite_master WHERE type = 'view'")) {
    try {
      Statement rows(*db, "SELECT * FROM " + sqlite::quoted(view));
      while (rows.step()) {
      }
    } catch (const Error& error) {
      if (guard.exhausted())
        throw Error(error.code(), error.public_detail() + ": \"" + view + "\"", error.what());
      // Whatever else is wrong with it is wrong with its layer only.
    }
  }
}

}  // namespace jintu::sqlite
