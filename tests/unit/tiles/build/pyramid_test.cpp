#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "geo/base/error.hpp"
#include "geo/osm/import.hpp"
#include "geo/store/open/open.hpp"
#include "tests/support/skip.hpp"
#include "tests/unit/tiles/mvt/decoded_tile.hpp"
#include "tiles/archive/pmtiles_reader.hpp"
#include "tiles/blob/gzip.hpp"
#include "tiles/build/basemap.hpp"

using namespace jintu;
using namespace jintu::tiles;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path = fs::temp_directory_path() / ("jintu-build-" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string file(const std::string& name) const { return path / name; }
  bool holds_only(std::set<std::string> names) const {
    for (const auto& entry : fs::directory_iterator(path))
      if (!names.contains(entry.path().filename())) return false;
    return true;
  }
};

std::string read_all(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// 400 lines, 400 squares and a point each on a grid of 0.01° round Tianjin.
std::vector<std::shared_ptr<const PreparedLayer>> grid_layers() {
  LayerRules lines, areas;
  lines.name = "lines";
  areas.name = "areas";
  PreparedLayerBuilder line_builder(lines), area_builder(areas);
  for (int i = 0; i < 20; ++i)
    for (int j = 0; j < 20; ++j) {
      const double x = 117.1 + 0.01 * i, y = 39.0 + 0.01 * j, d = 0.006;
      const auto id = static_cast<std::uint64_t>(i * 20 + j + 1);
      line_builder.add(id, MultiLineString<Position>{{{{x, y}, {x + d, y + d}}}}, {});
      area_builder.add(
          id,
          MultiPolygon<Position>{{{{{x, y}, {x + d, y}, {x + d, y + d}, {x, y + d}, {x, y}}}, {}}},
          {});
    }
  return {std::move(line_builder).finish(), std::move(area_builder).finish()};
}

ArchiveInfo info_of(PreparedLayers layers) {
  ArchiveInfo info;
  for (const auto& layer : layers) info.bounds.add(layer->bounds());
  info.metadata = R"({"vector_layers":[]})";
  return info;
}

std::map<int, std::map<std::string, std::set<std::uint64_t>>> ids_by_zoom(const std::string& path) {
  std::map<int, std::map<std::string, std::set<std::uint64_t>>> out;
  const PmtilesReader reader(path);
  reader.for_each([&](const PmtilesEntry& entry, std::string_view bytes) {
    for (const auto& layer : test::decode(gunzip(bytes, 1 << 24)))
      for (const auto& feature : layer.features)
        out[from_pmtiles_id(entry.tile_id)->z()][layer.name].insert(feature.id);
  });
  return out;
}

}  // namespace

TEST_CASE("an archive has every feature at its zooms, and the same bytes by one thread or four") {
  const Folder folder;
  const auto layers = grid_layers();
  PyramidOptions options;
  options.min_zoom = 8;
  options.max_zoom = 13;
  options.threads = 1;
  const auto report = build_pyramid(layers, folder.file("one"), info_of(layers), options, {});
  options.threads = 4;
  build_pyramid(layers, folder.file("four"), info_of(layers), options, {});
  CHECK(read_all(folder.file("one")) == read_all(folder.file("four")));
  const auto ids = ids_by_zoom(folder.file("one"));
  CHECK(ids.begin()->first == 8);
  CHECK(ids.rbegin()->first == 13);
  CHECK(ids.at(13).at("lines").size() == 400);
  CHECK(ids.at(13).at("areas").size() == 400);
}

TEST_CASE("a tile of an archive is the tile that is cut alone") {
  const Folder folder;
  const auto layers = grid_layers();
  PyramidOptions options;
  options.min_zoom = 11;
  options.max_zoom = 14;
  build_pyramid(layers, folder.file("a"), info_of(layers), options, {});
  const PmtilesReader reader(folder.file("a"));
  std::size_t compared = 0;
  reader.for_each([&](const PmtilesEntry& entry, std::string_view bytes) {
    const auto tile = *from_pmtiles_id(entry.tile_id);
    CHECK(gunzip(bytes, 1 << 24) == encode_tile(layers, tile).bytes);
    ++compared;
  });
  CHECK(compared > 100);
}

TEST_CASE("bounds limit the tiles") {
  const Folder folder;
  const auto layers = grid_layers();
  PyramidOptions options;
  options.min_zoom = options.max_zoom = 14;
  const auto all = build_pyramid(layers, folder.file("all"), info_of(layers), options, {});
  options.bounds.emplace();
  options.bounds->add(Position{117.15, 39.05});
  options.bounds->add(Position{117.20, 39.10});
  const auto some = build_pyramid(layers, folder.file("some"), info_of(layers), options, {});
  CHECK(some.archive.tiles < all.archive.tiles);
  const auto range = *tiles_touched(*options.bounds, 14, 0);
  CHECK(some.archive.tiles <= range.count());
  const PmtilesReader reader(folder.file("some"));
  reader.for_each([&](const PmtilesEntry& entry, std::string_view) {
    CHECK(range.contains(*from_pmtiles_id(entry.tile_id)));
  });
}

TEST_CASE("a stop, or nothing to draw, leaves the older archive and nothing else") {
  const Folder folder;
  std::ofstream(folder.file("a.pmtiles")) << "older";
  const auto layers = grid_layers();
  std::stop_source stop;
  int calls = 0;
  Progress progress;
  progress.stop = stop.get_token();
  progress.sink = [&](std::string_view stage, std::uint64_t, std::uint64_t) {
    if (stage == "tiles.cut" && ++calls == 10) stop.request_stop();
  };
  try {
    build_pyramid(layers, folder.file("a.pmtiles"), info_of(layers), {}, progress);
    FAIL("not stopped");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::cancelled);
  }
  CHECK(read_all(folder.file("a.pmtiles")) == "older");
  CHECK(folder.holds_only({"a.pmtiles"}));
  CHECK_THROWS_AS(build_pyramid({}, folder.file("a.pmtiles"), {}, {}, {}), Error);
  CHECK(read_all(folder.file("a.pmtiles")) == "older");
  CHECK(folder.holds_only({"a.pmtiles"}));
}

TEST_CASE(
    "Liechtenstein z 8 to 14: every polygon valid and wound right, every feature there at z 14") {
  const std::string extract = JINTU_SHARED_DATA "/osm/liechtenstein.osm.pbf";
  if (!fs::exists(extract)) {
    jintu_test::skip(extract + " is not there");
    return;
  }
  const Folder folder;
  const auto store = open_store(folder.file("s.gpkg"), OpenMode::create);
  auto transaction = store->begin("test", "import");
  osm::import_osm(std::array{extract}, {JINTU_SOURCE_DIR "/data/osm_rules", {}}, *transaction, {});
  transaction->commit();
  BasemapOptions options;
  options.pyramid.min_zoom = 8;
  const auto rules = read_basemap_rules(JINTU_SOURCE_DIR "/data/osm_rules/tiles.json");
  const auto report = build_basemap(*store, rules, folder.file("a"), options, {});
  std::uint64_t polygons = 0, bad = 0, invalid = 0;
  for (const auto& layer : report.pyramid.layers) invalid += layer.invalid;
  CHECK(invalid == 0);

  test::Geos geos;
  std::map<std::string, std::set<std::uint64_t>> at_14;
  const PmtilesReader reader(folder.file("a"));
  reader.for_each([&](const PmtilesEntry& entry, std::string_view bytes) {
    const auto tile = *from_pmtiles_id(entry.tile_id);
    for (const auto& layer : test::decode(gunzip(bytes, 1 << 24)))
      for (const auto& feature : layer.features) {
        if (tile.z() == 14 && feature.id != 0) at_14[layer.name].insert(feature.id);
        if (feature.type != 3) continue;
        ++polygons;
        const std::string fault = geos.fault(feature.parts);
        if (!fault.empty() && ++bad < 10) {
          UNSCOPED_INFO(tile.z() << '/' << tile.x() << '/' << tile.y() << ' ' << layer.name << ' '
                                 << feature.id << ": " << fault);
        }
      }
  });
  CHECK(polygons > 20'000);
  CHECK(bad == 0);
  for (const auto& info : store->layers())
    for (const auto& layer : rules.layers) {
      if (layer.from != info.schema.name || layer.draw == Draw::label_points) continue;
      INFO(layer.rules.name);
      CHECK(at_14[layer.rules.name].size() == info.count);
    }
}
