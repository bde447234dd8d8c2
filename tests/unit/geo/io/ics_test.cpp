#include <map>

#include "geo/base/tianjin_clock.hpp"
#include "geo/io/schema_check.hpp"
#include "io_fixture.hpp"

using namespace jintu;
using namespace jintu::io;

namespace {

struct Outcome {
  std::map<std::string, Feature> by_start;  ///< "2026-12-05T18:00:00+08:00 名称"
  std::vector<Feature> all;
  std::vector<Reject> rejects;
  ReadReport report;
};

const RecordSchema& schema() {
  static const RecordSchema events =
      RecordSchema::load(JINTU_SOURCE_DIR "/data/schemas/events.schema.json", RecordUse::imported);
  return events;
}

Outcome read_text(const std::string& bytes, const std::string& name = "夜市.ics",
                  ReadOptions options = {}) {
  const Folder folder;
  Outcome out;
  options.schema = &schema();
  options.geometry = Presence::optional;
  options.today = *parse_day("2026-12-01");
  out.report = read_vector_file(
      folder.put(name, bytes), options,
      [&](Feature&& feature) {
        out.by_start[std::string(feature.properties.text("start")) + " " +
                     std::string(feature.properties.text("name_zh"))] = feature;
        out.all.push_back(std::move(feature));
      },
      [&](const Reject& reject) { out.rejects.push_back(reject); }, {});
  return out;
}

std::string calendar(const std::string& inner) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" + inner + "END:VCALENDAR\r\n";
}
std::string event(const std::string& lines, const std::string& uid = "a@test") {
  return "BEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20261101T000000Z\r\nSUMMARY:夜市\r\n" + lines +
         "END:VEVENT\r\n";
}
Outcome read_event(const std::string& lines) { return read_text(calendar(event(lines))); }

std::vector<std::string> starts(const Outcome& out) {
  std::vector<std::string> all;
  for (const auto& [key, feature] : out.by_start)
    all.push_back(std::string(feature.properties.text("start")).substr(0, 16));
  return all;
}
std::string notices(const Outcome& out) {
  std::string all;
  for (const std::string& notice : out.report.notices) all += notice + "\n";
  return all;
}

}  // namespace

TEST_CASE("An event of a calendar becomes a record, with its times on Tianjin's clocks") {
  const Outcome out = read_text(calendar(
      "X-WR-CALNAME:某街道活动\r\n" +
      event("DTSTART;TZID=Asia/Shanghai:20261205T180000\r\nDTEND:20261205T143000Z\r\n"
            "LOCATION:古文化街\\, 宫北大街\r\nGEO:39.1432;117.1923\r\nSTATUS:CONFIRMED\r\n"
            "URL:https://example.org/a?b=1,2;c\r\nDESCRIPTION:第一行\\n第二\r\n 行\\;完\r\n"
            "CATEGORIES:夜市\\,小吃,其他\r\n")));
  REQUIRE(out.rejects.empty());
  REQUIRE(out.all.size() == 1);
  const Properties& p = out.all[0].properties;
  CHECK(p.text("name_zh") == "夜市");
  CHECK(p.text("start") == "2026-12-05T18:00:00+08:00");
  CHECK(p.text("end") == "2026-12-05T22:30:00+08:00");
  CHECK(p.text("place_zh") == "古文化街, 宫北大街");
  CHECK(p.text("summary_zh") == "第一行\n第二行;完");
  CHECK(p.text("url") == "https://example.org/a?b=1,2;c");
  CHECK(p.text("kind") == "night_market");
  CHECK(p.text("status") == "confirmed");
  CHECK(p.text("source") == "某街道活动, 夜市.ics");
  CHECK(p.text("uid") == "a@test");
  CHECK(out.all[0].key.size() == 20);
  const auto& points = std::get<MultiPoint<Position>>(out.all[0].geometry);
  CHECK(points[0].lon == 117.1923);
  CHECK(points[0].lat == 39.1432);
  CHECK(out.report.format == "iCalendar");
}

TEST_CASE("Lines are unfolded before their bytes are characters") {
  // 海河 cut within 河; a tab folds as a blank does.
  const Outcome out = read_event(
      "LOCATION:\xE6\xB5\xB7\xE6\xB2\r\n \xB3\xE5\xA4\x96\r\n\t滩\r\nDTSTART:20261205T100000Z\r\n");
  REQUIRE(out.all.size() == 1);
  CHECK(out.all[0].properties.text("place_zh") == "海河外滩");
}

TEST_CASE("Ends are said by DTEND, by DURATION, by the day, or not at all") {
  const auto end = [](const std::string& lines) {
    const Outcome out = read_event(lines);
    REQUIRE(out.all.size() == 1);
    return std::string(out.all[0].properties.text("end"));
  };
  CHECK(end("DTSTART:20261205T100000Z\r\nDURATION:PT7H15M\r\n") == "2026-12-06T01:15:00+08:00");
  CHECK(end("DTSTART:20261205T100000Z\r\nDURATION:P1DT30M\r\n") == "2026-12-06T18:30:00+08:00");
  CHECK(end("DTSTART;VALUE=DATE:20261205\r\n") == "2026-12-06T00:00:00+08:00");
  CHECK(end("DTSTART;VALUE=DATE:20261205\r\nDTEND;VALUE=DATE:20261208\r\n") ==
        "2026-12-08T00:00:00+08:00");
  CHECK(end("DTSTART:20261205T100000Z\r\n").empty());
  const Outcome day = read_event("DTSTART;VALUE=DATE:20261205\r\n");
  CHECK(std::get<bool>(*day.all[0].properties.find("all_day")));
}

TEST_CASE("Zones: Tianjin's by many names, fixed ones of the file, none is Tianjin's and told") {
  const std::string zone =
      "BEGIN:VTIMEZONE\r\nTZID:Tokyo\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
      "TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
      "BEGIN:VTIMEZONE\r\nTZID:Berlin\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
      "BEGIN:DAYLIGHT\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n";
  const auto read_zone = [&](const std::string& tzid) {
    return read_text(calendar(zone + event("DTSTART;TZID=" + tzid + ":20261205T200000\r\n")));
  };
  for (const char* name : {"Asia/Shanghai", "PRC", "\"China Standard Time\""})
    CHECK(starts(read_zone(name)) == std::vector<std::string>{"2026-12-05T20:00"});
  CHECK(starts(read_zone("Tokyo")) == std::vector<std::string>{"2026-12-05T19:00"});
  for (const char* name : {"Berlin", "America/New_York"}) {
    const Outcome out = read_zone(name);
    REQUIRE(out.rejects.size() == 1);
    CHECK(out.rejects[0].code == "unknown_zone");
    CHECK(out.rejects[0].reason.find(name) != std::string::npos);
  }
  const Outcome floating = read_event("DTSTART:20261205T200000\r\n");
  CHECK(starts(floating) == std::vector<std::string>{"2026-12-05T20:00"});
  CHECK(notices(floating).find("times without a zone") != std::string::npos);
}

TEST_CASE("Rules of recurrence become an occurrence each, with an id that stays") {
  using List = std::vector<std::string>;
  const auto of = [](const std::string& rule, const std::string& more = "") {
    const Outcome out = read_event(
        "DTSTART;TZID=Asia/Shanghai:20261204T183000\r\nDURATION:PT4H\r\n"
        "RRULE:" +
        rule + "\r\n" + more);
    INFO((out.rejects.empty() ? "" : out.rejects[0].reason));
    CHECK(out.rejects.empty());
    return starts(out);
  };
  CHECK(of("FREQ=DAILY;COUNT=3") ==
        List{"2026-12-04T18:30", "2026-12-05T18:30", "2026-12-06T18:30"});
  CHECK(of("FREQ=WEEKLY;BYDAY=FR,SA;UNTIL=20261212T103000Z") ==
        List{"2026-12-04T18:30", "2026-12-05T18:30", "2026-12-11T18:30", "2026-12-12T18:30"});
  CHECK(of("FREQ=WEEKLY;BYDAY=FR,SA;UNTIL=20261212T102900Z").size() == 3);
  CHECK(of("FREQ=WEEKLY;INTERVAL=2;UNTIL=20270101") ==
        List{"2026-12-04T18:30", "2026-12-18T18:30", "2027-01-01T18:30"});
  CHECK(of("FREQ=MONTHLY;BYDAY=1FR;COUNT=3") ==
        List{"2026-12-04T18:30", "2027-01-01T18:30", "2027-02-05T18:30"});
  CHECK(of("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2") == List{"2026-12-04T18:30", "2026-12-31T18:30"});
  CHECK(of("FREQ=YEARLY;COUNT=2") == List{"2026-12-04T18:30", "2027-12-04T18:30"});
  CHECK(of("FREQ=DAILY;COUNT=3", "EXDATE;TZID=Asia/Shanghai:20261205T183000\r\n") ==
        List{"2026-12-04T18:30", "2026-12-06T18:30"});

  const Outcome endless = read_event("DTSTART:20200104T100000Z\r\nRRULE:FREQ=WEEKLY\r\n");
  REQUIRE(endless.all.size() == 52);
  CHECK(starts(endless).front() == "2026-12-05T18:00");  // the day of reading is 2026-12-01
  CHECK(notices(endless).find("2027-12-02") != std::string::npos);
  const auto key = endless.all[0].key;
  CHECK(key.ends_with("-20261205T1800"));
}

TEST_CASE("An occurrence with an entry of its own is that entry") {
  const Outcome out = read_text(calendar(
      event("DTSTART:20261204T100000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\n") +
      event("RECURRENCE-ID:20261205T100000Z\r\nDTSTART:20261205T120000Z\r\nSTATUS:CANCELLED\r\n")));
  REQUIRE(out.rejects.empty());
  CHECK(starts(out) ==
        std::vector<std::string>{"2026-12-04T18:00", "2026-12-05T20:00", "2026-12-06T18:00"});
  const Feature& moved = out.by_start.at("2026-12-05T20:00:00+08:00 夜市");
  CHECK(moved.properties.text("status") == "cancelled");
  CHECK(moved.key.ends_with("-20261205T1800"));  // still that occurrence
}

TEST_CASE("A day alone names the occurrence of that day, which is left out or replaced") {
  const std::string daily =
      "DTSTART;TZID=Asia/Shanghai:20261204T180000\r\nRRULE:FREQ=DAILY;COUNT=3\r\n";
  const auto left = starts(read_event(daily + "EXDATE;VALUE=DATE:20261205\r\n"));
  CHECK(left == std::vector<std::string>{"2026-12-04T18:00", "2026-12-06T18:00"});
  const Outcome out = read_text(calendar(
      event(daily) + event("RECURRENCE-ID;VALUE=DATE:20261205\r\nDTSTART:20261205T120000Z\r\n")));
  CHECK(starts(out) ==
        std::vector<std::string>{"2026-12-04T18:00", "2026-12-05T20:00", "2026-12-06T18:00"});
  const Feature& moved = out.by_start.at("2026-12-05T20:00:00+08:00 夜市");
  CHECK(moved.key.ends_with("-20261205T1800"));  // as it was known before it was moved
  // On the event's own clocks: in Tianjin it is the next day.
  const auto late = starts(read_event(
      "DTSTART:20261204T170000Z\r\nRRULE:FREQ=DAILY;COUNT=2\r\nEXDATE;VALUE=DATE:20261205\r\n"));
  CHECK(late == std::vector<std::string>{"2026-12-05T01:00"});
}

TEST_CASE(
    "A series that is changed from some occurrence on is refused, not told at its old times") {
  const Outcome out = read_text(calendar(
      event("DTSTART:20261204T100000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\n") +
      event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261205T100000Z\r\nDTSTART:20261205T120000Z\r\n")));
  CHECK(out.all.empty());
  REQUIRE(out.rejects.size() == 2);
  for (const Reject& reject : out.rejects)
    CHECK(reject.reason.find("RECURRENCE-ID;RANGE") != std::string::npos);
}

TEST_CASE("A rule's last time is told on the clocks of its beginning") {
  const std::string zone =
      "BEGIN:VTIMEZONE\r\nTZID:Tokyo\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\n"
      "END:VTIMEZONE\r\n";
  // The last at 18:00 in Tokyo, 17:00 in Tianjin.
  const Outcome out = read_text(calendar(
      zone +
      event("DTSTART;TZID=Tokyo:20261204T180000\r\nRRULE:FREQ=DAILY;UNTIL=20261206T173000\r\n")));
  CHECK(starts(out) == std::vector<std::string>{"2026-12-04T17:00", "2026-12-05T17:00"});
}

TEST_CASE("Thousands of old rules without an end are read: what lies before is not gone through") {
  std::string inner;
  for (int i = 0; i < 1'500; ++i)
    inner += event("DTSTART:20150105T100000Z\r\nRRULE:FREQ=YEARLY\r\n", std::to_string(i) + "@t");
  const Outcome out = read_text(calendar(inner));
  CHECK(out.all.size() == 1'500);
  CHECK(starts(out) == std::vector<std::string>{"2027-01-05T18:00"});
}

TEST_CASE("The properties of a file's events are limited together, so that it fits into memory") {
  ReadOptions options;
  options.limits.calendar_lines = 8;
  const auto one = [](const char* uid) {  // four properties
    return event("DTSTART:20261204T100000Z\r\n", uid);
  };
  CHECK(read_text(calendar(one("a") + one("b")), "a.ics", options).all.size() == 2);
  CHECK_THROWS_AS(read_text(calendar(one("a") + one("b") + one("c")), "a.ics", options), Error);
}

TEST_CASE("What a calendar says and is not read is refused by its name") {
  const auto refused = [](const std::string& lines) {
    const Outcome out = read_event(lines);
    INFO(lines);
    CHECK(out.all.empty());
    REQUIRE(out.rejects.size() == 1);
    CHECK(out.rejects[0].line == 4);
    return out.rejects[0].code + " " + out.rejects[0].reason;
  };
  const auto says = [&](const std::string& lines, const std::string& words) {
    const std::string reason = refused(lines);
    INFO(reason);
    CHECK(reason.find(words) != std::string::npos);
  };
  const std::string start = "DTSTART:20261204T100000Z\r\n";
  says(start + "RRULE:FREQ=HOURLY;COUNT=2\r\n", "FREQ=HOURLY");
  says(start + "RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2\r\n", "BYSETPOS=2");
  says(start + "RRULE:FREQ=WEEKLY;BYDAY=2MO\r\n", "outside FREQ=MONTHLY");
  says(start + "RRULE:FREQ=YEARLY;BYMONTH=3\r\n", "FREQ=YEARLY");
  says(start + "RRULE:COUNT=2\r\n", "without FREQ");
  says(start + "RRULE:FREQ=DAILY;COUNT=0\r\n", "COUNT=0");
  says(start + "RRULE:FREQ=DAILY;COUNT=1001\r\n", "more than 1000");
  says(start + "RDATE:20261210T100000Z\r\n", "RDATE");
  says(start + "RRULE:FREQ=DAILY;COUNT=2\r\nEXRULE:FREQ=DAILY\r\n", "EXRULE");
  says(start + "CLASS:PRIVATE\r\n", "not_public");
  says(start + "GEO:117.2,39.1\r\n", "latitude;longitude");
  says("DTSTART:20261304T100000Z\r\n", "DTSTART");
  says("DTSTART:20261204T250000\r\n", "20261204T250000");
  says(start + "DTEND:20261204T100000Z\r\n", "not after");
  says(start + "DTEND;VALUE=DATE:20261205\r\n", "one is a day");
  says(start + "DURATION:-PT1H\r\n", "-PT1H");
  says(start + "DURATION:P5300W\r\n", "P5300W");
  says(start + "DTEND:20261204T110000Z\r\nDURATION:PT1H\r\n", "only one");
  says("LOCATION:x\r\n", "没有 DTSTART");
  says(start + "ohne Doppelpunkt\r\n", "line 9");
  says(start + "LOCATION:\xff\xfe\r\n", "--encoding");
  says(start + "LOCATION:" + std::string(70'000, 'x') + "\r\n", "65536 bytes");
  says(start + "URL:javascript:alert(1)\r\n", "url");
}

TEST_CASE("A file that is no calendar, or not all of one, is an error with its line") {
  const auto error = [](const std::string& bytes) {
    try {
      read_text(bytes);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(error("hello\r\n").find("line 1") != std::string::npos);
  CHECK(error("BEGIN:VEVENT\r\nEND:VEVENT\r\n").find("BEGIN:VCALENDAR") != std::string::npos);
  CHECK(error("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n").find("cut short") != std::string::npos);
  CHECK(error("BEGIN:VCALENDAR\r\nEND:VEVENT\r\n").find("line 2") != std::string::npos);
  std::string deep = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n";
  for (int i = 0; i < 20; ++i) deep += "BEGIN:X-A\r\n";
  CHECK(error(deep).find("too deep") != std::string::npos);
  ReadOptions small;
  small.limits.calendar_bytes = 50;
  CHECK_THROWS_AS(read_text(calendar(event("DTSTART:20261204T100000Z\r\n")), "a.ics", small),
                  Error);
}

TEST_CASE("A zone inside another component is nobody's zone") {
  const std::string zone =
      "BEGIN:VTIMEZONE\r\nTZID:Inner\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\n"
      "END:VTIMEZONE\r\n";
  const Outcome out = read_text(calendar("BEGIN:X-A\r\n" + zone + "END:X-A\r\n" +
                                         event("DTSTART;TZID=Inner:20261205T200000\r\n")));
  REQUIRE(out.rejects.size() == 1);
  CHECK(out.rejects[0].code == "unknown_zone");
}

TEST_CASE("Whatever else stands in a calendar is told, and does not keep events from being read") {
  const Outcome out =
      read_text(calendar("BEGIN:VTODO\r\nSUMMARY:x\r\nEND:VTODO\r\n" +
                         event("DTSTART:20261204T100000Z\r\nATTENDEE:mailto:a@b\r\nX-FOO:1\r\n"
                               "BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n")));
  REQUIRE(out.all.size() == 1);
  CHECK(notices(out).find("VTODO: 1") != std::string::npos);
  CHECK(notices(out).find("ATTENDEE: 1") != std::string::npos);
  const Outcome cancelled =
      read_text(calendar("METHOD:CANCEL\r\n" + event("DTSTART:20261204T100000Z\r\n")));
  CHECK(cancelled.all.at(0).properties.text("status") == "cancelled");
  CHECK(read_text(calendar("")).all.empty());
}

TEST_CASE("A table of events: times as sheets write them, and faults by their field") {
  const std::string head = "name_zh,kind,start,end,place,source\n";
  const Outcome out = read_text(
      head + "示例夜市,night_market,2026-12-05 18:00,2026-12-06 01:00,night_streets/ns01,示例\n",
      "events.csv");
  REQUIRE(out.all.size() == 1);
  CHECK(out.all[0].properties.text("start") == "2026-12-05T18:00:00+08:00");
  CHECK(out.all[0].properties.text("end") == "2026-12-06T01:00:00+08:00");
  CHECK(notices(out).find("without an offset, taken for Tianjin's: 2") != std::string::npos);
  const auto fault = [&](const std::string& row) {
    const Outcome bad = read_text(head + row + "\n", "events.csv");
    REQUIRE(bad.rejects.size() == 1);
    return bad.rejects[0].reason;
  };
  using Catch::Contains;
  CHECK_THAT(fault("a,night_market,2026-02-30 18:00,,,x"), Contains("start: \"2026-02-30 18:00\""));
  CHECK_THAT(fault("a,night_market,2026-12-05 18:00,2026-12-05 18:00,,x"), Contains("not after"));
  CHECK_THAT(fault("a,fair,2026-12-05 18:00,,,x"), Contains("kind"));
  CHECK_THAT(fault("a,other,2026-12-05 18:00,,ns01,x"), Contains("place"));
  CHECK_THAT(fault("a,other,2026-12-05 18:00,,,"), Contains("source"));
}
