#include "services/http/api/auth/members.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "services/http/message/answers.hpp"

namespace jintu::http {

namespace {

[[noreturn]] void refuse(std::string_view name, const char* expected) {
  throw Error(ErrorCode::bad_input, std::string(name) + ": " + expected);
}

}  // namespace

Members::Members(std::string_view body, std::initializer_list<std::string_view> known) {
  try {
    body_ = json_body(body, 100);
  } catch (const Error&) {  // its message might quote the body
    throw Error(ErrorCode::bad_input, "请求体不是 JSON the body is not JSON");
  }
  if (!body_.is_object())
    throw Error(ErrorCode::bad_input, "请求体应为 JSON 对象 the body should be a JSON object");
  for (const auto& [name, value] : body_.items())
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      std::string all;
      for (const std::string_view one : known) all += (all.empty() ? "" : ", ") + std::string(one);
      throw Error(ErrorCode::bad_input,
                  "有不认识的成员 there is an unknown member; known are: " + all);
    }
}

const Json* Members::find(std::string_view name) const {
  const auto it = body_.find(name);
  return it == body_.end() || it->is_null() ? nullptr : &*it;
}

std::string Members::text(std::string_view name) const {
  auto found = text_if(name);
  if (!found) refuse(name, "缺少 is missing");
  return *std::move(found);
}

std::optional<std::string> Members::text_if(std::string_view name) const {
  const Json* value = find(name);
  if (!value) return std::nullopt;
  if (!value->is_string()) refuse(name, "应为文字 should be a text");
  return value->get<std::string>();
}

std::optional<bool> Members::yes_no_if(std::string_view name) const {
  const Json* value = find(name);
  if (!value) return std::nullopt;
  if (!value->is_boolean()) refuse(name, "应为 true 或 false should be true or false");
  return value->get<bool>();
}

std::optional<std::vector<std::string>> Members::texts_if(std::string_view name) const {
  const Json* value = find(name);
  if (!value) return std::nullopt;
  const bool fits = value->is_array() && std::all_of(value->begin(), value->end(),
                                                     [](const Json& e) { return e.is_string(); });
  if (!fits) refuse(name, "应为文字的数组 should be a list of texts");
  return value->get<std::vector<std::string>>();
}

std::int64_t Members::whole(std::string_view name, std::int64_t fallback) const {
  const Json* value = find(name);
  if (!value) return fallback;
  if (!value->is_number_integer()) refuse(name, "应为整数 should be a whole number");
  return value->get<std::int64_t>();
}

}  // namespace jintu::http
