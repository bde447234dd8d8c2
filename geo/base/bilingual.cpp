#include "geo/base/bilingual.hpp"

namespace jintu {

namespace {

/// Chinese and its punctuation; "…", "–" and "±" are of both languages.
bool is_chinese(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  return byte >= 0xE3 && byte <= 0xEF;  // U+3000 to U+FFFF
}

/// Where a Chinese character ends right before `at`.
bool follows_chinese(std::string_view text, std::size_t at) {
  return at >= 3 && is_chinese(text, at - 3);
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '"';
}

/// The space between the halves: the last one between Chinese and a word, but what comes after the
/// English has begun with a quotation or ended with a colon is data, of whatever language.
std::size_t space_between(std::string_view text) {
  std::size_t found = std::string_view::npos;
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    if (text[at] != ' ' || !is_word(text[at + 1]) || !follows_chinese(text, at)) continue;
    const std::string_view between =
        found == std::string_view::npos ? std::string_view() : text.substr(found, at - found);
    if (between.find(": ") != std::string_view::npos || between.find('"') != std::string_view::npos)
      break;
    found = at;
  }
  return found;
}

/// Two lower-case words side by side: said, not named.
bool is_sentence(std::string_view text) {
  int words = 0, letters = 0;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') {
      ++letters;
      continue;
    }
    words = c == ' ' && letters > 1 ? words + 1 : 0;
    letters = 0;
    if (words > 1) return true;
  }
  return words > 0 && letters > 1;
}

/// What stands before the first Chinese character: "limit: ".
std::string_view subject_of(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && !is_chinese(text, at)) ++at;
  return text.substr(0, at);
}

}  // namespace

Bilingual bilingual(std::string_view text) {
  const auto space = space_between(text);
  if (space == std::string_view::npos) return {std::string(text), std::string(text)};
  const std::string_view chinese = text.substr(0, space), english = text.substr(space + 1);
  const auto colon = english.rfind(": ");
  // What ends in a bracket has said it all.
  const bool has_data = colon != std::string_view::npos && !chinese.ends_with("）") &&
                        !is_sentence(english.substr(colon + 2));
  const std::string_view subject = subject_of(chinese);
  const std::string_view name = subject.substr(0, subject.find_last_not_of(": ") + 1);
  const bool named = name.empty() || english.substr(0, name.size()) == name;
  return {std::string(chinese) + (has_data ? "：" + std::string(english.substr(colon + 2)) : ""),
          (named ? "" : std::string(subject)) + std::string(english)};
}

}  // namespace jintu
