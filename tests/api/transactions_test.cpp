// Many records in one transaction: all of it or nothing, one revision.
#include <catch2/catch.hpp>
#include <vector>

#include "tests/api/edit_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

// A list of one in braces would be that one.
Answer post(const Writable& w, std::vector<Json> actions) {
  return w.ask("POST", "/ogc/transactions", Json{{"transaction", actions}}.dump(),
               "Content-Type: application/ogc-tx+json\r\n");
}

Json insert(Json feature, const std::string& collection = "mine") {
  return {{"action", "insert"},
          {"collection", collection},
          {"items", Json::array({std::move(feature)})}};
}

Json on(const std::string& action, const std::string& collection, const std::string& id,
        const std::string& tag, Json properties = nullptr) {
  Json json{{"action", action},
            {"collection", collection},
            {"filter", "id = '" + id + "'"},
            {"if_match", tag}};
  if (!properties.is_null()) json["properties"] = std::move(properties);
  return json;
}

Json modify(const std::string& name, Json value) {
  return {{"modify", Json::array({{{"name", name}, {"value", std::move(value)}}})}};
}

Json square_feature(double lon, double lat, double width, double height) {
  return {{"type", "Feature"},
          {"geometry",
           {{"type", "Polygon"},
            {"coordinates",
             {{{lon, lat},
               {lon + width, lat},
               {lon + width, lat + height},
               {lon, lat + height},
               {lon, lat}}}}}},
          {"properties", {{"name_zh", "园"}, {"kind", "park"}}}};
}

const std::string mine_a = "/ogc/collections/mine/items/a";

}  // namespace

TEST_CASE("a transaction writes its records with one revision, and says their tags") {
  const Writable w;
  const auto before = w.revision();
  const std::string tag = w.tag_of(mine_a);
  const Answer answer = post(w, {insert(point_feature(117.03, 39.03, {{"note", "乙"}})),
                                 insert(point_feature(117.04, 39.04, {{"note", "丙"}})),
                                 on("update", "mine", "a", tag, modify("note", "改"))});
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  CHECK(w.revision() == before + 1);
  const Json body = Json::parse(answer.body);
  CHECK(body["revision"] == before + 1);
  CHECK(body["summary"]["totalInserted"] == 2);
  CHECK(body["summary"]["totalUpdated"] == 1);
  CHECK(body["summary"]["totalDeleted"] == 0);
  REQUIRE(body["insertResults"].size() == 2);
  for (const Json& result : body["insertResults"])
    CHECK(w.tag_of("/ogc/collections/mine/items/" + result["id"].get<std::string>()) ==
          result["etag"]);
  CHECK(w.tag_of(mine_a) == body["updateResults"][0]["etag"]);
  CHECK(w.tag_of(mine_a) != tag);
  CHECK(Json::parse(w.ask("GET", mine_a).body)["properties"]["note"] == "改");
}

TEST_CASE("a border that two areas share moves in one transaction, and in no other way") {
  const Writable w;
  // East of "twice", which is 117.01–117.02.
  Json neighbour = square_feature(117.02, 39.01, 0.01, 0.01);
  neighbour["id"] = "east";
  REQUIRE(post(w, {insert(neighbour, "carriers")}).status == 200);
  const std::string twice = "/ogc/collections/carriers/items/twice",
                    east = "/ogc/collections/carriers/items/east";
  const Json wider = square_feature(117.01, 39.01, 0.011, 0.01);
  const Json narrower = square_feature(117.021, 39.01, 0.009, 0.01);
  CHECK(codes_of(w.write("PUT", twice, wider, w.tag_of(twice))) ==
        std::vector<std::string>{"overlap"});
  CHECK(codes_of(w.write("PUT", east, narrower, w.tag_of(east))) ==
        std::vector<std::string>{"gap"});
  const auto before = w.revision();
  const Answer moved =
      post(w, {on("replace", "carriers", "twice", w.tag_of(twice), {{"feature", wider}}),
               on("replace", "carriers", "east", w.tag_of(east), {{"feature", narrower}})});
  INFO(moved.body);
  CHECK(moved.status == 200);
  CHECK(w.revision() == before + 1);
}

TEST_CASE("a finding says what, where, how large and in both languages") {
  const Writable w;
  Json neighbour = square_feature(117.02, 39.01, 0.01, 0.01);
  neighbour["id"] = "east";
  REQUIRE(post(w, {insert(neighbour, "carriers")}).status == 200);
  const std::string east = "/ogc/collections/carriers/items/east";
  const Answer refused =
      w.write("PUT", east, square_feature(117.021, 39.01, 0.009, 0.01), w.tag_of(east));
  REQUIRE(refused.status == 422);
  const Json body = Json::parse(refused.body), finding = body["findings"][0];
  CHECK(finding["code"] == "gap");
  CHECK(finding["collection"] == "carriers");
  CHECK(finding["id"] == "east");
  CHECK(finding["with"] == "twice");
  CHECK(finding["severity"] == "error");
  CHECK(finding["unit"] == "m²");
  CHECK(finding["measure"].get<double>() == Approx(86.6 * 1110).epsilon(0.01));  // 0.001° × 0.01°
  CHECK(finding["zh"].get<std::string>().find("twice") != std::string::npos);
  CHECK(finding["en"].get<std::string>().find("belong to nobody") != std::string::npos);
  CHECK(finding["position"][0].get<double>() > 117.02);
  CHECK(finding["position"][0].get<double>() < 117.021);
}

TEST_CASE("an area that changes much is stored when a reason is given, which the history keeps") {
  const Writable w;
  const std::string twice = "/ogc/collections/carriers/items/twice";
  const Json larger = square_feature(117.01, 39.01, 0.01, 0.02);
  CHECK(codes_of(w.write("PUT", twice, larger, w.tag_of(twice))) ==
        std::vector<std::string>{"area_change"});
  CHECK(w.write("PUT", twice + "?reason=%E6%89%A9%E5%BB%BA", larger, w.tag_of(twice)).status ==
        200);
  CHECK(w.store->revisions({w.revision() - 1}, 1).back().message.find("扩建") != std::string::npos);
  const Json small = square_feature(117.01, 39.01, 0.01, 0.01);
  const std::string transaction =
      Json{{"reason", "划出"},
           {"transaction",
            Json::array({on("replace", "carriers", "twice", "*", {{"feature", small}})})}}
          .dump();
  CHECK(w.ask("POST", "/ogc/transactions", transaction, "Content-Type: application/ogc-tx+json\r\n")
            .status == 200);
}

TEST_CASE("a dry run tells what would be found and writes nothing") {
  const Writable w;
  const std::string twice = "/ogc/collections/carriers/items/twice";
  const auto before = w.revision();
  const Json larger = square_feature(117.01, 39.01, 0.01, 0.02);
  const Answer asked = w.write("PUT", twice + "?dry-run=true", larger, w.tag_of(twice));
  INFO(asked.body);
  REQUIRE(asked.status == 200);
  const Json body = Json::parse(asked.body);
  CHECK(body["acceptable"] == false);
  REQUIRE(body["findings"].size() == 1);
  CHECK(body["findings"][0]["code"] == "area_change");
  CHECK(body["findings"][0]["severity"] == "ask");
  const Answer with_reason =
      w.write("PUT", twice + "?dry-run=true&reason=x", larger, w.tag_of(twice));
  CHECK(Json::parse(with_reason.body)["acceptable"] == true);
  CHECK(Json::parse(with_reason.body)["findings"].size() == 1);
  const Answer many = w.ask(
      "POST", "/ogc/transactions?dry-run=true",
      Json{{"transaction", Json::array({insert(point_feature(117.03, 39.03, {{"note", "乙"}})),
                                        insert(point_feature(117.03, 39.03, {{"count", "x"}}))})}}
          .dump(),
      "Content-Type: application/ogc-tx+json\r\n");
  INFO(many.body);
  REQUIRE(many.status == 200);
  CHECK(Json::parse(many.body)["acceptable"] == false);
  CHECK(Json::parse(many.body)["findings"][0]["action"] == 1);
  CHECK(w.write("PUT", twice + "?dry-run=true", larger, "\"r999.00000000\"").status == 412);
  CHECK(w.write("PUT", twice + "?dry-run=maybe", larger, w.tag_of(twice)).status == 400);
  CHECK(w.revision() == before);
}

TEST_CASE("an old fault of a record does not stand in the way of other edits of it") {
  const Writable w;
  {  // As an import of old data leaves it: a bow tie, and an overlap with "twice".
    auto transaction = w.store->begin("test", "old data");
    Feature bow;
    bow.key = "bow";
    bow.geometry = MultiPolygon<Position>{
        {{{{117.05, 39.05}, {117.06, 39.06}, {117.06, 39.05}, {117.05, 39.06}, {117.05, 39.05}}},
         {}}};
    bow.properties.set("name_zh", std::string("旧"));
    bow.properties.set("kind", std::string("park"));
    transaction->put("carriers", bow);
    Feature over = bow;
    over.key = "over";
    over.geometry = MultiPolygon<Position>{{{{{117.015, 39.01},
                                              {117.025, 39.01},
                                              {117.025, 39.02},
                                              {117.015, 39.02},
                                              {117.015, 39.01}}},
                                            {}}};
    transaction->put("carriers", over);
    transaction->commit();
  }
  const std::string bow = "/ogc/collections/carriers/items/bow",
                    over = "/ogc/collections/carriers/items/over";
  const std::string tag = "*";
  CHECK(w.write("PATCH", bow, {{"properties", {{"name_zh", "新"}}}}, tag).status == 200);
  // Its northern side moves a little; the overlap stays as it was.
  Json moved = square_feature(117.015, 39.01, 0.01, 0.01);
  moved["geometry"]["coordinates"][0][2] = {117.025, 39.0201};
  const Answer kept = w.write("PUT", over, moved, tag);
  INFO(kept.body);
  CHECK(kept.status == 200);
  CHECK(codes_of(w.write("PUT", over, square_feature(117.014, 39.01, 0.011, 0.01), tag)) ==
        std::vector<std::string>{"overlap"});
}

TEST_CASE("where one record of a transaction is refused, none is written") {
  const Writable w;
  const auto before = w.revision();
  const Answer answer = post(w, {insert(point_feature(117.03, 39.03, {{"note", "好"}})),
                                 insert(point_feature(117.03, 39.03, {{"count", "many"}}))});
  INFO(answer.body);
  CHECK(answer.status == 422);
  CHECK(Json::parse(answer.body)["findings"][0]["action"] == 1);
  CHECK(w.revision() == before);
  CHECK(Json::parse(w.ask("GET", "/ogc/collections/mine/items").body)["numberMatched"] == 1);
}

TEST_CASE("where somebody else was faster, the transaction says which record, and what it is now") {
  const Writable w;
  const std::string tag = w.tag_of(mine_a);
  REQUIRE(w.write("PATCH", mine_a, {{"properties", {{"note", "先"}}}}, tag).status == 200);
  const auto before = w.revision();
  const Answer answer = post(
      w, {insert(point_feature(117.03, 39.03, {{"note", "好"}})), on("delete", "mine", "a", tag)});
  INFO(answer.body);
  CHECK(answer.status == 412);
  const Json body = Json::parse(answer.body);
  CHECK(body["action"] == 1);
  CHECK(body["current"]["properties"]["note"] == "先");
  CHECK(body["etag"] == w.tag_of(mine_a));
  CHECK(w.revision() == before);
}

TEST_CASE("an action on a record needs the tag that was read, a wildcard or 428") {
  const Writable w;
  Json bare = on("delete", "mine", "a", "");
  bare.erase("if_match");
  CHECK(post(w, {bare}).status == 428);
  CHECK(post(w, {on("delete", "mine", "a", "\"r999.00000000\"")}).status == 412);
  CHECK(post(w, {on("delete", "mine", "a", "*")}).status == 200);
  CHECK(w.ask("GET", mine_a).status == 404);
}

TEST_CASE("a transaction that is not understood is refused with the place of the fault") {
  const Writable w;
  const auto before = w.revision();
  const auto refused = [&](std::vector<Json> actions, const std::string& place) {
    const Answer answer = post(w, std::move(actions));
    INFO(answer.body);
    CHECK(answer.status == 400);
    CHECK(Json::parse(answer.body)["detail"].get<std::string>().find(place) != std::string::npos);
  };
  refused({}, "transaction");
  refused({Json{{"collection", "mine"}}}, "transaction[0].action");
  refused({Json{{"action", "destroy"}, {"collection", "mine"}}}, "transaction[0].action");
  refused({Json{{"action", "insert"}}}, "transaction[0].collection");
  refused({Json{{"action", "insert"}, {"collection", "mine"}}}, "transaction[0].items");
  refused({Json{{"action", "delete"}, {"collection", "mine"}, {"filter", "note = 'x'"}}},
          "transaction[0].filter");
  refused({on("update", "mine", "a", "*", Json::object())}, "transaction[0].properties");
  refused({on("replace", "mine", "a", "*", Json::object())}, "properties.feature");
  refused({on("delete", "mine", "a", "*"), on("delete", "mine", "a", "*")}, "records[1]");
  Json strange = on("delete", "mine", "a", "*");
  strange["if-match"] = "x";
  refused({strange}, "transaction[0].if-match");
  const Answer batch =
      w.ask("POST", "/ogc/transactions", R"({"semantic":"batch","transaction":[{}]})",
            "Content-Type: application/ogc-tx+json\r\n");
  CHECK(batch.status == 400);
  CHECK(w.revision() == before);
}

TEST_CASE("an action on a record that is not there is 404 and names the action") {
  const Writable w;
  const Answer gone =
      post(w, {insert(point_feature(117.03, 39.03, {})), on("delete", "mine", "nobody", "*")});
  CHECK(gone.status == 404);
  CHECK(Json::parse(gone.body)["detail"].get<std::string>().find("records[1]") !=
        std::string::npos);
  CHECK(post(w, {insert(point_feature(117, 39, {}), "no_such_layer")}).status == 404);
}

TEST_CASE("an id with a quote can be named in a filter") {
  const Writable w;
  Json feature = point_feature(117.03, 39.03, {});
  feature["id"] = "o'neill";
  REQUIRE(post(w, {insert(feature)}).status == 200);
  CHECK(post(w, {on("delete", "mine", "o''neill", "*")}).status == 200);
}

TEST_CASE("a record made anew under an old id has another tag") {
  const Writable w;
  const std::string tag = w.tag_of(mine_a);
  const Json again = Json::parse(w.ask("GET", mine_a).body);
  REQUIRE(post(w, {on("delete", "mine", "a", tag)}).status == 200);
  Json feature{{"type", "Feature"},
               {"id", "a"},
               {"geometry", again["geometry"]},
               {"properties", again["properties"]}};
  REQUIRE(post(w, {insert(feature)}).status == 200);
  CHECK(w.tag_of(mine_a) != tag);
  CHECK(post(w, {on("delete", "mine", "a", tag)}).status == 412);
}

TEST_CASE("users' own layers are in the list of collections and in the interface's description") {
  const Writable w;
  const auto has_mine = [](const Json& list) {
    for (const Json& one : list)
      if (one["id"] == "mine") return true;
    return false;
  };
  CHECK(has_mine(Json::parse(w.ask("GET", "/ogc/collections").body)["collections"]));
  const Json api = Json::parse(w.ask("GET", "/ogc/api").body);
  CHECK(api["paths"].contains("/collections/mine/items"));
  CHECK(api["paths"]["/transactions"]["post"]["responses"].contains("200"));
}
