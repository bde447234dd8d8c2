// A store in a folder of its own, and records for it.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "geo/base/error.hpp"
#include "geo/store/feature_store.hpp"

namespace jintu {

struct TempStore {
  TempStore() {
    static int counter = 0;
    folder = std::filesystem::temp_directory_path() /
             ("jintu_store_of_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    std::filesystem::create_directories(folder);
  }
  ~TempStore() { std::filesystem::remove_all(folder); }
  std::string path() const { return (folder / "store.gpkg").string(); }
  std::unique_ptr<FeatureStore> open(OpenMode mode = OpenMode::create,
                                     const StoreOptions& options = {}) const {
    return open_geopackage(path(), mode, options);
  }
  std::filesystem::path folder;
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
