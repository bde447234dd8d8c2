#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "geo/geometry/intersects.hpp"
#include "services/filter/expression.hpp"
#include "services/filter/fold.hpp"
#include "services/filter/node.hpp"

namespace jintu::filter {

namespace {

/// Kleene's three values, in the order in which AND is the least and OR the greatest.
enum class Truth { no, unknown, yes };

Truth truth(bool value) { return value ? Truth::yes : Truth::no; }
Truth inverse(Truth t) {
  return t == Truth::yes ? Truth::no : t == Truth::no ? Truth::yes : Truth::unknown;
}

Value property_of(const Property& property, const Feature& feature) {
  if (property.name == "id")
    return feature.key.empty() ? std::to_string(feature.id.value) : feature.key;
  const Value* value = feature.properties.find(property.name);
  return value ? *value : Value();
}

std::optional<double> number_of(const Value& v) {
  if (const auto* i = std::get_if<std::int64_t>(&v)) return static_cast<double>(*i);
  if (const auto* d = std::get_if<double>(&v)) return *d;
  return std::nullopt;
}

/// Whole numbers stay whole as long as they fit into 64 bits; nothing when they do not.
std::optional<std::int64_t> whole(Function function, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  const bool divides = b != 0 && !(b == -1 && a == std::numeric_limits<std::int64_t>::min());
  switch (function) {
    case Function::add:
      return __builtin_add_overflow(a, b, &out) ? std::nullopt : std::optional(out);
    case Function::subtract:
      return __builtin_sub_overflow(a, b, &out) ? std::nullopt : std::optional(out);
    case Function::multiply:
      return __builtin_mul_overflow(a, b, &out) ? std::nullopt : std::optional(out);
    case Function::whole_divide:
      return divides ? std::optional(a / b) : std::nullopt;
    case Function::remainder:
      return divides ? std::optional(a % b) : std::nullopt;
    case Function::divide:
    case Function::power:
    case Function::fold_case:
    case Function::strip_accents:
      break;
  }
  return std::nullopt;
}

double real(Function function, double a, double b) {
  switch (function) {
    case Function::add:
      return a + b;
    case Function::subtract:
      return a - b;
    case Function::multiply:
      return a * b;
    case Function::divide:
      return a / b;
    case Function::whole_divide:
      return std::trunc(a / b);
    case Function::remainder:
      return std::fmod(a, b);
    case Function::power:
      return std::pow(a, b);
    case Function::fold_case:
    case Function::strip_accents:
      break;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

Value value_of(const Scalar& scalar, const Feature& feature);

/// What has no value (a division by zero, a number beyond all numbers) is not known.
Value result_of(const Call& call, const Feature& feature) {
  const Value a = value_of(call.arguments.front(), feature);
  if (call.function == Function::fold_case || call.function == Function::strip_accents) {
    const auto* text = std::get_if<std::string>(&a);
    if (!text) return {};
    return call.function == Function::fold_case ? fold_case(*text) : strip_accents(*text);
  }
  const Value b = value_of(call.arguments.back(), feature);
  const auto *i = std::get_if<std::int64_t>(&a), *j = std::get_if<std::int64_t>(&b);
  if (i && j)
    if (const auto exact = whole(call.function, *i, *j)) return *exact;
  const auto x = number_of(a), y = number_of(b);
  if (!x || !y) return {};
  const double result = real(call.function, *x, *y);
  return std::isfinite(result) ? Value(result) : Value();
}

Value value_of(const Scalar& scalar, const Feature& feature) {
  if (const auto* literal = std::get_if<Value>(&scalar.what)) return *literal;
  if (const auto* property = std::get_if<Property>(&scalar.what))
    return property_of(*property, feature);
  return result_of(std::get<Call>(scalar.what), feature);
}

/// Below, at or above zero; nothing when one is missing or they are of different kinds.
std::optional<int> compare(const Value& a, const Value& b) {
  const auto sign = [](auto x, auto y) { return x < y ? -1 : x > y ? 1 : 0; };
  if (const auto* i = std::get_if<std::int64_t>(&a), *j = std::get_if<std::int64_t>(&b); i && j)
    return sign(*i, *j);
  if (const auto x = number_of(a), y = number_of(b); x && y) return sign(*x, *y);
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

/// Where the end is open, `otherwise`; nothing for a property whose text is no date and no time.
std::optional<Moment> moment_of(const End& end, const Feature& feature, Moment otherwise) {
  if (const auto* moment = std::get_if<Moment>(&end)) return *moment;
  const auto* property = std::get_if<Property>(&end);
  if (!property) return otherwise;
  const Value value = property_of(*property, feature);
  const auto* text = std::get_if<std::string>(&value);
  if (!text) return std::nullopt;
  const auto date = date_of(*text);
  return date ? date : timestamp_of(*text);
}

std::optional<Period> period_of(const Temporal& time, const Feature& feature) {
  using Limits = std::numeric_limits<Moment>;
  const auto from = moment_of(time.from, feature, Limits::min());
  const auto to = moment_of(time.to, feature, Limits::max());
  return from && to && *from <= *to ? std::optional(Period{*from, *to}) : std::nullopt;
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
    for (const Scalar& item : in.list)
      found = std::max(found, holds(Operator::equal, compare(value, value_of(item, feature))));
    return found;
  }
  Truth operator()(const IsNull& n) const {
    if (n.property.name == geometry_queryable)
      return truth(kind_of(feature.geometry) == GeometryKind::none);
    return truth(std::holds_alternative<std::monostate>(property_of(n.property, feature)));
  }
  Truth operator()(const TimeComparison& c) const {
    const auto a = period_of(c.left, feature), b = period_of(c.right, feature);
    if (!a || !b) return Truth::unknown;
    const int order = a->to < b->from ? -1 : a->from > b->to ? 1 : 0;
    const bool same = a->from == b->from && a->to == b->to;
    if (c.op == Operator::equal) return truth(same);
    if (c.op == Operator::not_equal) return truth(!same);
    return holds(c.op, order);
  }
  Truth operator()(const TimeRelation& r) const {
    const auto a = period_of(r.left, feature), b = period_of(r.right, feature);
    return a && b ? truth(related(*a, r.relation, *b)) : Truth::unknown;
  }
  Truth operator()(const Intersects& i) const {
    if (kind_of(feature.geometry) == GeometryKind::none) return Truth::unknown;
    return truth(std::any_of(i.boxes.begin(), i.boxes.end(), [this](const auto& box) {
      return intersects(feature.geometry, box);
    }));
  }
  Truth operator()(const SpaceRelation& r) const {
    const bool own = kind_of(r.other) == GeometryKind::none;
    const auto& other = own ? feature.geometry : r.other;
    const auto found = r.other_first ? related(other, r.relation, feature.geometry)
                                     : related(feature.geometry, r.relation, other);
    return found ? truth(*found) : Truth::unknown;
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
