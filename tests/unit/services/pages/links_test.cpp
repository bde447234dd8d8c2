#include "services/pages/links.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <regex>

#include "geo/base/json.hpp"
#include "geo/crs/transform.hpp"

using namespace jintu;
using namespace jintu::pages;

namespace {

/// The two numbers of a link in their order, and the link without them.
struct Read {
  double first = 0, second = 0;
  std::string rest;
};
Read read(const std::string& url) {
  static const std::regex numbers(R"((\d{2,3}\.\d{6})(,|%2C)(\d{2,3}\.\d{6}))");
  std::smatch match;
  REQUIRE(std::regex_search(url, match, numbers));
  return {std::stod(match[1]), std::stod(match[3]), match.prefix().str() + match.suffix().str()};
}
double metres(double lon, double lat, double to_lon, double to_lat) {
  return distance(LonLat<Wgs84>{lon, lat}, LonLat<Wgs84>{to_lon, to_lat}).value();
}

}  // namespace

TEST_CASE("links to each app are the web's, to a metre, at sixty places") {
  const Json fixture = read_json_file(std::string(JINTU_SOURCE_DIR) + "/tests/fixtures/links.json");
  REQUIRE(fixture.size() == 60);
  for (const Json& row : fixture) {
    const LonLat<Wgs84> to{row["lon"].get<double>(), row["lat"].get<double>()};
    for (const GoLink& link : go_links(to, row["name"].get<std::string>())) {
      const std::string app(link.app);
      INFO(app << " " << link.url);
      const Read ours = read(link.url), web = read(row["links"][app].get<std::string>());
      CHECK(ours.rest == web.rest);
      // of longitude and latitude a metre is nearly the same number of degrees: both are compared
      CHECK(std::abs(ours.first - web.first) < 5e-6);
      CHECK(std::abs(ours.second - web.second) < 5e-6);
    }
  }
}

TEST_CASE("each app is given the datum that it reads, converted once") {
  // two independent libraries agree on this GCJ-02 to a centimetre
  const LonLat<Wgs84> to{117.2, 39.12};
  const double gcj_lon = 117.2063037306, gcj_lat = 39.1210292507;
  const auto links = go_links(to, "五大道, 民园");
  const Read amap = read(links[0].url), baidu = read(links[1].url), tencent = read(links[2].url),
             apple = read(links[3].url);
  CHECK(metres(amap.first, amap.second, gcj_lon, gcj_lat) < 1);
  CHECK(metres(baidu.second, baidu.first, gcj_lon, gcj_lat) < 1);
  CHECK(links[1].url.find("coord_type=gcj02") != std::string::npos);  // else it reads BD-09
  CHECK(metres(tencent.second, tencent.first, to.lon, to.lat) < 1);
  CHECK(links[2].url.find("coord_type=1") != std::string::npos);
  CHECK(metres(apple.second, apple.first, gcj_lon, gcj_lat) < 1);
  CHECK(amap.rest.find(",%E4%BA%94%E5%A4%A7%E9%81%93%20%20%E6%B0%91%E5%9B%AD") !=
        std::string::npos);
}
