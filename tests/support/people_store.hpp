// A store and its documents of a test's own, with an editor: in a folder, or in a schema of a
// database.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "geo/documents/documents.hpp"
#include "geo/store/open/open.hpp"
#include "services/edit/edit.hpp"
#include "tests/support/test_database.hpp"

namespace jintu_test {

enum class Engine { sqlite, postgres };

/// False when the database is not there: the test is then skipped for it.
inline bool is_there(Engine engine) { return engine == Engine::sqlite || !postgres().empty(); }

/// Runs the rest of the test case once for each engine.
#define ON_BOTH_ENGINES                                                                   \
  const auto engine = GENERATE(jintu_test::Engine::sqlite, jintu_test::Engine::postgres); \
  if (!jintu_test::is_there(engine)) return

/// Layer "mine": points with "note" and "count"; layer "parks": areas with "name".
struct PeopleStore {
  explicit PeopleStore(Engine engine) {
    if (engine == Engine::postgres) schema.emplace();
    static int counter = 0;
    folder = std::filesystem::temp_directory_path() /
             ("jintu_people_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    std::filesystem::create_directories(folder);
    store = jintu::open_store(address(), jintu::OpenMode::create);
    documents = jintu::documents::open_documents(address());
    auto t = store->begin("test", "layers");
    t->ensure_layer({"mine",
                     "我的",
                     jintu::LayerRole::live,
                     jintu::GeometryKind::point,
                     {{"note", jintu::FieldType::text}, {"count", jintu::FieldType::real}}});
    t->ensure_layer({"parks",
                     "园",
                     jintu::LayerRole::live,
                     jintu::GeometryKind::polygon,
                     {{"name", jintu::FieldType::text}}});
    t->commit();
    commits =
        std::make_unique<jintu::live::Commits>(*store, writer, [](const jintu::ChangeSet&) {});
    editor = std::make_unique<jintu::edit::Editor>(*commits, JINTU_SOURCE_DIR "/data/schemas");
  }
  ~PeopleStore() {
    editor.reset();
    commits.reset();
    documents.reset();
    store.reset();
    std::filesystem::remove_all(folder);
  }
  std::string address() const {
    return schema ? schema->address() : (folder / "jintu.gpkg").string();
  }

  void put(const std::string& key, const std::string& note, double count = 1) {
    auto t = store->begin("li", "put " + key);
    jintu::Feature f;
    f.key = key;
    f.geometry = jintu::MultiPoint<jintu::Position>{{117.1, 39.1}};
    f.properties.set("note", note);
    f.properties.set("count", count);
    t->put("mine", f);
    t->commit();
  }
  void erase(const std::string& key) {
    auto t = store->begin("li", "erase " + key);
    t->erase("mine", key);
    t->commit();
  }
  const jintu::Feature* find(const std::string& key) const {
    state_ = store->snapshot();
    return state_->layer("mine")->find(key);
  }

  std::filesystem::path folder;
  std::optional<TestSchema> schema;  ///< of a database
  std::unique_ptr<jintu::FeatureStore> store;
  std::unique_ptr<jintu::documents::Documents> documents;
  std::mutex writer;
  std::unique_ptr<jintu::live::Commits> commits;
  std::unique_ptr<jintu::edit::Editor> editor;

 private:
  mutable std::shared_ptr<const jintu::Snapshot> state_;
};

}  // namespace jintu_test
