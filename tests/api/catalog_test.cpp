#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "geo/base/json.hpp"
#include "tests/api/fixture.hpp"
#include "tiles/source/live_source.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

/// Only sources that can be drawn and checked.
struct Real : Running {
  Real() {
    auto next = std::make_shared<live::Published>(*world.state.get());
    next->sources.clear();
    for (const auto& [name, layer] : next->snapshot->layers())
      next->sources[name] = tiles::make_live_source(*layer, nullptr);
    world.state.publish(std::move(next));
  }
};

}  // namespace

TEST_CASE(
    "the catalog is a page that names every source, with pictures and figures, and obeys its own "
    "policy") {
  Real real;
  const Answer page = get(real.port, "/catalog");
  CHECK(page.status == 200);
  CHECK(page.field("content-type") == "text/html; charset=utf-8");
  CHECK(page.field("content-security-policy").find("default-src 'self'") != std::string::npos);
  CHECK(page.body.find("<style") == std::string::npos);
  CHECK(page.body.find("style=") == std::string::npos);
  for (const char* id : {"districts", "carriers", "lockers"}) {
    const std::string picture = std::string("/catalog/") + id + ".svg";
    CHECK(page.body.find("src=\"" + picture + "\"") != std::string::npos);
    const Answer svg = get(real.port, picture);
    CHECK(svg.status == 200);
    CHECK(svg.field("content-type") == "image/svg+xml");
  }
  CHECK(page.body.find("十六个区") != std::string::npos);
  CHECK(get(real.port, "/catalog/style.css").field("content-type") == "text/css; charset=utf-8");
  for (const char* none :
       {"/catalog/nothing.svg", "/catalog/districts", "/catalog/.svg", "/catalog/a/b"})
    CHECK(get(real.port, none).status == 404);
  CHECK(get(real.port, "/catalog?x=1").status == 400);
}

TEST_CASE(
    "a source's quality is told as JSON: made for live ones, as it was written for archives") {
  Real real;
  const Answer answer = get(real.port, "/tiles/districts/quality.json");
  CHECK(answer.status == 200);
  const Json report = Json::parse(answer.body);
  CHECK(report["source"] == "districts");
  CHECK(report["faults"] == 0);
  CHECK(report["encoder"][0]["layer"] == "districts");
  CHECK(report["layers"].size() > 10);
  CHECK(get(real.port, "/tiles/nothing/quality.json").status == 404);

  auto next = std::make_shared<live::Published>(*real.world.state.get());
  struct Archive final : tiles::TileSource {
    tiles::SourceInfo about;
    Archive() {
      about.id = "basemap";
      about.kind = tiles::SourceKind::archive;
    }
    const tiles::SourceInfo& info() const override { return about; }
    std::optional<tiles::Tile> get(tiles::TileCoord) const override { return std::nullopt; }
  };
  next->sources["basemap"] = std::make_shared<Archive>();
  real.world.state.publish(next);
  CHECK(get(real.port, "/tiles/basemap/quality.json").status == 404);
  CHECK(get(real.port, "/catalog").body.find("tiles build --check") != std::string::npos);
  auto with_report = std::make_shared<live::Published>(*next);
  with_report->quality["basemap"] =
      Json::parse(R"({"checked":false,"encoder":[{"layer":"roads","features":7}]})");
  real.world.state.publish(with_report);
  CHECK(Json::parse(get(real.port, "/tiles/basemap/quality.json").body)["encoder"][0]["features"] ==
        7);
  CHECK(get(real.port, "/catalog").body.find("roads") != std::string::npos);
}

TEST_CASE(
    "styles are those of the web app with this server's addresses, without layers that it has "
    "not") {
  namespace fs = std::filesystem;
  const fs::path folder =
      fs::temp_directory_path() / ("jintu-styles-" + std::to_string(::getpid()));
  fs::create_directories(folder / "styles");
  fs::create_directories(folder / "sprites");
  std::ofstream(folder / "index.html") << "page";
  std::ofstream(folder / "sprites/night.json") << "{}";
  const char* built = R"({"version":8,"name":"Jintu night","sources":{
    "live":{"type":"vector","tiles":["https://origin.invalid/tiles/a,b/{z}/{x}/{y}.mvt"],"maxzoom":14,"bounds":[-180,-85,180,85],"promoteId":{"night_streets":"id"}},
    "basemap":{"type":"vector","tiles":["https://origin.invalid/tiles/basemap/{z}/{x}/{y}.mvt"],"maxzoom":14},"me":{"type":"geojson"}},
    "layers":[{"id":"land","type":"background"},{"id":"roads","type":"line","source":"basemap","source-layer":"roads"},
              {"id":"edge","type":"line","source":"live","source-layer":"districts_border"},{"id":"stars","type":"symbol","source":"live","source-layer":"checkin_spots"},
              {"id":"me","type":"circle","source":"me"}]})";
  for (const char* name : {"night", "day"})
    std::ofstream(folder / "styles" / (std::string(name) + ".json")) << built;
  http::ServerOptions options = Running::quiet();
  options.static_dir = folder.string();
  Running running(options);
  const Json list = Json::parse(get(running.port, "/styles").body);
  CHECK(list["default"] == "night");
  REQUIRE(list["styles"].size() == 2);
  CHECK(list["styles"][0]["links"][0]["href"] == "http://localhost/styles/night.json");
  const Answer answer = get(running.port, "/styles/night.json");
  CHECK(answer.status == 200);
  CHECK(answer.field("content-type") == "application/vnd.mapbox.style+json");
  CHECK(answer.field("access-control-allow-origin") == "*");
  CHECK(answer.body.find("origin.invalid") == std::string::npos);
  const Json style = Json::parse(answer.body);
  CHECK(style["sources"].size() == 1);
  CHECK(style["sources"]["live"]["tiles"][0] ==
        "http://localhost/tiles/lockers,districts/{z}/{x}/{y}.mvt");
  CHECK(style["sources"]["live"]["bounds"][0] == 116.7);
  CHECK(style["sprite"] == "http://localhost/sprites/night");
  REQUIRE(style["layers"].size() == 2);
  CHECK(style["layers"][1]["id"] == "edge");
  CHECK_FALSE(Json::parse(get(running.port, "/styles/day.json").body).contains("sprite"));
  CHECK(get(running.port, "/sprites/night.json").body == "{}");

  auto next = std::make_shared<live::Published>(*running.world.state.get());
  next->sources["basemap"] = running.world.big;
  next->sources["checkin_spots"] = running.world.gated;
  running.world.state.publish(next);
  const Json whole = Json::parse(get(running.port, "/styles/night.json").body);
  CHECK(whole["sources"]["basemap"]["attribution"] == "© OpenStreetMap contributors");
  CHECK(whole["layers"].size() == 4);
  for (const char* none :
       {"/styles/dusk.json", "/styles/night", "/styles/a/b", "/styles/..%2Findex.html"})
    CHECK(get(running.port, none).status >= 400);
  fs::remove_all(folder);
}
