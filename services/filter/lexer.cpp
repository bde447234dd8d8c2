#include "services/filter/lexer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "geo/base/error.hpp"

namespace jintu::filter {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Every character beyond ASCII counts as a letter: names may be Chinese.
bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool goes_on(char c) { return starts_name(c) || is_digit(c) || c == '.'; }

}  // namespace

void fail(std::string_view source, std::size_t byte, std::string_view what) {
  std::size_t character = 1;
  for (const char c : source.substr(0, byte))
    character += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  const std::string n = std::to_string(character);
  throw Error(ErrorCode::bad_input, "filter 有误，第 " + n + " 个字符处 filter, at character " + n +
                                        ": " + std::string(what));
}

bool Word::is(std::string_view upper) const {
  return token == Token::name && !quoted && text.size() == upper.size() &&
         std::equal(text.begin(), text.end(), upper.begin(), [](char a, char b) {
           return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 32) : a) == b;
         });
}

Word Lexer::quoted(char quote) {
  Word word;
  word.at = at_++;
  word.token = quote == '\'' ? Token::text : Token::name;
  word.quoted = true;
  for (;;) {
    const auto end = source_.find(quote, at_);
    if (end == std::string_view::npos)
      fail(source_, word.at,
           quote == '\'' ? "the text that begins here has no closing '"
                         : "the name that begins here has no closing \"");
    word.text += source_.substr(at_, end - at_);
    at_ = end + 1;
    // Doubled, it stands for itself.
    if (at_ >= source_.size() || source_[at_] != quote) return word;
    word.text += quote;
    ++at_;
  }
}

Word Lexer::number() {
  Word word;
  word.token = Token::number;
  word.at = at_;
  std::size_t end = at_ + (source_[at_] == '-' || source_[at_] == '+');
  const std::size_t digits = end;
  const auto run = [&] {
    const std::size_t from = end;
    while (end < source_.size() && is_digit(source_[end])) ++end;
    return end > from;
  };
  bool formed = run();
  word.whole = true;
  if (end < source_.size() && source_[end] == '.') {
    ++end;
    word.whole = false;
    formed = run() || formed;
  }
  if (formed && end < source_.size() && (source_[end] == 'e' || source_[end] == 'E')) {
    ++end;
    word.whole = false;
    if (end < source_.size() && (source_[end] == '-' || source_[end] == '+')) ++end;
    formed = run();
  }
  if (!formed || (end < source_.size() && goes_on(source_[end])))
    fail(source_, at_, "expected a number");
  const char* from = source_.data() + (source_[at_] == '+' ? digits : at_);
  const auto [stop, error] = std::from_chars(from, source_.data() + end, word.number);
  if (error != std::errc() || stop != source_.data() + end || !std::isfinite(word.number))
    fail(source_, at_, "the number is out of range");
  if (word.whole)
    word.whole = std::from_chars(from, source_.data() + end, word.integer).ec == std::errc();
  at_ = end;
  return word;
}

Word Lexer::next() {
  while (at_ < source_.size() &&
         (source_[at_] == ' ' || (source_[at_] >= '\t' && source_[at_] <= '\r')))
    ++at_;
  Word word;
  word.at = at_;
  if (at_ >= source_.size()) return word;
  const char c = source_[at_];
  if (c == '\'' || c == '"') return quoted(c);
  if (is_digit(c) || c == '-' || c == '+' || c == '.') return number();
  if (starts_name(c)) {
    const std::size_t from = at_;
    while (at_ < source_.size() && goes_on(source_[at_])) ++at_;
    word.token = Token::name;
    word.text = source_.substr(from, at_ - from);
    return word;
  }
  const auto one = [&](Token token, std::size_t size) {
    word.token = token;
    word.text = source_.substr(at_, size);
    at_ += size;
    return word;
  };
  const char after = at_ + 1 < source_.size() ? source_[at_ + 1] : '\0';
  switch (c) {
    case '(':
      return one(Token::open, 1);
    case ')':
      return one(Token::close, 1);
    case ',':
      return one(Token::comma, 1);
    case '=':
      return one(Token::comparison, 1);
    case '<':
      return one(Token::comparison, after == '=' || after == '>' ? 2 : 1);
    case '>':
      return one(Token::comparison, after == '=' ? 2 : 1);
    default:
      fail(source_, at_, "this character is not part of CQL2");
  }
}

}  // namespace jintu::filter
