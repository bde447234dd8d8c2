#include <algorithm>
#include <array>

#include "services/filter/expression.hpp"
#include "services/filter/lexer.hpp"
#include "services/filter/node.hpp"

namespace jintu::filter {

namespace {

enum class Kind { text, number, boolean };

struct Words {
  std::string_view chinese, english;
};

Words describe(Kind kind) {
  switch (kind) {
    case Kind::text:
      return {"文字", "text"};
    case Kind::number:
      return {"数", "a number"};
    case Kind::boolean:
      return {"true 或 false", "true or false"};
  }
  return {"", ""};
}

constexpr std::array<std::string_view, 13> keywords{
    "AND",  "OR",   "NOT",   "LIKE",         "BETWEEN", "IN",       "IS",
    "NULL", "TRUE", "FALSE", "S_INTERSECTS", "DATE",    "TIMESTAMP"};

/// A scalar with what is needed to check it against another.
struct Typed {
  Scalar scalar;
  Kind kind = Kind::text;
  std::size_t at = 0;
  bool is_property() const { return std::holds_alternative<Property>(scalar); }
};

class Parser {
 public:
  Parser(std::string_view text, std::span<const Field> fields, AxisOrder axes)
      : lexer_(text), fields_(fields), axes_(axes) {
    word_ = lexer_.next();
  }

  Node all() {
    Node node = any_of();
    if (word_.token != Token::end) failed("应为 AND、OR 或结尾", "expected AND, OR or the end");
    return node;
  }

 private:
  [[noreturn]] void failed(std::string_view chinese, std::string_view english) const {
    fail(lexer_.source(), word_.at, chinese, english);
  }
  Word take() {
    Word taken = std::move(word_);
    word_ = lexer_.next();
    return taken;
  }
  bool took(std::string_view keyword) {
    if (!word_.is(keyword)) return false;
    take();
    return true;
  }
  void expect(std::string_view keyword) {
    if (!took(keyword)) failed("应为 " + std::string(keyword), "expected " + std::string(keyword));
  }
  void expect(Token token, std::string_view what) {
    if (word_.token != token) failed("应为 " + std::string(what), "expected " + std::string(what));
    take();
  }

  Node joined(std::string_view keyword, Node::Join join, Node (Parser::*part)()) {
    Node first = (this->*part)();
    if (!word_.is(keyword)) return first;
    Node node;
    node.join = join;
    node.children.push_back(std::move(first));
    while (took(keyword)) node.children.push_back((this->*part)());
    return node;
  }
  Node any_of() { return joined("OR", Node::Join::any, &Parser::all_of); }
  Node all_of() { return joined("AND", Node::Join::all, &Parser::factor); }

  static Node negated(Node inner) {
    Node node;
    node.join = Node::Join::not_first;
    node.children.push_back(std::move(inner));
    return node;
  }

  Node factor() {
    if (++depth_ > max_filter_depth)
      failed("嵌套过深，至多 " + std::to_string(max_filter_depth) + " 层",
             "nested too deeply: at most " + std::to_string(max_filter_depth) + " levels");
    Node node = [this] {
      if (took("NOT")) return negated(factor());
      if (word_.token == Token::open) {
        take();
        Node inner = any_of();
        expect(Token::close, ")");
        return inner;
      }
      return predicate();
    }();
    --depth_;
    return node;
  }

  template <class P>
  static Node leaf(P predicate) {
    Node node;
    node.predicate = std::move(predicate);
    return node;
  }

  Node predicate() {
    if (word_.is("S_INTERSECTS")) return spatial();
    if (word_.token == Token::name && is_geometry(word_)) {
      take();
      expect("IS");
      return is_null({std::string(geometry_queryable)});
    }
    const Typed left =
        scalar({"属性、值、NOT、( 或 S_INTERSECTS", "a property, a value, NOT, ( or S_INTERSECTS"});
    if (word_.token == Token::comparison) return comparison(left);
    if (took("IS")) {
      if (!left.is_property())
        fail(lexer_.source(), left.at, "IS NULL 只问属性", "IS NULL asks about a property");
      return is_null(std::get<Property>(left.scalar));
    }
    if (took("NOT")) return negated(range(left));
    if (word_.is("LIKE") || word_.is("BETWEEN") || word_.is("IN")) return range(left);
    if (const auto* literal = std::get_if<Value>(&left.scalar))
      if (const auto* value = std::get_if<bool>(literal)) return leaf(Constant{*value});
    failed("此后应为 = <> < <= > >= LIKE BETWEEN IN 或 IS",
           "expected = <> < <= > >= LIKE BETWEEN IN or IS after this");
  }

  Node is_null(Property property) {
    const bool inverted = took("NOT");
    expect("NULL");
    Node node = leaf(IsNull{std::move(property)});
    return inverted ? negated(std::move(node)) : node;
  }

  void check_same(const Typed& a, const Typed& b) const {
    if (a.kind != b.kind)
      fail(lexer_.source(), b.at, "应与另一边一样是" + std::string(describe(a.kind).chinese),
           "expected " + std::string(describe(a.kind).english) + ", as on the other side, not " +
               std::string(describe(b.kind).english));
  }

  Node comparison(const Typed& left) {
    static constexpr std::array<std::string_view, 6> signs{"=", "<>", "<", "<=", ">", ">="};
    const Word sign = take();
    const auto op =
        static_cast<Operator>(std::find(signs.begin(), signs.end(), sign.text) - signs.begin());
    const Typed right = scalar({"属性或值", "a property or a value"});
    check_same(left, right);
    return leaf(Comparison{op, left.scalar, right.scalar});
  }

  Node range(const Typed& left) {
    if (took("LIKE")) {
      if (left.kind != Kind::text)
        fail(lexer_.source(), left.at, "LIKE 只用于文字", "LIKE needs text");
      if (word_.token != Token::text)
        failed("应为 '…' 中的模式，% 为任意字符，_ 为一个字符",
               "expected a pattern in '…', with % for any characters and _ for one");
      return leaf(Like{left.scalar, take().text});
    }
    if (took("BETWEEN")) {
      if (left.kind != Kind::number)
        fail(lexer_.source(), left.at, "BETWEEN 只用于数", "BETWEEN needs a number");
      const Typed low = scalar({"数", "a number"});
      check_same(left, low);
      expect("AND");
      const Typed high = scalar({"数", "a number"});
      check_same(left, high);
      return leaf(Between{left.scalar, low.scalar, high.scalar});
    }
    if (!took("IN")) failed("应为 LIKE、BETWEEN 或 IN", "expected LIKE, BETWEEN or IN");
    expect(Token::open, "(");
    In in{left.scalar, {}};
    do {
      const Typed item = scalar({"值", "a value"});
      if (item.is_property())
        fail(lexer_.source(), item.at, "应为值，列表中不能有属性",
             "expected a value; properties cannot stand in a list");
      check_same(left, item);
      in.list.push_back(std::get<Value>(item.scalar));
    } while (word_.token == Token::comma && (take(), true));
    expect(Token::close, ", or )");
    return leaf(std::move(in));
  }

  static bool is_geometry(const Word& word) {
    return word.token == Token::name && word.text == geometry_queryable;
  }

  Typed scalar(Words expected) {
    Typed typed;
    typed.at = word_.at;
    switch (word_.token) {
      case Token::text:
        typed.scalar = Value(take().text);
        return typed;
      case Token::number: {
        const Word word = take();
        typed.kind = Kind::number;
        typed.scalar = word.whole ? Value(word.integer) : Value(word.number);
        return typed;
      }
      case Token::name:
        break;
      case Token::end:
      case Token::comparison:
      case Token::open:
      case Token::close:
      case Token::comma:
        failed("应为" + std::string(expected.chinese), "expected " + std::string(expected.english));
    }
    if (word_.is("TRUE") || word_.is("FALSE")) {
      typed.kind = Kind::boolean;
      typed.scalar = Value(word_.is("TRUE"));
      take();
      return typed;
    }
    if (word_.is("DATE") || word_.is("TIMESTAMP"))
      failed("此处没有时间属性，无可比较",
             "no property here is a time, so there is nothing to compare it with");
    if (!word_.quoted && std::any_of(keywords.begin(), keywords.end(),
                                     [this](std::string_view k) { return word_.is(k); }))
      failed("应为" + std::string(expected.chinese) + "，不是关键字（加双引号则是属性）",
             "expected " + std::string(expected.english) + ", not the keyword " +
                 word_.text.substr(0, 20) + " (in \"…\" it is a property)");
    const auto field = std::find_if(fields_.begin(), fields_.end(),
                                    [this](const Field& f) { return f.name == word_.text; });
    if (is_geometry(word_))
      failed("geometry 只能用 IS NULL 和 S_INTERSECTS",
             "the geometry takes IS NULL and S_INTERSECTS only");
    if (field == fields_.end())
      failed("没有此属性，见 /queryables",
             "there is no property " + word_.text.substr(0, 60) + "; /queryables lists them");
    typed.kind = field->type == FieldType::text      ? Kind::text
                 : field->type == FieldType::boolean ? Kind::boolean
                                                     : Kind::number;
    typed.scalar = Property{take().text};
    if (word_.token == Token::open)
      failed("除 S_INTERSECTS 外没有函数", "there are no functions but S_INTERSECTS");
    return typed;
  }

  double coordinate() {
    if (word_.token != Token::number) failed("应为以度计的数", "expected a number in degrees");
    return take().number;
  }

  Node spatial() {
    take();
    expect(Token::open, "(");
    bool geometry_seen = false;
    const auto geometry = [&] {
      if (geometry_seen || !is_geometry(word_)) return false;
      take();
      return geometry_seen = true;
    };
    geometry();
    if (geometry_seen) expect(Token::comma, ",");
    const std::size_t at = word_.at;
    Intersects area;
    if (took("POINT"))
      area.boxes = point();
    else if (took("BBOX") || took("ENVELOPE"))
      area.boxes = box(at);
    else
      failed("应为 geometry、BBOX(西,南,东,北)、POINT(经 纬) 或 POINT Z (经 纬 高)",
             "expected geometry, BBOX(west,south,east,north) or POINT(lon lat), POINT Z (lon lat "
             "height)");
    if (!geometry_seen) {
      expect(Token::comma, ",");
      if (!geometry()) failed("应为属性 geometry", "expected the property geometry");
    }
    expect(Token::close, ")");
    return leaf(std::move(area));
  }

  /// A height, with or without the word Z, is passed over: places here have none.
  std::vector<Box<Wgs84>> point() {
    took("Z");
    expect(Token::open, "(");
    const std::size_t at = word_.at;
    double lon = coordinate(), lat = coordinate();
    if (word_.token == Token::number) coordinate();
    expect(Token::close, ")");
    if (axes_ == AxisOrder::latitude_first) std::swap(lon, lat);
    check_degrees(at, lon, lat, lon, lat);
    return {{{lon, lat}, {lon, lat}}};
  }

  std::vector<Box<Wgs84>> box(std::size_t at) {
    expect(Token::open, "(");
    std::vector<double> n{coordinate()};
    while (word_.token == Token::comma && n.size() < 6) {
      take();
      n.push_back(coordinate());
    }
    if (n.size() != 4 && n.size() != 6)
      failed("应为 4 个数：西、南、东、北（或 6 个，含高度）",
             "expected 4 numbers: west, south, east, north (or 6, with heights)");
    expect(Token::close, ")");
    const std::size_t half = n.size() / 2;
    double west = n[0], south = n[1], east = n[half], north = n[half + 1];
    if (axes_ == AxisOrder::latitude_first) {
      std::swap(west, south);
      std::swap(east, north);
    }
    check_degrees(at, west, south, east, north);
    if (west <= east) return {{{west, south}, {east, north}}};
    return {{{west, south}, {180, north}}, {{-180, south}, {east, north}}};
  }

  void check_degrees(std::size_t at, double west, double south, double east, double north) const {
    if (std::min(west, east) < -180 || std::max(west, east) > 180 || south < -90 || north > 90 ||
        south > north)
      fail(lexer_.source(), at, "应为 ±180、±90 度以内，南不高于北",
           "expected degrees within ±180 and ±90, south not above north");
  }

  Lexer lexer_;
  std::span<const Field> fields_;
  AxisOrder axes_;
  Word word_;
  int depth_ = 0;
};

}  // namespace

std::vector<Field> queryables(const LayerSchema& schema) {
  std::vector<Field> all{{"id", FieldType::text}};
  for (const Field& field : schema.fields)
    if (field.name != "id") all.push_back(field);
  return all;
}

Filter Filter::parse(std::string_view text, std::span<const Field> fields, AxisOrder axes) {
  if (text.size() > max_filter_bytes)
    fail(text, max_filter_bytes, "至多 " + std::to_string(max_filter_bytes) + " 字节",
         "a filter has at most " + std::to_string(max_filter_bytes) + " bytes");
  Filter filter;
  filter.root_ = std::make_shared<const Node>(Parser(text, fields, axes).all());
  return filter;
}

}  // namespace jintu::filter
