// Members of a certificate's JSON, missing and malformed ones named. Internal to geo/siting.
#pragma once

#include <array>
#include <string>
#include <utility>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"

namespace jintu::siting {

[[noreturn]] inline void refuse_certificate(const std::string& what) {
  throw Error(ErrorCode::bad_input, "certificate: " + what);
}

/// A member of `json` as T; `missing` when it may be absent.
template <class T>
T member(const Json& json, const char* key, const T* missing = nullptr) {
  if (!json.is_object()) refuse_certificate("expected an object with \"" + std::string(key) + "\"");
  const auto at = json.find(key);
  if (at == json.end()) {
    if (missing) return *missing;
    refuse_certificate(std::string(key) + ": missing");
  }
  try {
    return at->get<T>();
  } catch (const Json::exception&) {
    refuse_certificate(std::string(key) + ": malformed");
  }
}

template <class T>
T member_or(const Json& json, const char* key, const T& missing) {
  return member<T>(json, key, &missing);
}

/// The words of an enum.
template <class T, std::size_t n>
using Words = std::array<std::pair<T, const char*>, n>;

template <class T, std::size_t n>
const char* word_of(const Words<T, n>& words, T value) {
  for (const auto& [known, word] : words) {
    if (known == value) return word;
  }
  return "";
}

/// The member `key`, one of the words.
template <class T, std::size_t n>
T word_member(const Words<T, n>& words, const Json& json, const char* key) {
  const auto said = member<std::string>(json, key);
  std::string expected;
  for (const auto& [value, word] : words) {
    if (said == word) return value;
    expected += (expected.empty()              ? ""
                 : value == words.back().first ? " or "
                                               : ", ") +
                std::string(word);
  }
  refuse_certificate(std::string(key) + ": expected " + expected + ", got \"" + said + "\"");
}

}  // namespace jintu::siting
