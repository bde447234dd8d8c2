#include <catch2/catch.hpp>
#include <random>

#include "temp_store.hpp"

using namespace jintu;

namespace {

Position place_of(std::int64_t n) {
  std::mt19937_64 random(static_cast<std::uint64_t>(n));
  std::uniform_real_distribution<double> lon(116, 118), lat(38, 40);
  return {lon(random), lat(random)};
}

Feature point_at(std::int64_t n, std::string key) {
  Feature f = point(std::move(key), n);
  f.geometry = MultiPoint<Position>{place_of(n)};
  return f;
}

using Ids = std::vector<std::int64_t>;

Ids scanned(const FeatureStore& store, const std::string& layer, const Scan& wanted,
            std::size_t limit = SIZE_MAX) {
  Ids ids;
  const auto reading = store.read(layer);
  reading->scan(wanted, [&](Feature&& feature) {
    ids.push_back(feature.id.value);
    return ids.size() < limit;
  });
  return ids;
}

/// Of points made by `point_at(id, …)`.
Ids expected(std::int64_t count, const Box<Wgs84>& box, std::int64_t after) {
  Ids ids;
  for (std::int64_t n = after + 1; n <= count; ++n) {
    Box<Wgs84> place;
    place.add(place_of(n));
    if (place.intersects(box)) ids.push_back(n);
  }
  return ids;
}

void fill_bulk(FeatureStore& store, std::int64_t count) {
  auto t = store.begin("x", "bulk");
  LayerSchema schema = points_schema("many");
  schema.role = LayerRole::bulk;
  t->replace_bulk_layer(schema);
  for (std::int64_t n = count; n >= 1; --n) {
    Feature f = point_at(n, "key " + std::to_string(n));
    f.id = {n};
    t->append("many", f);
  }
  t->commit();
}

}  // namespace

TEST_CASE("a scan begins after any id and finds the same whatever it is expected to take") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto store = temp.open();
  constexpr std::int64_t count = 20'000;  // more than are looked for by the index alone
  fill_bulk(*store, count);
  const Box<Wgs84> boxes[] = {
      {{116.5, 38.5}, {116.52, 38.6}}, {{116.5, 38}, {117.5, 39.5}}, {{116, 38}, {118, 40}}};
  for (const auto& box : boxes) {
    for (const std::int64_t after : {0, 7'777, 20'000}) {
      const Ids all = expected(count, box, after);
      for (const std::size_t page : {0, 10, 100'000})
        CHECK(scanned(*store, "many", {box, {after}, page}) == all);
      const Ids ten(all.begin(), all.begin() + std::min<std::ptrdiff_t>(10, std::ssize(all)));
      CHECK(scanned(*store, "many", {box, {after}, 10}, 10) == ten);
    }
  }
  CHECK(scanned(*store, "many", {{}, {19'998}, 10}) == Ids{19'999, 20'000});
  CHECK(scanned(*store, "many", {Box<Wgs84>{}, {}, 10}).empty());
}

TEST_CASE("pages by the last id of the page before hold everything once") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto store = temp.open();
  fill_bulk(*store, 3'000);
  const Box<Wgs84> box{{116.2, 38.2}, {117.7, 39.9}};
  Ids all;
  for (;;) {
    const FeatureId after{all.empty() ? 0 : all.back()};
    const Ids page = scanned(*store, "many", {box, after, 170}, 170);
    all.insert(all.end(), page.begin(), page.end());
    if (page.size() < 170) break;
  }
  CHECK(all == expected(3'000, box, 0));
}

TEST_CASE("a record of a layer that is not in memory is found by its key") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto store = temp.open();
  fill_bulk(*store, 100);
  const auto reading = store->read("many");
  CHECK(reading->schema().role == LayerRole::bulk);
  CHECK(reading->replaced() == Revision{1});
  CHECK(reading->find("key 42")->id == FeatureId{42});
  CHECK_FALSE(reading->find("key 101"));
  CHECK_FALSE(reading->find("key ' OR 1=1"));
  CHECK_THROWS_AS(store->read("nothing"), Error);
}

TEST_CASE("a new layer of many records is indexed, and the index goes with every later edit") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto store = temp.open();
  {
    auto t = store->begin("x", "import");
    t->ensure_layer(points_schema());
    for (std::int64_t n = 1; n <= 5'000; ++n)
      t->put("points", point_at(n, "k" + std::to_string(n)));
    t->commit();
  }
  const Box<Wgs84> box{{116.2, 38.2}, {116.9, 39.1}};
  CHECK(scanned(*store, "points", {box, {}, 0}) == expected(5'000, box, 0));
  {
    auto t = store->begin("x", "edits");
    for (std::int64_t n = 5'001; n <= 5'500; ++n)
      t->put("points", point_at(n, "k" + std::to_string(n)));
    t->put("points", point_at(9, "k1"));  // moved to where 9 stands
    t->erase("points", "k2");
    t->commit();
  }
  Ids now;
  for (const std::int64_t id : expected(5'500, box, 0))
    if (id > 2) now.push_back(id);
  if (const Ids nine = expected(9, box, 8); !nine.empty()) now.insert(now.begin(), 1);
  CHECK(scanned(*store, "points", {box, {}, 0}) == now);
  CHECK(scanned(*store, "points", {}).size() == 5'499);
}

TEST_CASE("a layer is read as it was at any revision") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto store = temp.open();
  put_point(*store, "a", 1);
  put_point(*store, "b", 2);
  put_point(*store, "a", 3);
  const auto numbers = [&](std::int64_t revision) {
    Ids out;
    store->read("points")->scan_at({revision}, [&](Feature&& feature) {
      out.push_back(static_cast<std::int64_t>(feature.properties.number("n", 0)));
      return true;
    });
    return out;
  };
  CHECK(numbers(1) == Ids{1});
  CHECK(numbers(2) == Ids{1, 2});
  CHECK(numbers(3) == Ids{3, 2});
}

TEST_CASE("a record that comes and goes in one transaction is written as it ends") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  auto store = temp.open();
  put_point(*store, "old", 1);
  {
    auto t = store->begin("x", "many steps");
    t->put("points", point("new", 2));
    t->put("points", point("new", 3));
    t->put("points", point("gone", 4));
    CHECK(t->was_used("points", "gone"));
    CHECK(t->erase("points", "gone"));
    CHECK(t->was_used("points", "gone"));
    CHECK(t->erase("points", "old"));
    t->put("points", point("old", 5));  // another record of the same name
    t->put("points", point("last", 6));
    CHECK(t->erase("points", "last"));
    CHECK(t->commit().features.size() == 8);
  }
  for (const bool again : {false, true}) {
    if (again) {
      store.reset();
      store = temp.open(OpenMode::read_write);
    }
    const auto layer = store->snapshot()->layer("points");
    CHECK(layer->features().size() == 2);
    CHECK(layer->find("new")->properties.number("n", 0) == 3);
    CHECK(layer->find("old")->properties.number("n", 0) == 5);
    CHECK(layer->find("old")->id > FeatureId{1});
    CHECK(layer->find("gone") == nullptr);
    CHECK(store->history("points", "gone").back().kind == FeatureChange::Kind::deleted);
    CHECK(store->history("points", "old").size() == 2);
    CHECK(scanned(*store, "points", {}).size() == 2);
  }
  const auto t = store->begin("x", "ids are never given twice");
  CHECK(t->was_used("points", "last"));
  CHECK_FALSE(t->was_used("points", "never"));
  CHECK(t->put("points", point("next", 7)).value == 6);
}
