// Members of a certificate's JSON, missing and malformed ones named. Internal to geo/siting.
#pragma once

#include <string>

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

}  // namespace jintu::siting
