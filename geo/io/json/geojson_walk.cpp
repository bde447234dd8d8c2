#include "geo/io/json/geojson_walk.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <set>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/io/json/text_window.hpp"
#include "geo/io/table/text_source.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

/// Keys of the objects that are open, each a stretch of one stack whose texts are used again.
/// Linear while an object is small: almost every one is.
class Keys {
 public:
  void open() { objects_.push_back({count_, {}}); }
  void close() {
    count_ = objects_.back().begin;
    objects_.pop_back();
  }
  /// False when the object that was opened last has the key.
  bool insert(std::string_view key) {
    Object& object = objects_.back();
    if (object.many.empty() && count_ - object.begin < 24) {
      for (std::size_t i = object.begin; i < count_; ++i)
        if (few_[i] == key) return false;
      if (count_ == few_.size()) few_.emplace_back();
      few_[count_++] = key;
      return true;
    }
    if (object.many.empty())
      for (std::size_t i = object.begin; i < count_; ++i) object.many.insert(few_[i]);
    return object.many.emplace(key).second;
  }

 private:
  struct Object {
    std::size_t begin;
    std::set<std::string> many;  // not hashed: keys of equal hash are easily made
  };
  std::vector<std::string> few_;
  std::size_t count_ = 0;
  std::vector<Object> objects_;
};

/// Whether a byte of a text is what it looks like: no quote, no escape, not beyond ASCII.
constexpr std::array<bool, 256> plain = [] {
  std::array<bool, 256> table{};
  for (int c = 0x20; c < 0x80; ++c) table[static_cast<std::size_t>(c)] = c != '"' && c != '\\';
  return table;
}();

class Walker {
 public:
  using Visit = std::function<void(const GeoJsonText&)>;

  /// `visit` may be null: then nothing is held. `visit_root`: the root is what is visited.
  Walker(const std::string& path, const std::string& file, const ReadLimits& limits,
         const Visit* visit, bool visit_root)
      : source_(path, ""),
        in_([this](std::string& buffer) { return more(buffer); }),
        file_(file),
        limits_(limits),
        visit_(visit),
        visit_root_(visit_root) {}

  GeoJsonOutline walk() {
    skip_space();
    if (in_.at_end()) fail("文件是空的 the file is empty");
    if (in_.peek() != '{') fail("GeoJSON 应以 { 开头 a GeoJSON object was expected");
    if (visit_root_)
      visited([this] { object(1); });
    else
      object(1);
    skip_space();
    if (!in_.at_end()) fail("对象之后还有内容 there is more after the end of the object");
    return std::move(out_);
  }

 private:
  [[noreturn]] void fail(const std::string& what, ErrorCode code = ErrorCode::bad_input) const {
    throw Error(code, file_ + ": line " + std::to_string(line_) + ": " + what);
  }

  bool more(std::string& buffer) {
    if (buffer.size() > limits_.feature_bytes)
      throw Error(ErrorCode::too_large, file_ + ": line " + std::to_string(held_line_) +
                                            ": 一个要素太长 a feature or member of more than " +
                                            std::to_string(limits_.feature_bytes) +
                                            " bytes begins here");
    return source_.more(buffer);
  }

  void skip_space() {
    while (true) {
      const char c = in_.peek();
      if (c == '\n') ++line_;
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return;
      in_.skip(1);
    }
  }

  void expect(char c) {
    if (in_.peek() != c || in_.at_end()) unexpected(std::string("expected '") + c + "'");
    in_.skip(1);
  }

  [[noreturn]] void unexpected(const std::string& expected) {
    if (in_.at_end()) fail("文件不完整 the file ends in the middle (truncated?)");
    const std::string_view rest = in_.ahead(10);
    const std::size_t length = utf8_length(rest);
    if (length == 0) fail("不是 UTF-8 not UTF-8");
    for (const char* word : {"NaN", "nan", "Infinity", "-Infinity", "inf"})
      if (rest.starts_with(word))
        fail(std::string("JSON 里没有这个数 ") + word + " is not a JSON number");
    fail("不是合法的 JSON not valid JSON: " + expected + ", found '" +
         std::string(rest.substr(0, length)) + "'");
  }

  /// Gives what `walk` walks over to the visitor, where there is one.
  template <class Walk>
  void visited(Walk walk) {
    twice_.reset();
    held_line_ = line_;
    if (!visit_) return walk();
    const std::uint64_t line = line_;
    const TextWindow::Hold hold(in_);
    walk();
    (*visit_)({hold.text(), hold.from(), line, twice_ ? std::string_view(*twice_) : "",
               twice_.has_value()});
  }

  void value(int depth) {
    if (depth > limits_.depth)
      fail("嵌套太深 nested deeper than " + std::to_string(limits_.depth) + " levels",
           ErrorCode::too_large);
    switch (in_.peek()) {
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
    if (in_.ahead(expected.size()) != expected) unexpected("expected a value");
    in_.skip(expected.size());
  }

  void object(int depth) {
    const bool root = depth == 1;
    expect('{');
    skip_space();
    if (in_.peek() == '}') return in_.skip(1);
    keys_.open();
    while (true) {
      skip_space();
      if (in_.peek() != '"') unexpected("expected a key in quotes");
      held_key(root);
      skip_space();
      expect(':');
      skip_space();
      root ? root_member() : value(depth + 1);
      skip_space();
      if (in_.peek() != ',') break;
      in_.skip(1);
    }
    keys_.close();
    expect('}');
  }

  void held_key(bool of_root) {
    const TextWindow::Hold hold(in_);
    string();
    std::string_view key = hold.text();
    key = key.substr(1, key.size() - 2);  // escapes left as they are
    if (of_root) root_key_ = key;
    if (keys_.insert(key)) return;
    if (!in_features_) fail("键重复 the key \"" + std::string(key) + "\" is given twice");
    if (!twice_) twice_ = key;
  }

  void root_member() {
    if (root_key_ == "features" && in_.peek() == '[') return features();
    held_line_ = line_;
    const bool is_type = root_key_ == "type" && in_.peek() == '"';
    if (!is_type && root_key_ != "crs") return value(2);
    const TextWindow::Hold hold(in_);
    value(2);
    const std::string_view text = hold.text();
    if (is_type)
      out_.type = text.substr(1, text.size() - 2);
    else
      out_.crs = text;
  }

  void features() {
    out_.has_features = in_features_ = true;
    in_.skip(1);
    skip_space();
    std::uint64_t count = 0;
    while (in_.peek() != ']' || count > 0) {
      skip_space();
      if (++count > limits_.features)
        fail("要素太多 more than " + std::to_string(limits_.features) + " features",
             ErrorCode::too_large);
      visit_root_ ? value(3) : visited([this] { value(3); });
      skip_space();
      if (in_.peek() != ',') break;
      in_.skip(1);
    }
    expect(']');
    in_features_ = false;
  }

  void array(int depth) {
    in_.skip(1);
    skip_space();
    const char first = in_.peek();
    if (first == ']') return in_.skip(1);
    if (first == '-' || (first >= '0' && first <= '9')) count_vertex();
    while (true) {
      skip_space();
      value(depth + 1);
      skip_space();
      if (in_.peek() != ',') break;
      in_.skip(1);
    }
    expect(']');
  }

  void count_vertex() {
    if (++vertices_ > limits_.vertices)
      fail("顶点太多 more than " + std::to_string(limits_.vertices) + " vertices",
           ErrorCode::too_large);
  }

  void string() {
    in_.skip(1);
    while (true) {
      const std::string_view rest = in_.rest();
      std::size_t run = 0;
      while (run < rest.size() && plain[static_cast<unsigned char>(rest[run])]) ++run;
      in_.skip(run);
      if (run == rest.size()) {
        if (in_.at_end()) fail("文件不完整 the file ends inside a text (truncated?)");
        continue;
      }
      const auto c = static_cast<unsigned char>(rest[run]);
      if (c == '"') return in_.skip(1);
      if (c == '\\') {
        escape();
      } else if (c < 0x20) {
        fail("文字里有控制字符 a control character stands in a text");
      } else {
        const std::size_t length = utf8_length(in_.ahead(4));
        if (length == 0) fail("不是 UTF-8 not UTF-8");
        in_.skip(length);
      }
    }
  }

  void escape() {
    const std::string_view text = in_.ahead(6);
    const char kind = text.size() > 1 ? text[1] : '\0';
    if (kind == 'u') {
      for (std::size_t i = 2; i < 6; ++i)
        if (i >= text.size() || !std::isxdigit(static_cast<unsigned char>(text[i])))
          fail("\\u 转义不完整 \\u takes four hexadecimal digits");
      in_.skip(6);
    } else if (kind != '\0' &&
               std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos) {
      in_.skip(2);
    } else {
      fail("不认识的转义 unknown escape in a text");
    }
  }

  /// How many there were.
  std::size_t digits() {
    std::size_t count = 0;
    for (char c = in_.peek(); c >= '0' && c <= '9'; c = in_.peek(), ++count) in_.skip(1);
    return count;
  }

  void number() {
    const TextWindow::Hold hold(in_);
    if (in_.peek() == '-') {
      const std::string_view two = in_.ahead(2);
      if (two.size() < 2 || two[1] < '0' || two[1] > '9') unexpected("expected a value");
      in_.skip(1);
    }
    const char first = in_.peek();
    const std::size_t whole = digits();
    if (whole == 0) unexpected("expected a value");
    if (first == '0' && whole > 1)
      fail("数字不能以 0 开头 a number must not begin with a superfluous 0");
    if (in_.peek() == '.') {
      in_.skip(1);
      if (digits() == 0) unexpected("expected a digit after the point");
    }
    bool exponent = false;
    if (in_.peek() == 'e' || in_.peek() == 'E') {
      exponent = true;
      in_.skip(1);
      if (in_.peek() == '+' || in_.peek() == '-') in_.skip(1);
      if (digits() == 0) unexpected("expected a digit in the exponent");
    }
    const std::string_view token = hold.text();
    if ((exponent || token.size() > 300) &&
        !std::isfinite(std::strtod(std::string(token).c_str(), nullptr)))
      fail("数字太大 the number " + std::string(token.substr(0, 40)) + " is out of range");
  }

  TextSource source_;
  TextWindow in_;
  const std::string& file_;
  const ReadLimits& limits_;
  const Visit* visit_;
  bool visit_root_;
  std::uint64_t line_ = 1, held_line_ = 1;
  std::uint64_t vertices_ = 0;
  bool in_features_ = false;
  Keys keys_;
  std::string root_key_;
  std::optional<std::string> twice_;  ///< in the feature that is being walked over
  GeoJsonOutline out_;
};

}  // namespace

GeoJsonOutline outline_geojson(const std::string& path, const std::string& name,
                               const ReadLimits& limits) {
  return Walker(path, name, limits, nullptr, false).walk();
}

void for_each_feature(const std::string& path, const std::string& name, const ReadLimits& limits,
                      const GeoJsonOutline& outline,
                      const std::function<void(const GeoJsonText&)>& visit) {
  Walker(path, name, limits, &visit, !outline.has_features).walk();
}

}  // namespace jintu::io
