#include "tiles/grid/tile_coord.hpp"

#include <catch2/catch.hpp>

#include "tiles/grid/world.hpp"

using namespace jintu;
using namespace jintu::tiles;

TEST_CASE("A tile beyond its zoom cannot be made") {
  CHECK(TileCoord::checked(0, 0, 0));
  CHECK(TileCoord::checked(22, 4194303, 4194303));
  CHECK_FALSE(TileCoord::checked(22, 4194304, 0));
  CHECK_FALSE(TileCoord::checked(-1, 0, 0));
  CHECK_FALSE(TileCoord::checked(23, 0, 0));
  CHECK_FALSE(TileCoord::checked(3, 8, 0));
  CHECK_FALSE(TileCoord::checked(3, 0, -1));
  CHECK_FALSE(TileCoord::checked(1, 0, INT64_MAX));
}

TEST_CASE("Ids follow the PMTiles v3 specification's examples") {
  CHECK(pmtiles_id(*TileCoord::checked(0, 0, 0)) == 0);
  CHECK(pmtiles_id(*TileCoord::checked(1, 0, 0)) == 1);
  CHECK(pmtiles_id(*TileCoord::checked(1, 0, 1)) == 2);
  CHECK(pmtiles_id(*TileCoord::checked(1, 1, 1)) == 3);
  CHECK(pmtiles_id(*TileCoord::checked(1, 1, 0)) == 4);
  CHECK(pmtiles_id(*TileCoord::checked(2, 0, 0)) == 5);
  CHECK(pmtiles_id(*TileCoord::checked(12, 3423, 1763)) == 19078479);
}

TEST_CASE("Ids lead back to their tiles on every zoom") {
  for (int z = 0; z <= 6; ++z)
    for (int x = 0; x < 1 << z; ++x)
      for (int y = 0; y < 1 << z; ++y) {
        const auto tile = TileCoord::checked(z, x, y);
        REQUIRE(from_pmtiles_id(pmtiles_id(*tile)) == tile);
      }
  const auto far = TileCoord::checked(22, 3456789, 123456);
  CHECK(from_pmtiles_id(pmtiles_id(*far)) == far);
  CHECK_FALSE(from_pmtiles_id(UINT64_MAX));
}

TEST_CASE("World points come back within a centimetre and clamp at the poles") {
  const Position tianjin{117.2, 39.13};
  const Position back = from_world(to_world(tianjin));
  CHECK(back.lon == Approx(tianjin.lon).margin(1e-7));
  CHECK(back.lat == Approx(tianjin.lat).margin(1e-7));
  CHECK(to_world({-180, 90}) == WorldPoint{0, 0});
  CHECK(to_world({180, -90}) == WorldPoint{0xffffffffu, 0xffffffffu});
  CHECK(to_world({0, 0}) == WorldPoint{0x80000000u, 0x80000000u});
}

TEST_CASE("A tile's bounds are touched by that tile and, with a buffer, by its neighbours") {
  const auto tile = *TileCoord::checked(10, 845, 389);
  const auto b = tile_bounds(tile);
  const Box<Wgs84> inner{{b.min.lon + 1e-9, b.min.lat + 1e-9},
                         {b.max.lon - 1e-9, b.max.lat - 1e-9}};
  CHECK(tiles_touched(inner, 10, 0) == TileRange{10, 845, 389, 845, 389});
  CHECK(tiles_touched(inner, 10, 64.0 / 4096) == TileRange{10, 844, 388, 846, 390});
  CHECK_FALSE(tiles_touched(Box<Wgs84>{}, 10, 0));
}
