#include "services/pages/evening.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/services/pages/places_fixture.hpp"

using namespace jintu;
using namespace jintu::pages;
using namespace jintu::test;

namespace {

hours::Hours hours_of(const char* text) { return *hours::parse_hours(text); }

const hours::Calendar calendar(parse_json(
    R"({"years":[{"year":2026,"days":[{"date":"2026-10-01","kind":"holiday"},{"date":"2026-10-10","kind":"workday"}]}]})",
    "test"));

}  // namespace

TEST_CASE("lists go by state, then night streets before the rest, whoever looks from wherever") {
  const SmallCity city;
  const Places places = city.places();
  const auto ids = [&](const char* minute) {
    const Evening evening(places, at(minute), calendar);
    std::vector<const Place*> list;
    for (const Place& place : places.all())
      if (place.hours >= 0) list.push_back(&place);
    evening.sort(list);
    std::string joined;
    for (const Place* place : list) joined += (joined.empty() ? "" : " ") + place->id;
    return joined;
  };
  CHECK(ids("2026-11-27T20:00") == "ns01 n1 n2 ns02 n3");  // 24/7 without a name after the named
  CHECK(ids("2026-11-27T21:00") == "ns01 n2 n1 ns02 n3");  // n1 closes within the hour
  CHECK(ids("2026-11-27T16:30") == "n2 ns01 n1 ns02 n3");  // both open later
  CHECK(ids("2026-11-28T01:30") == "n2 ns01 ns02 n3 n1");  // ns01 closes at two
}

TEST_CASE("hours that nobody can read and hours that nobody gave are unknown, never closed") {
  const SmallCity city;
  const Places places = city.places();
  for (std::int64_t minute = 0; minute < 1440; minute += 7) {
    const Evening evening(places, {at("2026-11-27T00:00").value + minute}, calendar);
    CHECK(evening.of(*places.find("venues", "n3")).state == OpenState::unknown);
    CHECK(evening.of(*places.find("night_streets", "ns02")).state == OpenState::unknown);
    CHECK(evening.of(*places.find("checkin_spots", "ck01")).state == OpenState::unknown);
  }
}

TEST_CASE("the week begins with the evening that the minute belongs to, and counts past midnight") {
  const auto week = week_of(hours_of("Mo-Th 18:00-02:00; Fr 00:00-24:00; Sa off"),
                            at("2026-11-24T01:00"), calendar);
  REQUIRE(week[0].day == at("2026-11-23T12:00").day());  // a Monday, though the clock says Tuesday
  REQUIRE(week[0].spans.size() == 1);
  CHECK(week[0].spans[0].from == 18 * 60);
  CHECK(week[0].spans[0].to == 26 * 60);
  CHECK(week[5].spans.empty());
  const auto always = week_of(hours_of("24/7"), at("2026-11-24T20:00"), calendar);
  for (const DayHours& day : always) CHECK(day.all_day);
}

TEST_CASE("a week tells holidays, and days of which the calendar is not known") {
  const auto october =
      week_of(hours_of("Mo-Fr 10:00-22:00; PH off"), at("2026-10-01T12:00"), calendar);
  CHECK(october[0].kind == hours::DayKind::holiday);
  CHECK(october[0].spans.empty());
  const auto next_year =
      week_of(hours_of("Mo-Fr 10:00-22:00; PH off"), at("2027-02-08T12:00"), calendar);
  CHECK(next_year[0].kind == hours::DayKind::unknown);
  CHECK(next_year[0].doubt == hours::Doubt::calendar);
  for (const OpenSpan& span : next_year[0].spans) CHECK_FALSE(span.known);
}
