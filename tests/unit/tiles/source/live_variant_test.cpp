#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "geo/crs/transform.hpp"
#include "tests/unit/tiles/source/coverage_gap.hpp"
#include "tests/unit/tiles/source/shipped_layer.hpp"

using namespace jintu;
using namespace jintu::tiles;
using namespace jintu::tiles::test;

namespace {

Layer one_point(double lon, double lat) {
  Feature f;
  f.id = {1};
  f.key = "p";
  f.geometry = MultiPoint<Position>{{lon, lat}};
  LayerSchema schema;
  schema.name = "places";
  return Layer(schema, {f});
}

/// Where the only point of a z-14 tile stands, in degrees.
Position drawn(const TileSource& source) {
  Position at{};
  for_each_tile(source, 14, [&](TileCoord c, const std::vector<DecodedLayer>& layers) {
    const auto [x, y] = layers.at(0).features.at(0).parts.at(0).at(0);
    at = from_unit_square((c.x() + x / 4096.0) / 16384, (c.y() + y / 4096.0) / 16384);
  });
  return at;
}

LiveVariant in(TileCrs crs) {
  LiveVariant variant;
  variant.crs = crs;
  return variant;
}

}  // namespace

TEST_CASE("Tiles in GCJ-02 and BD-09 stand where gcoord 1.0.7 puts the same places") {
  struct Row {
    double lon, lat;
    TileCrs crs;
    double to_lon, to_lat;
  };
  for (const Row& row : {Row{117.2, 39.13, TileCrs::gcj02, 117.20630499434607, 39.131035313939556},
                         Row{117.2, 39.13, TileCrs::bd09, 117.2128379265069, 39.1369711691491},
                         Row{117.7, 38.98, TileCrs::gcj02, 117.70625477257553, 38.980866916841656},
                         Row{117.7, 38.98, TileCrs::bd09, 117.71265083629709, 38.98712716667234},
                         Row{117.2, 39.13, TileCrs::wgs84, 117.2, 39.13}}) {
    const auto source = make_live_source(one_point(row.lon, row.lat), nullptr, in(row.crs));
    // A unit of the tile grid is 0.6 m; what was asked for lies within it.
    CHECK(distance(drawn(*source), Position{row.to_lon, row.to_lat}) < Metres::of(0.6));
    CHECK(source->info().bounds.min.lon == Approx(row.to_lon).margin(1e-6));
    CHECK(source->info().crs == row.crs);
    const Json j = parse_json(tilejson(source->info(), "x"), "test");
    CHECK(j.contains("crs") == (row.crs != TileCrs::wgs84));
    if (row.crs == TileCrs::gcj02) CHECK(j["crs"] == "GCJ-02");
    if (row.crs == TileCrs::bd09) CHECK(j["crs"] == "BD-09");
  }
}

TEST_CASE("In every plane districts are valid and meet without gap or overlap") {
  const Layer districts = shipped("districts");
  for (const TileCrs crs : {TileCrs::gcj02, TileCrs::bd09, TileCrs::cgcs2000_degrees}) {
    const auto source = make_live_source(districts, nullptr, in(crs));
    test::Geos geos;
    int polygons = 0, faults = 0;
    double gaps = 0;
    for (const int zoom : {5, 8, 10, 11})
      for_each_tile(*source, zoom, [&](TileCoord, const std::vector<DecodedLayer>& layers) {
        for (const auto& layer : layers) {
          if (layer.name == "districts") gaps += gap_and_overlap(layer);
          for (const auto& f : layer.features)
            if (f.type == 3) {
              ++polygons;
              if (!geos.fault(f.parts).empty()) ++faults;
            }
        }
      });
    CHECK(polygons > 100);
    CHECK(faults == 0);
    CHECK(gaps == Approx(0).margin(1e-6));
    // One label each, as in WGS 84.
    std::multiset<std::string> labels;
    for_each_tile(*source, 11, [&](TileCoord, const std::vector<DecodedLayer>& layers) {
      for (const auto& layer : layers)
        if (layer.name == "districts_label")
          for (const auto& f : layer.features) labels.insert(f.properties.at("id"));
    });
    CHECK(labels.size() == 16);
  }
}

TEST_CASE("A variant leaves out what it does not show, and changes nothing of what stays") {
  const Layer carriers = shipped("carriers"), districts = shipped("districts");
  LiveVariant variant;
  variant.shows = [](const Feature& f) {
    return f.key != "haihe-ibc";
  };  // placed by district, as another is
  const auto some = make_live_source(carriers, &districts, variant),
             all = make_live_source(carriers, &districts);
  std::map<std::string, std::pair<TileCoord, Points>> before, after;
  const auto collect = [](const TileSource& source, auto& into) {
    for_each_tile(source, 12, [&](TileCoord c, const std::vector<DecodedLayer>& layers) {
      for (const auto& layer : layers)
        if (layer.name == "carriers")
          for (const auto& f : layer.features) into[f.properties.at("id")] = {c, f.parts.at(0)};
    });
  };
  collect(*all, before);
  collect(*some, after);
  CHECK(before.size() == 20);
  CHECK(after.size() == 19);
  CHECK_FALSE(after.contains("s:haihe-ibc"));
  before.erase("s:haihe-ibc");
  CHECK(before == after);
}

TEST_CASE("The border of a district shown alone still says who its neighbours are") {
  LiveVariant variant;
  variant.shows = [](const Feature& f) { return f.key == "120101"; };
  const auto source = make_live_source(shipped("districts"), nullptr, variant);
  std::set<std::string> levels, ids;
  for_each_tile(*source, 11, [&](TileCoord, const std::vector<DecodedLayer>& layers) {
    for (const auto& layer : layers)
      for (const auto& f : layer.features) {
        if (layer.name == "districts_border") levels.insert(f.properties.at("level"));
        if (layer.name == "districts") ids.insert(f.properties.at("id"));
      }
  });
  CHECK(levels == std::set<std::string>{"s:inner"});  // 和平区 lies in the middle
  CHECK(ids == std::set<std::string>{"s:120101"});
}
