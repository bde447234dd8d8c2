#include "geo/base/clock.hpp"

#include <catch2/catch.hpp>

#include "geo/base/text.hpp"

using namespace jintu;
using namespace std::chrono;

TEST_CASE("a moment as text is RFC 3339 in UTC, also before 1970") {
  const Moment moment{milliseconds(1'764'504'000'123)};
  CHECK(utc_text(moment) == "2025-11-30T12:00:00Z");
  CHECK(utc_text(moment, Fraction::milliseconds) == "2025-11-30T12:00:00.123Z");
  CHECK(utc_text(Moment{milliseconds(-1)}, Fraction::milliseconds) == "1969-12-31T23:59:59.999Z");
  CHECK(beijing_text(moment) == "2025-11-30 20:00");
}

TEST_CASE("numbers are written as people read them") {
  CHECK(human_bytes(999) == "999 B");
  CHECK(human_bytes(12'300'000) == "12.3 MB");
  CHECK(grouped(4096) == "4,096");
  CHECK(grouped(0) == "0");
}
