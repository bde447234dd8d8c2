#include <set>

#include "geo/geometry/validity.hpp"
#include "support.hpp"

using namespace jintu;
using namespace jintu::osm;
using namespace jintu::osm::test;

namespace {

void check_import(const Imported& r) {
  for (const auto& [layer, features] : r.store.layers) {
    INFO(layer);
    CHECK(r.report.features.at(layer) == features.size());
    std::set<std::int64_t> ids;
    std::size_t faults = 0;
    for (const Feature& feature : features) {
      ids.insert(feature.id.value);
      const auto* line = std::get_if<MultiLineString<Position>>(&feature.geometry);
      if (feature.geometry.index() != 0 && !(line && layer == "walk_edges") &&
          !check(feature.geometry).ok())
        ++faults;
    }
    CHECK(ids.size() == features.size());
    CHECK(faults == 0);
  }
  std::uint64_t rejected = 0, noted = 0;
  for (const auto& [code, count] : r.report.reject_codes) rejected += count;
  for (const auto& [code, count] : r.report.note_codes) noted += count;
  CHECK(rejected == r.report.rejected);
  CHECK(noted == r.report.noted);
  CHECK(r.rejects.size() == rejected + noted);
}

}  // namespace

TEST_CASE("Liechtenstein comes in whole and valid") {
  const std::string file = shared("osm/liechtenstein.osm.pbf");
  if (!have(file)) return;
  const auto r = import_files({file});
  check_import(r);
  CHECK(r.report.nodes == 142832);
  CHECK(r.report.ways == 15247);
  CHECK(r.report.relations == 358);
  CHECK(r.report.timestamp == "2015-07-27T21:14:01Z");
  CHECK(r.store.count("osm_buildings") > 8900);
}

TEST_CASE("Monaco comes in whole and valid, and beside Liechtenstein as alone") {
  const std::string monaco = shared("osm/monaco.osm.pbf"),
                    other = shared("osm/liechtenstein.osm.pbf");
  if (!have(monaco) || !have(other)) return;
  const auto alone = import_files({monaco});
  check_import(alone);
  const auto both = import_files({monaco, other, monaco});
  const auto liechtenstein = import_files({other});
  for (const auto& [layer, count] : alone.report.features)
    CHECK(both.report.features.at(layer) == count + liechtenstein.report.features.at(layer));
  const auto objects = [](const Imported& r) {
    return r.report.nodes + r.report.ways + r.report.relations;
  };
  CHECK(objects(alone) == 25423 + 4106 + 243);
  const auto shared_objects = objects(alone) + objects(liechtenstein) - objects(both);
  CHECK(shared_objects < 10);  // relations that reach from one to the other
  CHECK(both.report.superseded == objects(alone) + shared_objects);
}

TEST_CASE("the same extract gives the same features, byte for byte") {
  const std::string file = shared("osm/monaco.osm.pbf");
  if (!have(file)) return;
  const auto a = import_files({file}), b = import_files({file});
  for (const auto& [layer, features] : a.store.layers) {
    const auto& others = b.store.layers.at(layer);
    REQUIRE(features.size() == others.size());
    bool same = true;
    for (std::size_t i = 0; i < features.size(); ++i)
      same = same && features[i].id == others[i].id && features[i].geometry == others[i].geometry &&
             features[i].properties == others[i].properties;
    CHECK(same);
  }
}

TEST_CASE("the self-crossing areas of a city are mended, and come in whole and valid") {
  const std::string file = shared("osm/bench-city.osm.pbf");
  if (!have(file)) return;
  const auto r = import_files({file});
  check_import(r);
  CHECK(r.report.note_codes.at("mended_area") == 18);
  CHECK(r.report.reject_codes.count("self_intersection") == 0);
  const Feature* forest = r.store.find("osm_landuse", 749482);
  REQUIRE(forest);
  CHECK(r.reject("way/74948")->code == "mended_area");
  CHECK(r.reject("relation/2620")->code == "mended_area");
}
