#include "geo/osm/import.hpp"
#include "support.hpp"

using namespace jintu;
using namespace jintu::osm;
using namespace jintu::osm::test;

namespace {

// A rules file with one layer, or with `from` replaced by `to` in it.
std::string rules(const std::string& from = "", const std::string& to = "") {
  std::string text = R"({"version": 1,
  "areas": {"relation_types": ["multipolygon"], "not_area": {"area": "no"}},
  "boundaries": {"relations": {"boundary": "administrative"}, "ways": {"boundary": "administrative"}, "level_tag": "admin_level", "min_level": 2, "max_level": 8},
  "layers": [{"name": "trees", "title": "Trees", "geometry": "point",
    "fields": [{"name": "class", "type": "text", "value": "class"}, {"name": "height", "type": "real", "tags": "height", "parse": "metres"}],
    "rules": [{"id": "tree", "from": "node", "match": {"natural": "tree"}, "class": "tree"}]}]})";
  if (!from.empty()) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
  }
  return text;
}

Imported import_with(const std::string& rules_json, const std::string& walking,
                     const std::string& body) {
  const TempFolder folder;
  folder.write("rules.json", rules_json);
  folder.write("walking.json", walking);
  return import_files({folder.write("a.osm", osm_xml(body))}, folder.path(""));
}

std::string shipped_walking() { return read_file(JINTU_SOURCE_DIR "/data/osm_rules/walking.json"); }

std::string error_of(const std::string& rules_json,
                     const std::string& walking = shipped_walking()) {
  try {
    import_with(rules_json, walking, node(1, 117, 39));
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::bad_input);
    return e.public_detail();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a rule file of one's own makes layers of one's own") {
  const auto r = import_with(rules(), shipped_walking(),
                             node(1, 117, 39, "natural=tree height=12m") + node(2, 117, 39));
  REQUIRE(r.store.count("trees") == 1);
  CHECK(r.store.layers.at("trees")[0].properties.number("height", 0) == 12);
  CHECK(r.store.schemas.at("trees").geometry == GeometryKind::point);
}

TEST_CASE("mistakes in the rules are errors that name the rule") {
  CHECK(error_of(rules()).empty());
  has(error_of(rules("\"class\": \"tree\"", "\"clas\": \"tree\"")),
      "trees: rule tree: 未知键 unknown key \"clas\"");
  has(error_of(rules("\"version\": 1", "\"version\": 2")), "version");
  has(error_of(rules("\"from\": \"node\"", "\"from\": \"nodes\"")), "rule tree");
  has(error_of(rules("\"from\": \"node\"", "\"from\": \"way\"")),
      "the geometry is not the layer's");
  has(error_of(rules("{\"natural\": \"tree\"}", "{}")), "at least one tag");
  has(error_of(rules("{\"natural\": \"tree\"}", "{\"natural\": 3}")), "rule tree: natural");
  has(error_of(rules("{\"natural\": \"tree\"}", "{\"natural\": {\"no\": 1}}")),
      "unknown key \"no\"");
  has(error_of(rules("\"name\": \"trees\"", "\"name\": \"Trees\"")), "[a-z]");
  has(error_of(rules("\"name\": \"trees\"", "\"name\": \"walk_nodes\"")), "walking");
  has(error_of(rules("\"type\": \"text\"", "\"type\": \"string\"")), "field class");
  has(error_of(rules("\"type\": \"text\", \"value\": \"class\"",
                     "\"type\": \"real\", \"value\": \"class\"")),
      "field class");
  has(error_of(rules("\"tags\": \"height\"", "\"tags\": \"height\", \"value\": \"area\"")),
      "field height");
  has(error_of(rules("\"class\": \"tree\"", "\"class\": \"tree\", \"set\": {\"width\": 1}")),
      "unknown field \"width\"");
  has(error_of(rules("\"class\": \"tree\"", "\"class\": \"tree\", \"set\": {\"height\": \"x\"}")),
      "rule tree");
  has(error_of(rules("\"areas\"", "\"area\"")), "unknown key \"area\"");
  has(error_of(rules("]}]}", "]},]}")), "rules.json");
}

TEST_CASE("mistakes in the walking rules are errors too") {
  std::string walking = shipped_walking();
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string text = walking;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  has(error_of(rules(), replaced("\"kind\": \"steps\"", "\"sort\": \"steps\"")), "rule steps");
  has(error_of(rules(), replaced("\"passable\": false", "\"passable\": 0")), "passable");
  has(error_of(rules(), replaced("\"denied\"", "\"denials\"")), "denials");
}

TEST_CASE("missing rules are an error that names the file") {
  const TempFolder folder;
  MemoryTransaction store;
  const std::vector<std::string> files{folder.write("a.osm", osm_xml(node(1, 117, 39)))};
  CHECK_THROWS_AS(import_osm(files, {folder.path("nowhere"), {}}, store, {}), Error);
}

TEST_CASE("the first rule of a layer wins, and a rule may drop") {
  const auto r = import_text(node(1, 117, 39, "amenity=parking") +
                             node(2, 117, 39, "amenity=parking access=private") +
                             node(3, 117, 39, "tourism=hotel amenity=restaurant"));
  CHECK(r.store.find("osm_pois", 11));
  CHECK_FALSE(r.store.find("osm_pois", 21));
  CHECK(r.store.find("osm_pois", 31)->properties.text("class") == "hotel");
}

TEST_CASE("the shipped layers have the properties that the HTTP contract promises") {
  const auto r = import_text(node(1, 117, 39));
  const std::map<std::string, std::vector<std::string>> promised = {
      {"osm_water", {"class", "name", "name_en", "intermittent"}},
      {"osm_landuse", {"class", "name", "name_en"}},
      {"osm_buildings", {"height", "name"}},
      {"osm_roads", {"class", "ramp", "bridge", "tunnel", "oneway", "ref", "name", "name_en"}},
      {"osm_railways", {"class", "bridge", "tunnel", "service"}},
      {"osm_metro", {"class", "name", "name_en", "ref", "colour"}},
      {"osm_places", {"class", "name", "name_en", "population", "rank"}},
      {"osm_pois", {"class", "name", "name_en"}},
      {"osm_boundaries", {"admin_level", "maritime"}},
      {"osm_lockers", {"name", "operator"}}};
  for (const auto& [layer, fields] : promised) {
    REQUIRE(r.store.schemas.contains(layer));
    for (const auto& name : fields) {
      INFO(layer << "." << name);
      const auto& have_fields = r.store.schemas.at(layer).fields;
      CHECK(std::any_of(have_fields.begin(), have_fields.end(),
                        [&](const Field& f) { return f.name == name; }));
    }
  }
  CHECK(r.report.features.at("osm_lockers") == 0);
}
