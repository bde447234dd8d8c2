#include "tiles/mvt/encode.hpp"

#include <catch2/catch.hpp>

#include "decoded_tile.hpp"

using namespace jintu;
using namespace jintu::tiles;

namespace {

std::vector<test::DecodedFeature> cut(const Geometry<Position>& geometry, Borders borders) {
  LayerRules rules;
  rules.name = "drawn";
  rules.max_zoom = 5;  // nothing is simplified there
  rules.borders = borders;
  PreparedLayerBuilder builder(rules);
  Properties properties;
  for (int i = 0; i < 100; ++i) properties.set("key" + std::to_string(i), std::int64_t{i});
  builder.add(7, geometry, properties);
  const std::vector<std::shared_ptr<const PreparedLayer>> layers{std::move(builder).finish()};
  const auto decoded = test::decode(encode_tile(layers, *TileCoord::checked(5, 16, 15)).bytes);
  REQUIRE(decoded.size() == 1);
  return decoded[0].features;
}

// A parallel is a straight line of the tile: 4 and 6 degrees stand between corners.
MultiPolygon<Position> square() {
  Polygon<Position> polygon;
  polygon.outer.points = {{2, 2}, {4, 2}, {6, 2}, {8, 2}, {8, 8}, {6, 8}, {2, 8}, {2, 4}, {2, 2}};
  return {polygon};
}

}  // namespace

TEST_CASE("A line keeps its turns and its ends, not what lies on a straight way between them") {
  const auto features = cut(
      MultiLineString<Position>{{{{2, 2}, {4, 2}, {6, 2}, {6, 4}, {6, 3}, {8, 3}}}}, Borders::own);
  REQUIRE(features.size() == 1);
  REQUIRE(features[0].parts.size() == 1);
  const auto& line = features[0].parts[0];
  REQUIRE(line.size() == 5);  // the way back on itself is a turn
  CHECK(line[0].second == line[1].second);
  CHECK(line[2].second < line[3].second);
  CHECK(line[3].second == line[4].second);
}

TEST_CASE("A ring keeps its corners, and where borders are shared what may be a neighbour's") {
  const auto own = cut(square(), Borders::own), shared = cut(square(), Borders::shared);
  REQUIRE(own.size() == 1);
  REQUIRE(shared.size() == 1);
  CHECK(own[0].parts[0].size() == 4);
  CHECK(shared[0].parts[0].size() == 8);
  CHECK(test::twice_area(own[0].parts[0]) == test::twice_area(shared[0].parts[0]));
  CHECK(test::Geos().fault(own[0].parts).empty());
}

TEST_CASE("Many keys and values keep their numbers apart") {
  const auto features = cut(MultiPoint<Position>{{3, 3}}, Borders::own);
  REQUIRE(features.size() == 1);
  CHECK(features[0].id == 7);
  REQUIRE(features[0].properties.size() == 100);
  for (int i = 0; i < 100; ++i)
    CHECK(features[0].properties.at("key" + std::to_string(i)) == "i:" + std::to_string(i));
}
