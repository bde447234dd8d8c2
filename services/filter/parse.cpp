#include <algorithm>
#include <array>
#include <optional>

#include "services/filter/expression.hpp"
#include "services/filter/fold.hpp"
#include "services/filter/geometry_literal.hpp"
#include "services/filter/keywords.hpp"
#include "services/filter/node.hpp"
#include "services/filter/stream.hpp"

namespace jintu::filter {

namespace {

enum class Kind { text, number, boolean, time };

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
    case Kind::time:
      return {"日期或时刻", "a date or a time"};
  }
  return {"", ""};
}

/// A scalar with what is needed to check it against another.
struct Typed {
  Scalar scalar;
  Kind kind = Kind::text;
  std::size_t at = 0;
  std::optional<Temporal> time = std::nullopt;  ///< of Kind::time
  const Property* property() const { return std::get_if<Property>(&scalar.what); }
  const Value* literal() const { return std::get_if<Value>(&scalar.what); }
};

/// What stands in brackets may be either; what follows tells.
using Either = std::variant<Node, Typed>;

template <class P>
Node leaf(P predicate) {
  Node node;
  node.predicate = std::move(predicate);
  return node;
}

Node negated(Node inner) {
  Node node;
  node.join = Node::Join::not_first;
  node.children.push_back(std::move(inner));
  return node;
}

constexpr Words a_value{"属性或值", "a property or a value"};

class Parser {
 public:
  Parser(std::string_view text, std::span<const Field> fields, AxisOrder axes)
      : words_(text), fields_(fields), axes_(axes) {}

  Node all() {
    Node node = condition(any_of());
    if (words_.word().token != Token::end)
      words_.failed("应为 AND、OR 或结尾", "expected AND, OR or the end");
    return node;
  }

 private:
  /// The counterpart of `leave`.
  void enter() {
    if (++depth_ > max_filter_depth)
      words_.failed("嵌套过深，至多 " + std::to_string(max_filter_depth) + " 层",
                    "nested too deeply: at most " + std::to_string(max_filter_depth) + " levels");
  }
  void leave() { --depth_; }

  Node condition(Either either) {
    if (auto* node = std::get_if<Node>(&either)) return std::move(*node);
    if (const Value* literal = std::get<Typed>(either).literal())
      if (const auto* value = std::get_if<bool>(literal)) return leaf(Constant{*value});
    words_.failed("此后应为 = <> < <= > >= LIKE BETWEEN IN 或 IS",
                  "expected = <> < <= > >= LIKE BETWEEN IN or IS after this");
  }

  Either joined(std::string_view keyword, Node::Join join, Either (Parser::*part)()) {
    Either first = (this->*part)();
    if (!words_.word().is(keyword)) return first;
    Node node;
    node.join = join;
    node.children.push_back(condition(std::move(first)));
    while (words_.took(keyword)) node.children.push_back(condition((this->*part)()));
    return node;
  }
  Either any_of() { return joined("OR", Node::Join::any, &Parser::all_of); }
  Either all_of() { return joined("AND", Node::Join::all, &Parser::factor); }

  Either factor() {
    if (!words_.word().is("NOT")) return predicate();
    enter();
    words_.take();
    Node node = negated(condition(factor()));
    leave();
    return node;
  }

  Either predicate() {
    if (const auto relation = space_relation(words_.word())) return space(*relation);
    if (const auto relation = time_relation(words_.word())) return time(*relation);
    if (is_geometry(words_.word())) {
      words_.take();
      words_.expect("IS");
      return is_null({std::string(geometry_queryable)});
    }
    Either either =
        sum({"属性、值、NOT、( 或 S_INTERSECTS", "a property, a value, NOT, ( or S_INTERSECTS"});
    if (std::holds_alternative<Node>(either)) return either;
    Typed& left = std::get<Typed>(either);
    if (words_.word().token == Token::comparison) return comparison(left);
    if (words_.took("IS")) {
      if (!left.property())
        words_.failed_at(left.at, "IS NULL 只问属性", "IS NULL asks about a property");
      return is_null(*left.property());
    }
    if (words_.took("NOT")) return negated(range(left));
    const Word& word = words_.word();
    if (word.is("LIKE") || word.is("BETWEEN") || word.is("IN")) return range(left);
    return either;
  }

  Node is_null(Property property) {
    const bool inverted = words_.took("NOT");
    words_.expect("NULL");
    Node node = leaf(IsNull{std::move(property)});
    return inverted ? negated(std::move(node)) : node;
  }

  void check_same(const Typed& a, const Typed& b) const {
    if (a.kind != b.kind)
      words_.failed_at(b.at, "应与另一边一样是" + std::string(describe(a.kind).chinese),
                       "expected " + std::string(describe(a.kind).english) +
                           ", as on the other side, not " + std::string(describe(b.kind).english));
  }

  Node comparison(const Typed& left) {
    static constexpr std::array<std::string_view, 6> signs{"=", "<>", "<", "<=", ">", ">="};
    const Word sign = words_.take();
    const auto op =
        static_cast<Operator>(std::find(signs.begin(), signs.end(), sign.text) - signs.begin());
    const Typed right = scalar_sum(a_value);
    if (left.kind == Kind::time || right.kind == Kind::time)
      return leaf(TimeComparison{op, temporal(left), temporal(right)});
    check_same(left, right);
    return leaf(Comparison{op, left.scalar, right.scalar});
  }

  Node range(const Typed& left) {
    if (words_.took("LIKE")) {
      if (left.kind != Kind::text) words_.failed_at(left.at, "LIKE 只用于文字", "LIKE needs text");
      return leaf(Like{left.scalar, pattern()});
    }
    if (words_.took("BETWEEN")) {
      if (left.kind != Kind::number)
        words_.failed_at(left.at, "BETWEEN 只用于数", "BETWEEN needs a number");
      const Typed low = scalar_sum({"数", "a number"});
      check_same(left, low);
      words_.expect("AND");
      const Typed high = scalar_sum({"数", "a number"});
      check_same(left, high);
      return leaf(Between{left.scalar, low.scalar, high.scalar});
    }
    if (!words_.took("IN"))
      words_.failed("应为 LIKE、BETWEEN 或 IN", "expected LIKE, BETWEEN or IN");
    words_.expect(Token::open, "(");
    In in{left.scalar, {}};
    do {
      const Typed item = scalar_sum({"值", "a value"});
      check_same(left, item);
      in.list.push_back(item.scalar);
    } while (words_.took(Token::comma));
    words_.expect(Token::close, ", or )");
    return leaf(std::move(in));
  }

  std::string pattern() {
    for (const auto& [word, fold] : {std::pair{"CASEI", &fold_case}, {"ACCENTI", &strip_accents}}) {
      if (!words_.word().is(word)) continue;
      enter();
      words_.take();
      words_.expect(Token::open, "(");
      std::string inner = fold(pattern());
      words_.expect(Token::close, ")");
      leave();
      return inner;
    }
    if (words_.word().token != Token::text)
      words_.failed("应为 '…' 中的模式，% 为任意字符，_ 为一个字符",
                    "expected a pattern in '…', with % for any characters and _ for one");
    return words_.take().text;
  }

  static bool is_geometry(const Word& word) {
    return word.token == Token::name && word.text == geometry_queryable;
  }

  // Arithmetic: ^ binds before * / % DIV, these before + and -.

  Typed scalar_sum(const Words& expected) {
    const std::size_t at = words_.word().at;
    Either either = sum(expected);
    if (std::holds_alternative<Node>(either))
      words_.failed_at(at, "应为" + std::string(expected.chinese),
                       "expected " + std::string(expected.english));
    return std::get<Typed>(std::move(either));
  }

  Typed number(Either either, std::size_t at) const {
    const auto* typed = std::get_if<Typed>(&either);
    if (!typed || typed->kind != Kind::number)
      words_.failed_at(at, "算术只用于数", "expected a number: arithmetic needs numbers");
    return *typed;
  }

  std::optional<Function> taken_sign(std::initializer_list<std::pair<char, Function>> signs) {
    const Word& word = words_.word();
    for (const auto& [sign, function] : signs) {
      const bool is_it =
          sign == 'D' ? word.is("DIV") : word.token == Token::arithmetic && word.text[0] == sign;
      if (!is_it) continue;
      words_.take();
      return function;
    }
    return std::nullopt;
  }

  template <class Part>
  Either chain(const Words& expected, std::initializer_list<std::pair<char, Function>> signs,
               Part part) {
    const std::size_t at = words_.word().at;
    Either left = (this->*part)(expected);
    while (const auto function = taken_sign(signs)) {
      const std::size_t next = words_.word().at;
      const Typed a = number(std::move(left), at);
      const Typed b = number((this->*part)({"数", "a number"}), next);
      left = Typed{{Call{*function, {a.scalar, b.scalar}}}, Kind::number, at};
    }
    return left;
  }
  Either sum(const Words& expected) {
    return chain(expected, {{'+', Function::add}, {'-', Function::subtract}}, &Parser::product);
  }
  Either product(const Words& expected) {
    return chain(expected,
                 {{'*', Function::multiply},
                  {'/', Function::divide},
                  {'%', Function::remainder},
                  {'D', Function::whole_divide}},
                 &Parser::power);
  }
  Either power(const Words& expected) {
    return chain(expected, {{'^', Function::power}}, &Parser::primary);
  }

  Either primary(const Words& expected) {
    const Word& word = words_.word();
    const std::size_t at = word.at;
    if (word.token == Token::open) {
      enter();
      words_.take();
      Either inner = any_of();
      words_.expect(Token::close, ")");
      leave();
      return inner;
    }
    if (word.is("CASEI") || word.is("ACCENTI")) {
      const auto function = word.is("CASEI") ? Function::fold_case : Function::strip_accents;
      enter();
      words_.take();
      words_.expect(Token::open, "(");
      const Typed text = scalar_sum({"文字", "text"});
      if (text.kind != Kind::text) words_.failed_at(text.at, "应为文字", "expected text");
      words_.expect(Token::close, ")");
      leave();
      return Typed{{Call{function, {text.scalar}}}, Kind::text, at};
    }
    if (word.is("DATE") || word.is("TIMESTAMP") || word.is("INTERVAL")) {
      Typed typed{{}, Kind::time, at};
      typed.time = time_literal();
      return typed;
    }
    return scalar(expected);
  }

  Typed scalar(const Words& expected) {
    Typed typed;
    typed.at = words_.word().at;
    switch (words_.word().token) {
      case Token::text:
        typed.scalar = {Value(words_.take().text)};
        return typed;
      case Token::number: {
        const Word word = words_.take();
        typed.kind = Kind::number;
        typed.scalar = {word.whole ? Value(word.integer) : Value(word.number)};
        return typed;
      }
      case Token::name:
        return named(expected, std::move(typed));
      case Token::end:
      case Token::comparison:
      case Token::arithmetic:
      case Token::open:
      case Token::close:
      case Token::comma:
        break;
    }
    words_.failed("应为" + std::string(expected.chinese),
                  "expected " + std::string(expected.english));
  }

  Typed named(const Words& expected, Typed typed) {
    const Word& word = words_.word();
    if (word.is("TRUE") || word.is("FALSE")) {
      typed.kind = Kind::boolean;
      typed.scalar = {Value(word.is("TRUE"))};
      words_.take();
      return typed;
    }
    if (is_keyword(word))
      words_.failed("应为" + std::string(expected.chinese) + "，不是关键字（加双引号则是属性）",
                    "expected " + std::string(expected.english) + ", not the keyword " +
                        word.text.substr(0, 20) + " (in \"…\" it is a property)");
    if (is_geometry(word))
      words_.failed("geometry 只能用 IS NULL 和 S_INTERSECTS 等",
                    "the geometry takes IS NULL and S_INTERSECTS only, and the other S_ functions");
    typed.kind = kind_of_property(word);
    typed.scalar = {Property{words_.take().text}};
    if (words_.word().token == Token::open)
      words_.failed("没有此函数", "there are no functions but those of CQL2");
    return typed;
  }

  Kind kind_of_property(const Word& word) const {
    const auto field = std::find_if(fields_.begin(), fields_.end(),
                                    [&](const Field& f) { return f.name == word.text; });
    if (field == fields_.end())
      words_.failed("没有此属性，见 /queryables",
                    "there is no property " + word.text.substr(0, 60) + "; /queryables lists them");
    return field->type == FieldType::text      ? Kind::text
           : field->type == FieldType::boolean ? Kind::boolean
                                               : Kind::number;
  }

  // Dates and times. Properties have none: texts that read as one count.

  Temporal temporal(const Typed& typed) const {
    if (typed.time) return *typed.time;
    if (!typed.property() || typed.kind != Kind::text)
      words_.failed_at(
          typed.at, "应为日期、时刻或文字属性",
          "expected " + std::string(describe(Kind::time).english) + ", or a property of type text");
    return {*typed.property(), *typed.property()};
  }

  std::string literal_text() {
    words_.expect(Token::open, "(");
    if (words_.word().token != Token::text) words_.failed("应为 '…'", "expected a text in '…'");
    std::string text = words_.take().text;
    words_.expect(Token::close, ")");
    return text;
  }

  Temporal time_literal() {
    const std::size_t at = words_.word().at;
    if (words_.word().is("INTERVAL")) {
      words_.take();
      words_.expect(Token::open, "(");
      const End from = end();
      words_.expect(Token::comma, ",");
      const End to = end();
      words_.expect(Token::close, ")");
      const auto *a = std::get_if<Moment>(&from), *b = std::get_if<Moment>(&to);
      if (a && b && *a > *b)
        words_.failed_at(at, "起始不能晚于结束", "expected an interval that begins before it ends");
      return {from, to};
    }
    const bool is_date = words_.take().is("DATE");
    const std::string text = literal_text();
    const auto moment = is_date ? date_of(text) : timestamp_of(text);
    if (!moment)
      words_.failed_at(
          at, is_date ? "应为 DATE('2026-01-31')" : "应为 TIMESTAMP('2026-01-31T22:00:00Z')",
          is_date ? "expected DATE('2026-01-31')" : "expected TIMESTAMP('2026-01-31T22:00:00Z')");
    return {*moment, *moment};
  }

  End end() {
    const Word& word = words_.word();
    if (word.is("DATE") || word.is("TIMESTAMP")) return time_literal().from;
    if (word.token == Token::text) {
      const std::size_t at = word.at;
      const std::string text = words_.take().text;
      if (text == "..") return Open{};
      if (const auto moment = date_of(text)) return *moment;
      if (const auto moment = timestamp_of(text)) return *moment;
      words_.failed_at(at, "应为日期、时刻或 '..'", "expected a date, a time or '..'");
    }
    const Typed property = scalar({"日期、时刻或属性", "a date, a time or a property"});
    return temporal(property).from;
  }

  Node time(PeriodRelation relation) {
    words_.take();
    words_.expect(Token::open, "(");
    const Temporal left =
        temporal(scalar_sum({"日期、时刻或属性", "a date, a time or a property"}));
    words_.expect(Token::comma, ",");
    const Temporal right =
        temporal(scalar_sum({"日期、时刻或属性", "a date, a time or a property"}));
    words_.expect(Token::close, ")");
    return leaf(TimeRelation{relation, left, right});
  }

  Node space(Relation relation) {
    const std::size_t at = words_.take().at;
    words_.expect(Token::open, "(");
    const bool first = is_geometry(words_.word());
    std::vector<GeometryLiteral> literals;
    if (first)
      words_.take();
    else
      literals = take_geometries(words_, axes_);
    words_.expect(Token::comma, ",");
    const bool second = is_geometry(words_.word());
    if (second)
      words_.take();
    else if (first)
      literals = take_geometries(words_, axes_);
    else
      words_.failed("应为属性 geometry", "expected the property geometry");
    words_.expect(Token::close, ")");
    if (literals.empty()) return leaf(SpaceRelation{relation, {}});
    if (literals.size() == 1) return space_leaf(relation, literals.front(), !first);
    return space_of_many(relation, literals, !first, at);
  }

  static Node space_leaf(Relation relation, const GeometryLiteral& literal, bool literal_first) {
    if (const auto* boxes = std::get_if<std::vector<Box<Wgs84>>>(&literal);
        boxes && relation == Relation::intersects)
      return leaf(Intersects{*boxes});
    return leaf(SpaceRelation{relation, geometry_of(literal), literal_first});
  }

  /// Members of one collection may have several dimensions, which our geometries never have.
  Node space_of_many(Relation relation, const std::vector<GeometryLiteral>& literals,
                     bool literal_first, std::size_t at) const {
    if (relation != Relation::intersects && relation != Relation::disjoint)
      words_.failed_at(at, "GEOMETRYCOLLECTION 只用于 S_INTERSECTS 和 S_DISJOINT",
                       "GEOMETRYCOLLECTION is taken by S_INTERSECTS and S_DISJOINT");
    Node any;
    any.join = Node::Join::any;
    for (const GeometryLiteral& literal : literals)
      any.children.push_back(space_leaf(Relation::intersects, literal, literal_first));
    return relation == Relation::intersects ? any : negated(std::move(any));
  }

  Stream words_;
  std::span<const Field> fields_;
  AxisOrder axes_;
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
