// The tree of a filter.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "geo/feature/feature.hpp"
#include "geo/geometry/box.hpp"
#include "geo/geometry/relate.hpp"
#include "services/filter/moment.hpp"

namespace jintu::filter {

enum class Operator { equal, not_equal, less, less_or_equal, greater, greater_or_equal };

struct Property {
  std::string name;
};

struct Scalar;

enum class Function {
  fold_case,
  strip_accents,
  add,
  subtract,
  multiply,
  divide,
  whole_divide,  ///< what is left over is dropped
  remainder,
  power
};
struct Call {
  Function function;
  std::vector<Scalar> arguments;
};

struct Scalar {
  std::variant<Value, Property, Call> what;
};

struct Comparison {
  Operator op;
  Scalar left, right;
};
struct Like {
  Scalar text;
  std::string pattern;  ///< % any characters, _ one, \ takes the next as it is
};
struct Between {
  Scalar value, low, high;
};
struct In {
  Scalar value;
  std::vector<Scalar> list;
};
struct IsNull {
  Property property;  ///< the geometry, too
};

/// A literal, a property whose text is a date or a time, or an open end of an interval.
struct Open {};
using End = std::variant<Moment, Property, Open>;
/// A moment is an interval whose ends are the same.
struct Temporal {
  End from, to;
};
struct TimeComparison {
  Operator op;
  Temporal left, right;
};
struct TimeRelation {
  PeriodRelation relation;
  Temporal left, right;
};

struct Intersects {
  std::vector<Box<Wgs84>> boxes;  ///< two across the antimeridian
};
/// The feature's geometry and another one; monostate: its own.
struct SpaceRelation {
  Relation relation;
  Geometry<Position> other;
  bool other_first = false;
};
struct Constant {
  bool value;
};

struct Node {
  enum class Join { all, any, not_first, none };
  Join join = Join::none;  ///< of the children; none: a predicate
  std::vector<Node> children;
  std::variant<Constant, Comparison, Like, Between, In, IsNull, TimeComparison, TimeRelation,
               Intersects, SpaceRelation>
      predicate = Constant{true};
};

}  // namespace jintu::filter
