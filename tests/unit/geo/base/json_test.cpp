#include "geo/base/json.hpp"

#include <catch2/catch.hpp>
#include <chrono>

#include "geo/base/error.hpp"
#include "geo/base/json_limits.hpp"

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
  CHECK(error_of(R"({"a": 1, "a": 2})") ==
        "file.json: line 1, column 12: the key \"a\" is given twice");
  CHECK(error_of("[{\"b\": {\"b\": 1}},\n {\"a\": {\"c\": 0, \"b\": {\"b\": 1}, \"b\": 2}}]") ==
        "file.json: line 2, column 34: the key \"b\" is given twice");
  CHECK(error_of(R"({"": 1, "": 2})") ==
        "file.json: line 1, column 10: the key \"\" is given twice");
  CHECK(error_of("[1e400]") == "file.json: line 1, column 6: the number 1e400 is too large");
  CHECK(error_of("[\"\xbe\"]") != "");
  CHECK(error_of(std::string(200'000, '[')) != "");
}

TEST_CASE("JSON is read no deeper than 64 levels") {
  const auto nested = [](std::size_t arrays, std::size_t objects) {
    std::string text(arrays, '[');
    for (std::size_t k = 0; k < objects; ++k) text += "{\"a\":";
    text += "1" + std::string(objects, '}') + std::string(arrays, ']');
    return text;
  };
  CHECK(error_of(nested(64, 0)) == "");
  CHECK(error_of(nested(0, 64)) == "");
  CHECK(error_of(nested(65, 0)) ==
        "file.json: line 1, column 65: 嵌套超过 64 层 nested deeper than 64 levels");
  CHECK(error_of(nested(1, 64)).find("nested deeper than 64 levels") != std::string::npos);
  CHECK(error_of(nested(100'000, 0)) != "");
  CHECK(error_of(nested(0, 100'000)) != "");
}

TEST_CASE("the limits of members and of values are looked at while JSON is read") {
  const auto error = [](std::string_view text, JsonLimits limits) -> std::string {
    try {
      parse_json(text, "body", limits);
      return "";
    } catch (const Error& e) {
      return std::string(to_string(e.code())) + " " + e.public_detail();
    }
  };
  const JsonLimits two_members{.members = 2};
  CHECK(error(R"([{"a":1,"b":2},{"c":3,"d":4}])", two_members) == "");
  CHECK(error("{\"a\":1,\n\"b\":2,\n \"c\":3}", two_members) ==
        "bad_input body: line 3, column 4: 一个对象的成员超过 2 个 more than 2 members in one "
        "object");
  CHECK(error("[1,2,3]", {.values = 4}) == "");
  CHECK(error("[1,\"2\",\n\"3\"]", {.values = 3}) ==
        "too_large body: line 2, column 3: 数据超过 3 个 more than 3 values");
}

TEST_CASE("what is read is what the text says, in its order") {
  for (const std::string text :
       {R"({"b":{"z":[1,-2,3.5,true,false,null,"",[],{}],"a":{"":0}},"a":"文\"字"})", R"([])",
        R"({})", R"([[[],[[]]],{"x":{"y":{}}}])", R"("text")", R"(18446744073709551615)"}) {
    CHECK(parse_json(text, "t").dump() == text);
    CHECK(parse_json(text, "t") == Json::parse(text));
  }
  Json object = Json::object();
  append_member(object, "b", 1);
  append_member(object, "a", Json::array({2}));
  CHECK(object.dump() == R"({"b":1,"a":[2]})");
}

TEST_CASE("JSON of any shape is read in time that grows with its length") {
  const auto seconds = [](const std::string& text) {
    const auto began = std::chrono::steady_clock::now();
    try {
      parse_json(text, "t");
    } catch (const Error&) {
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  constexpr int many = 300'000;  // with their square, each would take minutes
  std::string members = "{", same = "{", behind = "{\"big\":[", deep;
  for (int k = 0; k < many; ++k) {
    members += "\"a long key to be compared " + std::to_string(k) + "\":0,";
    same += "\"k\":0,";
    behind += "{\"k\":0},";
  }
  behind += "0]";
  for (int k = 0; k < many; ++k) behind += ",\"k" + std::to_string(k) + "\":0";
  for (int level = 0; level < 60; ++level) deep += "{\"first\":";
  deep += "[" + std::string(2 * many, ' ') + "0";
  for (int k = 0; k < many; ++k) deep += ",{}";
  deep += "]";
  for (int level = 0; level < 60; ++level) {
    for (int k = 0; k < many / 60; ++k) deep += ",\"k" + std::to_string(k) + "\":0";
    deep += "}";
  }
  CHECK(seconds(members + "\"last\":0}") < 20);
  CHECK(seconds(same + "\"k\":0}") < 20);
  CHECK(seconds(behind + "}") < 20);
  CHECK(seconds(deep) < 20);
  CHECK(seconds("[" + std::string(1'000'000, '1') + "]") < 20);
}
