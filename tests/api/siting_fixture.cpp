#include "tests/api/siting_fixture.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "geo/store/open/open.hpp"

namespace jintu::test {

namespace {

using Named = std::vector<std::pair<std::string, Value>>;

Feature feature(std::string key, Geometry<Position> geometry, Named properties) {
  Feature f;
  f.key = std::move(key);
  f.geometry = std::move(geometry);
  for (auto& [name, value] : properties) f.properties.set(name, std::move(value));
  return f;
}

MultiPolygon<Position> square(double lon, double lat) {
  return {
      {{{{lon, lat}, {lon + 0.1, lat}, {lon + 0.1, lat + 0.1}, {lon, lat + 0.1}, {lon, lat}}}, {}}};
}

void add_districts_and_lockers(Transaction& t) {
  t.ensure_layer({"districts",
                  "区",
                  LayerRole::live,
                  GeometryKind::polygon,
                  {{"name_zh", FieldType::text},
                   {"name_en", FieldType::text},
                   {"population_2020", FieldType::integer}}});
  t.put("districts", feature("120101", square(117.0, 39.0),
                             {{"name_zh", std::string("和平区")},
                              {"name_en", std::string("Heping District")},
                              {"population_2020", std::int64_t{1000}}}));
  t.put("districts", feature("120104", square(117.1, 39.0),
                             {{"name_zh", std::string("南开区")},
                              {"name_en", std::string("Nankai District")},
                              {"population_2020", std::int64_t{500}}}));
  t.ensure_layer(
      {"lockers",
       "柜",
       LayerRole::live,
       GeometryKind::point,
       {{"kind", FieldType::text}, {"name_zh", FieldType::text}, {"sample", FieldType::boolean}}});
  t.put("lockers", feature("lk01", MultiPoint<Position>{{117.02, 39.05}},
                           {{"kind", std::string("parcel")},
                            {"name_zh", std::string("示例柜")},
                            {"sample", true}}));
}

void add_homes(Transaction& t) {
  t.replace_bulk_layer({"demand",
                        "需求",
                        LayerRole::bulk,
                        GeometryKind::point,
                        {{"kind", FieldType::text},
                         {"name", FieldType::text},
                         {"footprint_m2", FieldType::real},
                         {"floor_area_m2", FieldType::real},
                         {"osm_type", FieldType::text},
                         {"osm_id", FieldType::integer}}});
  const auto home = [&](std::int64_t id, double lon, double floor, Value name) {
    t.append("demand", feature("", MultiPoint<Position>{{lon, 39.05}},
                               {{"kind", std::string("community")},
                                {"name", std::move(name)},
                                {"footprint_m2", 100.0},
                                {"floor_area_m2", floor},
                                {"osm_type", std::string("way")},
                                {"osm_id", id}}));
  };
  home(1, 117.022, 300, Value());
  home(2, 117.03, 100, Value());
  home(3, 117.15, 50, std::string("东园"));
}

void add_street(Transaction& t) {
  t.replace_bulk_layer({"walk_nodes",
                        "路口",
                        LayerRole::bulk,
                        GeometryKind::point,
                        {{"osm_id", FieldType::integer}}});
  const auto at = [](std::int64_t k) {
    return Position{117.0 + 0.002 * static_cast<double>(k), 39.05};
  };
  for (std::int64_t k = 0; k <= 100; ++k)
    t.append("walk_nodes", feature("", MultiPoint<Position>{at(k)}, {{"osm_id", k + 1}}));
  t.replace_bulk_layer({"walk_edges",
                        "街",
                        LayerRole::bulk,
                        GeometryKind::line,
                        {{"from_node", FieldType::integer},
                         {"to_node", FieldType::integer},
                         {"kind", FieldType::text}}});
  for (std::int64_t k = 0; k < 100; ++k)
    t.append("walk_edges",
             feature("", MultiLineString<Position>{LineString<Position>{{at(k), at(k + 1)}}},
                     {{"from_node", k + 1}, {"to_node", k + 2}, {"kind", std::string("street")}}));
}

siting::StoreOpener no_store() {
  return
      []() -> siting::StoreOpener::result_type { throw Error(ErrorCode::not_found, "no store"); };
}

http::ServerOptions server_options(bool open) {
  auto options = Running::quiet();
  options.siting_open = open;
  return options;
}

}  // namespace

EmptyFolder::EmptyFolder() {
  static std::atomic<int> counter{0};
  path_ = std::filesystem::temp_directory_path() /
          ("jintu_siting_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
  std::filesystem::create_directories(path_);
}

EmptyFolder::~EmptyFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

SmallCity::SmallCity(bool with_network) {
  const auto store = open_store(path(), OpenMode::create);
  const auto transaction = store->begin("tester", "a small city");
  add_districts_and_lockers(*transaction);
  add_homes(*transaction);
  if (with_network) add_street(*transaction);
  transaction->commit();
}

siting::StoreOpener SmallCity::opener() const {
  return [path = path()] {
    return std::shared_ptr<const FeatureStore>(open_store(path, OpenMode::read_only));
  };
}

Siting::Siting(bool open, siting::JobsOptions options) : Siting(open, options, no_store()) {}
Siting::Siting(const SmallCity& city) : Siting(true, {}, city.opener()) {}
Siting::Siting(bool open, const siting::JobsOptions& options, siting::StoreOpener store)
    : workbench(options, std::move(store), folder.file("scenarios.sqlite")),
      server(server_options(open), world.state, nullptr, &workbench),
      port(server.start()) {}

Answer Siting::send(const std::string& method, const std::string& path, const std::string& body,
                    const std::string& type, const std::string& fields) {
  Client client(port);
  return client.request(method + " " + path +
                        " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n" + fields +
                        "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

Json Siting::read(const std::string& path) {
  const Answer answer = get(port, path);
  INFO(path << ": " << answer.body);
  REQUIRE(answer.status == 200);
  return parse_json(answer.body, path);
}

Json Siting::start(const std::string& problem) {
  const Answer answer = send("POST", "/siting/jobs", R"({"title":"试","problem":)" + problem + "}");
  INFO(answer.body);
  REQUIRE(answer.status == 202);
  CHECK(!answer.field("location").empty());
  return parse_json(answer.body, "job");
}

Json Siting::finished(const Json& job) {
  Json now = job;
  while (now["phase"] != "done")
    now = read(of(job, "?since=" + std::to_string(now["step"].get<int>())));
  return now;
}

}  // namespace jintu::test
