#include <catch2/catch.hpp>

#include "services/pages/drawn_map.hpp"
#include "services/pages/night_page.hpp"
#include "services/pages/not_found_page.hpp"
#include "services/pages/place_page.hpp"
#include "tests/unit/services/pages/places_fixture.hpp"

using namespace jintu;
using namespace jintu::pages;
using namespace jintu::test;

namespace {

struct Drawn {
  SmallCity city;
  Places places = city.places();
  hours::Calendar calendar;
  Ground ground = Ground::from_json(parse_json(
      R"({"type":"FeatureCollection","features":[
        {"properties":{"kind":"station","name":"津湾站","lines":"3号线"},"geometry":{"type":"Point","coordinates":[117.204,39.12]}},
        {"properties":{"kind":"station","name":"远站","lines":"9号线"},"geometry":{"type":"Point","coordinates":[117.9,39.12]}},
        {"properties":{"kind":"river","name":"海河"},"geometry":{"type":"LineString","coordinates":[[117.1,39.2],[117.2,39.13],[117.3,39.05]]}}]})",
      "test"));

  std::optional<Metres> walk;  ///< to the nearest station
  std::string night(const NightQuery& query = {}, Language language = Language::zh,
                    const char* minute = "2026-11-27T20:30") const {
    Look look;
    look.language = language;
    const Evening evening(places, at(minute), calendar);
    const Html map =
        drawn_map(evening, drawn_ground(*city.snapshot, ground, language), Wording(language));
    return night_page(evening, query, ground, map, calendar, look,
                      {"https://map.example", {}, "", false})
        .body.str();
  }
  std::string place(const char* layer, const char* id, Language language = Language::zh,
                    const char* minute = "2026-11-27T20:30") const {
    Look look;
    look.language = language;
    const Evening evening(places, at(minute), calendar);
    const Place& shown = *places.find(layer, id);
    auto stations = shown.at ? stations_near(ground, *shown.at, most_stations, station_reach)
                             : std::vector<NearStation>();
    if (!stations.empty()) stations[0].walk = walk;
    return place_page(shown, evening, ground, stations, calendar, look,
                      {"https://map.example", {"/assets/index-1.css"}, "津S(2026)001号", true});
  }
};

bool has(const std::string& page, std::string_view what) {
  return page.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("names that look like markup stand on every page as they are written") {
  const Drawn d;
  for (const std::string& page : {d.night(), d.place("night_streets", "ns02")}) {
    CHECK_FALSE(has(page, "<b>"));
    CHECK(has(page, "&lt;b&gt;怪街&lt;/b&gt; &amp; &quot;co&quot;"));
  }
  NightQuery query;
  query.q = "\"><script>alert(1)</script>";
  CHECK_FALSE(has(d.night(query), "<script>"));
}

TEST_CASE("the first page tells states with their times, and links each place to its page") {
  const Drawn d;
  const std::string page = d.night();
  CHECK(has(page, "href=\"/places/night_streets/ns01\""));
  CHECK(has(page, "–02:00"));
  CHECK(has(page, "时间未知"));
  CHECK(has(page, "未经审图"));
  CHECK(has(page, "当年的节假日安排尚未公布"));  // no year of this calendar is known
  const std::string english = d.night({}, Language::en);
  CHECK(has(english, "Jinwan Plaza"));
  CHECK(has(english, "Hours unknown"));
}

TEST_CASE(
    "the list is narrowed by state, brand, district and kind, and what is empty offers a way on") {
  const Drawn d;
  NightQuery open;
  open.state = OpenState::open;
  CHECK(has(d.night(open), "ns01"));
  CHECK_FALSE(has(d.night(open), "ns02"));
  NightQuery brand;
  brand.brand = "cloud";
  CHECK(has(d.night(brand), "/ns01"));
  CHECK_FALSE(has(d.night(brand), "/places/venues/n1"));
  NightQuery district;
  district.district = "120101";
  CHECK(has(d.night(district), "/ns01"));
  CHECK_FALSE(has(d.night(district), "/ns02"));
  NightQuery sights;
  sights.wanted = Wanted::landmark;
  CHECK(has(d.night(sights), "/places/checkin_spots/ck01"));
  NightQuery nothing;
  nothing.q = "没有的";
  CHECK(has(d.night(nothing), "没有找到"));
  CHECK(has(d.night(nothing), "看全部地点"));
}

TEST_CASE("an id with a slash has an address that is its own") {
  const Drawn d;
  const Place* place = d.places.find("checkin_spots", "way/12 b");
  REQUIRE(place);
  CHECK(place->address() == "/places/checkin_spots/way/12%20b");
}

TEST_CASE("the name of a district gives way to marks of streets, and names of streets to it") {
  const Drawn d;
  const Evening evening(d.places, at("2026-11-27T20:30"), d.calendar);
  const Wording w(Language::zh);
  DrawnGround ground;
  const auto drawn = [&](double x, double y) {
    ground.districts = {{x, y, "和平区"}};
    return drawn_map(evening, ground, w).str();
  };
  // 津湾广场 is drawn at (476, 481), its name below at 519 or above at 463.
  const std::string free = drawn(800, 200);
  CHECK(has(free, "<text class=\"drawn-district\" x=\"800\" y=\"200\""));
  CHECK(has(free, "<text class=\"drawn-name\" x=\"476\""));
  const std::string on_the_mark = drawn(476, 481);
  CHECK(has(on_the_mark, "和平区"));
  CHECK_FALSE(has(on_the_mark, "<text class=\"drawn-district\" x=\"476\" y=\"481\""));
  const std::string on_the_name = drawn(476, 530);
  CHECK(has(on_the_name, "<text class=\"drawn-district\" x=\"476\" y=\"530\""));
  CHECK_FALSE(has(on_the_name, "<text class=\"drawn-name\" x=\"476\" y=\"519\""));
  CHECK(has(on_the_name, "<text class=\"drawn-name\" x=\"476\" y=\"463\""));
}

TEST_CASE("long lists come in pages, and a page beyond the last is the last") {
  std::vector<Feature> many;
  for (int i = 1; i <= 95; ++i)
    many.push_back(
        record(i, "s" + std::to_string(i), "街" + std::to_string(i), "", Position{117.2, 39.1}));
  std::map<std::string, std::shared_ptr<const Layer>, std::less<>> layers;
  layers["night_streets"] = layer_of("night_streets", std::move(many));
  const venues::Pinyin pinyin;
  const Places places(std::make_shared<const Snapshot>(Revision{1}, std::move(layers)), nullptr,
                      pinyin);
  const Evening evening(places, at("2026-11-27T20:30"), {});
  const auto page = [&](std::size_t number) {
    NightQuery query;
    query.page = number;
    return night_page(evening, query, {}, {}, {}, {}, {}).body.str();
  };
  const auto rows = [](const std::string& html) {
    std::size_t count = 0;
    for (auto i = html.find("<li>"); i != std::string::npos; i = html.find("<li>", i + 1)) ++count;
    return count;
  };
  CHECK(rows(page(1)) == 40);
  CHECK(rows(page(3)) == 15);
  CHECK(page(3) == page(900));
  CHECK(has(page(1), "href=\"/?page=2\""));
}

TEST_CASE(
    "a place's page has its week, its sources, what is near in straight lines, and ways there") {
  const Drawn d;
  const std::string page = d.place("night_streets", "ns01");
  CHECK(has(page, "<title>津湾广场 · 津图</title>"));
  CHECK(has(page, "property=\"og:title\""));
  CHECK(
      has(page, "<link rel=\"canonical\" href=\"https://map.example/places/night_streets/ns01\">"));
  CHECK(has(page, "18:00–02:00（次日）"));
  CHECK(has(page, "津湾站"));
  CHECK_FALSE(has(page, "远站"));
  CHECK(has(page, "均为直线距离"));
  CHECK(has(page, "天津之眼"));
  CHECK(has(page, "示例柜"));
  CHECK(has(page, "https://uri.amap.com/navigation"));
  CHECK(has(page, "href=\"https://www.example.cn/b\""));
  CHECK(has(page, "误差约 60 米以内"));
  CHECK(has(page, "审图号：津S(2026)001号"));
  CHECK(has(page, "/#sel=night_streets/ns01"));
}

TEST_CASE("nobody is led to a place whose position is a guess, a sample, or not known") {
  const Drawn d;
  const std::string guess = d.place("night_streets", "ns02");
  CHECK_FALSE(has(guess, "uri.amap.com/navigation"));
  CHECK(has(guess, "https://uri.amap.com/search"));
  CHECK(has(guess, "营业时间未知"));
  CHECK_FALSE(has(d.place("lockers", "lk01"), "uri.amap.com"));
  CHECK_FALSE(has(d.place("carriers", "ibc"), "uri.amap.com"));
  CHECK(has(d.place("carriers", "ibc"), "位置待核实"));
}

TEST_CASE("what is missing is said in both languages, with a way on") {
  Look english;
  english.language = Language::en;
  CHECK(has(not_found_page(Missing::place, {}, {}), "没有这个地点"));
  CHECK(has(not_found_page(Missing::page, english, {}), "There is no such page"));
  CHECK(has(not_found_page(Missing::page, english, {}), "href=\"/\""));
}

TEST_CASE("sources are words and addresses, and only addresses of the web become links") {
  const auto parts =
      split_sources("甲 (2025) http://a.example/x | javascript:alert(1); https://www.b.example/y");
  REQUIRE(parts.size() == 3);
  CHECK(parts[0] == Source{"甲 (2025)", "http://a.example/x"});
  CHECK(parts[1] == Source{"javascript:alert(1)", ""});
  CHECK(parts[2] == Source{"b.example", "https://www.b.example/y"});
}

TEST_CASE("a station is near by a walk where the network knows one, else in a straight line") {
  Drawn d;
  CHECK(has(d.place("night_streets", "ns01"), "直线 350 米"));
  d.walk = Metres::of(451);
  const std::string page = d.place("night_streets", "ns01");
  CHECK(has(page, "步行约 7 分钟 · 450 米"));
  CHECK(has(page, "每分钟 75 米"));
  CHECK(has(d.place("night_streets", "ns01", Language::en), "about 7 min on foot"));
}

TEST_CASE("a search finds metro stations, and one shows what is near it, the nearest first") {
  const Drawn d;
  NightQuery query;
  for (const char* q : {"津湾站", "jinwan", "3号线", "津湾"}) {
    INFO(q);
    query.q = q;
    CHECK(has(d.night(query), "/?station=%E6%B4%A5%E6%B9%BE%E7%AB%99"));
  }
  query.q = "jinwanzhan";
  CHECK_FALSE(has(d.night(query), "处地点中查找"));
  CHECK(lines_in_english("2号线、6号线") == "Line 2, Line 6");
  query.q = "号线";
  CHECK_FALSE(has(d.night(query), "station="));
  query.q.clear();
  query.station = "津湾站";
  const std::string near = d.night(query);
  CHECK(has(near, "津湾站站（3号线）附近") == true);
  const auto first = near.find("/places/lockers/lk01"),
             second = near.find("/places/night_streets/ns01");
  CHECK(first < second);
  CHECK(second != std::string::npos);
  CHECK(second < near.find("/places/night_streets/ns02"));
  query.state = OpenState::open;
  CHECK_FALSE(has(d.night(query), "/places/lockers/lk01"));
  query.station = "没有的站";
  query.state.reset();
  CHECK(has(d.night(query), "/places/night_streets/ns02"));
}

TEST_CASE("a search without a script keeps what the chips ask for") {
  const Drawn d;
  NightQuery query;
  query.state = OpenState::open;
  query.wanted = Wanted::food;
  const std::string page = d.night(query);
  CHECK(has(page, "<input type=\"hidden\" name=\"state\" value=\"open\">"));
  CHECK(has(page, "<input type=\"hidden\" name=\"kind\" value=\"food\">"));
  query = {};
  query.q = "jw";
  CHECK(has(d.night(query), "/?q=jw&amp;kind=food"));
}

TEST_CASE("a place's page has a form for what is wrong, where somebody takes it") {
  const Drawn d;
  const std::string page = d.place("night_streets", "ns01");
  CHECK(has(page, "<form class=\"fault-form\" method=\"post\" action=\"/faults\">"));
  CHECK(has(page, "<option value=\"closed\">"));
  CHECK(has(page, "maxlength=\"500\""));
}
