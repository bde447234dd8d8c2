#include "services/hours/hours.hpp"

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"

using namespace jintu;
using namespace jintu::hours;

namespace {

Calendar shipped() { return Calendar(read_json_file(JINTU_SOURCE_DIR "/data/holidays.json")); }
ClockMinute at(std::string_view text) { return parse_clock_minute(text).value(); }
OpenState state(std::string_view hours, std::string_view time) {
  return status_at(parse_hours(hours).value(), at(time), shipped()).state;
}

}  // namespace

TEST_CASE(
    "opening states, doubts and refusals are those of the web app, in every week and way of "
    "writing of the shared fixture") {
  const Json fixture = read_json_file(JINTU_SOURCE_DIR "/tests/fixtures/hours.json");
  const Calendar calendar = shipped();
  const auto step = fixture["step"].get<std::int64_t>();
  int compared = 0, refused = 0;
  for (const Json& entry : fixture["cases"]) {
    const auto text = entry["hours"].get<std::string>();
    INFO(text);
    const auto read = read_hours(text);
    if (entry.contains("fault")) {
      const auto* fault = std::get_if<HoursFault>(&read);
      REQUIRE(fault);
      CHECK(fault->at == entry["fault"]["at"].get<std::size_t>());
      CHECK(fault->word == entry["fault"]["expected"].get<std::string>());
      ++refused;
      continue;
    }
    REQUIRE(std::holds_alternative<Hours>(read));
    const Hours& rules = std::get<Hours>(read);
    for (const Json& span : entry["spans"]) {
      const ClockMinute from = at(span["from"].get<std::string>());
      INFO(span["from"].get<std::string>());
      const auto states = span["states"].get<std::string>();
      const auto doubts = span["doubts"].get<std::string>();
      std::string got, doubted;
      for (std::size_t i = 0; i < states.size(); ++i) {
        const Status s =
            status_at(rules, {from.value + static_cast<std::int64_t>(i) * step}, calendar);
        if (i == 0) {
          CHECK(s.minutes_left.has_value() == !span["left"].is_null());
          if (s.minutes_left && !span["left"].is_null())
            CHECK(*s.minutes_left == span["left"].get<std::int64_t>());
        }
        got += s.state == OpenState::closing ? 'g' : to_string(s.state)[0];
        doubted += "-cmh"[static_cast<std::size_t>(s.doubt)];
        ++compared;
      }
      CHECK(got == states);
      CHECK(doubted == doubts);
    }
  }
  CHECK(compared > 30'000);
  CHECK(refused > 20);
}

TEST_CASE(
    "a holiday has the hours of PH, a make-up work day what its weekday and working days agree "
    "on") {
  // National Day 2026 is a Thursday; Saturday 2026-10-10 is worked.
  CHECK(state("10:00-22:00; PH off", "2026-09-30T12:00") == OpenState::open);
  CHECK(state("10:00-22:00; PH off", "2026-10-01T12:00") == OpenState::closed);
  // Working days and the weekend differ: nobody says which it is.
  CHECK(state("Mo-Fr 10:00-18:00", "2026-10-10T12:00") == OpenState::unknown);
  CHECK(state("10:00-18:00", "2026-10-10T12:00") == OpenState::open);
  // 2027 has no notice yet: what hangs on it is not guessed.
  CHECK(state("10:00-22:00; PH off", "2027-03-02T12:00") == OpenState::unknown);
  CHECK(state("10:00-22:00; PH 10:00-20:00", "2027-03-02T12:00") == OpenState::open);
}

TEST_CASE("a minute is read strictly") {
  CHECK(at("1970-01-01T00:00").value == 0);
  CHECK(at("2024-02-29T23:59").value + 1 == at("2024-03-01T00:00").value);
  for (const char* bad :
       {"", "22:30", "2026-11-23", "2026-11-23T22:30Z", "2026-11-23T22:30:00", "2026-11-23T24:00",
        "2026-11-23T22:60", "2026-02-29T10:00", "2026-13-01T10:00", "1969-12-31T10:00",
        "2026-11-23 22:30", "2026-1-23T22:300", "+026-11-23T22:30", "2026-11-23T-1:30",
        "2026-11-23T22:3x"})
    CHECK_FALSE(parse_clock_minute(bad));
}

TEST_CASE("a table of holidays of another form is refused") {
  for (const char* bad :
       {"[]", "{}", R"({"years":[1]})",
        R"({"years":[{"year":2026,"days":[{"date":"2026-02-30","kind":"holiday"}]}]})",
        R"({"years":[{"year":2026,"days":[{"date":"2026-02-20","kind":"feast"}]}]})"})
    CHECK_THROWS_AS(Calendar(parse_json(bad, "test")), Error);
}
