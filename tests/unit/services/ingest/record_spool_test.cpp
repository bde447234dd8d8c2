#include "services/ingest/record_spool.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <limits>

#include "geo/base/error.hpp"

using namespace jintu;

namespace {

Ring<Position> ring(double lon, double lat, double side) {
  return {{{lon, lat}, {lon + side, lat}, {lon + side, lat + side}, {lon, lat + side}, {lon, lat}}};
}

}  // namespace

TEST_CASE("What was spooled comes back as it was, in its order") {
  std::vector<Feature> features;
  const auto add = [&](std::string key, Geometry<Position> geometry) -> Properties& {
    features.push_back({{}, std::move(key), std::move(geometry), {}, {}});
    return features.back().properties;
  };
  Properties& all = add("甲", MultiPoint<Position>{{117.1234567890123, 39}});
  all.set("空", std::monostate());
  all.set("yes", true);
  all.set("least", std::numeric_limits<std::int64_t>::min());
  all.set("real", -0.1);
  all.set("text", std::string("天\0津", 7));
  all.set("long", std::string(3 << 20, 'x'));
  add("", MultiPoint<Position>{{117, 39}, {118, 40}}).set("text", std::string());
  add("no place", {}).set("yes", false);
  add("lines", MultiLineString<Position>{{{{117, 39}, {118, 39}}}, {{{1, 2}, {3, 4}, {5, 6}}}});
  add("areas",
      MultiPolygon<Position>{{ring(117, 39, 1), {ring(117.2, 39.2, 0.1)}}, {ring(119, 39, 1), {}}});
  for (int i = 0; i < 30'000; ++i)
    add("k" + std::to_string(i), MultiPoint<Position>{{117, 39 + i * 1e-5}})
        .set("n" + std::to_string(i % 200), std::int64_t{i});
  RecordSpool spool(std::filesystem::temp_directory_path());
  for (const Feature& feature : features) spool.add(feature);
  REQUIRE(spool.size() == features.size());
  std::size_t next = 0, different = 0;
  spool.for_each([&](Feature&& back) {
    const Feature& feature = features[next++];
    different += back.key != feature.key || back.geometry != feature.geometry ||
                 back.properties != feature.properties;
  });
  CHECK(next == features.size());
  CHECK(different == 0);
}

TEST_CASE("A spool leaves no file behind, and says which folder it cannot write to") {
  const auto folder = std::filesystem::temp_directory_path() / "jintu-spool-test";
  std::filesystem::create_directories(folder);
  {
    RecordSpool spool(folder);
    spool.add({{}, "a", {}, {}, {}});
    CHECK(std::filesystem::is_empty(folder));
  }
  std::filesystem::remove(folder);
  try {
    RecordSpool spool(folder);
    FAIL("expected an Error");
  } catch (const Error& error) {
    CHECK(error.public_detail().find(folder.string()) != std::string::npos);
  }
}
