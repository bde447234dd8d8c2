// What is kept of tiles is what is counted: no cache keeps the layers of an earlier revision alive.
#include <malloc.h>

#include <catch2/catch.hpp>

#include "services/tile/tile_memory.hpp"
#include "services/tile/variant.hpp"
#include "tests/support/skip.hpp"
#include "tiles/source/live_source.hpp"

using namespace jintu;
using namespace jintu::tile;

namespace {

Layer points(int count, double shift = 0) {
  LayerSchema schema;
  schema.name = "places";
  schema.fields = {{"name", FieldType::text}};
  std::vector<Feature> features;
  for (int k = 0; k < count; ++k) {
    Feature f;
    f.id = {k + 1};
    f.key = "p" + std::to_string(k);
    f.geometry = MultiPoint<Position>{{117 + 0.00001 * k, 39 + (k == 0 ? shift : 0)}};
    f.properties.set("name", "place " + std::to_string(k));
    features.push_back(std::move(f));
  }
  return {schema, std::move(features)};
}

using Source = std::shared_ptr<const tiles::TileSource>;

Selection of(const Source& source) { return {"places", {source}}; }

VariantQuery in_gcj02() {
  VariantQuery query;
  query.crs = tiles::TileCrs::gcj02;
  return query;
}

std::size_t in_use() {
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

}  // namespace

TEST_CASE("a tile that is remembered does not keep its source alive, and outlives it") {
  TileMemory memory(1 << 20);
  Source first = tiles::make_live_source(points(100), nullptr);
  const auto far = *tiles::TileCoord::checked(14, 1, 1);
  memory.put(of(first), far, std::nullopt);
  const tiles::EarlierSource earlier{*first, {{{117, 39}, {117, 39.1}}}};
  const Source second = tiles::make_live_source(points(100, 0.1), nullptr, {}, &earlier);
  const std::weak_ptr<const tiles::TileSource> watched = first;
  first.reset();
  CHECK(watched.expired());
  CHECK(memory.find(of(second), far));  // no change reached it
  const Source stranger = tiles::make_live_source(points(100), nullptr);
  CHECK_FALSE(memory.find(of(stranger), far));
}

TEST_CASE("variants of sources that are published no more are forgotten") {
  Variants variants;
  const auto layer = std::make_shared<const Layer>(points(2000));
  std::map<std::string, std::shared_ptr<const Layer>, std::less<>> layers{{"places", layer}};
  const Snapshot snapshot(Revision{1}, std::move(layers));
  const hours::Calendar calendar;
  const MovedSources moved;
  Source first = tiles::make_live_source(*layer, nullptr);
  const Source second = tiles::make_live_source(*layer, nullptr);
  std::weak_ptr<const tiles::TileSource> plain = first, made;
  made = variants.make(of(first), in_gcj02(), {snapshot, calendar, moved}).parts.front();
  CHECK(variants.make(of(second), in_gcj02(), {snapshot, calendar, moved}).parts.size() == 1);
  CHECK(variants.size() == 2);
  CHECK(variants.bytes() > 2 * made.lock()->bytes());
  first.reset();
  CHECK(plain.expired());
  CHECK_FALSE(made.expired());
  variants.keep_only({{"places", second}});
  CHECK(made.expired());
  CHECK(variants.size() == 1);
  CHECK(variants.find(of(second), in_gcj02()));
}

TEST_CASE("variants are kept in bounded memory, the newest whatever it weighs") {
  const auto layer = std::make_shared<const Layer>(points(2000));
  std::map<std::string, std::shared_ptr<const Layer>, std::less<>> layers{{"places", layer}};
  const Snapshot snapshot(Revision{1}, std::move(layers));
  const hours::Calendar calendar;
  const MovedSources moved;
  const Source plain = tiles::make_live_source(*layer, nullptr);
  plain->get(*tiles::TileCoord::checked(0, 0, 0));  // prepared with its first tile
  Variants none(64, 1), some(64, 5 * plain->bytes());
  for (int k = 0; k < 20; ++k) {
    VariantQuery query = in_gcj02();
    query.filter = "size > " + std::to_string(k);
    query.shows = [](const Feature&) { return true; };
    none.make(of(plain), query, {snapshot, calendar, moved});
    some.make(of(plain), query, {snapshot, calendar, moved});
  }
  CHECK(none.size() == 1);
  CHECK(some.bytes() <= 5 * plain->bytes());
  CHECK(some.size() >= 3);
}

TEST_CASE("what the tile memory and a source count is what they take") {
  const std::size_t start = in_use();
  std::vector<std::string> probe(1000, std::string(100, 'x'));
  if (in_use() < start + 100'000) {
    jintu_test::skip("this allocator does not tell what is in use");
    return;
  }
  std::size_t before = in_use();
  TileMemory memory(std::size_t{64} << 20);
  const Source source = tiles::make_live_source(points(10), nullptr);
  for (std::uint32_t k = 0; k < 20'000; ++k) {
    const auto coord = *tiles::TileCoord::checked(16, k, 7);
    if (k % 2 == 0)
      memory.put(of(source), coord, std::nullopt);
    else
      memory.put(of(source), coord,
                 tiles::stored_tile(std::string(k % 300 + 1, 'x'), tiles::Encoding::gzip));
  }
  double measured = static_cast<double>(in_use() - before);
  double counted = static_cast<double>(memory.figures().bytes);
  CHECK(memory.figures().entries == 20'000);
  CHECK(counted > 0.8 * measured);
  CHECK(counted < 2 * measured);

  const Layer many = points(20'000);
  before = in_use();
  const Source large = tiles::make_live_source(many, nullptr);
  large->get(*tiles::TileCoord::checked(22, 0, 0));  // prepared with its first tile
  measured = static_cast<double>(in_use() - before);
  counted = static_cast<double>(large->bytes());
  CHECK(counted > 0.7 * measured);
  CHECK(counted < 1.5 * measured);
}
