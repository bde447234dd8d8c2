#include "tests/api/fixture.hpp"

#include <fstream>
#include <random>

#include "geo/base/error.hpp"

namespace jintu::test {

namespace {

Feature feature(std::int64_t id, std::string key, Geometry<Position> geometry) {
  Feature f;
  f.id = {id};
  f.key = std::move(key);
  f.geometry = std::move(geometry);
  f.properties.set("name_zh", Value(std::string("名")));
  f.properties.set("source", Value(std::string("test")));
  return f;
}

Ring<Position> square(double west, double south, double size, bool hole = false) {
  const Position a{west, south}, b{west + size, south}, c{west + size, south + size},
      d{west, south + size};
  return hole ? Ring<Position>{{a, d, c, b, a}} : Ring<Position>{{a, b, c, d, a}};
}

std::shared_ptr<const Layer> layer(std::string name, GeometryKind kind,
                                   std::vector<Feature> features) {
  LayerSchema schema;
  schema.name = std::move(name);
  schema.title = schema.name;
  schema.geometry = kind;
  schema.fields = {{"name_zh", FieldType::text}, {"source", FieldType::text}};
  return std::make_shared<const Layer>(std::move(schema), std::move(features));
}

std::shared_ptr<const Snapshot> snapshot() {
  using Polygons = MultiPolygon<Position>;
  using Points = MultiPoint<Position>;
  std::vector<Feature> districts;
  districts.push_back(
      feature(1, "120101", Polygons{{square(117, 39, 0.5), {square(117.2, 39.2, 0.1, true)}}}));
  districts.push_back(feature(2, "120102", Polygons{{square(117.5, 39, 0.5), {}}}));
  std::vector<Feature> carriers;
  carriers.push_back(feature(1, "necc", Points{{117.1, 39.1}}));
  carriers.push_back(feature(2, "津/湾", Points{{117.6, 39.1}}));
  carriers.push_back(feature(3, "nowhere", {}));
  std::vector<Feature> lockers;
  for (int i = 1; i <= 1200; ++i)
    lockers.push_back(feature(i, "lk" + std::to_string(i), Points{{117 + i * 1e-4, 39.1}}));
  std::map<std::string, std::shared_ptr<const Layer>, std::less<>> layers;
  layers["districts"] = layer("districts", GeometryKind::polygon, std::move(districts));
  layers["carriers"] = layer("carriers", GeometryKind::any, std::move(carriers));
  layers["lockers"] = layer("lockers", GeometryKind::point, std::move(lockers));
  return std::make_shared<const Snapshot>(Revision{7}, std::move(layers));
}

}  // namespace

FakeSource::FakeSource(std::string id, Make make) : make_(std::move(make)) {
  info_.id = id;
  info_.name = id;
  info_.kind = tiles::SourceKind::live;
  info_.bounds = {{116.7, 38.55}, {118.1, 40.26}};
  tiles::VectorLayer layer;
  layer.id = id;
  info_.layers.push_back(layer);
}

std::string districts_content(tiles::TileCoord c) {
  std::string text = "districts " + std::to_string(c.z()) + "/" + std::to_string(c.x()) + "/" +
                     std::to_string(c.y()) + "\n";
  while (text.size() < 5000) text += text.substr(0, 1000);
  return text;
}

std::string big_noise() {
  std::mt19937 engine(1);
  std::string text(3 << 20, ' ');
  for (char& c : text) c = static_cast<char>(engine());
  return text;
}

World::World() {
  districts = std::make_shared<FakeSource>("districts", [](tiles::TileCoord c) {
    return c.z() == 0 ? std::nullopt : std::optional(tiles::gzip_tile(districts_content(c)));
  });
  lockers = std::make_shared<FakeSource>(
      "lockers", [](tiles::TileCoord) { return std::optional(tiles::gzip_tile("lockers")); });
  big = std::make_shared<FakeSource>("big", [tile = tiles::gzip_tile(big_noise())](
                                                tiles::TileCoord) { return std::optional(tile); });
  gated = std::make_shared<FakeSource>("gated", [this](tiles::TileCoord) {
    gate.wait();
    return std::optional(tiles::gzip_tile("gated"));
  });
  broken =
      std::make_shared<FakeSource>("broken", [](tiles::TileCoord c) -> std::optional<tiles::Tile> {
        if (c.z() == 1) throw std::runtime_error("secret: basic_string::_M_create");
        if (c.z() == 2) throw Error(ErrorCode::io, "/secret/path cannot be read");
        throw Error(ErrorCode::internal, "secret state", "more secrets");
      });
  auto published = std::make_shared<live::Published>();
  published->snapshot = snapshot();
  for (const auto& source : {districts, lockers, big, gated, broken})
    published->sources.emplace(source->info().id, source);
  published->site.layers["districts"] = {"十六个区", "Districts", "Apache-2.0", "test", "100 m"};
  state.publish(std::move(published));
}

http::ServerOptions Running::quiet() {
  http::ServerOptions options;
  options.port = 0;
  options.access_log = "";
  // The evening of a Friday: a page may be asked for twice, and a minute may end in between.
  options.clock = [] {
    return std::chrono::system_clock::from_time_t(1'795'782'600);  // 2026-11-27 20:30 in Tianjin
  };
  return options;
}

Running::Running(http::ServerOptions options)
    : server(std::move(options), world.state), port(server.start()) {}

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0, resident = 0;
  statm >> size >> resident;
  return resident * 4096;
}

}  // namespace jintu::test
