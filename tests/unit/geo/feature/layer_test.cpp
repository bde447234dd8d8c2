#include "geo/feature/layer.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

using namespace jintu;

namespace {

Feature named(std::int64_t id, std::string key, std::int64_t value, double lon = 117) {
  Feature f{{id}, std::move(key), MultiPoint<Position>{{lon, 39}}, {}, {1}};
  f.properties.set("value", value);
  return f;
}

LayerSchema schema() {
  return {"points", "点", LayerRole::live, GeometryKind::point, {{"value", FieldType::integer}}};
}

std::vector<Feature> many(std::int64_t count) {
  std::vector<Feature> features;
  for (std::int64_t i = 1; i <= count; ++i)
    features.push_back(named(i, "k" + std::to_string(i), i, 100 + static_cast<double>(i) * 1e-4));
  return features;
}

std::set<const Feature*> addresses(const Layer& layer) {
  std::set<const Feature*> all;
  for (const Feature& f : layer.features()) all.insert(&f);
  return all;
}

}  // namespace

TEST_CASE("a layer gives its features in the order of their ids, and by key") {
  const Layer layer(schema(), {named(3, "c", 30), named(1, "a", 10), named(2, "", 20)});
  std::vector<std::int64_t> ids;
  for (const Feature& f : layer.features()) ids.push_back(f.id.value);
  CHECK(ids == std::vector<std::int64_t>{1, 2, 3});
  CHECK(layer.find("c")->id == FeatureId{3});
  CHECK(layer.find("") == nullptr);
  CHECK(layer.find("z") == nullptr);
  const Layer none(schema(), {});
  CHECK(none.features().empty());
  CHECK(none.bounds().empty());
  CHECK(none.find("a") == nullptr);
  CHECK(none.edited(schema(), {named(1, "a", 1)}, {}).find("a") != nullptr);
}

TEST_CASE("any row of edits leaves what a plain map would hold") {
  std::mt19937 random(7);
  const auto any = [&](std::int64_t below) {
    return std::uniform_int_distribution<std::int64_t>(0, below - 1)(random);
  };
  Layer layer(schema(), many(2000));
  std::map<std::int64_t, std::pair<std::string, std::int64_t>> expected;
  for (const Feature& f : layer.features())
    expected[f.id.value] = {f.key, static_cast<std::int64_t>(f.properties.number("value", 0))};
  std::int64_t next = 2001;
  for (int round = 0; round < 300; ++round) {
    std::vector<Feature> put;
    std::vector<FeatureId> erased;
    std::set<std::int64_t> touched;
    const std::int64_t changes = round % 50 == 49 ? 900 : 1 + any(8);
    for (std::int64_t i = 0; i < changes; ++i) {
      const bool fresh = any(3) == 0 || expected.empty();
      const std::int64_t id =
          fresh
              ? next++
              : std::next(expected.begin(), any(static_cast<std::int64_t>(expected.size())))->first;
      if (!touched.insert(id).second) continue;
      if (!fresh && any(2) == 0) {
        erased.push_back({id});
        expected.erase(id);
      } else {
        const std::string key = fresh ? "k" + std::to_string(id) : expected[id].first;
        put.push_back(named(id, key, round));
        expected[id] = {key, round};
      }
    }
    layer = layer.edited(schema(), std::move(put), std::move(erased));
  }
  REQUIRE(layer.features().size() == expected.size());
  auto want = expected.begin();
  for (const Feature& f : layer.features()) {
    CHECK(f.id.value == want->first);
    CHECK(f.key == want->second.first);
    CHECK(f.properties.number("value", -1) == static_cast<double>(want->second.second));
    REQUIRE(layer.find(f.key) == &f);
    ++want;
  }
  for (std::int64_t id = 1; id < next; ++id)
    CHECK((layer.find("k" + std::to_string(id)) != nullptr) == expected.contains(id));
}

TEST_CASE("an edit of a large layer shares all other records with the layer before") {
  const Layer before(schema(), many(20'000));
  const Layer after = before.edited(schema(), {named(10'000, "k10000", -1)}, {{5}});
  const auto old = addresses(before);
  std::size_t own = 0;
  for (const Feature& f : after.features()) own += old.contains(&f) ? 0 : 1;
  CHECK(own == 1);
  CHECK(after.features().size() == 19'999);
  CHECK(before.find("k10000")->properties.number("value", 0) == 10'000);
  CHECK(after.find("k10000")->properties.number("value", 0) == -1);
  CHECK(after.find("k5") == nullptr);
}

TEST_CASE("a layer's bounds follow its records, inwards too") {
  Layer layer(schema(), many(1000));
  layer = layer.edited(schema(), {named(1001, "far", 0, 150)}, {});
  CHECK(layer.bounds().max.lon == 150);
  layer = layer.edited(schema(), {named(1001, "far", 0, 117)}, {});
  CHECK(layer.bounds().max.lon == 117);
  layer = layer.edited(schema(), {}, {{1001}});
  CHECK(layer.bounds().max.lon == Approx(100.1));
}

TEST_CASE("a record that is erased and made again under its key is found by it") {
  Layer layer(schema(), many(1000));
  layer = layer.edited(schema(), {named(1001, "k7", 7)}, {{7}});
  REQUIRE(layer.find("k7"));
  CHECK(layer.find("k7")->id == FeatureId{1001});
  CHECK(layer.features().size() == 1000);
}

TEST_CASE("a layer outlives the layers that it was made of") {
  auto layer = std::make_unique<Layer>(schema(), many(3000));
  for (int i = 0; i < 50; ++i)
    layer = std::make_unique<Layer>(
        layer->edited(schema(), {named(i * 7 + 1, "k" + std::to_string(i * 7 + 1), -i)}, {}));
  CHECK(layer->find("k3000")->id == FeatureId{3000});
  CHECK(layer->find("k344")->properties.number("value", 0) == -49);
}
