// What pages say, in both languages: data/words/*.json, built in.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "geo/base/json.hpp"
#include "services/html/html.hpp"

namespace jintu::pages {

using html::Bilingual;
using html::Language;

/// Wordings by section and key. Any thread.
class Words {
 public:
  /// {section: {key: {"zh": …, "en": …}}}. Throws Error{bad_input} for a wording that lacks a
  /// language, has an empty one, or has more than both.
  static Words from_json(const Json& json, std::string_view source);
  /// The words that this program was built with.
  static const Words& shipped();

  /// nullptr when there is none.
  const Bilingual* find(std::string_view section, std::string_view key) const;
  void add(const Words& more);
  std::size_t size() const { return words_.size(); }

 private:
  std::map<std::pair<std::string, std::string>, Bilingual, std::less<>> words_;
};

/// The wordings of one language.
class Wording {
 public:
  explicit Wording(Language language, const Words& words = Words::shipped())
      : language_(language), words_(&words) {}
  Language language() const { return language_; }
  bool is_chinese() const { return language_ == Language::zh; }

  /// Of section "pages". Throws Error{internal} for a key that is not there.
  const std::string& operator()(std::string_view key) const;
  /// The same with each "{name}" in it replaced.
  std::string operator()(
      std::string_view key,
      std::initializer_list<std::pair<std::string_view, std::string>> values) const;
  /// Of another section; what it does not have as it stands, with spaces for underscores.
  std::string of(std::string_view section, std::string_view key) const;
  /// "a; b" in words, joined as the language joins.
  std::string list_of(std::string_view section, std::string_view keys, char separator = ';') const;

 private:
  Language language_;
  const Words* words_;
};

}  // namespace jintu::pages
