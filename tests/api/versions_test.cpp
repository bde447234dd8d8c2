// Records as they were, and brought back to what they were.
#include <catch2/catch.hpp>
#include <thread>

#include "geo/base/clock.hpp"
#include "tests/api/review_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

const std::string item = "/ogc/collections/mine/items/a";
constexpr const char* preview = "Jintu-Preview: 1\r\n";

std::string at_version(const Json& version) {
  return "/versions/" + std::to_string(version["revision"].get<std::int64_t>()) + "/restore";
}

/// Of the record, as whoever may preview sees it.
Json versions_of(const Reviewed& r, const std::string& path) {
  return r.json(200, "li", "GET", path + "/versions", nullptr, preview)["versions"];
}

std::string body_of(const Reviewed& r, const std::string& path) {
  return r.ask("li", "GET", path, "", preview).body;
}

Answer patch(const Reviewed& r, const std::string& path, const Json& body) {
  return r.ask(
      "li", "PATCH", path, body.dump(),
      "Content-Type: application/merge-patch+json\r\nIf-Match: " + r.tag_of(path) + "\r\n");
}

Answer restore(const Reviewed& r, const std::string& path, const Json& version,
               const std::string& tag, const std::string& query = "") {
  return r.ask("li", "POST", path + at_version(version) + query, "",
               tag.empty() ? "" : "If-Match: " + tag + "\r\n");
}

Json square(double west, double side) {
  const double s = 39.02, n = s + side, e = west + side;
  return {{"type", "Polygon"},
          {"coordinates", {{{west, s}, {e, s}, {e, n}, {west, n}, {west, s}}}}};
}

}  // namespace

TEST_CASE("a record is brought back to each of its versions, byte for byte") {
  const Reviewed r;
  std::vector<std::string> bodies{body_of(r, item)};
  for (int i = 0; i < 5; ++i) {
    const Json body{
        {"geometry",
         {{"type", "Point"},
          {"coordinates", {117.0512345678912 + i * 1e-3, 39.05000000000001 + i * 1e-3}}}},
        {"properties", {{"note", "第 " + std::to_string(i) + " 版"}}}};
    REQUIRE(patch(r, item, body).status == 200);
    bodies.push_back(body_of(r, item));
  }
  const auto kept = r.store->history("mine", "a");
  const Json versions = versions_of(r, item);
  REQUIRE(versions.size() == bodies.size());
  for (const std::size_t i : {0u, 3u, 1u, 5u, 2u}) {
    const Answer answer = restore(r, item, versions[i], r.tag_of(item));
    REQUIRE(answer.status == 200);
    CHECK(answer.field("etag") == r.tag_of(item));
    CHECK(body_of(r, item) == bodies[i]);
    // Not as it was told, but to the last bit.
    const auto snapshot = r.store->snapshot();
    const Feature& now = *snapshot->layer("mine")->find("a");
    CHECK(now.geometry == kept[i].feature.geometry);
    CHECK(r.store->history("mine", "a").back().message ==
          "restored r" + std::to_string(kept[i].revision.value));
  }
  // What is as it shall be makes no version.
  const auto count = versions_of(r, item).size();
  CHECK(restore(r, item, versions[2], r.tag_of(item)).status == 200);
  CHECK(versions_of(r, item).size() == count);
}

TEST_CASE("a version is restored against the version that was read") {
  const Reviewed r;
  const std::string old = r.tag_of(item);
  REQUIRE(patch(r, item, {{"properties", {{"note", "新"}}}}).status == 200);
  const Json versions = versions_of(r, item);
  CHECK(restore(r, item, versions[0], "").status == 428);
  const Answer late = restore(r, item, versions[0], old);
  CHECK(late.status == 412);
  CHECK(Json::parse(late.body)["current"]["properties"]["note"] == "新");
  CHECK(restore(r, item, {{"revision", 99}}, r.tag_of(item)).status == 404);
  CHECK(r.ask("li", "POST", item + "/versions/last/restore", "", "If-Match: *\r\n").status == 404);
  CHECK(r.ask("", "POST", item + at_version(versions[0]), "", "If-Match: *\r\n").status == 401);
  CHECK(r.ask("zhao", "POST", item + at_version(versions[0]), "", "If-Match: *\r\n").status == 403);
  const Answer dry = restore(r, item, versions[0], r.tag_of(item), "?dry-run=true");
  CHECK(dry.status == 200);
  CHECK(Json::parse(dry.body)["acceptable"] == true);
  CHECK(versions_of(r, item).size() == 2);
}

TEST_CASE("a record that was deleted is brought back under its id") {
  const Reviewed r;
  const std::string before = body_of(r, item);
  REQUIRE(r.ask("li", "DELETE", item, "", "If-Match: " + r.tag_of(item) + "\r\n").status == 204);
  const Json versions = versions_of(r, item);
  REQUIRE(versions.size() == 2);
  CHECK(versions[1]["kind"] == "deleted");
  const std::string deletion = versions[1]["etag"];
  CHECK(restore(r, item, versions[0], versions[0]["etag"]).status == 412);
  CHECK(restore(r, item, versions[1], deletion).status == 409);  // a deletion has no content
  CHECK(restore(r, item, versions[0], deletion).status == 200);
  CHECK(body_of(r, item) == before);
}

TEST_CASE("what is restored passes the gate as any edit does") {
  const Reviewed r;
  const std::string twice = "/ogc/collections/carriers/items/twice";
  const auto now = r.store->snapshot();
  const Json versions = versions_of(r, twice);
  const std::string tag = r.tag_of(twice);
  REQUIRE(r.ask("li", "PATCH", twice + "?reason=smaller",
                Json{{"geometry", square(117.02, 0.004)}}.dump(),
                "Content-Type: application/merge-patch+json\r\nIf-Match: " + tag + "\r\n")
              .status == 200);
  const Answer asked = restore(r, twice, versions[0], r.tag_of(twice));
  CHECK(asked.status == 422);
  CHECK(codes_of(asked) == std::vector<std::string>{"area_change"});
  CHECK(restore(r, twice, versions[0], r.tag_of(twice), "?reason=back").status == 200);
  CHECK(r.store->snapshot()->layer("carriers")->find("twice")->geometry ==
        now->layer("carriers")->find("twice")->geometry);
}

TEST_CASE("a draft brings records back, too, and is reviewed as any other") {
  const Reviewed r;
  const std::string first = body_of(r, item);
  REQUIRE(patch(r, item,
                {{"geometry", {{"type", "Point"}, {"coordinates", {117.06, 39.07}}}},
                 {"properties", {{"note", "新"}}}})
              .status == 200);
  const Json versions = versions_of(r, item);
  const auto action = [&](std::int64_t version) {
    return Json{{"action", "restore"}, {"collection", "mine"}, {"id", "a"}, {"version", version}};
  };
  const Json draft = r.draft("li", {action(versions[0]["revision"].get<std::int64_t>())});
  CHECK(draft["actions"][0]["action"] == "replace");
  const std::string at = "/changes/" + draft["id"].get<std::string>();
  r.json(200, "li", "POST", at + "/submit", Json::object());
  r.json(200, "wu", "POST", at + "/approve", Json::object());
  CHECK(body_of(r, item) == first);
  r.json(404, "li", "POST", "/changes", {{"title", "x"}, {"actions", Json::array({action(99)})}});
  const Json refused = r.json(
      400, "li", "POST", "/changes",
      {{"title", "x"},
       {"actions", Json::array({{{"action", "restore"}, {"collection", "mine"}, {"id", "a"}}})}});
  CHECK_THAT(refused["detail"].get<std::string>(), Catch::StartsWith("actions[0].version"));
}

TEST_CASE("each version of a record is read back byte for byte, by its revision and by its time") {
  const Reviewed r;
  std::map<std::int64_t, std::string> bodies{{r.store->revision().value, body_of(r, item)}};
  for (int i = 0; i < 4; ++i) {
    REQUIRE(patch(r, item, {{"properties", {{"count", i}}}}).status == 200);
    bodies[r.store->revision().value] = body_of(r, item);
  }
  const Json versions = versions_of(r, item);
  REQUIRE(versions.size() == bodies.size());
  for (const Json& version : versions) {
    const auto revision = version["revision"].get<std::int64_t>();
    const std::string at = item + "/versions/" + std::to_string(revision);
    CHECK_THAT(version["links"][0]["href"].get<std::string>(), Catch::EndsWith(at));
    const Answer answer = r.ask("li", "GET", at, "", preview);
    CHECK(answer.status == 200);
    CHECK(answer.body == bodies[revision]);
    CHECK(answer.field("etag") == version["etag"]);
    CHECK_FALSE(answer.field("memento-datetime").empty());
    // Of versions of one second, the last.
    std::string last;
    for (const Json& other : versions)
      if (other["datetime"] == version["datetime"])
        last = bodies[other["revision"].get<std::int64_t>()];
    const Answer then = r.ask(
        "li", "GET", item + "?datetime=" + version["datetime"].get<std::string>(), "", preview);
    CHECK(then.status == 200);
    CHECK(then.body == last);
  }
  CHECK(r.ask("li", "GET", item + "?datetime=2020-01-01", "", preview).status == 404);
  CHECK(r.ask("li", "GET", item + "/versions/99", "", preview).status == 404);
  CHECK(r.ask("li", "GET", item + "/versions/x", "", preview).status == 404);
}

TEST_CASE("of a record that was deleted the versions stay, and the address says when it went") {
  const Reviewed r;
  const std::string first = body_of(r, item);
  REQUIRE(r.ask("li", "DELETE", item, "", "If-Match: " + r.tag_of(item) + "\r\n").status == 204);
  const Json versions = versions_of(r, item);
  REQUIRE(versions.size() == 2);
  const auto at = [&](std::size_t i) {
    return item + "/versions/" + std::to_string(versions[i]["revision"].get<std::int64_t>());
  };
  CHECK(r.ask("li", "GET", at(0), "", preview).body == first);
  const Answer gone = r.ask("li", "GET", at(1), "", preview);
  CHECK(gone.status == 410);
  CHECK_THAT(gone.field("link"), Catch::Contains("version-history"));
}

TEST_CASE("a list of records is read as it was at a moment, by pages") {
  const Reviewed r;
  const std::string items = "/ogc/collections/mine/items";
  const auto names = [&](const Json& page) {
    std::vector<std::string> out;
    for (const Json& feature : page["features"])
      out.push_back(feature["properties"].value("note", ""));
    return out;
  };
  using Names = std::vector<std::string>;
  for (const char* note : {"乙", "丙"}) {
    Json body = point_feature(117.03, 39.03, {{"note", note}});
    REQUIRE(
        r.ask("li", "POST", items, body.dump(), "Content-Type: application/geo+json\r\n").status ==
        201);
  }
  // History has times to the second; let the next edits have another.
  const std::string then = r.store->revisions({r.store->revision().value - 1}, 1).front().time;
  while (utc_now() <= then) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  REQUIRE(patch(r, item, {{"properties", {{"note", "后来"}}}}).status == 200);
  const auto read = [&](const std::string& query) {
    return r.json(200, "li", "GET", items + query, nullptr, preview);
  };
  CHECK(names(read("")) == Names{"后来", "乙", "丙"});
  CHECK(names(read("?datetime=" + then)) == Names{"甲", "乙", "丙"});
  CHECK(names(read("?datetime=2020-01-01T00:00:00Z")) == Names{});
  CHECK(names(read("?datetime=2020-01-01T00:00:00Z/..")) == Names{"后来", "乙", "丙"});
  CHECK(names(read("?datetime=" + then + "&note=%E4%B9%99")) == Names{"乙"});
  // The pages are of one state, and its address goes with them.
  Names paged;
  std::string query = "?limit=1&datetime=" + then;
  for (int page = 0; page < 3; ++page) {
    const Json answer = read(query);
    REQUIRE(answer["features"].size() == 1);
    paged.push_back(names(answer).front());
    query.clear();
    for (const Json& link : answer["links"])
      if (link["rel"] == "next") query = link["href"].get<std::string>();
    if (query.empty()) break;
    query = query.substr(query.find('?'));
    CHECK_THAT(query, Catch::Contains("datetime="));
  }
  CHECK(paged == Names{"甲", "乙", "丙"});
  r.json(400, "li", "GET", items + "?sortby=note&datetime=" + then, nullptr, preview);
}

TEST_CASE("everybody sees the past of the releases, and nothing that was never let out") {
  const Reviewed r;
  const std::string items = "/ogc/collections/mine/items";
  const auto publish = [&](const std::string& note) {
    return r.json(201, "wu", "POST", "/releases",
                  {{"note", note}, {"review_number", "津S(2026)1号"}});
  };
  publish("one");
  REQUIRE(patch(r, item, {{"properties", {{"note", "未发布"}}}}).status == 200);
  const auto hidden = r.store->revision().value;
  REQUIRE(patch(r, item, {{"properties", {{"note", "发布"}}}}).status == 200);
  publish("two");
  const Json seen = r.json(200, "", "GET", item + "/versions")["versions"];
  REQUIRE(seen.size() == 2);
  for (const Json& version : seen) CHECK(version["revision"] != hidden);
  CHECK(r.ask("", "GET", item + "/versions/" + std::to_string(hidden)).status == 404);
  CHECK(r.ask("li", "GET", item + "/versions/" + std::to_string(hidden), "", preview).status ==
        200);
  const std::string last = seen[1]["datetime"];
  const Json now = r.json(200, "", "GET", items + "?datetime=" + last);
  CHECK(now["features"][0]["properties"]["note"] == "发布");
  r.json(404, "", "GET", items + "?datetime=" + last + "&revision=" + std::to_string(hidden));
  CHECK(r.json(200, "", "GET", items + "?datetime=2020-01-01")["features"].empty());
}
