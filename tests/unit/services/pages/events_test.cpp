#include <catch2/catch.hpp>

#include "geo/base/json.hpp"
#include "geo/base/tianjin_clock.hpp"
#include "places_fixture.hpp"
#include "services/events/ics.hpp"
#include "services/pages/drawn_map.hpp"
#include "services/pages/list_page.hpp"
#include "services/pages/night_page.hpp"
#include "services/pages/place_page.hpp"
#include "services/pages/search.hpp"

using namespace jintu;
using namespace jintu::pages;
using Catch::Contains;

namespace {

ClockMinute at(const char* text) { return {parse_minute(text)->value}; }

Feature event(std::int64_t id, std::string key, std::string zh, const char* start, const char* end,
              std::initializer_list<std::pair<const char*, Value>> more = {}) {
  Feature feature = test::record(id, std::move(key), std::move(zh), "", std::nullopt, more);
  feature.properties.set("kind", test::SmallCity::text("night_market"));
  feature.properties.set("source", test::SmallCity::text("示例"));
  feature.properties.set("start", test::SmallCity::text(start));
  if (*end) feature.properties.set("end", test::SmallCity::text(end));
  return feature;
}

/// The small city with events and last trains, all of them made up.
struct EveningCity : test::SmallCity {
  EveningCity() {
    auto layers = snapshot->layers();
    layers["events"] = test::layer_of(
        "events",
        {event(1, "late", "示例午夜场", "2026-12-06T00:30:00+08:00", "2026-12-06T02:00:00+08:00"),
         event(2, "fair", "示例夜市", "2026-12-05T18:00:00+08:00", "2026-12-05T22:00:00+08:00",
               {{"place", text("night_streets/ns01")}, {"place_zh", text("东门")}}),
         event(3, "off", "示例取消场", "2026-12-05T19:00:00+08:00", "2026-12-05T20:00:00+08:00",
               {{"status", text("cancelled")}}),
         event(4, "next", "示例下周场", "2026-12-12T19:00:00+08:00", ""),
         event(5, "day", "示例<全天>", "2026-12-05T00:00:00+08:00", "2026-12-06T00:00:00+08:00",
               {{"all_day", Value(true)}})});
    Feature train;
    train.id = {1};
    train.key = "t1";
    for (const auto& [name, value] : {std::pair{"line", "3号线"},
                                      {"station", "营口道"},
                                      {"towards", "小淀"},
                                      {"first", "06:00"},
                                      {"last", "00:12"},
                                      {"source", "示例站牌"},
                                      {"checked_on", "2026-11-20"}})
      train.properties.set(name, text(value));
    layers["last_trains"] = test::layer_of("last_trains", {train});
    snapshot = std::make_shared<const Snapshot>(Revision{4}, std::move(layers));
  }
  Places places() const { return Places(snapshot, &document, pinyin); }
};

std::vector<std::string> ids(const std::vector<const Place*>& list) {
  std::vector<std::string> all;
  for (const Place* place : list) all.push_back(place->id);
  return all;
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("What is past midnight belongs to the evening before, and what is over is gone") {
  const EveningCity city;
  const Places places = city.places();
  const auto tonight = [&](const char* minute) {
    return ids(Evening(places, at(minute), {}).tonight());
  };
  CHECK(tonight("2026-12-04T23:00") == List{});
  CHECK(tonight("2026-12-05T04:59") == List{});
  CHECK(tonight("2026-12-05T17:00") == List{"fair", "late", "day", "off"});
  CHECK(tonight("2026-12-05T21:30") == List{"fair", "late", "day"});
  CHECK(tonight("2026-12-05T22:00") == List{"late", "day"});
  CHECK(tonight("2026-12-06T01:30") == List{"late", "day"});
  CHECK(tonight("2026-12-06T02:00") == List{"day"});
  CHECK(tonight("2026-12-06T05:00") == List{});
  CHECK(tonight("2026-12-12T19:00") == List{"next"});
  CHECK(tonight("2026-12-13T04:59") == List{"next"});
  CHECK(tonight("2026-12-13T05:00") == List{});
}

TEST_CASE("The state of an event says no more than is known") {
  const auto times = [](const char* start, const char* end, bool all_day = false) {
    Properties p;
    p.set("start", Value(std::string(start)));
    if (*end) p.set("end", Value(std::string(end)));
    if (all_day) p.set("all_day", Value(true));
    return *events::times_of(p);
  };
  const auto state = [&](const events::Times& of, const char* minute) {
    const auto status = events::status_at(of, at(minute));
    return std::string(to_string(status.state)) + " " +
           (status.minutes_left ? std::to_string(*status.minutes_left) : "-");
  };
  const auto fair = times("2026-12-05T18:00:00+08:00", "2026-12-06T01:00:00+08:00");
  CHECK(state(fair, "2026-12-05T04:00") == "closed 840");
  CHECK(state(fair, "2026-12-05T17:00") == "later 60");
  CHECK(state(fair, "2026-12-05T18:00") == "open 420");
  CHECK(state(fair, "2026-12-06T00:00") == "closing 60");
  CHECK(state(fair, "2026-12-06T01:00") == "closed -");
  const auto open_ended = times("2026-12-06T00:30:00+08:00", "");
  CHECK(state(open_ended, "2026-12-05T23:00") == "later 90");
  CHECK(state(open_ended, "2026-12-06T04:59") == "open -");
  CHECK(state(open_ended, "2026-12-06T05:00") == "closed -");
  const auto day = times("2026-12-05T00:00:00+08:00", "2026-12-06T00:00:00+08:00", true);
  CHECK(state(day, "2026-12-05T04:00") == "closed -");
  CHECK(state(day, "2026-12-05T20:00") == "unknown -");
  CHECK(state(day, "2026-12-06T04:59") == "unknown -");
  CHECK(state(day, "2026-12-06T05:00") == "closed -");
}

TEST_CASE("Events are said to be on as the app says it") {
  const Json fixture = read_json_file(JINTU_SOURCE_DIR "/tests/fixtures/events.json");
  REQUIRE(fixture.size() > 10);
  for (const Json& one : fixture) {
    INFO(one.dump());
    Properties p;
    p.set("start", Value(one["start"].get<std::string>()));
    if (one["end"].is_string()) p.set("end", Value(one["end"].get<std::string>()));
    p.set("all_day", Value(one["all_day"].get<bool>()));
    if (one["cancelled"].get<bool>()) p.set("status", Value(std::string("cancelled")));
    const auto times = events::times_of(p);
    REQUIRE(times);
    const ClockMinute now = at(one["at"].get<std::string>().c_str());
    CHECK(events::is_tonight(*times, now) == one["tonight"].get<bool>());
    CHECK(events::is_over(*times, now) == one["over"].get<bool>());
    const auto status = events::status_at(*times, now);
    CHECK(to_string(status.state) == one["state"].get<std::string>());
    CHECK((status.minutes_left ? Json(*status.minutes_left) : Json(nullptr)) == one["left"]);
  }
}

TEST_CASE("Events are on the first page, with their hours, place and calendar") {
  const EveningCity city;
  const Places places = city.places();
  const Evening evening(places, at("2026-12-05T21:30"), {});
  const auto page = [&](const Evening& of, const NightQuery& query, Language language) {
    Look look;
    look.language = language;
    return night_page(of, query, Ground::shipped(), {}, {}, look, {}).body.str();
  };
  const std::string zh = page(evening, {}, Language::zh);
  CHECK_THAT(zh, Contains("今晚活动<span class=\"tab-count\">3</span>"));
  CHECK_THAT(zh, Contains("/places/events/fair"));
  CHECK_THAT(zh, Contains("18:00–22:00 · 津湾广场 · 东门"));
  CHECK_THAT(zh, Contains("即将结束"));
  CHECK_THAT(zh, Contains("00:30（次日）–02:00（次日）"));
  CHECK_THAT(zh, Contains("示例&lt;全天&gt;"));
  CHECK_THAT(zh, Contains("/whats-on.ics"));
  CHECK_THAT(zh, !Contains("示例下周场") && !Contains("示例取消场"));
  const std::string en = page(evening, {}, Language::en);
  CHECK_THAT(en, Contains("On tonight") && Contains("Ends within the hour"));
  // Nothing is said where nothing is on, and lists of other things stay what they are.
  CHECK_THAT(page(Evening(places, at("2026-12-08T20:00"), {}), {}, Language::zh),
             !Contains("今晚活动"));
  NightQuery searched;
  searched.q = "津湾";
  CHECK_THAT(page(evening, searched, Language::zh), !Contains("id=\"tonight\""));
  const std::string drawn =
      drawn_map(evening, drawn_ground(*city.snapshot, Ground::shipped(), Language::zh),
                Wording(Language::zh))
          .str();
  CHECK_THAT(drawn, Contains("drawn-event"));
}

TEST_CASE("Events are found, and those that are over are not") {
  const EveningCity city;
  const Places places = city.places();
  const auto found = [&](const char* minute, const char* query) {
    return ids(search(Evening(places, at(minute), {}), query));
  };
  CHECK(found("2026-12-05T17:00", "示例夜市") == List{"fair"});
  CHECK(found("2026-12-05T17:00", "津湾 活动") == List{"fair"});
  CHECK(found("2026-12-05T22:00", "示例夜市") == List{});
  CHECK(found("2026-12-05T22:00", "下周场") == List{"next"});
}

TEST_CASE("Places say what is on at them, and events where they are") {
  const EveningCity city;
  const Places places = city.places();
  const Evening evening(places, at("2026-12-05T17:30"), {});
  const auto page = [&](const char* layer, const char* id, const Evening& of) {
    return place_page(*places.find(layer, id), of, Ground::shipped(), {}, {}, {}, {});
  };
  const std::string street = page("night_streets", "ns01", evening);
  CHECK_THAT(street, Contains("这里的活动") && Contains("/places/events/fair"));
  CHECK_THAT(page("night_streets", "ns01", Evening(places, at("2026-12-05T22:00"), {})),
             !Contains("这里的活动"));
  const std::string fair = page("events", "fair", evening);
  CHECK_THAT(fair, Contains("稍后开始") && Contains("/places/night_streets/ns01") &&
                       Contains("/places/events/fair.ics") && Contains("示例"));
  CHECK(places.find("events", "fair")->at == places.find("night_streets", "ns01")->at);
  CHECK_THAT(page("events", "off", evening), Contains("已取消"));
  // To those who are sent the address, too.
  CHECK_THAT(page("events", "off", evening), Contains("已取消 · 12月5日 周六 19:00–20:00\""));
  CHECK_THAT(page("events", "next", evening), Contains("12月12日 周六 19:00 开始，结束时间未知"));
  const std::string list = list_page(evening, "events", 1, {}, {});
  CHECK(list.find("示例取消场") < list.find("示例下周场"));
  CHECK_THAT(list_page(Evening(places, at("2027-01-01T20:00"), {}), "events", 1, {}, {}),
             Contains("没有录入的活动"));
}

TEST_CASE("Last trains: past midnight they belong to the evening before, and unknown is said") {
  const EveningCity city;
  const Places places = city.places();
  const auto said = [&](const char* station, const char* minute, Language language = Language::zh) {
    return trains_at(station, Evening(places, at(minute), {}), Wording(language)).str();
  };
  CHECK_THAT(said("营口道", "2026-12-05T23:00"),
             Contains("3号线 往小淀") && Contains("末班 00:12（过午夜）") &&
                 Contains("首班 06:00") && Contains("示例站牌，2026-11-20 核对") &&
                 !Contains("已过"));
  CHECK_THAT(said("营口道站", "2026-12-06T00:12"), !Contains("今晚末班已过"));
  CHECK_THAT(said("营口道", "2026-12-06T00:13"), Contains("今晚末班已过"));
  CHECK_THAT(said("营口道", "2026-12-06T05:00"), !Contains("今晚末班已过"));
  CHECK_THAT(said("营口道", "2026-12-05T23:00", Language::en), Contains("Line 3 towards 小淀"));
  CHECK_THAT(said("鼓楼", "2026-12-05T23:00"), Contains("未录入"));
  NightQuery near;
  near.station = "营口道";
  CHECK_THAT(night_page(Evening(places, at("2026-12-05T23:00"), {}), near, Ground::shipped(), {},
                        {}, {}, {})
                 .body.str(),
             Contains("末班 00:12"));
  const Place& street = *places.find("night_streets", "ns01");
  const auto page = [&](const char* station) {
    std::vector<NearStation> beside;
    for (const Station& one : Ground::shipped().stations)
      if (one.name == station) beside.push_back({&one, Metres::of(300), std::nullopt});
    REQUIRE(beside.size() == 1);
    return place_page(street, Evening(places, at("2026-12-05T23:00"), {}), Ground::shipped(),
                      beside, {}, {}, {});
  };
  CHECK_THAT(page("营口道"), Contains("末班 00:12") && !Contains("未录入"));
  CHECK_THAT(page("鼓楼"), !Contains("末班 00:12") && Contains("未录入"));
}

TEST_CASE("Calendars to take along have whole lines, folded within 75 octets, and stable UIDs") {
  events::CalendarEntry entry;
  entry.id = "fair";
  entry.times = {at("2026-12-05T18:00"), at("2026-12-06T01:00"), false, false};
  entry.name = "示例夜市, 一个很长很长很长很长很长很长很长很长很长很长很长的名称; 后\\面\n还有";
  entry.url = "https://example.org/a\r\nX-EVIL:1";
  entry.at = Position{117.2, 39.12};
  events::CalendarEntry day;
  day.id = "day";
  day.name = "全天";
  day.times = {at("2026-12-05T00:00"), at("2026-12-06T00:00"), true, true};
  const std::string text = events::calendar_text({entry, day}, "今晚活动", at("2026-12-05T17:00"));
  CHECK_THAT(text, Contains("DTSTART:20261205T100000Z\r\nDTEND:20261205T170000Z\r\n"));
  CHECK_THAT(text, Contains("DTSTART;VALUE=DATE:20261205\r\nDTEND;VALUE=DATE:20261206\r\n"));
  CHECK_THAT(text, Contains("UID:fair@events.jintu\r\n") && Contains("STATUS:CANCELLED\r\n"));
  CHECK_THAT(text, Contains("DTSTAMP:20261205T090000Z") && Contains("GEO:39.120000;117.200000"));
  CHECK_THAT(text, !Contains("\r\nX-EVIL"));
  std::string unfolded;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find("\r\n", begin);
    REQUIRE(end != std::string::npos);
    const std::string line = text.substr(begin, end - begin);
    CHECK(line.size() <= 75);
    CHECK(line.find('\n') == std::string::npos);
    CHECK((static_cast<unsigned char>(line[line.starts_with(' ') ? 1 : 0]) & 0xc0) != 0x80);
    unfolded += line.starts_with(' ') ? line.substr(1) : "\n" + line;
    begin = end + 2;
  }
  CHECK_THAT(unfolded, Contains("的名称\\; 后\\\\面\\n还有") && Contains("示例夜市\\, "));
}
