#include "services/quality/quality.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "geo/base/error.hpp"
#include "tests/unit/tiles/source/shipped_layer.hpp"

using namespace jintu;
using namespace jintu::quality;
using tiles::test::shipped;
namespace fs = std::filesystem;

namespace {

/// A tile with a polygon that crosses itself, and one that is no tile.
class Broken final : public tiles::TileSource {
 public:
  Broken() {
    info_.id = "broken";
    info_.bounds = {{100, 30}, {101, 31}};
    info_.max_zoom = 1;
  }
  const tiles::SourceInfo& info() const override { return info_; }
  std::optional<tiles::Tile> get(tiles::TileCoord coord) const override {
    if (coord.z() == 0) return tiles::gzip_tile("no tile");
    vector_tile::Tile tile;
    auto* layer = tile.add_layers();
    layer->set_version(2);
    layer->set_name("areas");
    layer->set_extent(4096);
    auto* feature = layer->add_features();
    feature->set_type(vector_tile::Tile_GeomType_POLYGON);
    for (const unsigned v : {9u, 0u, 0u, 26u, 200u, 200u, 0u, 199u, 199u, 0u, 15u})
      feature->add_geometry(v);  // a bow tie
    return tiles::gzip_tile(tile.SerializeAsString());
  }

 private:
  tiles::SourceInfo info_;
};

std::uint64_t sum(const Json& report, const char* figure) {
  std::uint64_t total = 0;
  for (const Json& entry : report["layers"]) total += entry[figure].get<std::uint64_t>();
  return total;
}

}  // namespace

TEST_CASE(
    "the shipped districts have no fault, keep their area, and the report says how they were "
    "made") {
  const auto source = tiles::make_live_source(shipped("districts"), nullptr);
  const Json report = to_json(report_live(*source, 300));
  CHECK(report["source"] == "districts");
  CHECK(report["max_zoom"].get<int>() >= 8);
  CHECK(report["faults"] == 0);
  CHECK(report["oversize"] == 0);
  CHECK(report["checked"] == true);
  REQUIRE(report["encoder"].size() == 3);
  CHECK(report["encoder"][0]["layer"] == "districts");
  CHECK(report["encoder"][0]["features"].get<int>() > 100);
  CHECK(report["encoder"][0]["dropped"] == 0);
  CHECK(sum(report, "polygons") > 100);
  CHECK(sum(report, "features") ==
        report["encoder"][0]["features"].get<std::uint64_t>() +
            report["encoder"][1]["features"].get<std::uint64_t>() +
            report["encoder"][2]["features"]
                .get<std::uint64_t>());  // the checker saw what the encoder wrote
  for (const Json& entry : report["layers"])
    if (entry["layer"] == "districts" && entry["z"].get<int>() >= 6)
      CHECK(std::abs(entry["area_error"].get<double>()) < 0.02);
}

TEST_CASE("faults are counted, and no more tiles are looked at than asked") {
  const Json report = to_json(report_live(Broken(), 100));
  CHECK(report["max_zoom"] == 1);
  CHECK(report["undecodable"] == 1);
  CHECK(sum(report, "invalid") + sum(report, "wrongly_wound") + sum(report, "degenerate") >= 1);
  CHECK(report["faults"].get<int>() >= 2);
  CHECK(report["encoder"].empty());
  CHECK(to_json(report_live(Broken(), 1))["max_zoom"] == 0);
}

TEST_CASE("a report is kept beside its archive, and not taken for that of another") {
  const fs::path folder =
      fs::temp_directory_path() / ("jintu-quality-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  const fs::path archive = folder / "a.pmtiles";
  std::ofstream(archive) << "twelve bytes";
  CHECK_FALSE(read_beside(archive));
  Report report;
  report.source = "basemap";
  report.encoder.push_back({"roads", 5, 0, 1, 2, 3, 0});
  write_beside(archive, report);
  CHECK(fs::exists(folder / "a.pmtiles.quality.json"));
  const auto read = read_beside(archive);
  REQUIRE(read);
  CHECK((*read)["checked"] == false);
  CHECK((*read)["encoder"][0]["dropped"] == 5);
  CHECK((*read)["encoder"][0]["repaired"] == 1);
  std::ofstream(archive, std::ios::app) << "more";
  CHECK_FALSE(read_beside(archive));
  std::ofstream(file_beside(archive)) << "[]";
  CHECK_THROWS_AS(read_beside(archive), Error);
  fs::remove_all(folder);
}
