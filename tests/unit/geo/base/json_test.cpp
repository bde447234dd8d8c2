#include "geo/base/json.hpp"

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"

using namespace jintu;

namespace {

std::string error_of(std::string_view text) {
  try {
    parse_json(text, "file.json");
    return "";
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::bad_input);
    return error.public_detail();
  }
}

}  // namespace

TEST_CASE("JSON that cannot be read says where and why") {
  CHECK(error_of(R"({"a": [1, 2.5, null, {"a": true}]})") == "");
  CHECK(error_of("{\"a\": 1,\n \"b\": }") == "file.json: line 2, column 7: not valid JSON");
  CHECK(error_of("") == "file.json: line 1, column 1: not valid JSON");
  CHECK(error_of(R"({"a": 1, "a": 2})") == "file.json: the key \"a\" is given twice");
  CHECK(error_of(R"([{"a": {"b": 1, "b": 2}}])") == "file.json: the key \"b\" is given twice");
  CHECK(error_of("[1e400]") == "file.json: line 1, column 6: the number 1e400 is too large");
  CHECK(error_of("[\"\xbe\"]") != "");
  CHECK(error_of(std::string(200'000, '[')) != "");
}
