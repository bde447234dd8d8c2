// Readings of Chinese characters, for search keys.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "geo/base/json.hpp"

namespace jintu::venues {

/// Of data/pinyin.json: the readings of each character, without tones, the usual one first.
class Pinyin {
 public:
  Pinyin() = default;  ///< knows no character
  /// Throws Error{bad_input} when it is not an object of texts.
  explicit Pinyin(const Json& table);

  /// The part of the table that these texts need, as an object. Characters without a reading are
  /// left out.
  Json of(const std::set<std::string, std::less<>>& texts) const;
  /// "zhong chong" of one character, the usual reading first; nullptr when it has none here. As
  /// long as the table lives.
  const std::string* readings(std::string_view character) const;

 private:
  std::map<std::string, std::string, std::less<>> readings_;
};

}  // namespace jintu::venues
