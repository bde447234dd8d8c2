// A store in memory, a folder that goes away, and small OSM files.
#pragma once

#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "geo/osm/import.hpp"
#include "tests/support/skip.hpp"

namespace jintu::osm::test {

struct MemoryTransaction : Transaction {
  std::map<std::string, LayerSchema, std::less<>> schemas;
  std::map<std::string, std::vector<Feature>, std::less<>> layers;

  void ensure_layer(const LayerSchema&) override { FAIL("bulk layers only"); }
  FeatureId put(std::string_view, const Feature&) override {
    FAIL("bulk layers only");
    return {};
  }
  bool erase(std::string_view, std::string_view) override {
    FAIL("bulk layers only");
    return false;
  }
  bool was_used(std::string_view, std::string_view) override { return false; }
  void replace_bulk_layer(const LayerSchema& schema) override {
    CHECK(schema.role == LayerRole::bulk);
    schemas[schema.name] = schema;
    layers[schema.name].clear();
  }
  void append(std::string_view layer, const Feature& feature) override {
    const auto schema = schemas.find(layer);
    if (schema == schemas.end()) FAIL("append before replace_bulk_layer: " << layer);
    // The contract: values in the order of the fields. One check, not one a field: this is hot.
    bool in_order = feature.properties.size() == schema->second.fields.size();
    auto field = schema->second.fields.begin();
    for (const auto& [name, value] : feature.properties)
      in_order = in_order && name == (field++)->name;
    if (!in_order) FAIL("fields of " << layer << " out of order");
    layers.find(layer)->second.push_back(feature);
  }
  void set_meta(std::string_view, std::string_view) override {}
  std::shared_ptr<const Snapshot> base() const override {
    return std::make_shared<const Snapshot>();
  }
  const Feature* current(std::string_view, std::string_view) override {
    FAIL("bulk layers only");
    return nullptr;
  }
  ChangeSet commit() override {
    FAIL("not ours to commit");
    return {};
  }

  /// nullptr when there is none.
  const Feature* find(std::string_view layer, std::int64_t fid) const {
    for (const Feature& f : layers.at(std::string(layer)))
      if (f.id.value == fid) return &f;
    return nullptr;
  }
  std::size_t count(std::string_view layer) const { return layers.at(std::string(layer)).size(); }
};

class TempFolder {
 public:
  TempFolder() {
    static std::atomic<int> number{0};
    path_ = std::filesystem::temp_directory_path() /
            ("jintu_osm_" + std::to_string(::getpid()) + "_" + std::to_string(number++));
    std::filesystem::create_directories(path_);
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string path(const std::string& name) const { return (path_ / name).string(); }
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }

 private:
  std::filesystem::path path_;
};

inline std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// "highway=footway name=滨江道" → <tag …/> elements.
inline std::string tags(const std::string& text) {
  std::istringstream words(text);
  std::string word, xml;
  while (words >> word) {
    const auto split = word.find('=');
    xml += "<tag k=\"" + word.substr(0, split) + "\" v=\"" + word.substr(split + 1) + "\"/>";
  }
  return xml;
}
inline std::string node(long long id, double x, double y, const std::string& t = "",
                        int version = 1) {
  std::ostringstream xml;
  xml.precision(10);
  xml << "<node id=\"" << id << "\" version=\"" << version << "\" lon=\"" << x << "\" lat=\"" << y
      << "\">" << tags(t) << "</node>\n";
  return xml.str();
}
inline std::string way(long long id, const std::vector<long long>& nodes, const std::string& t = "",
                       int version = 1) {
  std::string xml =
      "<way id=\"" + std::to_string(id) + "\" version=\"" + std::to_string(version) + "\">";
  for (const auto n : nodes) xml += "<nd ref=\"" + std::to_string(n) + "\"/>";
  return xml + tags(t) + "</way>\n";
}
/// Members as "w12" or "w12:outer".
inline std::string relation(long long id, const std::vector<std::string>& members,
                            const std::string& t = "", int version = 1) {
  std::string xml =
      "<relation id=\"" + std::to_string(id) + "\" version=\"" + std::to_string(version) + "\">";
  for (const auto& m : members) {
    const auto colon = m.find(':');
    const char* type = m[0] == 'n' ? "node" : m[0] == 'w' ? "way" : "relation";
    xml += std::string("<member type=\"") + type + "\" ref=\"" +
           m.substr(1, colon == std::string::npos ? colon : colon - 1) + "\" role=\"" +
           (colon == std::string::npos ? "" : m.substr(colon + 1)) + "\"/>";
  }
  return xml + tags(t) + "</relation>\n";
}
inline std::string osm_xml(const std::string& body) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osm version=\"0.6\">\n" + body + "</osm>\n";
}
inline std::string osc_xml(const std::string& body) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osmChange version=\"0.6\">\n" + body +
         "</osmChange>\n";
}
/// The nodes of a square of 0.01° with its lower left corner there: id, id+1, id+2, id+3.
inline std::string square_nodes(long long id, double x, double y, double side = 0.01) {
  return node(id, x, y) + node(id + 1, x + side, y) + node(id + 2, x + side, y + side) +
         node(id + 3, x, y + side);
}
inline std::vector<long long> square(long long id) { return {id, id + 1, id + 2, id + 3, id}; }

struct Imported {
  MemoryTransaction store;
  OsmReport report;
  std::vector<Reject> rejects;

  /// The reject or note about an object, or nullptr.
  const Reject* reject(const std::string& object) const {
    for (const auto& r : rejects)
      if (r.object == object) return &r;
    return nullptr;
  }
};

inline Imported import_files(const std::vector<std::string>& files,
                             const std::string& rules = JINTU_SOURCE_DIR "/data/osm_rules") {
  Imported result;
  result.report = import_osm(files, {rules, [&](const Reject& r) { result.rejects.push_back(r); }},
                             result.store, {});
  return result;
}
inline Imported import_text(const std::string& body) {
  const TempFolder folder;
  return import_files({folder.write("test.osm", osm_xml(body))});
}

inline std::string shared(const std::string& name) { return JINTU_SHARED_DATA "/" + name; }
inline bool have(const std::string& path) {
  if (std::filesystem::exists(path)) return true;
  jintu_test::skip(path + " is not there");
  return false;
}

}  // namespace jintu::osm::test
