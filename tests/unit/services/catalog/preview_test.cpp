#include "services/catalog/preview.hpp"

#include <catch2/catch.hpp>
#include <regex>

#include "services/catalog/page.hpp"
#include "tests/unit/tiles/source/shipped_layer.hpp"

using namespace jintu;
using namespace jintu::catalog;
using tiles::test::shipped;

namespace {

std::size_t occurrences(const std::string& text, const std::string& word) {
  std::size_t n = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("a preview draws what the tiles hold, inside its frame, without scripts or addresses") {
  const auto source = tiles::make_live_source(shipped("carriers"), nullptr);
  const std::string svg = preview_svg(*source, 360);
  CHECK(occurrences(svg, "h3v3h-3Z") >= 18);  // the located carriers
  CHECK(svg.find("<script") == std::string::npos);
  CHECK(occurrences(svg, "http") == 1);  // the namespace
  std::smatch frame;
  REQUIRE(std::regex_search(svg, frame, std::regex("viewBox=\"0 0 ([0-9.]+) ([0-9.]+)\"")));
  const double width = std::stod(frame[1]), height = std::stod(frame[2]);
  CHECK(std::max(width, height * 0.75) == Approx(360).margin(1));
  const std::string& points = svg;
  const std::regex point("M(-?[0-9.]+) (-?[0-9.]+)h3");
  for (std::sregex_iterator it(points.begin(), points.end(), point), end; it != end; ++it) {
    CHECK(std::stod((*it)[1]) > -2);
    CHECK(std::stod((*it)[1]) < width);
    CHECK(std::stod((*it)[2]) > -2);
    CHECK(std::stod((*it)[2]) < height);
  }
}

TEST_CASE("a preview of nothing is an empty picture") {
  LayerSchema schema;
  schema.name = "empty";
  CHECK(preview_svg(*tiles::make_live_source(Layer(schema, {}), nullptr)).find("/>") !=
        std::string::npos);
}

TEST_CASE("names out of the data cannot become markup") {
  tiles::SourceInfo info;
  info.id = "x\"><script>alert(1)</script>";
  info.name = "<b>&'";
  info.attribution = "<i>";
  const Json quality = Json::parse(
      R"({"checked":true,"min_zoom":0,"max_zoom":3,"tiles":1,"encoder":[{"layer":"<u>","features":1}],"layers":[{"layer":"<u>","z":2,"polygons":4,"invalid":3,"area_error":-0.0213}]})");
  const std::string html =
      catalog_page({{&info, quality, true, 1, {{"<b>", "/data/<b>"}}}, {&info, Json(), false}},
                   {{"x<b>", "<b>", 1, {}}}, Site());
  for (const char* markup : {"<script", "<b>", "<i>", "<u>", "x\""})
    CHECK(html.find(markup) == std::string::npos);
  CHECK(html.find("&lt;u&gt;") != std::string::npos);
  CHECK(html.find("-2.13 % (z2)") != std::string::npos);
  CHECK(html.find("<td>3</td>") != std::string::npos);
  CHECK(html.find("示例数据 未经审图") != std::string::npos);
  CHECK(html.find("tiles build --check") != std::string::npos);
}
