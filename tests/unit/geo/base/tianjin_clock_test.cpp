#include "geo/base/tianjin_clock.hpp"

#include <catch2/catch.hpp>

using namespace jintu;

TEST_CASE("Minutes are read with any offset, and written with Tianjin's") {
  const auto again = [](std::string_view text) {
    const auto minute = parse_minute(text);
    return minute ? minute_text(minute->value) : std::string("none");
  };
  CHECK(again("2026-12-05T18:00:00+08:00") == "2026-12-05T18:00:00+08:00");
  CHECK(again("2026-12-05T18:00:59.999Z") == "2026-12-06T02:00:00+08:00");
  CHECK(again("2026-12-05t18:00z") == "2026-12-06T02:00:00+08:00");
  CHECK(again("2026-12-31T20:30:00-03:30") == "2027-01-01T08:00:00+08:00");
  CHECK(again("2026-12-05 18:00") == "2026-12-05T18:00:00+08:00");
  CHECK_FALSE(parse_minute("2026-12-05 18:00")->has_offset);
  CHECK(parse_minute("2026-12-05 18:00Z")->has_offset);
  for (const char* text :
       {"", "2026-12-05", "2026-02-29T10:00", "2026-12-05T24:00", "2026-12-05T18:60", "18:00",
        "2026-12-05T18:00:0", "2026-12-05T18:00+8", "2026-12-05T18:00+25:00", "1969-12-31T10:00",
        "2026-12-05T18:00:00.Z", "2026-12-05T18:00 x", "1970-01-01T00:00+14:00"})
    CHECK(again(text) == "none");
  CHECK(day_text(*parse_day("2024-02-29")) == "2024-02-29");
  CHECK_FALSE(parse_day("2026-2-9"));
}
