#include <catch2/catch.hpp>
#include <set>

#include "tests/api/edit_fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

const std::string roads = "/ogc/collections/osm_roads";
const std::string codes = "/ogc/collections/codes";

Json json_of(const Answer& answer) {
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  return Json::parse(answer.body);
}

std::string href(const Json& json, const std::string& rel) {
  for (const Json& link : json["links"])
    if (link["rel"] == rel) return link["href"];
  return "";
}

std::string next_of(const Json& page) {
  const std::string url = href(page, "next"), root = "http://localhost";
  REQUIRE((url.empty() || url.starts_with(root)));
  return url.empty() ? url : url.substr(root.size());
}

Position place_of(int n) { return {117 + (n % 50) * 0.001, 39 + (n / 50) * 0.001}; }

/// Beside what a Writable has: osm_roads, `count` lines without keys; codes, three points with
/// keys.
struct Stored : Writable {
  explicit Stored(int count = 1'234) { replace_roads(count); }

  void replace_roads(int count) {
    commits->run("test", "import", [&](Transaction& t, const Snapshot&) {
      t.replace_bulk_layer({"osm_roads",
                            "道路",
                            LayerRole::bulk,
                            GeometryKind::line,
                            {{"class", FieldType::text}, {"n", FieldType::integer}}});
      for (int n = count; n >= 1; --n) {
        Feature f;
        f.id = {n * 3};
        const Position from = place_of(n);
        f.geometry = MultiLineString<Position>{{{{from, {from.lon + 0.0004, from.lat}}}}};
        f.properties.set("class", std::string(n % 2 == 0 ? "primary" : "path"));
        f.properties.set("n", std::int64_t{n});
        t.append("osm_roads", f);
      }
      t.replace_bulk_layer({"codes", "", LayerRole::bulk, GeometryKind::point, {}});
      for (const char* key : {"001", "002", "甲·乙"}) {
        Feature f;
        f.key = key;
        f.geometry = MultiPoint<Position>{{117.01, 39.01}};
        t.append("codes", f);
      }
      return live::Commits::Verdict::commit;
    });
  }

  /// The values of `n`, page by page.
  std::vector<int> followed(std::string path, std::size_t* pages = nullptr) const {
    std::vector<int> numbers;
    for (std::size_t count = 0; !path.empty() && count < 2'000; ++count) {
      const Json page = json_of(ask("GET", path));
      CHECK(page["numberReturned"] == page["features"].size());
      for (const Json& feature : page["features"])
        numbers.push_back(feature["properties"]["n"].get<int>());
      path = next_of(page);
      if (pages) *pages = count + 1;
    }
    return numbers;
  }
};

}  // namespace

TEST_CASE("layers that are not in memory are collections like the others") {
  const Stored w;
  const Json all = json_of(w.ask("GET", "/ogc/collections"));
  std::vector<std::string> ids;
  for (const Json& one : all["collections"]) ids.push_back(one["id"]);
  CHECK(std::vector<std::string>(ids.end() - 2, ids.end()) ==
        std::vector<std::string>{"codes", "osm_roads"});
  const Json one = json_of(w.ask("GET", roads));
  CHECK(one == all["collections"].back());
  CHECK(one["title"] == "道路");
  const Json box = one["extent"]["spatial"]["bbox"][0];
  CHECK(box[0].get<double>() == Approx(117).margin(1e-9));
  CHECK(box[2].get<double>() == Approx(117.0494).margin(1e-9));
  CHECK(href(one, "tiles").empty());
  const Json queryables = json_of(w.ask("GET", roads + "/queryables"));
  CHECK(queryables["properties"]["class"]["type"] == "string");
  CHECK(queryables["properties"]["geometry"]["format"] == "geometry-linestring-or-multilinestring");
  const Json api = json_of(w.ask("GET", "/ogc/api"));
  CHECK(api["paths"]["/collections/osm_roads/items"].contains("get"));
  CHECK_FALSE(api["paths"]["/collections/osm_roads/items"].contains("post"));
  CHECK(api["paths"]["/collections/lockers/items"].contains("post"));
}

TEST_CASE("pages of a layer that is not in memory hold every record once, in order") {
  const Stored w;
  std::size_t pages = 0;
  const auto numbers = w.followed(roads + "/items?limit=100", &pages);
  CHECK(pages == 13);
  CHECK(numbers.size() == 1'234);
  CHECK(std::is_sorted(numbers.begin(), numbers.end()));
  CHECK(std::set<int>(numbers.begin(), numbers.end()).size() == 1'234);
  const Json first = json_of(w.ask("GET", roads + "/items?limit=100"));
  CHECK(first["numberMatched"] == 1'234);
  CHECK(first["features"][0]["id"] == 3);
  CHECK(json_of(w.ask("GET", roads + "/items?limit=10&offset=1230"))["numberReturned"] == 4);
}

TEST_CASE("bbox and filters hold on every page of a layer that is not in memory") {
  const Stored w;
  const auto expected = [](bool primary_only) {
    std::vector<int> numbers;
    for (int n = 1; n <= 1'234; ++n) {
      const Position from = place_of(n);
      const bool inside = from.lon + 0.0004 >= 117.0102 && from.lon <= 117.0302 &&
                          from.lat >= 39.0045 && from.lat <= 39.0155;
      if (inside && (!primary_only || n % 2 == 0)) numbers.push_back(n);
    }
    return numbers;
  };
  const std::string box = "bbox=117.0102,39.0045,117.0302,39.0155";
  CHECK(w.followed(roads + "/items?limit=7&" + box) == expected(false));
  CHECK(w.followed(roads + "/items?limit=7&class=primary&" + box) == expected(true));
  CHECK(w.followed(roads + "/items?filter=n%20BETWEEN%205%20AND%208") ==
        std::vector<int>{5, 6, 7, 8});
  const Json page = json_of(w.ask("GET", roads + "/items?limit=7&" + box));
  CHECK_FALSE(page.contains("numberMatched"));  // it would take a count
  CHECK(json_of(w.ask("GET", roads + "/items?class=nothing"))["numberMatched"] == 0);
  CHECK(w.ask("GET", roads + "/items?filter=colour%20=%20'x'").status == 400);
}

TEST_CASE("a record of a layer that is not in memory is read by its key or its number") {
  const Stored w;
  const Answer answer = w.ask("GET", roads + "/items/42");
  CHECK(json_of(answer)["properties"]["n"] == 14);
  CHECK(w.ask("GET", roads + "/items/42", "", "If-None-Match: " + answer.field("etag") + "\r\n")
            .status == 304);
  CHECK(w.ask("GET", roads + "/items/43").status == 404);
  CHECK(w.ask("GET", roads + "/items/042").status == 404);
  CHECK(w.ask("GET", roads + "/items/x").status == 404);
  CHECK(json_of(w.ask("GET", codes + "/items/002"))["id"] == "002");
  CHECK(json_of(w.ask("GET", codes + "/items/%E7%94%B2%C2%B7%E4%B9%99"))["id"] == "甲·乙");
  CHECK(w.ask("GET", codes + "/items/2").status == 404);  // it is called 002
}

TEST_CASE("what is replaced as a whole is not edited") {
  const Stored w;
  const Answer refused = w.write("POST", roads + "/items", point_feature(117, 39, Json::object()));
  CHECK(refused.status == 405);
  CHECK(refused.field("allow") == "GET, HEAD, OPTIONS");
  CHECK(w.ask("DELETE", roads + "/items/42", "", "If-Match: *\r\n").status == 405);
}

TEST_CASE("the next page of a layer that was replaced meanwhile is gone, and says so") {
  Stored w;
  const std::string next = next_of(json_of(w.ask("GET", roads + "/items?limit=10")));
  CHECK(json_of(w.ask("GET", next))["features"][0]["properties"]["n"] == 11);
  w.replace_roads(50);
  const Answer answer = w.ask("GET", next);
  CHECK(answer.status == 410);
  CHECK(Json::parse(answer.body)["detail"].get<std::string>().find("已更换或修改") !=
        std::string::npos);
  CHECK(w.followed(roads + "/items?limit=20").size() == 50);
}

TEST_CASE("pages of an edited layer are those of the revision of the first") {
  Writable w;
  const std::string items = "/ogc/collections/mine/items";
  for (int n = 1; n <= 9; ++n)
    REQUIRE(w.write("POST", items,
                    {{"type", "Feature"},
                     {"id", "k" + std::to_string(n)},
                     {"geometry", {{"type", "Point"}, {"coordinates", {117.0 + n * 0.01, 39}}}},
                     {"properties", {{"note", "旧"}}}})
                .status == 201);
  const std::string second = next_of(json_of(w.ask("GET", items + "?limit=4")));
  // Gone, changed and new since.
  CHECK(w.ask("DELETE", items + "/k5", "", "If-Match: *\r\n").status == 204);
  CHECK(w.write("PATCH", items + "/k6", {{"properties", {{"note", "新"}}}}, w.tag_of(items + "/k6"))
            .status == 200);
  CHECK(w.write("POST", items, point_feature(117.5, 39.5, {{"note", "后来"}})).status == 201);
  std::vector<std::string> ids;
  for (std::string path = second; !path.empty();) {
    const Json page = json_of(w.ask("GET", path));
    for (const Json& feature : page["features"]) {
      ids.push_back(feature["id"]);
      CHECK(feature["properties"]["note"] == "旧");
    }
    path = next_of(page);
  }
  CHECK(ids == std::vector<std::string>{"k4", "k5", "k6", "k7", "k8", "k9"});
  CHECK(json_of(w.ask("GET", items))["numberReturned"] == 10);
  CHECK(w.ask("GET", items + "?revision=999").status == 404);
  CHECK(w.ask("GET", items + "?revision=x").status == 400);
  CHECK(w.ask("GET", items + "?after=-1").status == 400);
}

TEST_CASE("properties leaves the others out, and no name that nobody knows") {
  const Stored w;
  const Json page = json_of(w.ask("GET", roads + "/items?limit=1&properties=class"));
  CHECK(page["features"][0]["properties"] == Json{{"class", "path"}});
  CHECK(next_of(page).find("&properties=class") != std::string::npos);
  const Json mine = json_of(w.ask("GET", "/ogc/collections/mine/items?properties=note,lat"));
  CHECK(mine["features"][0]["properties"].size() == 3);
  CHECK(w.ask("GET", roads + "/items?properties=class,colour").status == 400);
}
