#include "services/tile/variant.hpp"

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "services/tile/tile_memory.hpp"
#include "tests/unit/tiles/source/shipped_layer.hpp"

using namespace jintu;
using namespace jintu::tile;
using tiles::test::shipped;

namespace {

class Archive final : public tiles::TileSource {
 public:
  Archive() {
    info_.id = "basemap";
    info_.kind = tiles::SourceKind::archive;
  }
  const tiles::SourceInfo& info() const override { return info_; }
  std::optional<tiles::Tile> get(tiles::TileCoord) const override {
    return tiles::gzip_tile("base");
  }

 private:
  tiles::SourceInfo info_;
};

struct City {
  City() {
    std::map<std::string, std::shared_ptr<const Layer>, std::less<>> layers;
    for (const char* name : {"night_streets", "lockers"}) {
      layers[name] = std::make_shared<const Layer>(shipped(name));
      sources[name] = tiles::make_live_source(*layers[name], nullptr);
    }
    sources["basemap"] = std::make_shared<Archive>();
    snapshot = Snapshot(Revision{1}, std::move(layers));
  }
  Selection pick(const char* ids) const { return std::get<Selection>(select(sources, ids)); }
  Selection make(const char* ids, const VariantQuery& query) {
    return variants.make(pick(ids), query, {snapshot, calendar, moved});
  }

  Sources sources;
  Snapshot snapshot;
  hours::Calendar calendar{read_json_file(JINTU_SOURCE_DIR "/data/holidays.json")};
  MovedSources moved;
  Variants variants{8};
};

VariantQuery in(tiles::TileCrs crs) {
  VariantQuery query;
  query.crs = crs;
  return query;
}

VariantQuery at(const char* time) {
  VariantQuery query;
  query.at = hours::parse_clock_minute(time).value();
  return query;
}

std::map<std::string, std::string> openings(const Selection& selection) {
  std::map<std::string, std::string> found;
  tiles::test::for_each_tile(*selection.parts.front(), 11,
                             [&](tiles::TileCoord, const auto& layers) {
                               for (const auto& layer : layers)
                                 if (layer.name == "night_streets")
                                   for (const auto& f : layer.features)
                                     found[f.properties.at("id")] = f.properties.at("opening");
                             });
  return found;
}

}  // namespace

TEST_CASE("every night street says how it stands at the minute asked for") {
  City city;
  const auto evening = openings(city.make("night_streets", at("2026-11-23T21:30")));
  const auto night = openings(city.make("night_streets", at("2026-11-23T22:30")));
  CHECK(evening.size() == 53);
  CHECK(night.size() == 53);
  std::map<std::string, int> count;
  for (const auto& [id, state] : night) ++count[state];
  CHECK(count["s:open"] == 4);    // 24/7
  CHECK(count["s:closed"] == 2);  // until 22:00
  CHECK(count["s:unknown"] == 47);
  count.clear();
  for (const auto& [id, state] : evening) ++count[state];
  CHECK(count["s:closing"] == 2);
  CHECK(count["s:open"] == 4);
}

TEST_CASE(
    "minutes at which every place has the same state share one source, and with it their tiles") {
  City city;
  const auto one = city.make("night_streets", at("2026-11-23T22:30"));
  const auto two = city.make("night_streets", at("2026-11-23T23:47"));
  const auto three = city.make("night_streets", at("2026-11-23T21:30"));
  CHECK(one.parts == two.parts);
  CHECK(one.ids == two.ids);
  CHECK(one.parts != three.parts);
  CHECK(one.ids != three.ids);
  const auto coord = *tiles::TileCoord::checked(0, 0, 0);
  TileMemory memory(1 << 20);
  memory.put(one, coord, make_tile(one, coord));
  CHECK(memory.find(two, coord));
  CHECK_FALSE(memory.find(three, coord));
  CHECK_FALSE(memory.find(city.pick("night_streets"), coord));
}

TEST_CASE("a plain query gives the sources themselves: parts that a query does not touch stay") {
  City city;
  CHECK(city.variants.find(city.pick("lockers"), {})->parts == city.pick("lockers").parts);
  const auto both = city.make("lockers,night_streets,basemap", at("2026-11-23T22:30"));
  CHECK(both.parts[0] == city.sources["lockers"]);
  CHECK(both.parts[1] != city.sources["night_streets"]);
  CHECK(both.parts[2] == city.sources["basemap"]);
  CHECK(city.variants.find(city.pick("lockers,night_streets,basemap"), at("2026-11-23T22:30"))
            ->parts == both.parts);
  CHECK_FALSE(city.variants.find(city.pick("night_streets"), at("2026-11-23T21:30")));
}

TEST_CASE("what cannot be had honestly is refused") {
  City city;
  VariantQuery gcj;
  gcj.crs = tiles::TileCrs::gcj02;
  CHECK_THROWS_WITH(city.make("night_streets,basemap", gcj),
                    Catch::Contains("basemap") && Catch::Contains("not cut in gcj02"));
  CHECK_THROWS_WITH(city.make("lockers", at("2026-11-23T22:30")),
                    Catch::Contains("night_streets has"));
  VariantQuery filtered;
  filtered.filter = "kind = 'x'";
  filtered.shows = [](const Feature&) { return true; };
  CHECK_THROWS_AS(city.make("basemap", filtered), Error);
}

TEST_CASE("variants are kept in a bounded number, those used last") {
  City city;
  const auto kept = city.make("lockers", [] {
    VariantQuery q;
    q.crs = tiles::TileCrs::gcj02;
    return q;
  }());
  for (int i = 0; i < 50; ++i) {
    VariantQuery query;
    query.filter = std::to_string(i);
    query.shows = [i](const Feature& f) { return f.id.value == i; };
    city.make("lockers", query);
    CHECK(city.variants.size() <= 8);
  }
  VariantQuery gcj;
  gcj.crs = tiles::TileCrs::gcj02;
  CHECK_FALSE(city.variants.find(city.pick("lockers"), gcj));
}

TEST_CASE("an archive comes in the datums that it was cut in, and beside live layers in them") {
  City city;
  CHECK_THROWS_WITH(city.make("basemap", in(tiles::TileCrs::gcj02)),
                    Catch::Contains("jintu tiles build --crs gcj02"));
  const auto cut = std::make_shared<Archive>();
  city.moved[{"basemap", tiles::TileCrs::gcj02}] = cut;
  const auto both = city.make("basemap,lockers", in(tiles::TileCrs::gcj02));
  REQUIRE(both.parts.size() == 2);
  CHECK(both.parts[0] == cut);
  CHECK(both.parts[1]->info().crs == tiles::TileCrs::gcj02);
  CHECK_THROWS_WITH(city.make("basemap", in(tiles::TileCrs::bd09)), Catch::Contains("bd09"));
}
