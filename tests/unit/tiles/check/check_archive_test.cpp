#include "tiles/check/check_archive.hpp"

#include <catch2/catch.hpp>

#include "proto/vector_tile.pb.h"

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
