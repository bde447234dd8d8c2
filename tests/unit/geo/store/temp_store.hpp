// A store of a test's own, in a file or a database, and records for it.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "geo/base/error.hpp"
#include "geo/store/open/open.hpp"
#include "tests/support/test_database.hpp"

namespace jintu {

enum class Backend { geopackage, postgis };

/// False when the database is not there: the test is then skipped for it.
inline bool is_there(Backend backend) {
  return backend == Backend::geopackage || !jintu_test::postgres().empty();
}

/// Runs the rest of the test case once for each database.
#define ON_BOTH_STORES                                                  \
  const auto backend = GENERATE(Backend::geopackage, Backend::postgis); \
  if (!is_there(backend)) return

struct TempStore {
  explicit TempStore(Backend backend = Backend::geopackage) {
    static int counter = 0;
    folder = std::filesystem::temp_directory_path() /
             ("jintu_store_of_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    std::filesystem::create_directories(folder);
    if (backend == Backend::postgis) schema.emplace();
  }
  ~TempStore() { std::filesystem::remove_all(folder); }
  std::string path() const { return (folder / "store.gpkg").string(); }
  std::string address() const { return schema ? schema->address() : path(); }
  std::unique_ptr<FeatureStore> open(OpenMode mode = OpenMode::create,
                                     const StoreOptions& options = {}) const {
    return open_store(address(), mode, options);
  }
  std::filesystem::path folder;
  std::optional<jintu_test::TestSchema> schema;
};

inline LayerSchema points_schema(const std::string& name = "points") {
  return {name, "点", LayerRole::live, GeometryKind::any, {{"n", FieldType::integer}}};
}

inline Feature point(std::string key, std::int64_t n) {
  Feature f;
  f.key = std::move(key);
  f.geometry = MultiPoint<Position>{{117 + static_cast<double>(n % 1000) * 1e-4, 39}};
  f.properties.set("n", n);
  return f;
}

inline ChangeSet put_point(FeatureStore& store, const std::string& key, std::int64_t n) {
  auto t = store.begin("tester", "point");
  t->ensure_layer(points_schema());
  t->put("points", point(key, n));
  return t->commit();
}

inline std::string trouble_of_put(FeatureStore& store) {
  try {
    put_point(store, "x", 1);
  } catch (const Error& error) {
    return error.code() == ErrorCode::unavailable ? error.public_detail()
                                                  : "another error: " + error.public_detail();
  }
  return "";
}

}  // namespace jintu
