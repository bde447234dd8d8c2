#include "tiles/source/live_source.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <random>
#include <set>

#include "tests/support/skip.hpp"
#include "tests/unit/tiles/mvt/decoded_tile.hpp"
#include "tests/unit/tiles/source/coverage_gap.hpp"
#include "tests/unit/tiles/source/shipped_layer.hpp"
#include "tiles/source/derived_layers.hpp"

using namespace jintu;
using namespace jintu::tiles;
using namespace jintu::tiles::test;

namespace {

struct Tally {
  int polygons = 0, faults = 0, labels = 0;
  double overlap = 0;
  std::string first_fault;
};

Tally tally(const TileSource& source, int zoom) {
  Tally t;
  test::Geos geos;
  for_each_tile(source, zoom, [&](TileCoord c, const std::vector<test::DecodedLayer>& layers) {
    for (const auto& layer : layers) {
      if (layer.name == "districts") t.overlap += gap_and_overlap(layer);
      for (const auto& f : layer.features) {
        if (layer.name == "districts_label") ++t.labels;
        if (f.type != 3) continue;
        ++t.polygons;
        const auto fault = geos.fault(f.parts);
        if (!fault.empty() && t.faults++ == 0)
          t.first_fault = std::to_string(c.z()) + "/" + std::to_string(c.x()) + "/" +
                          std::to_string(c.y()) + ": " + fault;
      }
    }
  });
  return t;
}

void check_districts(const Layer& layer) {
  const auto source = make_live_source(layer, nullptr);
  for (int zoom = 0; zoom <= 11; ++zoom) {
    const Tally t = tally(*source, zoom);
    INFO("zoom " << zoom << " " << t.first_fault);
    CHECK(t.faults == 0);
    CHECK(t.labels == 16);
    CHECK(t.overlap == Approx(0).margin(1e-6));
    if (zoom > 5) CHECK(t.polygons >= 16);
  }
}

}  // namespace

TEST_CASE("The shipped districts are valid, have one label each and meet without gap or overlap") {
  check_districts(shipped("districts"));
}

TEST_CASE("So are the detailed districts of the shared data") {
  const std::string path = JINTU_SHARED_DATA "/districts/tianjin_districts_wgs84.geojson";
  if (!std::filesystem::exists(path)) {
    jintu_test::skip(path + " is not there");
    return;
  }
  check_districts(read_layer(path, "districts"));
}

TEST_CASE("Borders say what lies to their left and right, and cover each stretch once") {
  const auto source = make_live_source(shipped("districts"), nullptr);
  std::set<std::string> pairs;
  const auto tile = source->get(*TileCoord::checked(7, 105, 48));
  REQUIRE(tile);
  for (const auto& layer : test::decode(plain_bytes(*tile))) {
    if (layer.name != "districts_border") continue;
    for (const auto& f : layer.features) {
      CHECK(f.type == 2);
      const bool inner = f.properties.at("level") == "s:inner";
      CHECK(f.properties.contains("right") == inner);
      CHECK(pairs.insert(f.properties.at("left") + (inner ? f.properties.at("right") : "")).second);
    }
  }
  CHECK(pairs.contains("s:120101s:120103"));
}

TEST_CASE("All twenty carriers are drawn, two of them beside their district's label") {
  const Layer districts = shipped("districts");
  const auto source = make_live_source(shipped("carriers"), &districts);
  for (const int zoom : {0, 7, 10, 14}) {
    std::multiset<std::string> ids;
    int discs = 0, outlines = 0;
    for_each_tile(*source, zoom, [&](TileCoord, const std::vector<test::DecodedLayer>& layers) {
      for (const auto& layer : layers)
        for (const auto& f : layer.features) {
          if (layer.name == "carriers") {
            ids.insert(f.properties.at("id"));
            if (f.properties.at("placement") == "s:district")
              CHECK_FALSE(f.properties.contains("position_accuracy_m"));
          }
          if (layer.name == "carriers_accuracy") ++discs;
          if (layer.name == "carriers_boundary") ++outlines;
        }
    });
    CHECK(ids.size() == 20);
    CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 20);
    CHECK(outlines >= (zoom == 0 ? 0 : 3));
    CHECK(discs >= (zoom < 7 ? 0 : 15));
  }
}

TEST_CASE("Equal content gives equal bytes, and an edit elsewhere changes no other tile") {
  const Layer a = shipped("night_streets");
  std::vector<Feature> features(a.features().begin(), a.features().end());
  const auto before = make_live_source(a, nullptr);
  for (auto& f : features)
    if (f.key == "ns01") f.properties.set("name_zh", std::string("改名"));
  const auto after = make_live_source(Layer(a.schema(), features), nullptr);
  int same = 0, changed = 0;
  const auto range = *tiles_touched(before->info().bounds, 13, 0);
  for (std::uint32_t x = range.x0; x <= range.x1; ++x)
    for (std::uint32_t y = range.y0; y <= range.y1; ++y) {
      const auto coord = *TileCoord::checked(13, x, y);
      const auto one = before->get(coord), two = after->get(coord);
      REQUIRE(one.has_value() == two.has_value());
      if (one) ++(one->hash == two->hash ? same : changed);
    }
  CHECK(changed == 1);
  CHECK(same > 20);
}

TEST_CASE("Tiles beyond the data are empty, and TileJSON names every layer") {
  const auto source = make_live_source(shipped("heritage_blocks"), nullptr);
  CHECK_FALSE(source->get(*TileCoord::checked(10, 0, 0)));
  CHECK(source->get(*TileCoord::checked(22, 3462659, 1597260)).has_value() == false);
  const Json j = parse_json(
      tilejson(source->info(), "http://x/tiles/heritage_blocks/{z}/{x}/{y}.mvt"), "test");
  CHECK(j["tilejson"] == "3.0.0");
  CHECK(j["maxzoom"] == 14);
  REQUIRE(j["vector_layers"].size() == 2);
  CHECK(j["vector_layers"][0]["fields"]["area_ha"] == "Number");
}

TEST_CASE("A source knows which tiles no edit since reached, and those are the same bytes") {
  const auto at = [](double lon, double lat, double side) {
    Polygon<Position> square;
    square.outer.points = {
        {lon, lat}, {lon + side, lat}, {lon + side, lat + side}, {lon, lat + side}, {lon, lat}};
    return MultiPolygon<Position>{square};
  };
  const LayerSchema schema{"parcels", "parcels", LayerRole::live, GeometryKind::polygon, {}};
  std::vector<Feature> features;
  for (int i = 0; i < 100; ++i)
    features.push_back({{i + 1},
                        "p" + std::to_string(i),
                        at(117 + 0.02 * (i % 10), 39 + 0.02 * (i / 10), 0.015),
                        {},
                        {1}});
  std::vector<std::shared_ptr<const TileSource>> states{
      make_live_source(Layer(schema, features), nullptr)};
  for (int turn = 0; turn < 6; ++turn) {
    Feature& moved = features[static_cast<std::size_t>(turn * 17)];
    const auto before = box_of(moved.geometry);
    moved.geometry = at(117.1 + 0.011 * turn, 39.05, 0.004);
    const EarlierSource earlier{*states.back(), {before, box_of(moved.geometry)}};
    states.push_back(make_live_source(Layer(schema, features), nullptr, {}, &earlier));
  }
  int known = 0, changed = 0;
  for (std::size_t i = 0; i < states.size(); ++i)
    for (std::size_t j = i; j < states.size(); ++j)
      for (const int zoom : {0, 9, 12, 14, 16}) {
        const auto range = *tiles_touched(states[0]->info().bounds, zoom, 0);
        const std::uint32_t step = zoom > 14 ? 7 : 1;
        for (std::uint32_t x = range.x0; x <= range.x1; x += step)
          for (std::uint32_t y = range.y0; y <= range.y1; y += step) {
            const auto coord = *TileCoord::checked(zoom, x, y);
            const auto old = states[i]->get(coord), now = states[j]->get(coord);
            const bool same =
                old.has_value() == now.has_value() && (!old || old->hash == now->hash);
            if (!states[j]->same_tile(states[i]->state(), coord)) {
              ++changed;
              continue;
            }
            ++known;
            REQUIRE(same);
            if (i < j)
              CHECK_FALSE(states[i]->same_tile(states[j]->state(),
                                               coord));  // of later states nothing is known
          }
      }
  CHECK(known > 5 * changed);
  CHECK(changed > 100);
  CHECK_FALSE(make_live_source(Layer(schema, features), nullptr)
                  ->same_tile(states.back()->state(), TileCoord()));
  const Layer carriers = shipped("carriers");
  const auto one = make_live_source(carriers, nullptr);
  const EarlierSource earlier{*one, {}};
  CHECK_FALSE(make_live_source(carriers, nullptr, {}, &earlier)
                  ->same_tile(one->state(), TileCoord()));  // its parts hang on each other
}

TEST_CASE("Tiles after any edits are byte for byte those of the layer prepared from nothing") {
  std::mt19937 random(5);
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  const auto somewhere = [&] {
    return Position{117 + static_cast<double>(pick(3000)) * 1e-4,
                    39 + static_cast<double>(pick(3000)) * 1e-4};
  };
  const auto shape = [&]() -> Geometry<Position> {
    const Position p = somewhere();
    const double side = pick(20) == 0 ? 0.1 : 0.003;
    switch (pick(8)) {
      case 0:
        return {};
      case 1:
        return MultiLineString<Position>{
            {{p, {p.lon + side, p.lat + side / 3}, {p.lon + 2 * side, p.lat}}}};
      case 2: {
        Polygon<Position> square;
        square.outer.points = {p, {p.lon + side, p.lat}, {p.lon + side, p.lat + side}, p};
        return MultiPolygon<Position>{square};
      }
      default:
        return MultiPoint<Position>{p};
    }
  };
  std::int64_t last_id = 0;
  const auto fill = [&](Feature& f) {
    f.geometry = shape();
    f.properties = {};
    if (pick(3) > 0) f.properties.set("kind", "k" + std::to_string(pick(12)));
    if (pick(2) > 0) f.properties.set("count", static_cast<std::int64_t>(pick(50)));
    if (pick(50) == 0) f.properties.set("rare", static_cast<double>(pick(9)) / 4);
  };
  const auto made = [&] {
    Feature f;
    f.id = {++last_id};
    f.key = "k" + std::to_string(last_id);
    fill(f);
    return f;
  };
  std::vector<Feature> features;
  for (int i = 0; i < 2000; ++i) features.push_back(made());
  const LayerSchema schema{"mine", "我的", LayerRole::live, GeometryKind::any, {}};
  Layer layer(schema, features);
  auto source = make_live_source(layer, nullptr);
  source->get(TileCoord());
  int compared = 0;
  for (int turn = 0; turn < 120; ++turn) {
    std::vector<Feature> put;
    std::vector<FeatureId> erased, ids;
    std::vector<Box<Wgs84>> places;
    for (std::size_t k = 0, n = turn % 40 == 39 ? 90 : 1 + pick(4); k < n; ++k) {
      const std::size_t what = pick(4);
      if (what == 0) {
        put.push_back(made());
      } else {
        const std::size_t at = pick(layer.features().size());
        Feature old = *std::next(layer.features().begin(), static_cast<std::ptrdiff_t>(at));
        if (std::find(ids.begin(), ids.end(), old.id) != ids.end()) continue;
        places.push_back(box_of(old.geometry));
        ids.push_back(old.id);
        if (what == 1) {
          erased.push_back(old.id);
          continue;
        }
        fill(old);
        put.push_back(std::move(old));
      }
      ids.push_back(put.back().id);
      places.push_back(box_of(put.back().geometry));
    }
    layer = layer.edited(schema, std::move(put), std::move(erased));
    const EarlierSource earlier{*source, places, ids};
    source = make_live_source(layer, nullptr, {}, &earlier);
    if (turn % 5 > 0) continue;
    const auto anew = make_live_source(layer, nullptr);
    CHECK(source->info().bounds == anew->info().bounds);
    CHECK(source->info().layers[0].fields == anew->info().layers[0].fields);
    for (const int zoom : {0, 8, 11, 13, 15}) {
      const auto range = *tiles_touched(anew->info().bounds, zoom, 0);
      const std::uint32_t step = zoom > 11 ? 5 : 1;
      for (std::uint32_t x = range.x0; x <= range.x1; x += step)
        for (std::uint32_t y = range.y0; y <= range.y1; y += step) {
          const auto coord = *TileCoord::checked(zoom, x, y);
          REQUIRE(source->plain(coord) == anew->plain(coord));
          ++compared;
        }
    }
  }
  CHECK(compared > 2000);
}

TEST_CASE("what is said of a layer before it is prepared is what its preparation says") {
  std::vector<Feature> features;
  for (std::int64_t i = 1; i <= 3000; ++i) {
    Feature f{{i}, "k" + std::to_string(i), {}, {}, {1}};
    const double lon = 117 + static_cast<double>(i % 100) * 0.00123457;
    const double lat = 39 + static_cast<double>(i / 100) * 0.00098761;
    if (i != 7) f.geometry = MultiPoint<Position>{{lon, lat}};
    if (i % 2 == 0) f.properties.set("name", std::string("x"));
    f.properties.set(i == 7 ? "unplaced" : "count", i);
    if (i == 2999) f.properties.set("flag", true);
    if (i % 3 == 0) f.properties.set("mixed", i % 2 == 0 ? Value(std::string("a")) : Value(1.5));
    f.properties.set("unknown", std::monostate{});
    features.push_back(std::move(f));
  }
  const Layer layer({"mine", "我的", LayerRole::live, GeometryKind::any, {}}, std::move(features));
  const auto source = make_live_source(layer, nullptr);
  const auto prepared = derive_layers(layer, nullptr);
  REQUIRE(prepared.size() == 1);
  const VectorLayer expected = describe(*prepared[0]);
  REQUIRE(source->info().layers.size() == 1);
  const VectorLayer& said = source->info().layers[0];
  CHECK(said.id == expected.id);
  CHECK(said.description == expected.description);
  CHECK(said.min_zoom == expected.min_zoom);
  CHECK(said.max_zoom == expected.max_zoom);
  CHECK(said.fields == expected.fields);
  CHECK(expected.fields.size() == 4);
  CHECK(source->info().bounds == prepared[0]->bounds());
  const auto at = tiles_touched(source->info().bounds, 12, 0);
  REQUIRE(at);
  CHECK(source->get(*TileCoord::checked(12, at->x0, at->y0)));
}
