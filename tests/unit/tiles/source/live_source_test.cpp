#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "geo/base/json.hpp"
#include "tests/unit/tiles/mvt/decoded_tile.hpp"
#include "tiles/source/live_source.hpp"

using namespace jintu;
using namespace jintu::tiles;

namespace {

Ring<Position> ring_of(const Json& j) {
  Ring<Position> ring;
  for (const auto& p : j) ring.points.push_back({p[0].get<double>(), p[1].get<double>()});
  return ring;
}
Polygon<Position> polygon_of(const Json& j) {
  Polygon<Position> polygon{ring_of(j[0]), {}};
  for (std::size_t i = 1; i < j.size(); ++i) polygon.holes.push_back(ring_of(j[i]));
  return polygon;
}
Geometry<Position> geometry_of(const Json& g) {
  if (g.is_null()) return {};
  const auto type = g["type"].get<std::string>();
  const Json& c = g["coordinates"];
  if (type == "Point") return MultiPoint<Position>{{c[0].get<double>(), c[1].get<double>()}};
  MultiPolygon<Position> polygons;
  if (type == "Polygon") polygons.push_back(polygon_of(c));
  if (type == "MultiPolygon")
    for (const auto& p : c) polygons.push_back(polygon_of(p));
  return polygons;
}

/// A layer from GeoJSON; the text id becomes the key.
Layer read_layer(const std::string& path, const std::string& name) {
  std::vector<Feature> features;
  const Json collection = read_json_file(path);
  for (const auto& j : collection["features"]) {
    Feature f;
    f.id = FeatureId{static_cast<std::int64_t>(features.size()) + 1};
    f.key = j["id"].is_string() ? j["id"].get<std::string>() : std::to_string(j["id"].get<int>());
    f.geometry = geometry_of(j["geometry"]);
    for (const auto& [key, value] : j["properties"].items()) {
      if (value.is_string()) f.properties.set(key, value.get<std::string>());
      if (value.is_number()) f.properties.set(key, value.get<double>());
      if (value.is_boolean()) f.properties.set(key, value.get<bool>());
    }
    features.push_back(std::move(f));
  }
  LayerSchema schema;
  schema.name = name;
  return Layer(schema, std::move(features));
}

Layer shipped(const std::string& name) {
  return read_layer(JINTU_SOURCE_DIR "/data/" + name + ".geojson", name);
}

template <class Visit>
void for_each_tile(const TileSource& source, int zoom, Visit visit) {
  const auto range = tiles_touched(source.info().bounds, zoom, 64.0 / 4096);
  for (std::uint32_t x = range->x0; x <= range->x1; ++x)
    for (std::uint32_t y = range->y0; y <= range->y1; ++y) {
      const auto coord = *TileCoord::checked(zoom, x, y);
      if (const auto tile = source.get(coord)) visit(coord, test::decode(plain_bytes(*tile)));
    }
}

/// Square tile units that are missing from or doubled in the union of a layer's polygons, against
/// the sum of their areas.
double gap_and_overlap(const test::DecodedLayer& layer) {
  GEOSContextHandle_t h = GEOS_init_r();
  std::vector<GEOSGeometry*> all;
  double sum = 0;
  for (const auto& f : layer.features)
    for (const auto& ring : f.parts) {
      // Holes are filled by enclaves of other districts or not at all here: compare edge sums.
      sum += double(test::twice_area(ring)) / 2;
    }
  for (const auto& f : layer.features) {
    std::vector<GEOSGeometry*> holes;
    GEOSGeometry* shell = nullptr;
    const auto flush = [&] {
      if (shell) all.push_back(GEOSGeom_createPolygon_r(h, shell, holes.data(), static_cast<unsigned>(holes.size())));
      holes.clear();
    };
    for (const auto& ring : f.parts) {
      GEOSCoordSequence* s = GEOSCoordSeq_create_r(h, static_cast<unsigned>(ring.size() + 1), 2);
      for (unsigned i = 0; i <= ring.size(); ++i)
        GEOSCoordSeq_setXY_r(h, s, i, ring[i % ring.size()].first, ring[i % ring.size()].second);
      GEOSGeometry* r = GEOSGeom_createLinearRing_r(h, s);
      if (test::twice_area(ring) > 0) {
        flush();
        shell = r;
      } else {
        holes.push_back(r);
      }
    }
    flush();
  }
  GEOSGeometry* collection = GEOSGeom_createCollection_r(h, GEOS_GEOMETRYCOLLECTION, all.data(), static_cast<unsigned>(all.size()));
  GEOSGeometry* joined = GEOSUnaryUnion_r(h, collection);
  double area = 0;
  GEOSArea_r(h, joined, &area);
  GEOSGeom_destroy_r(h, joined);
  GEOSGeom_destroy_r(h, collection);
  GEOS_finish_r(h);
  return std::abs(area - sum);
}

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
          t.first_fault = std::to_string(c.z()) + "/" + std::to_string(c.x()) + "/" + std::to_string(c.y()) + ": " + fault;
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
    WARN("no ../shared/data here: not tested");
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
            if (f.properties.at("placement") == "s:district") CHECK_FALSE(f.properties.contains("position_accuracy_m"));
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
  auto features = a.features();
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
  const Json j = parse_json(tilejson(source->info(), "http://x/tiles/heritage_blocks/{z}/{x}/{y}.mvt"), "test");
  CHECK(j["tilejson"] == "3.0.0");
  CHECK(j["maxzoom"] == 14);
  REQUIRE(j["vector_layers"].size() == 2);
  CHECK(j["vector_layers"][0]["fields"]["area_ha"] == "Number");
}
