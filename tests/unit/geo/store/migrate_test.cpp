#include "geo/store/open/migrate.hpp"

#include <catch2/catch.hpp>

#include "geo/store/rows.hpp"
#include "temp_store.hpp"

using namespace jintu;

namespace {

MultiPolygon<Position> square(double lon, double size) {
  return {
      {{{{lon, 39}, {lon + size, 39}, {lon + size, 39 + size}, {lon, 39 + size}, {lon, 39}}}, {}}};
}

void fill(FeatureStore& store) {
  const LayerSchema parks{"parks",
                          "园区",
                          LayerRole::live,
                          GeometryKind::polygon,
                          {{"名称", FieldType::text},
                           {"area", FieldType::real},
                           {"sample", FieldType::boolean},
                           {"floors", FieldType::integer}}};
  for (int i = 0; i < 30; ++i) {
    Feature f;
    f.key = "p" + std::to_string(i % 20);
    f.geometry = square(117 + i * 0.1, 1.0 / 3 + i * 1e-9);
    f.properties.set("名称", "园 \"" + std::to_string(i) + "\"\n\t\\");
    f.properties.set("area", i / 7.0);
    f.properties.set("sample", i % 2 == 0);
    if (i % 3 == 0) f.properties.set("floors", std::int64_t{9'007'199'254'740'993} + i);
    auto t = store.begin("作者 " + std::to_string(i % 3), "第 " + std::to_string(i));
    t->ensure_layer(parks);
    t->put("parks", f);
    t->commit();
  }
  put_point(store, "nowhere", 1);
  auto t = store.begin("x", "the rest");
  Feature unplaced = point("nowhere", 2);
  unplaced.geometry = {};
  t->put("points", unplaced);
  t->erase("parks", "p19");  // the last id is not used again
  t->replace_bulk_layer(
      {"roads", "路", LayerRole::bulk, GeometryKind::line, {{"class", FieldType::text}}});
  for (int i = 0; i < 100; ++i) {
    Feature f;
    f.id = {1000 - i};
    if (i % 2) f.key = "way/" + std::to_string(i);
    if (i % 5) f.geometry = MultiLineString<Position>{{{{117 + i * 0.01, 39}, {117.3, 39.1 / 3}}}};
    if (i % 7) f.properties.set("class", std::string("primary\\N"));
    t->append("roads", f);
  }
  t->set_meta("osm.source", "Geofabrik");
  t->commit();
}

std::string text(const Feature& f) {
  std::string out = std::to_string(f.id.value) + "|" + f.key + "|" +
                    std::to_string(f.revision.value) + "|" + properties_to_json(f.properties);
  char number[64];
  for_each_vertex(f.geometry, [&](const Position& p) {
    std::snprintf(number, sizeof number, " %a %a", p.lon, p.lat);
    out += number;
  });
  return out + "\n";
}

/// All that a store holds, in words: two stores that say the same are the same.
std::string everything(const FeatureStore& store) {
  std::string out;
  for (const RevisionInfo& r : store.revisions({0}, 1'000'000))
    out += std::to_string(r.revision.value) + r.author + r.message + r.time + "\n";
  for (const LayerInfo& info : store.layers()) {
    out += info.schema.name + info.schema.title + std::string(to_word(info.schema.role)) +
           std::string(to_word(info.schema.geometry)) + fields_to_json(info.schema.fields) +
           std::to_string(info.count) + " " + std::to_string(info.bounds.min.lon) + " " +
           std::to_string(info.replaced.value) + "\n";
    store.scan(info.schema.name, [&](Feature&& f) {
      out += text(f);
      return true;
    });
    for (int i = 0; i < 30; ++i)
      for (const std::string& key : {"p" + std::to_string(i), std::string("nowhere")})
        for (const auto& v : store.history(info.schema.name, key))
          out += std::to_string(v.revision.value) + std::to_string(static_cast<int>(v.kind)) +
                 v.author + v.message + v.time + text(v.feature);
  }
  return out + store.meta("osm.source");
}

}  // namespace

TEST_CASE("a store moved to another database and back holds the same, to the last bit") {
  ON_BOTH_STORES;  // …of the store between
  const TempStore from, between(backend), back;
  fill(*from.open());
  const std::string wanted = everything(*from.open(OpenMode::read_only));
  const auto report = migrate(from.address(), between.address(), {}, {});
  CHECK(report.revision == Revision{32});
  CHECK(report.layers == 3);
  CHECK(report.records == 120);
  CHECK(report.versions == 33);
  CHECK(everything(*between.open(OpenMode::read_only)) == wanted);
  migrate(between.address(), back.address(), {}, {});
  CHECK(everything(*back.open(OpenMode::read_only)) == wanted);
  CHECK(back.open()->epoch() != from.open()->epoch());
  // And it goes on as the first one would.
  const auto one = from.open(), other = back.open();
  for (const auto* store : {&one, &other}) {
    auto t = (*store)->begin("x", "next");
    Feature f;
    f.key = "next";
    CHECK(t->put("parks", f) == FeatureId{21});
    CHECK(t->commit().revision == Revision{33});
  }
}

TEST_CASE("a store is not moved into one that holds anything") {
  ON_BOTH_STORES;
  const TempStore from, to(backend);
  fill(*from.open());
  put_point(*to.open(), "mine", 1);
  CHECK_THROWS_WITH(migrate(from.address(), to.address(), {}, {}),
                    Catch::Contains("the target is not empty"));
  CHECK(to.open()->snapshot()->layer("points")->features().size() == 1);
  CHECK(to.open()->layers().size() == 1);
}
