// The tree of a filter.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "geo/feature/feature.hpp"
#include "geo/geometry/box.hpp"

namespace jintu::filter {

enum class Operator { equal, not_equal, less, less_or_equal, greater, greater_or_equal };

struct Property {
  std::string name;
};
using Scalar = std::variant<Property, Value>;

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
  std::vector<Value> list;
};
struct IsNull {
  Property property;  ///< the geometry, too
};
struct Intersects {
  std::vector<Box<Wgs84>> boxes;  ///< two across the antimeridian
};
struct Constant {
  bool value;
};

struct Node {
  enum class Join { all, any, not_first, none };
  Join join = Join::none;  ///< of the children; none: a predicate
  std::vector<Node> children;
  std::variant<Constant, Comparison, Like, Between, In, IsNull, Intersects> predicate =
      Constant{true};
};

}  // namespace jintu::filter
