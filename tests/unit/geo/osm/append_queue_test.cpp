#include "geo/osm/append_queue.hpp"

#include "support.hpp"

using namespace jintu;
using namespace jintu::osm;
using namespace jintu::osm::test;

namespace {

const LayerSchema kSchema{"a", "", LayerRole::bulk, GeometryKind::point, {}};

Feature numbered(std::int64_t id) {
  Feature f;
  f.id.value = id;
  return f;
}

/// Refuses the feature of that id.
struct FullDisk : MemoryTransaction {
  void append(std::string_view layer, const Feature& feature) override {
    if (feature.id.value == 1000) throw Error(ErrorCode::io, "disk full");
    MemoryTransaction::append(layer, feature);
  }
};

}  // namespace

TEST_CASE("queued features arrive whole, in order, and before the next layer is made") {
  MemoryTransaction store;
  {
    AppendQueue queue(store);
    queue.replace_bulk_layer(kSchema);
    for (int i = 1; i <= 10'000; ++i) queue.append("a", numbered(i));
    LayerSchema other = kSchema;
    other.name = "b";
    queue.replace_bulk_layer(other);
    CHECK(store.count("a") == 10'000);
    queue.append("b", numbered(1));
    queue.finish();
    CHECK(store.count("b") == 1);
  }
  std::int64_t next = 1;
  for (const Feature& f : store.layers.at("a")) CHECK(f.id.value == next++);
}

TEST_CASE("what the store throws comes out of the queue, and stays") {
  FullDisk store;
  AppendQueue queue(store);
  queue.replace_bulk_layer(kSchema);
  const auto fill = [&] {
    for (int i = 1; i <= 100'000; ++i) queue.append("a", numbered(i));
  };
  CHECK_THROWS_AS(fill(), Error);
  CHECK_THROWS_AS(queue.finish(), Error);
  CHECK(store.count("a") == 999);
}

TEST_CASE("a queue that is left behind stops at once") {
  MemoryTransaction store;
  {
    AppendQueue queue(store);
    queue.replace_bulk_layer(kSchema);
    for (int i = 1; i <= 5000; ++i) queue.append("a", numbered(i));
  }
  CHECK(store.count("a") <= 5000);
}
