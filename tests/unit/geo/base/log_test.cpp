#include "geo/base/log.hpp"

#include <catch2/catch.hpp>

#include "geo/base/json.hpp"

using namespace jintu;

TEST_CASE("a line of the log in JSON is one object, whatever stands in it") {
  const std::string line = log::line(log::Form::json, "error", "siting job",
                                     "two\nlines \"quoted\" \xff", {{"id", "5f"}});
  CHECK(line.find('\n') == std::string::npos);
  const Json json = Json::parse(line);
  CHECK(json["level"] == "error");
  CHECK(json["event"] == "siting job");
  CHECK(json["id"] == "5f");
  CHECK(json["detail"].get<std::string>().starts_with("two\nlines \"quoted\" "));
  CHECK(json["time"].get<std::string>().size() == std::string("2026-11-30T12:00:00.123Z").size());
}

TEST_CASE("a line of the log as text stays one line") {
  const std::string line =
      log::line(log::Form::text, "warning", "store", "a\r\nforged line", {{"path", "/x\ny"}});
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.ends_with(" warning store: a  forged line path=/x y"));
}

TEST_CASE("levels and forms are known by their words only") {
  log::Level level{};
  log::Form form{};
  CHECK((log::level_of("warning", level) && level == log::Level::warning));
  CHECK_FALSE(log::level_of("loud", level));
  CHECK((log::form_of("json", form) && form == log::Form::json));
  CHECK_FALSE(log::form_of("xml", form));
}
