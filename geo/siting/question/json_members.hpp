// Members of a certificate's JSON, missing and malformed ones named. Internal to geo/siting.
#pragma once

#include <array>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include "geo/base/error.hpp"
#include "geo/base/index.hpp"
#include "geo/base/json.hpp"

namespace jintu::siting {

[[noreturn]] inline void refuse_certificate(const std::string& what) {
  throw Error(ErrorCode::bad_input, "certificate: " + what);
}

/// Whether `json` says just what it becomes as a T: whole numbers that fit, numbers, yes and no;
/// and lists and pairs of these. The library would cut and convert.
template <class T>
bool says(const Json& json) {
  if constexpr (std::is_same_v<T, bool>) {
    return json.is_boolean();
  } else if constexpr (std::is_integral_v<T>) {
    if (!json.is_number_integer()) return false;
    const double value = json.get<double>();
    return value >= static_cast<double>(std::numeric_limits<T>::min()) &&
           value <= static_cast<double>(std::numeric_limits<T>::max());
  } else if constexpr (is_typed_index<T>) {
    return says<std::int32_t>(json);
  } else if constexpr (std::is_floating_point_v<T>) {
    return json.is_number();
  } else if constexpr (std::is_same_v<T, std::string>) {
    return json.is_string();
  } else if constexpr (std::is_same_v<T, Json>) {
    return true;
  } else if constexpr (requires { typename T::first_type; }) {
    return json.is_array() && json.size() == 2 && says<typename T::first_type>(json[0]) &&
           says<typename T::second_type>(json[1]);
  } else {
    if (!json.is_array()) return false;
    for (const Json& item : json) {
      if (!says<typename T::value_type>(item)) return false;
    }
    return true;
  }
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
  if (!says<T>(*at)) refuse_certificate(std::string(key) + ": malformed");
  return at->get<T>();
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
