// Ids for new records that bring none.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <random>
#include <regex>
#include <string>

#include "geo/feature/layer.hpp"

namespace jintu::edit {

/// "^lk\\d{2,}$" in its parts; nothing when the pattern is of another form.
struct Numbered {
  std::string prefix;
  std::size_t digits;  ///< at least
};
inline std::optional<Numbered> numbered(const std::string& pattern) {
  static const std::regex form(R"(\^([A-Za-z_-]*)\\d\{(\d),\}\$)");
  std::smatch parts;
  if (!std::regex_match(pattern, parts, form)) return std::nullopt;
  return Numbered{parts[1], static_cast<std::size_t>(std::stoi(parts[2]))};
}

using IsUsed = std::function<bool(const std::string&)>;

inline std::string text_of(const Numbered& form, std::uint64_t number) {
  std::string digits = std::to_string(number);
  digits.insert(0, form.digits - std::min(form.digits, digits.size()), '0');
  return form.prefix + digits;
}

/// The highest number that a record of the layer has.
inline std::uint64_t highest_number(const Layer& layer, const Numbered& form) {
  std::uint64_t highest = 0;
  for (const Feature& feature : layer.features()) {
    const std::string_view key = feature.key;
    if (!key.starts_with(form.prefix)) continue;
    const std::string_view digits = key.substr(form.prefix.size());
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool whole = error == std::errc() && end == digits.data() + digits.size();
    if (whole && number < UINT64_MAX) highest = std::max(highest, number);
  }
  return highest;
}

/// Ids for the new records of one layer in one batch: the layer is looked through once for all of
/// them.
class MadeUpKeys {
 public:
  explicit MadeUpKeys(std::string pattern) : pattern_(std::move(pattern)) {
    if (!pattern_.empty()) {
      form_ = numbered(pattern_);
      regex_.emplace(pattern_);
    }
  }

  bool fits(const std::string& key) const { return !regex_ || std::regex_search(key, *regex_); }
  const std::string& pattern() const { return pattern_; }

  /// A free one that keeps the schema's pattern; nothing where only a person can know the right
  /// one.
  std::optional<std::string> next(const Layer& layer, const IsUsed& used) {
    if (form_) return next_number(layer, used);
    for (int tries = 0; tries < 100; ++tries) {
      char text[24];
      std::snprintf(text, sizeof text, "n%08x%04x", static_cast<unsigned>(random_()),
                    static_cast<unsigned>(random_()) & 0xffffu);
      if (!fits(text)) return std::nullopt;
      if (!used(text)) return text;
    }
    return std::nullopt;
  }

 private:
  /// After the highest that the layer has or had.
  std::string next_number(const Layer& layer, const IsUsed& used) {
    if (!highest_) highest_ = highest_number(layer, *form_);
    do ++*highest_;
    while (used(text_of(*form_, *highest_)));
    return text_of(*form_, *highest_);
  }

  const std::string pattern_;
  std::optional<Numbered> form_;
  std::optional<std::regex> regex_;
  std::optional<std::uint64_t> highest_;
  std::random_device random_;
};

}  // namespace jintu::edit
