#include "tests/api/edit_fixture.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "geo/io/schema_check.hpp"
#include "geo/store/open/open.hpp"
#include "services/live/publisher.hpp"

namespace jintu::test {

namespace fs = std::filesystem;

namespace {

const fs::path schemas = JINTU_SOURCE_DIR "/data/schemas";

using Named = std::vector<std::pair<std::string, Value>>;

Feature feature(std::string key, Geometry<Position> geometry, Named properties) {
  Feature f;
  f.key = std::move(key);
  f.geometry = std::move(geometry);
  for (auto& [name, value] : properties) f.properties.set(name, std::move(value));
  return f;
}

MultiPolygon<Position> square(double lon, double lat, double size) {
  return {
      {{{{lon, lat}, {lon + size, lat}, {lon + size, lat + size}, {lon, lat + size}, {lon, lat}}},
       {}}};
}

void ensure(Transaction& t, const std::string& name, GeometryKind kind) {
  const auto schema =
      io::RecordSchema::load((schemas / (name + ".schema.json")).string(), io::RecordUse::imported);
  t.ensure_layer({name, name, LayerRole::live, kind, schema.fields()});
}

}  // namespace

void fill(Transaction& t) {
  ensure(t, "districts", GeometryKind::polygon);
  t.put("districts",
        feature("120101", square(117.0, 39.0, 0.1), {{"name_zh", std::string("和平区")}}));
  t.put("districts",
        feature("120104", square(117.1, 39.0, 0.1), {{"name_zh", std::string("南开区")}}));
  ensure(t, "lockers", GeometryKind::point);
  t.put("lockers", feature("lk01", MultiPoint<Position>{{117.05, 39.05}},
                           {{"name_zh", std::string("柜")},
                            {"kind", std::string("parcel")},
                            {"lon", 117.05},
                            {"lat", 39.05},
                            {"district", std::string("和平区")},
                            {"district_code", std::string("120101")},
                            {"district_codes", std::string("120101")}}));
  ensure(t, "carriers", GeometryKind::any);
  t.put("carriers", feature("twice", square(117.01, 39.01, 0.01),
                            {{"name_zh", std::string("园")}, {"kind", std::string("park")}}));
  t.put("carriers", feature("dot", MultiPoint<Position>{{117.15, 39.05}},
                            {{"name_zh", std::string("点")}, {"kind", std::string("park")}}));
  t.ensure_layer({"mine",
                  "我的",
                  LayerRole::live,
                  GeometryKind::point,
                  {{"note", FieldType::text},
                   {"count", FieldType::integer},
                   {"size", FieldType::real},
                   {"lon", FieldType::real},
                   {"lat", FieldType::real}}});
  t.put("mine", feature("a", MultiPoint<Position>{{117.02, 39.02}},
                        {{"note", std::string("甲")}, {"lon", 117.02}, {"lat", 39.02}}));
}

Writable::Writable() {
  static std::atomic<int> number{0};
  folder = fs::temp_directory_path() /
           ("jintu-writable-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
  fs::create_directories(folder);
  store = open_store((folder / "jintu.gpkg").string(), OpenMode::create);
  const auto publish = [this] {
    auto next = std::make_shared<live::Published>();
    next->snapshot = store->snapshot();
    next->epoch = store->epoch();
    next->stored = live::stored_layers(*store);
    next->store = store.get();
    for (const char* name : {"lockers", "carriers", "districts"})
      next->schemas.emplace(name, std::make_shared<const Json>(
                                      io::RecordSchema::load(
                                          (schemas / (std::string(name) + ".schema.json")).string(),
                                          io::RecordUse::imported)
                                          .feature()));
    next->changes = std::make_shared<const live::ChangeLog>(next->snapshot->revision());
    state.publish(std::move(next));
  };
  {
    auto transaction = store->begin("test", "fixture");
    fill(*transaction);
    transaction->commit();
  }
  publish();
  commits =
      std::make_unique<live::Commits>(*store, writer, [publish](const ChangeSet&) { publish(); });
  editor = std::make_unique<edit::Editor>(*commits, schemas);
  auto options = Running::quiet();
  server = std::make_unique<http::Server>(options, state, editor.get(), nullptr, &people.service);
  port = server->start();
}

Writable::~Writable() {
  server.reset();
  editor.reset();
  commits.reset();
  store.reset();
  fs::remove_all(folder);
}

Answer Writable::ask(std::string_view method, std::string_view path, std::string_view body,
                     std::string_view extra, std::string_view host) const {
  std::string text = std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: ";
  text.append(host).append("\r\nAuthorization: Bearer ").append(token).append("\r\n").append(extra);
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  text.append("\r\n").append(body);
  return Client(port).request(text);
}

Answer Writable::write(std::string_view method, std::string_view path, const Json& body,
                       std::string_view tag) const {
  std::string extra = method == "PATCH" ? "Content-Type: application/merge-patch+json\r\n"
                                        : "Content-Type: application/geo+json\r\n";
  if (!tag.empty()) extra += "If-Match: " + std::string(tag) + "\r\n";
  return ask(method, path, body.dump(), extra);
}

Json point_feature(double lon, double lat, Json properties) {
  return {{"type", "Feature"},
          {"geometry", {{"type", "Point"}, {"coordinates", {lon, lat}}}},
          {"properties", std::move(properties)}};
}

std::vector<std::string> codes_of(const Answer& answer) {
  INFO(answer.body);
  REQUIRE(answer.status == 422);
  std::vector<std::string> codes;
  const Json problem = Json::parse(answer.body);
  for (const Json& finding : problem["findings"]) codes.push_back(finding["code"]);
  return codes;
}

}  // namespace jintu::test
