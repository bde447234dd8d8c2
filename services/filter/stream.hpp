// The words of a filter as a parser takes them.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "services/filter/keywords.hpp"
#include "services/filter/lexer.hpp"

namespace jintu::filter {

class Stream {
 public:
  explicit Stream(std::string_view text) : lexer_(text), word_(lexer_.next(false)) {}

  const Word& word() const { return word_; }
  Word take() {
    Word taken = std::move(word_);
    // After what can be counted with, a sign is no part of a number.
    const bool operand = taken.token == Token::text || taken.token == Token::number ||
                         taken.token == Token::close ||
                         (taken.token == Token::name && !is_keyword(taken));
    word_ = lexer_.next(operand);
    return taken;
  }
  /// A number before another one: what follows may have a sign of its own.
  double take_number() {
    const double value = word_.number;
    word_ = lexer_.next(false);
    return value;
  }
  bool took(std::string_view keyword) {
    if (!word_.is(keyword)) return false;
    take();
    return true;
  }
  bool took(Token token) {
    if (word_.token != token) return false;
    take();
    return true;
  }
  void expect(std::string_view keyword) {
    if (!took(keyword)) failed("应为 " + std::string(keyword), "expected " + std::string(keyword));
  }
  void expect(Token token, std::string_view what) {
    if (!took(token)) failed("应为 " + std::string(what), "expected " + std::string(what));
  }
  [[noreturn]] void failed(std::string_view chinese, std::string_view english) const {
    failed_at(word_.at, chinese, english);
  }
  [[noreturn]] void failed_at(std::size_t at, std::string_view chinese,
                              std::string_view english) const {
    fail(lexer_.source(), at, chinese, english);
  }

 private:
  Lexer lexer_;
  Word word_;
};

}  // namespace jintu::filter
