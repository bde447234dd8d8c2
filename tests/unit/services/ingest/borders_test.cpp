#include "services/ingest/borders.hpp"

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"

using namespace jintu;

namespace {

Feature square(std::string key, double lon, double side = 0.01) {
  Feature feature;
  feature.key = std::move(key);
  feature.geometry = MultiPolygon<Position>{
      {{{{lon, 39}, {lon + side, 39}, {lon + side, 39 + side}, {lon, 39 + side}, {lon, 39}}}, {}}};
  return feature;
}

Layer layer_of(std::vector<Feature> features) {
  std::int64_t id = 0;
  for (Feature& feature : features) feature.id = {++id};
  return Layer({"areas", "", LayerRole::live, GeometryKind::any, {}}, std::move(features));
}

std::string told(const std::vector<BorderFault>& faults) {
  std::string all;
  for (const auto& one : faults)
    all += one.record + " " + one.fault.code + " " + one.fault.other + "; ";
  return all;
}

}  // namespace

TEST_CASE("areas that overlap are told, of the file and of what is there already") {
  const Layer before = layer_of({square("old", 117.0), square("far", 118.0)});
  CHECK(told(border_faults(nullptr, {square("a", 117.0), square("b", 117.01)}, false, {})) == "");
  CHECK(told(border_faults(nullptr, {square("a", 117.0), square("b", 117.005)}, false, {})) ==
        "a overlap b; ");
  const auto faults = border_faults(&before, {square("new", 117.005)}, false, {});
  REQUIRE(told(faults) == "new overlap old; ");
  CHECK(faults[0].fault.measure.value_or(0) > 400'000);
  CHECK(faults[0].fault.position.has_value());
}

TEST_CASE("what is replaced is not in the way, nor is what the layer had before") {
  const Layer before = layer_of({square("a", 117.0), square("b", 117.005)});
  CHECK(told(border_faults(&before, {square("c", 117.002)}, true, {})) == "");
  CHECK(told(border_faults(&before, {square("a", 117.0)}, false, {})) == "");  // as it was
  CHECK(told(border_faults(&before, {square("b", 117.02)}, false, {})) == "");
}

TEST_CASE("thousands of areas upon each other are told in bounded time, and a stop is heard") {
  std::vector<Feature> many;
  for (int i = 0; i < 1500; ++i) many.push_back(square("a" + std::to_string(i), 117 + i * 1e-6));
  const auto faults = border_faults(nullptr, many, false, {});
  CHECK(faults.size() > 1000);
  std::stop_source source;
  source.request_stop();
  Progress progress;
  progress.stop = source.get_token();
  CHECK_THROWS_AS(border_faults(nullptr, many, false, progress), Error);
}

TEST_CASE("a shape that crosses itself in the decimals that readers get is told at the import") {
  // The notch's tip stays four millimetres above the base: both are told as 39.0000000.
  const auto notched = [](std::string key, double tip) {
    Feature feature = square(std::move(key), 118);
    feature.geometry = MultiPolygon<Position>{{{{{118, 39.00000004},
                                                 {118.0012345, 39},
                                                 {118.01, 39.00000004},
                                                 {118.01, 39.01},
                                                 {118.0050001, 39.01},
                                                 {118.0012345, tip},
                                                 {118.0049999, 39.01},
                                                 {118, 39.01},
                                                 {118, 39.00000004}}},
                                               {}}};
    return feature;
  };
  const auto faults = border_faults(nullptr, {notched("n", 39.00000003)}, false, {});
  REQUIRE_FALSE(faults.empty());
  CHECK(faults[0].record == "n");
  CHECK(faults[0].fault.code == "ring_self_intersection");
  CHECK(faults[0].fault.en.find("7 decimals") != std::string::npos);
  CHECK(faults[0].fault.zh.find("7 位小数") != std::string::npos);
  REQUIRE(faults[0].fault.position);
  CHECK(faults[0].fault.position->lon == Approx(118.0012345).margin(1e-6));
  CHECK(told(border_faults(nullptr, {notched("n", 39.0001)}, false, {})).find("ring_") ==
        std::string::npos);
  const Layer before = layer_of({notched("n", 39.00000003)});
  CHECK(told(border_faults(&before, {notched("n", 39.00000003)}, false, {})).empty());
}
