#include <algorithm>
#include <optional>

#include "geo/geometry/intersects.hpp"
#include "services/filter/expression.hpp"
#include "services/filter/node.hpp"

namespace jintu::filter {

namespace {

/// Kleene's three values, in the order in which AND is the least and OR the greatest.
enum class Truth { no, unknown, yes };

Truth truth(bool value) { return value ? Truth::yes : Truth::no; }
Truth inverse(Truth t) {
  return t == Truth::yes ? Truth::no : t == Truth::no ? Truth::yes : Truth::unknown;
}

Value value_of(const Scalar& scalar, const Feature& feature) {
  if (const auto* literal = std::get_if<Value>(&scalar)) return *literal;
  const std::string& name = std::get<Property>(scalar).name;
  if (name == "id") return feature.key.empty() ? std::to_string(feature.id.value) : feature.key;
  const Value* value = feature.properties.find(name);
  return value ? *value : Value();
}

/// Below, at or above zero; nothing when one is missing or they are of different kinds.
std::optional<int> compare(const Value& a, const Value& b) {
  const auto sign = [](auto x, auto y) { return x < y ? -1 : x > y ? 1 : 0; };
  if (const auto* i = std::get_if<std::int64_t>(&a), *j = std::get_if<std::int64_t>(&b); i && j)
    return sign(*i, *j);
  const auto number = [](const Value& v) -> std::optional<double> {
    if (const auto* i = std::get_if<std::int64_t>(&v)) return static_cast<double>(*i);
    if (const auto* d = std::get_if<double>(&v)) return *d;
    return std::nullopt;
  };
  if (const auto x = number(a), y = number(b); x && y) return sign(*x, *y);
  if (const auto* s = std::get_if<std::string>(&a), *t = std::get_if<std::string>(&b); s && t)
    return sign(s->compare(*t), 0);
  if (const auto* p = std::get_if<bool>(&a), *q = std::get_if<bool>(&b); p && q)
    return sign(*p, *q);
  return std::nullopt;
}

Truth holds(Operator op, std::optional<int> order) {
  if (!order) return Truth::unknown;
  switch (op) {
    case Operator::equal:
      return truth(*order == 0);
    case Operator::not_equal:
      return truth(*order != 0);
    case Operator::less:
      return truth(*order < 0);
    case Operator::less_or_equal:
      return truth(*order <= 0);
    case Operator::greater:
      return truth(*order > 0);
    case Operator::greater_or_equal:
      return truth(*order >= 0);
  }
  return Truth::unknown;
}

/// Bytes of the UTF-8 character at the start.
std::size_t character(std::string_view s) {
  std::size_t n = 1;
  while (n < s.size() && (static_cast<unsigned char>(s[n]) & 0xc0) == 0x80) ++n;
  return n;
}

/// The last % is tried again one character later when the rest does not fit: no more than the
/// product of the lengths.
bool like(std::string_view text, std::string_view pattern) {
  std::optional<std::string_view> retry_text, retry_pattern;
  for (;;) {
    if (!pattern.empty() && pattern[0] == '%') {
      pattern.remove_prefix(1);
      retry_text = text;
      retry_pattern = pattern;
      continue;
    }
    if (text.empty() && pattern.empty()) return true;
    if (!text.empty() && !pattern.empty()) {
      if (pattern[0] == '_') {
        text.remove_prefix(character(text));
        pattern.remove_prefix(1);
        continue;
      }
      const bool escaped = pattern[0] == '\\' && pattern.size() > 1;
      if (text[0] == pattern[escaped]) {
        text.remove_prefix(1);
        pattern.remove_prefix(escaped ? 2 : 1);
        continue;
      }
    }
    if (!retry_text || retry_text->empty()) return false;
    retry_text->remove_prefix(character(*retry_text));
    text = *retry_text;
    pattern = *retry_pattern;
  }
}

struct Judge {
  const Feature& feature;

  Truth operator()(const Constant& c) const { return truth(c.value); }
  Truth operator()(const Comparison& c) const {
    return holds(c.op, compare(value_of(c.left, feature), value_of(c.right, feature)));
  }
  Truth operator()(const Like& l) const {
    const Value value = value_of(l.text, feature);
    const auto* text = std::get_if<std::string>(&value);
    return text ? truth(like(*text, l.pattern)) : Truth::unknown;
  }
  Truth operator()(const Between& b) const {
    const Value value = value_of(b.value, feature);
    return std::min(holds(Operator::greater_or_equal, compare(value, value_of(b.low, feature))),
                    holds(Operator::less_or_equal, compare(value, value_of(b.high, feature))));
  }
  Truth operator()(const In& in) const {
    const Value value = value_of(in.value, feature);
    Truth found = Truth::no;
    for (const Value& v : in.list)
      found = std::max(found, holds(Operator::equal, compare(value, v)));
    return found;
  }
  Truth operator()(const IsNull& n) const {
    if (n.property.name == geometry_queryable)
      return truth(kind_of(feature.geometry) == GeometryKind::none);
    return truth(std::holds_alternative<std::monostate>(value_of(n.property, feature)));
  }
  Truth operator()(const Intersects& i) const {
    if (kind_of(feature.geometry) == GeometryKind::none) return Truth::unknown;
    return truth(std::any_of(i.boxes.begin(), i.boxes.end(), [this](const auto& box) {
      return intersects(feature.geometry, box);
    }));
  }
};

Truth judge(const Node& node, const Feature& feature) {
  switch (node.join) {
    case Node::Join::none:
      return std::visit(Judge{feature}, node.predicate);
    case Node::Join::not_first:
      return inverse(judge(node.children.front(), feature));
    case Node::Join::all:
    case Node::Join::any:
      break;
  }
  const bool all = node.join == Node::Join::all;
  Truth result = all ? Truth::yes : Truth::no;
  for (const Node& child : node.children) {
    const Truth t = judge(child, feature);
    result = all ? std::min(result, t) : std::max(result, t);
    if (result == (all ? Truth::no : Truth::yes)) break;
  }
  return result;
}

}  // namespace

bool Filter::matches(const Feature& feature) const { return judge(*root_, feature) == Truth::yes; }

}  // namespace jintu::filter
