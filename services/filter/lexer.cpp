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

void fail(std::string_view source, std::size_t byte, std::string_view chinese,
          std::string_view english) {
  std::size_t character = 1;
  for (const char c : source.substr(0, byte))
    character += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  const std::string n = std::to_string(character);
  throw Error(ErrorCode::bad_input, "filter: 第 " + n + " 个字符处有误（" + std::string(chinese) +
                                        "） at character " + n + ": " + std::string(english));
}

bool Word::is(std::string_view upper) const {
  return token == Token::name && !quoted && text.size() == upper.size() &&
         std::equal(text.begin(), text.end(), upper.begin(), [](char a, char b) {
           return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 32) : a) == b;
         });
}

std::size_t Lexer::space_at(std::size_t place) const {
  const auto byte = [&](std::size_t i) {
    return place + i < source_.size() ? static_cast<unsigned char>(source_[place + i]) : 0u;
  };
  if (byte(0) == ' ' || (byte(0) >= '\t' && byte(0) <= '\r')) return 1;
  if (byte(0) == 0xC2) return byte(1) == 0x85 || byte(1) == 0xA0 ? 2 : 0;
  const unsigned three = byte(0) << 16 | byte(1) << 8 | byte(2);
  const bool wide = three == 0xE19A80 || (three >= 0xE28080 && three <= 0xE2808A) ||
                    three == 0xE280A8 || three == 0xE280A9 || three == 0xE280AF ||
                    three == 0xE2819F || three == 0xE38080;
  return wide ? 3 : 0;
}

Word Lexer::quoted(char quote) {
  Word word;
  word.at = at_++;
  word.token = quote == '\'' ? Token::text : Token::name;
  word.quoted = true;
  for (;;) {
    auto end = at_;
    while (end < source_.size() && source_[end] != quote) {
      // A backslash before the quote makes it text, another backslash after it stays with it.
      const bool pair = quote == '\'' && source_[end] == '\\' && end + 1 < source_.size();
      if (pair && source_[end + 1] == quote) {
        word.text.append(source_.substr(at_, end - at_));
        at_ = end + 1;
      }
      end += pair ? 2 : 1;
    }
    if (end >= source_.size()) end = std::string_view::npos;
    if (end == std::string_view::npos)
      fail(source_, word.at,
           quote == '\'' ? "由此开始的文字没有右引号" : "由此开始的属性名没有右引号",
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
  if (!formed || (end < source_.size() && goes_on(source_[end]) && space_at(end) == 0))
    fail(source_, at_, "应为数", "expected a number");
  const char* from = source_.data() + (source_[at_] == '+' ? digits : at_);
  const auto [stop, error] = std::from_chars(from, source_.data() + end, word.number);
  if (error != std::errc() || stop != source_.data() + end || !std::isfinite(word.number))
    fail(source_, at_, "数超出范围", "the number is out of range");
  if (word.whole)
    word.whole = std::from_chars(from, source_.data() + end, word.integer).ec == std::errc();
  at_ = end;
  return word;
}

Word Lexer::next(bool after_operand) {
  while (const std::size_t n = space_at(at_)) at_ += n;
  Word word;
  word.at = at_;
  if (at_ >= source_.size()) return word;
  const char c = source_[at_];
  if (c == '\'' || c == '"') return quoted(c);
  if (is_digit(c) || c == '.' || (!after_operand && (c == '-' || c == '+'))) return number();
  if (starts_name(c)) {
    const std::size_t from = at_;
    while (at_ < source_.size() && goes_on(source_[at_]) && space_at(at_) == 0) ++at_;
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
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '^':
      return one(Token::arithmetic, 1);
    case '=':
      return one(Token::comparison, 1);
    case '<':
      return one(Token::comparison, after == '=' || after == '>' ? 2 : 1);
    case '>':
      return one(Token::comparison, after == '=' ? 2 : 1);
    default:
      fail(source_, at_, "CQL2 没有此字符", "this character is not part of CQL2");
  }
}

}  // namespace jintu::filter
