// What residents say is wrong: taken from anybody, read by reviewers and content editors alone.
#include <catch2/catch.hpp>

#include "tests/api/review_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

constexpr const char* form = "Content-Type: application/x-www-form-urlencoded\r\n";
constexpr const char* json_body = "Content-Type: application/json\r\n";
const Json fault{{"layer", "carriers"}, {"id", "twice"}, {"kind", "closed"}, {"text", "楼已空了"}};

bool has(const Answer& answer, std::string_view what) {
  return answer.body.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("anybody reports a fault, reviewers read and decide it, nobody else is told anything") {
  Reviewed r;
  CHECK(r.json(201, "", "POST", "/faults", fault) == Json{{"received", true}});
  CHECK(r.ask("", "GET", "/faults").status == 401);
  CHECK(r.ask("zhao", "GET", "/faults").status == 403);
  const Json list = r.json(200, "wu", "GET", "/faults?state=open").at("faults");
  REQUIRE(list.size() == 1);
  CHECK(list[0].at("text") == "楼已空了");
  CHECK(list[0].at("kind") == "closed");
  CHECK(list[0].at("place") == "twice");
  const std::string path = "/faults/" + list[0].at("id").get<std::string>();
  CHECK(r.ask("", "POST", path, R"({"state":"done"})").status == 401);
  CHECK(r.ask("zhao", "POST", path, R"({"state":"done"})").status == 403);
  const Json done =
      r.json(200, "wu", "POST", path,
             {{"state", "dismissed"}, {"note", "核实过"}, {"version", list[0]["version"]}});
  CHECK(done.at("by") == "wu");
  CHECK(r.json(200, "wu", "GET", "/faults?state=open").at("faults").empty());
  CHECK(r.json(200, "li", "GET", "/faults?state=dismissed").at("faults").size() == 1);
  const Json stale{{"state", "done"}, {"version", list[0]["version"]}};
  CHECK(r.ask("wu", "POST", path, stale.dump(), json_body).status == 409);
  CHECK(r.ask("wu", "GET", "/faults?state=burnt").status == 400);
  for (const char* open : {"/", "/places/carriers/twice", "/places", "/?q=twice"}) {
    INFO(open);
    CHECK_FALSE(has(r.ask("", "GET", open), "楼已空了"));
    CHECK_FALSE(has(r.ask("", "GET", open), "核实过"));
  }
}

TEST_CASE("a form is answered by a page that thanks, or says why it was not taken") {
  Reviewed r;
  const Answer taken =
      r.ask("", "POST", "/faults",
            "layer=carriers&id=twice&kind=other&text=%E5%A4%A7%E9%97%A8&lang=zh", form);
  CHECK(taken.status == 201);
  CHECK(taken.field("content-type") == "text/html; charset=utf-8");
  CHECK(taken.field("cache-control") == "no-cache");
  CHECK(has(taken, "已收到"));
  CHECK(has(taken, "href=\"/places/carriers/twice?lang=zh\""));
  const Answer empty =
      r.ask("", "POST", "/faults", "layer=carriers&id=twice&kind=other&lang=en", form);
  CHECK(empty.status == 400);
  CHECK(has(empty, "say what is wrong"));
  CHECK(r.ask("", "POST", "/faults", "layer=carriers&id=never&kind=name", form).status == 404);
  CHECK(r.ask("", "POST", "/faults", "kind=name", "Content-Type: text/plain\r\n").status == 415);
  CHECK(r.ask("", "POST", "/faults", std::string(20'000, 'x'), form).status == 413);
  CHECK(r.ask("", "POST", "/faults", "layer=carriers&id=twice&kind=name",
              std::string(form) + "Origin: https://elsewhere.example\r\n")
            .status == 403);
  CHECK(r.json(200, "wu", "GET", "/faults").at("faults").size() == 1);
}

TEST_CASE("who reports one fault after another waits longer and longer") {
  Reviewed r;
  int taken = 0, waiting = 0;
  for (int i = 0; i < 12; ++i) {
    const Answer answer = r.ask("", "POST", "/faults", fault.dump(), json_body);
    if (answer.status == 201) ++taken;
    if (answer.status == 429) {
      ++waiting;
      CHECK(answer.has("retry-after"));
    }
  }
  CHECK(taken >= 5);
  CHECK(waiting >= 1);
}

TEST_CASE("what anybody may ask for does not wait where edits wait, and holds none of them up") {
  const Reviewed r;
  int looked_at = 0;
  for (const http::Route& route : r.server->routes().routes())
    for (const http::Operation& operation : route.operations) {
      if (!operation.access.is_open_to(auth::Principal{}, "")) continue;
      INFO(route.path);
      CHECK(operation.lane != http::Lane::edit);
      ++looked_at;
    }
  CHECK(looked_at > 20);
}

TEST_CASE("what only reads, or tries, never stands where edits are written") {
  const Reviewed r;
  int writes = 0;
  for (const http::Route& route : r.server->routes().routes())
    for (const http::Operation& operation : route.operations) {
      INFO(route.path);
      const bool tries = route.path == "/changes/{id}/check";
      if (operation.method == http::Method::get || tries) CHECK(operation.lane != http::Lane::edit);
      writes += operation.lane == http::Lane::edit ? 1 : 0;
    }
  CHECK(writes > 5);
}
