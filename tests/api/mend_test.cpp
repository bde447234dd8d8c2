// Mends of drawn areas: told, and never written.
#include <catch2/catch.hpp>

#include "tests/api/edit_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

const std::string mend = "/ogc/collections/carriers/mend";

Json drawn(std::vector<std::array<double, 2>> ring) {
  return {{"type", "Feature"},
          {"properties", Json::object()},
          {"geometry", {{"type", "Polygon"}, {"coordinates", Json::array({std::move(ring)})}}}};
}

Json mended(const Writable& w, const Json& body, const std::string& query = "") {
  const Answer answer = w.write("POST", mend + query, body);
  INFO(answer.head << answer.body);
  REQUIRE(answer.status == 200);
  return Json::parse(answer.body);
}

std::vector<std::string> codes(const Json& list) {
  std::vector<std::string> out;
  for (const Json& one : list) out.push_back(one["code"]);
  return out;
}
using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("what is wrong with a drawn border is mended for a look, and nothing is written") {
  const Writable w;
  const auto revision = w.revision();
  // Open, one vertex twice, and a spike to the north.
  const Json answer = mended(w, drawn({{117.05, 39.05},
                                       {117.06, 39.05},
                                       {117.06, 39.05},
                                       {117.06, 39.06},
                                       {117.055, 39.06},
                                       {117.055, 39.07},
                                       {117.0549999, 39.06},
                                       {117.05, 39.06}}));
  CHECK(answer["changed"] == true);
  CHECK(codes(answer["mends"]) == Codes{"closed_ring", "dropped_vertex", "dropped_spike"});
  CHECK(answer["mends_total"] == 3);
  CHECK(answer["mends"][0]["from"] == Json({117.05, 39.06}));
  CHECK(answer["mends"][0]["to"] == Json({117.05, 39.05}));
  CHECK(answer["mends"][2]["metres"].get<double>() == Approx(1110).epsilon(0.01));
  CHECK(answer["findings"].empty());
  CHECK(answer["area_m2"].get<double>() == Approx(863 * 1110).epsilon(0.01));
  const Json ring = answer["geometry"]["coordinates"][0];
  CHECK(ring.front() == ring.back());
  CHECK(w.revision() == revision);
  // Sent again there is nothing to do.
  const Json again = mended(w, {{"type", "Feature"}, {"geometry", answer["geometry"]}});
  CHECK(again["changed"] == false);
  CHECK(again["geometry"] == answer["geometry"]);
}

TEST_CASE("a border beside a neighbour's is drawn onto it where that is asked for") {
  const Writable w;  // "twice" lies between 117.01 and 117.02
  const Json body = drawn({{117.020002, 39.01},
                           {117.03, 39.01},
                           {117.03, 39.02},
                           {117.020002, 39.02},
                           {117.020002, 39.01}});
  CHECK(mended(w, body)["changed"] == false);
  const Json answer = mended(w, body, "?snap=0.5");
  CHECK(codes(answer["mends"]) == Codes{"snapped", "snapped"});
  CHECK(answer["mends"][0]["to"] == Json({117.02, 39.01}));
  CHECK(answer["mends"][0]["metres"].get<double>() == Approx(0.173).epsilon(0.01));
  // Of the record itself it is no neighbour.
  Json own = body;
  own["id"] = "twice";
  CHECK(mended(w, own, "?snap=0.5")["changed"] == false);
}

TEST_CASE("what no mend is for is told with it") {
  const Writable w;
  const Json answer = mended(
      w,
      drawn({{117.05, 39.05}, {117.06, 39.06}, {117.06, 39.05}, {117.05, 39.06}, {117.05, 39.05}}));
  CHECK(answer["changed"] == false);
  REQUIRE(codes(answer["findings"]) == Codes{"self_intersection"});
  CHECK(answer["findings"][0]["position"][0].get<double>() == Approx(117.055));
  CHECK_FALSE(answer["findings"][0]["zh"].get<std::string>().empty());
  CHECK_FALSE(answer.contains("area_m2"));
}

TEST_CASE("a mend is asked for by those who draw, with an area") {
  const Writable w;
  const Json body = drawn({{117.05, 39.05}, {117.06, 39.05}, {117.06, 39.06}, {117.05, 39.05}});
  const auto status = [&](const Json& sent, const std::string& query = "") {
    return w.write("POST", mend + query, sent).status;
  };
  CHECK(status(body) == 200);
  CHECK(status(body, "?snap=11") == 400);
  CHECK(status(body, "?snap=near") == 400);
  CHECK(status(point_feature(117, 39, Json::object())) == 400);
  CHECK(status({{"type", "Feature"}}) == 400);
  CHECK(status({{"type", "Feature"}, {"geometry", nullptr}}) == 400);
  CHECK(w.write("POST", "/ogc/collections/nothing/mend", body).status == 404);
  const std::string text = body.dump();
  CHECK(Client(w.port)
            .request("POST " + mend +
                     " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/geo+json\r\n"
                     "Content-Length: " +
                     std::to_string(text.size()) + "\r\n\r\n" + text)
            .status == 401);
}
