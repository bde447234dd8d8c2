// The words of CQL2 text, each with its place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace jintu::filter {

enum class Token {
  end,
  name,  ///< a property, or a keyword; `quoted` when it can only be a property
  text,  ///< '…', unescaped: '' and \' are one '
  number,
  comparison,  ///< = <> < <= > >=
  arithmetic,  ///< + - * / % ^
  open,
  close,
  comma,
};

struct Word {
  Token token = Token::end;
  std::string text;  ///< what it says; of comparisons the operator
  double number = 0;
  bool whole = false;  ///< a number without point or exponent that fits into 64 bits
  std::int64_t integer = 0;
  bool quoted = false;
  std::size_t at = 0;  ///< byte where it begins

  /// A keyword, in any case; `upper` in upper case.
  bool is(std::string_view upper) const;
};

/// Throws Error{bad_input} with the position.
class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}
  /// `after_operand`: a sign is a word of its own, not part of a number.
  Word next(bool after_operand);
  std::string_view source() const { return source_; }

 private:
  /// Bytes of the white space that begins there (Unicode's, as the grammar lists it), else 0.
  std::size_t space_at(std::size_t place) const;
  Word quoted(char quote);
  Word number();
  std::string_view source_;
  std::size_t at_ = 0;
};

/// Error{bad_input}: "filter: 第 N 个字符处有误（…） at character N: …". Counts characters from 1,
/// not bytes.
[[noreturn]] void fail(std::string_view source, std::size_t byte, std::string_view chinese,
                       std::string_view english);

}  // namespace jintu::filter
