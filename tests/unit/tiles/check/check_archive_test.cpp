#include "tiles/check/check_archive.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "geo/base/json.hpp"
#include "proto/vector_tile.pb.h"
#include "tiles/archive/archive_writer.hpp"
#include "tiles/blob/gzip.hpp"

using namespace jintu;
using namespace jintu::tiles;

namespace {

constexpr auto polygon = vector_tile::Tile_GeomType_POLYGON;
constexpr auto line = vector_tile::Tile_GeomType_LINESTRING;

std::uint32_t zigzag(int v) { return static_cast<std::uint32_t>((v << 1) ^ (v >> 31)); }

using Points = std::vector<std::pair<int, int>>;

void add_ring(vector_tile::Tile_Feature& f, const Points& ring, int& x, int& y, bool close = true) {
  for (std::size_t i = 0; i < ring.size(); ++i) {
    if (i == 0) f.add_geometry(1 << 3 | 1);
    if (i == 1) f.add_geometry(static_cast<std::uint32_t>(ring.size() - 1) << 3 | 2);
    f.add_geometry(zigzag(ring[i].first - x));
    f.add_geometry(zigzag(ring[i].second - y));
    x = ring[i].first;
    y = ring[i].second;
  }
  if (close) f.add_geometry(1 << 3 | 7);
}

std::string tile_of(vector_tile::Tile_GeomType type, const std::vector<Points>& parts,
                    bool close = true) {
  vector_tile::Tile tile;
  auto* layer = tile.add_layers();
  layer->set_name("a");
  layer->set_version(2);
  layer->set_extent(4096);
  auto* f = layer->add_features();
  f->set_id(5);
  f->set_type(type);
  int x = 0, y = 0;
  for (const auto& part : parts) add_ring(*f, part, x, y, close && type == polygon);
  return tile.SerializeAsString();
}

ArchiveCheck checked(const std::string& content, CheckOptions options = {}) {
  ArchiveCheck result;
  check_tile(*TileCoord::checked(3, 1, 2), content, options, result);
  return result;
}
LayerCheck layer_of(const ArchiveCheck& check) { return check.zooms.at(3).at("a"); }

const Points square{{0, 0}, {2048, 0}, {2048, 2048}, {0, 2048}};
const Points hole{{500, 500}, {500, 1000}, {1000, 1000}, {1000, 500}};

}  // namespace

TEST_CASE("a square with a hole is fine, and its area is what it covers of the tile") {
  const auto result = checked(tile_of(polygon, {square, hole}));
  CHECK(result.faults() == 0);
  const double world = 4096.0 * 8;
  CHECK(layer_of(result).area == Approx((2048.0 * 2048 - 500.0 * 500) / (world * world)));
}

TEST_CASE("what lies beyond the tile's edge is not counted") {
  const auto result =
      checked(tile_of(polygon, {{{-64, -64}, {4160, -64}, {4160, 4160}, {-64, 4160}}}));
  CHECK(result.faults() == 0);
  CHECK(layer_of(result).area == Approx(1.0 / 64));
}

TEST_CASE("each fault is found and told with tile, layer and feature") {
  SECTION("bow-tie") {
    const auto result = checked(tile_of(polygon, {{{0, 0}, {100, 100}, {100, 0}, {0, 120}}}));
    CHECK(layer_of(result).invalid + layer_of(result).wound == 1);
  }
  SECTION("ring that touches itself along a line") {
    CHECK(
        layer_of(checked(tile_of(
                     polygon,
                     {{{0, 0}, {100, 0}, {100, 50}, {150, 50}, {100, 50}, {100, 100}, {0, 100}}})))
            .invalid == 1);
  }
  SECTION("wound as a hole") { CHECK(layer_of(checked(tile_of(polygon, {hole}))).wound == 1); }
  SECTION("hole outside") {
    CHECK(layer_of(checked(tile_of(polygon, {{{0, 0}, {100, 0}, {100, 100}, {0, 100}}, hole})))
              .invalid == 1);
  }
  SECTION("no area") {
    CHECK(layer_of(checked(tile_of(polygon, {{{0, 0}, {100, 0}, {200, 0}}}))).degenerate == 1);
  }
  SECTION("not closed") {
    CHECK(layer_of(checked(tile_of(polygon, {square}, false))).degenerate == 1);
  }
  SECTION("line of one point") {
    CHECK(layer_of(checked(tile_of(line, {{{5, 5}}}))).degenerate == 1);
  }
  SECTION("line that stands still") {
    CHECK(layer_of(checked(tile_of(line, {{{5, 5}, {5, 5}}}))).degenerate == 1);
  }
  SECTION("garbage") { CHECK(checked("\xff\xff garbage").undecodable == 1); }
  SECTION("too large") {
    CHECK(checked(tile_of(polygon, {square}), {10, 20}).oversize == 1);
    CHECK(checked(tile_of(polygon, {square}), {10, 20}).faults() == 0);
  }
  SECTION("example") {
    const auto result = checked(tile_of(polygon, {hole}));
    REQUIRE(result.examples.size() == 1);
    CHECK(result.examples[0].layer == "a");
    CHECK(result.examples[0].feature == 5);
    CHECK(result.examples[0].tile == *TileCoord::checked(3, 1, 2));
  }
}

namespace {

std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

std::string faults_told(const ArchiveCheck& check) {
  std::string told;
  for (const auto& example : check.examples) told += example.fault + "\n";
  return told;
}

}  // namespace

TEST_CASE("of mvt-fixtures the valid tiles are accepted and each invalid one is named") {
  const Json file = read_json_file(JINTU_SOURCE_DIR "/tests/fixtures/mvt.json");
  std::set<std::string> accepted, refused;
  for (const Json& fixture : file["fixtures"]) {
    const std::string id = fixture["id"];
    INFO(id << " " << fixture["description"]);
    const auto result = checked(from_hex(fixture["tile"]));
    // Two that are taken for valid there are not, by others of the same list: 016 is byte for byte
    // 003, which lacks a type, and 057 has the geometry of 051, whose MoveTo counts points that are
    // not there (MVT 2.1 §4.3.3.1). 061, valid for version 1, lacks its version as 024 does.
    const bool valid = fixture["v2"].get<bool>() && id != "016" && id != "057";
    CHECK((result.faults() == 0) == valid);
    CHECK(result.examples.empty() == valid);
    (result.faults() == 0 ? accepted : refused).insert(id);
  }
  CHECK(accepted.size() == 44);
  CHECK(refused.size() == 30);
}

TEST_CASE("what a decoder passes over in silence is told by name") {
  const Json file = read_json_file(JINTU_SOURCE_DIR "/tests/fixtures/mvt.json");
  const std::map<std::string, std::string> names{
      {"003", "without a type"},         {"006", "not one of the four"},
      {"008", "extent is not a number"}, {"010", "string_value is of another wire type"},
      {"011", "no known type"},          {"026", "no known type"},
      {"030", "more than one geometry"}, {"013", "key that is not text"},
      {"024", "without version"},        {"014", "without version or name"}};
  std::size_t found = 0;
  for (const Json& fixture : file["fixtures"]) {
    const auto name = names.find(fixture["id"].get<std::string>());
    if (name == names.end()) continue;
    INFO(name->first);
    ++found;
    CHECK_THAT(faults_told(checked(from_hex(fixture["tile"]))), Catch::Contains(name->second));
  }
  CHECK(found == names.size());
}

TEST_CASE("a line may be closed in version 1, and not in version 2") {
  const auto closed_line = [](std::uint32_t version) {
    vector_tile::Tile tile;
    tile.ParseFromString(tile_of(line, {{{0, 0}, {10, 0}, {10, 10}}}));
    tile.mutable_layers(0)->set_version(version);
    tile.mutable_layers(0)->mutable_features(0)->add_geometry(1 << 3 | 7);
    return tile.SerializeAsString();
  };
  CHECK(checked(closed_line(1)).faults() == 0);
  CHECK(checked(closed_line(2)).faults() == 1);
}

TEST_CASE("a tile of version 1 is held against version 1, in which rings have no order") {
  const auto with_version = [](std::uint32_t version) {
    vector_tile::Tile tile;
    tile.ParseFromString(tile_of(polygon, {hole}));
    tile.mutable_layers(0)->set_version(version);
    return tile.SerializeAsString();
  };
  CHECK(checked(with_version(2)).faults() == 1);
  CHECK(checked(with_version(1)).faults() == 0);
  CHECK(layer_of(checked(with_version(1))).area > 0);
  CHECK(checked(with_version(3)).undecodable == 1);
}

TEST_CASE("a MoveTo of many points is fine when they are there") {
  vector_tile::Tile tile;
  auto* layer = tile.add_layers();
  layer->set_name("a");
  layer->set_version(2);
  auto* f = layer->add_features();
  f->set_type(vector_tile::Tile_GeomType_POINT);
  constexpr std::uint32_t count = 200'000;
  f->add_geometry(count << 3 | 1);
  for (std::uint32_t i = 0; i < 2 * count; ++i) f->add_geometry(2);
  CHECK(checked(tile.SerializeAsString()).faults() == 0);
}

TEST_CASE("a run of equal tiles is looked at once and counted as often as it is long") {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("jintu-runs-" + std::to_string(getpid()));
  constexpr std::uint64_t run = 3'000'000'000;
  {
    const auto writer = create_archive(path.string());
    writer->add_run(*TileCoord::checked(16, 0, 0), run, gzip(tile_of(polygon, {square})));
    writer->add_run(*TileCoord::checked(17, 0, 0), run, gzip(tile_of(polygon, {hole})));
    writer->add_run(*TileCoord::checked(18, 0, 0), run, gzip("\xff\xff garbage"));
    writer->finish({});
  }
  const auto result = check_archive(path.string(), {}, {});
  CHECK(result.tiles == 3 * run);
  CHECK(result.undecodable == run);
  CHECK(result.zooms.at(16).at("a").polygons == run);
  CHECK(result.zooms.at(16).at("a").area ==
        Approx(static_cast<double>(run) * 0.25 / 65536 / 65536));
  CHECK(result.zooms.at(17).at("a").wound == run);
  CHECK(result.faults() == 2 * run);
  CHECK(result.examples.size() == 2);
  std::filesystem::remove(path);
}

TEST_CASE("a label in a run of tiles stands in as many as the run is long") {
  vector_tile::Tile tile;
  auto* layer = tile.add_layers();
  layer->set_name("a_label");
  layer->set_version(2);
  auto* f = layer->add_features();
  f->set_id(7);
  f->set_type(vector_tile::Tile_GeomType_POINT);
  for (const std::uint32_t n : {9u, 50u, 34u}) f->add_geometry(n);
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("jintu-labels-" + std::to_string(getpid()));
  {
    const auto writer = create_archive(path.string());
    writer->add_run(*TileCoord::checked(5, 0, 0), 10, gzip(tile.SerializeAsString()));
    writer->finish({});
  }
  CHECK(check_archive(path.string(), {}, {}).zooms.at(5).at("a_label").repeated == 9);
  std::filesystem::remove(path);
}

TEST_CASE("an archive whose few bytes unpack to more than it can mean is refused in time") {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("jintu-unpack-" + std::to_string(getpid()));
  {
    // Two contents in turn, so that none follows its like.
    const auto writer = create_archive(path.string());
    const std::string a = gzip(std::string(std::size_t{60} << 20, '\0')),
                      b = gzip(std::string((std::size_t{60} << 20) + 1, '\0'));
    for (std::uint64_t id = 0; id < 4000; ++id)
      writer->add(*from_pmtiles_id(id), id % 2 == 0 ? a : b);
    writer->finish({});
  }
  CHECK_THROWS_WITH(check_archive(path.string(), {}, {}), Catch::Contains("again and again"));
  std::filesystem::remove(path);
}
