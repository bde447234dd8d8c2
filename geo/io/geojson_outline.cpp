#include "geo/io/geojson_outline.hpp"

#include <cmath>
#include <cstdlib>
#include <set>

#include "geo/base/error.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

/// Keys of one open object. Linear while small: almost every object is.
class KeySet {
 public:
  bool insert(std::string_view key) {
    if (many_.empty() && few_.size() < 24) {
      for (const auto k : few_)
        if (k == key) return false;
      few_.push_back(key);
      return true;
    }
    if (many_.empty()) many_.insert(few_.begin(), few_.end());
    return many_.insert(key).second;
  }

 private:
  std::vector<std::string_view> few_;
  std::set<std::string_view> many_;  // not hashed: keys of equal hash are easily made
};

class Walker {
 public:
  Walker(std::string_view text, const std::string& file, const ReadLimits& limits)
      : text_(text), file_(file), limits_(limits) {}

  GeoJsonOutline walk() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    skip_space();
    if (at_ == text_.size()) fail("文件是空的 the file is empty");
    if (peek() != '{') fail("GeoJSON 应以 { 开头 a GeoJSON object was expected");
    out_.root = {at_, 0, line_};
    object(1);
    out_.root.length = at_ - out_.root.offset;
    skip_space();
    if (at_ != text_.size()) fail("对象之后还有内容 there is more after the end of the object");
    return std::move(out_);
  }

 private:
  [[noreturn]] void fail(const std::string& what, ErrorCode code = ErrorCode::bad_input) const {
    throw Error(code, file_ + ": line " + std::to_string(line_) + ": " + what);
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return;
    }
  }

  void expect(char c) {
    if (at_ >= text_.size()) fail("文件不完整 the file ends in the middle (truncated?)");
    if (peek() != c) unexpected(std::string("expected '") + c + "'");
    ++at_;
  }

  [[noreturn]] void unexpected(const std::string& expected) const {
    if (at_ >= text_.size()) fail("文件不完整 the file ends in the middle (truncated?)");
    const std::size_t length = utf8_length(text_.substr(at_));
    if (length == 0) fail("不是 UTF-8 not UTF-8");
    for (const char* word : {"NaN", "nan", "Infinity", "-Infinity", "inf"})
      if (text_.substr(at_).starts_with(word))
        fail(std::string("JSON 里没有这个数 ") + word + " is not a JSON number");
    fail("不是合法的 JSON not valid JSON: " + expected + ", found '" +
         std::string(text_.substr(at_, length)) + "'");
  }

  void value(int depth) {
    if (depth > limits_.depth)
      fail("嵌套太深 nested deeper than " + std::to_string(limits_.depth) + " levels",
           ErrorCode::too_large);
    switch (peek()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        string();
        return;
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  void word(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) unexpected("expected a value");
    at_ += expected.size();
  }

  void object(int depth) {
    const bool root = depth == 1;
    KeySet keys;
    expect('{');
    skip_space();
    if (peek() == '}') {
      ++at_;
      return;
    }
    while (true) {
      skip_space();
      if (peek() != '"') unexpected("expected a key in quotes");
      const std::string_view key = string();
      if (!keys.insert(key)) duplicate(key);
      skip_space();
      expect(':');
      skip_space();
      root ? root_member(key) : value(depth + 1);
      skip_space();
      if (peek() != ',') break;
      ++at_;
    }
    expect('}');
  }

  void duplicate(std::string_view key) {
    if (in_features_) {
      out_.duplicate_keys.try_emplace(out_.features.size(), key);
    } else {
      fail("键重复 the key \"" + std::string(key) + "\" is given twice");
    }
  }

  void root_member(std::string_view key) {
    const std::size_t begin = at_;
    const std::uint64_t line = line_;
    if (key == "features" && peek() == '[') {
      features();
      return;
    }
    if (key == "type" && peek() == '"') {
      out_.type = std::string(string());
      return;
    }
    value(2);
    if (key == "crs") out_.crs = {begin, at_ - begin, line};
  }

  void features() {
    out_.has_features = in_features_ = true;
    ++at_;
    skip_space();
    if (peek() != ']') {
      while (true) {
        skip_space();
        if (out_.features.size() >= limits_.features)
          fail("要素太多 more than " + std::to_string(limits_.features) + " features",
               ErrorCode::too_large);
        JsonSpan span{at_, 0, line_};
        value(3);
        span.length = at_ - span.offset;
        out_.features.push_back(span);
        skip_space();
        if (peek() != ',') break;
        ++at_;
      }
    }
    expect(']');
    in_features_ = false;
  }

  void array(int depth) {
    ++at_;
    skip_space();
    if (peek() == ']') {
      ++at_;
      return;
    }
    const char first = peek();
    if (first == '-' || (first >= '0' && first <= '9')) count_vertex();
    while (true) {
      skip_space();
      value(depth + 1);
      skip_space();
      if (peek() != ',') break;
      ++at_;
    }
    expect(']');
  }

  void count_vertex() {
    if (++vertices_ > limits_.vertices)
      fail("顶点太多 more than " + std::to_string(limits_.vertices) + " vertices",
           ErrorCode::too_large);
  }

  /// The text between the quotes, escapes left as they are.
  std::string_view string() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size()) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') {
        ++at_;
        return text_.substr(begin, at_ - 1 - begin);
      }
      if (c == '\\') {
        escape();
      } else if (c < 0x20) {
        fail("文字里有控制字符 a control character stands in a text");
      } else if (c < 0x80) {
        ++at_;
      } else {
        const std::size_t length = utf8_length(text_.substr(at_));
        if (length == 0) fail("不是 UTF-8 not UTF-8");
        at_ += length;
      }
    }
    fail("文件不完整 the file ends inside a text (truncated?)");
  }

  void escape() {
    const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (kind == 'u') {
      for (std::size_t i = at_ + 2; i < at_ + 6; ++i)
        if (i >= text_.size() || !std::isxdigit(static_cast<unsigned char>(text_[i])))
          fail("\\u 转义不完整 \\u takes four hexadecimal digits");
      at_ += 6;
    } else if (kind != '\0' &&
               std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos) {
      at_ += 2;
    } else {
      fail("不认识的转义 unknown escape in a text");
    }
  }

  bool digits() {
    const std::size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > begin;
  }

  void number() {
    const std::size_t begin = at_;
    if (peek() == '-') ++at_;
    const std::size_t first_digit = at_;
    if (!digits()) {
      at_ = begin;
      unexpected("expected a value");
    }
    if (text_[first_digit] == '0' && at_ > first_digit + 1) {
      at_ = begin;
      fail("数字不能以 0 开头 a number must not begin with a superfluous 0");
    }
    if (peek() == '.') {
      ++at_;
      if (!digits()) unexpected("expected a digit after the point");
    }
    bool exponent = false;
    if (peek() == 'e' || peek() == 'E') {
      exponent = true;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) unexpected("expected a digit in the exponent");
    }
    const std::string_view token = text_.substr(begin, at_ - begin);
    if ((exponent || token.size() > 300) &&
        !std::isfinite(std::strtod(std::string(token).c_str(), nullptr)))
      fail("数字太大 the number " + std::string(token.substr(0, 40)) + " is out of range");
  }

  std::string_view text_;
  const std::string& file_;
  const ReadLimits& limits_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  std::uint64_t vertices_ = 0;
  bool in_features_ = false;
  GeoJsonOutline out_;
};

}  // namespace

GeoJsonOutline outline_geojson(std::string_view text, const std::string& file,
                               const ReadLimits& limits) {
  return Walker(text, file, limits).walk();
}

}  // namespace jintu::io
