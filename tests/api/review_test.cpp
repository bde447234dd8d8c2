// Changes over HTTP: begun, saved, checked, submitted, sent back, agreed to, approved; releases.
#include <catch2/catch.hpp>

#include "geo/digest/sha256.hpp"
#include "tests/api/review_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

const std::string item = "/ogc/collections/mine/items/a";

std::string path_of(const Json& draft, const std::string& step = "") {
  return "/changes/" + draft["id"].get<std::string>() + step;
}

std::string note_of(const Reviewed& r, const std::string& extra = "", const std::string& who = "") {
  return Json::parse(r.ask(who, "GET", item, "", extra).body)["properties"]["note"];
}

}  // namespace

TEST_CASE("a change is begun, checked, submitted and approved, and then everybody sees it") {
  const Reviewed r;
  const Json draft = r.draft("li", {r.update("mine", "a", {{"note", "新"}})});
  CHECK(draft["state"] == "draft");
  CHECK(draft["author"] == "li");
  const Json checked = r.json(200, "li", "POST", path_of(draft, "/check"), Json::object());
  CHECK(checked["findings"].empty());
  CHECK(checked["conflicts"].empty());
  CHECK(note_of(r) == "甲");
  const Json submitted =
      r.json(200, "li", "POST", path_of(draft, "/submit"), {{"reason", "because"}});
  CHECK(submitted["state"] == "submitted");
  CHECK(submitted["reason"] == "because");
  const Json queue = r.json(200, "wu", "GET", "/changes?state=submitted");
  REQUIRE(queue["changes"].size() == 1);
  CHECK(queue["changes"][0]["records"][0] == "mine/a");
  const Json diff = r.json(200, "wu", "GET", path_of(draft, "/diff"));
  CHECK(diff["records"][0]["before"]["properties"]["note"] == "甲");
  CHECK(diff["records"][0]["after"]["properties"]["note"] == "新");
  CHECK(diff["records"][0]["words"][0]["en"] == "note: “甲” → “新”");
  const Json approved =
      r.json(200, "wu", "POST", path_of(draft, "/approve"), {{"comment", "fine"}});
  CHECK(approved["state"] == "approved");
  CHECK(approved["approved_revision"] == r.store->snapshot()->revision().value);
  CHECK(approved["log"].size() == 3);
  CHECK(note_of(r) == "新");
}

TEST_CASE("a draft is saved against the version that was read, valid or not") {
  const Reviewed r;
  const Json draft = r.draft("li", {});
  const std::string etag = draft["etag"];
  const Json half{
      {"title", "t"},
      {"actions", Json::array({{{"action", "replace"},
                                {"collection", "carriers"},
                                {"id", "twice"},
                                {"feature",
                                 {{"type", "Feature"},
                                  {"geometry", {{"type", "Polygon"}, {"coordinates", {{}}}}}}}}})}};
  const Json saved = r.json(200, "li", "PUT", path_of(draft), half, "If-Match: " + etag + "\r\n");
  CHECK(saved["etag"] != etag);
  const Json late = r.json(412, "li", "PUT", path_of(draft), half, "If-Match: " + etag + "\r\n");
  CHECK(late["current"]["etag"] == saved["etag"]);
  r.json(428, "li", "PUT", path_of(draft), half);
  CHECK(r.json(200, "li", "GET", path_of(draft))["actions"][0]["feature"] ==
        half["actions"][0]["feature"]);
  Json wrong = half;
  wrong["actions"][0]["action"] = "destroy";
  const Json refused = r.json(400, "li", "PUT", path_of(draft), wrong,
                              "If-Match: " + saved["etag"].get<std::string>() + "\r\n");
  CHECK_THAT(refused["detail"].get<std::string>(), Catch::StartsWith("actions[0].action"));
  r.json(204, "li", "DELETE", path_of(draft), nullptr,
         "If-Match: " + saved["etag"].get<std::string>() + "\r\n");
  r.json(404, "li", "GET", path_of(draft));
}

TEST_CASE("a POST that is sent twice with one key makes one draft and one record") {
  const Reviewed r;
  const Json body{{"title", "once"}, {"actions", Json::array()}};
  const std::string key = "Idempotency-Key: k-1\r\n";
  const Json first = r.json(201, "li", "POST", "/changes", body, key);
  const Json again = r.json(201, "li", "POST", "/changes", body, key);
  CHECK(first == again);
  r.json(409, "li", "POST", "/changes", {{"title", "another"}}, key);
  CHECK(r.json(200, "li", "GET", "/changes")["changes"].size() == 1);

  const Json insert{
      {"transaction",
       Json::array({{{"action", "insert"},
                     {"collection", "mine"},
                     {"items", Json::array({point_feature(117.03, 39.03, {{"note", "乙"}})})}}})}};
  const auto before = r.store->snapshot()->layer("mine")->features().size();
  const Json one = r.json(200, "li", "POST", "/ogc/transactions", insert, key);
  const Json two = r.json(200, "li", "POST", "/ogc/transactions", insert, key);
  CHECK(one == two);
  CHECK(r.store->snapshot()->layer("mine")->features().size() == before + 1);
}

TEST_CASE("each does what is theirs: authors write, reviewers decide, visitors see nothing of it") {
  const Reviewed r;
  const Json draft = r.draft("zhao", {r.update("carriers", "twice", {{"name_zh", "新园"}})});
  r.json(401, "", "GET", path_of(draft));
  r.json(403, "zhao", "POST", path_of(draft, "/approve"), Json::object());
  r.json(409, "wu", "POST", path_of(draft, "/approve"), Json::object());  // not submitted yet
  r.json(200, "zhao", "POST", path_of(draft, "/submit"), Json::object());
  r.json(400, "wu", "POST", path_of(draft, "/return"), Json::object());
  const Json returned =
      r.json(200, "wu", "POST", path_of(draft, "/return"), {{"comment", "名称不对"}});
  CHECK(returned["state"] == "returned");
  CHECK(returned["log"].back()["comment"] == "名称不对");
  r.json(200, "zhao", "POST", path_of(draft, "/withdraw"), Json::object());
  CHECK(r.json(200, "wu", "GET", path_of(draft))["state"] == "withdrawn");
  // What is not a manager's to edit is not submitted.
  const Json other = r.draft("zhao", {r.update("mine", "a", {{"note", "x"}})});
  r.json(403, "zhao", "POST", path_of(other, "/submit"), Json::object());
}

TEST_CASE("a conflict is told with base, mine and theirs, and the author's choice is written") {
  const Reviewed r;
  const Json draft = r.draft("li", {r.update("mine", "a", {{"note", "mine"}})});
  r.json(200, "li", "POST", path_of(draft, "/submit"), Json::object());
  r.json(200, "li", "PATCH", item, {{"properties", {{"note", "theirs"}}}},
         "Content-Type: application/merge-patch+json\r\nIf-Match: " + r.tag_of(item) + "\r\n");
  const Json refused = r.json(409, "wu", "POST", path_of(draft, "/approve"), Json::object());
  REQUIRE(refused["conflicts"].size() == 1);
  CHECK(refused["conflicts"][0]["kind"] == "both_changed");
  CHECK(refused["conflicts"][0]["theirs"]["properties"]["note"] == "theirs");
  CHECK(note_of(r) == "theirs");
  Json chosen = refused["conflicts"][0]["mine"];
  chosen["properties"]["note"] = "both";
  r.json(200, "li", "POST", path_of(draft, "/resolve"),
         {{"choices", Json::array({{{"collection", "mine"}, {"id", "a"}, {"feature", chosen}}})}});
  // Nobody has read the new words: it is a draft again.
  r.json(409, "wu", "POST", path_of(draft, "/approve"), Json::object());
  r.json(200, "li", "POST", path_of(draft, "/submit"), Json::object());
  r.json(200, "wu", "POST", path_of(draft, "/approve"), Json::object());
  CHECK(note_of(r) == "both");
}

TEST_CASE("the files of each release stay as they were, until it is withdrawn") {
  const Reviewed r;
  r.json(201, "wu", "POST", "/releases", {{"note", "一"}, {"review_number", "津S(2026)1号"}});
  r.approved("li", {r.update("mine", "a", {{"note", "later"}})});
  const Json second = r.json(201, "wu", "POST", "/releases", {{"note", "二"}});
  const std::string first = "/releases/1/data/mine";
  const auto says = [&](const std::string& path, const std::string& note) {
    return r.ask("", "GET", path).body.find("\"" + note + "\"") != std::string::npos;
  };
  CHECK(second["collections"].dump().find("mine") != std::string::npos);
  CHECK(says(first + ".geojson", "甲"));
  CHECK_FALSE(says(first + ".geojson", "later"));
  CHECK(says("/releases/2/data/mine.geojson", "later"));
  CHECK(says("/data/mine.geojson", "later"));
  const Answer file = r.ask("", "GET", first + ".gpkg");
  CHECK(file.status == 200);
  CHECK(file.field("content-disposition").find("mine.gpkg") != std::string::npos);
  CHECK(r.ask("", "GET", first + ".gpkg").field("etag") == file.field("etag"));
  CHECK(r.ask("", "GET", first + ".gpkg.sha256").body == sha256(file.body) + "  mine.gpkg\n");
  CHECK(
      Json::parse(r.ask("", "GET", first + ".geojson").body)["description"].get<std::string>().find(
          "津S(2026)1号") != std::string::npos);
  for (const char* none : {"/releases/3/data/mine.geojson", "/releases/0/data/mine.geojson",
                           "/releases/x/data/mine.geojson", "/releases/1/data/none.geojson",
                           "/releases/1/data/mine.exe"})
    r.json(404, "", "GET", none);
  r.json(200, "wu", "POST", "/releases/1/withdraw", {{"reason", "a fault"}});
  CHECK(r.json(410, "", "GET", first + ".geojson")["code"] == "withdrawn");
}

TEST_CASE("while there is a release everybody sees it, and who may preview sees what is stored") {
  const Reviewed r;
  r.json(403, "li", "POST", "/releases", {{"note", "no"}});
  const Json first =
      r.json(201, "wu", "POST", "/releases", {{"note", "一"}, {"review_number", "津S(2026)1号"}});
  CHECK(first["number"] == 1);
  r.approved("li", {r.update("mine", "a", {{"note", "later"}})});
  const std::string preview = "Jintu-Preview: 1\r\n";
  CHECK(note_of(r) == "甲");
  CHECK(note_of(r, "", "li") == "甲");
  CHECK(note_of(r, preview, "li") == "later");
  CHECK(Json::parse(r.ask("li", "GET", item + "?preview=1").body)["properties"]["note"] == "later");
  r.json(401, "", "GET", item, nullptr, preview);
  CHECK(r.ask("li", "GET", item, "", preview).field("cache-control").starts_with("private"));
  CHECK(r.ask("", "GET", item).field("cache-control").starts_with("public"));
  // A browser that has one of them does not take it for the other.
  for (const std::string& more : {std::string(), preview})
    CHECK(r.ask("li", "GET", item, "", more).field("vary").find("Jintu-Preview") !=
          std::string::npos);
  const Json site = r.json(200, "", "GET", "/api/site");
  CHECK(site["review_number"] == "津S(2026)1号");
  CHECK(site["release"]["number"] == 1);
  CHECK(site["notice"].is_null());
  CHECK(r.json(200, "", "GET", "/releases")["current"] == 1);

  r.json(201, "wu", "POST", "/releases", {{"note", "二"}});
  CHECK(note_of(r) == "later");
  // What was written between releases is nobody's but theirs who may preview.
  const std::string page = "/ogc/collections/mine/items?revision=" + first["revision"].dump();
  r.json(410, "", "GET", page);
  r.json(200, "li", "GET", page, nullptr, preview);
  CHECK(r.json(200, "", "GET", "/api/site")["notice"] == "示例数据 未经审图");
  r.json(400, "wu", "POST", "/releases/2/withdraw", Json::object());
  r.json(200, "wu", "POST", "/releases/2/withdraw", {{"reason", "a fault"}});
  CHECK(note_of(r) == "甲");
  const Json gone = r.json(410, "", "GET", "/releases/2");
  CHECK(gone["release"]["withdrawn"]["reason"] == "a fault");
  CHECK_FALSE(gone["release"].contains("by"));
  r.json(200, "wu", "POST", "/releases/1/withdraw", {{"reason", "all"}});
  r.json(404, "", "GET", item);  // and not what was never released
}

TEST_CASE("every step is in the audit log, which those who may read see") {
  const Reviewed r;
  r.approved("li", {r.update("mine", "a", {{"note", "later"}})});
  r.json(201, "wu", "POST", "/releases", {{"note", "一"}});
  r.json(401, "", "GET", "/audit");
  r.json(403, "zhao", "GET", "/audit");
  const Json log = r.json(200, "wu", "GET", "/audit?limit=1000");
  std::vector<std::string> what;
  for (const Json& entry : log["entries"]) what.push_back(entry["what"]);
  for (const char* step :
       {"change.created", "change.submitted", "change.approved", "revision", "release.published"})
    CHECK(std::find(what.begin(), what.end(), step) != what.end());
  CHECK(log["entries"].back()["n"] == log["entries"].size());
}
