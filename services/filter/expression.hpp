// Filters on features: CQL2 text (OGC 21-065r2); `json.hpp` tells CQL2 JSON as text.
//
// Comparisons (= <> < <= > >=), [NOT] LIKE, [NOT] BETWEEN, [NOT] IN, IS [NOT] NULL, AND, OR, NOT,
// CASEI, ACCENTI, arithmetic, S_… with the simple geometries and BBOX (or ENVELOPE, as drafts
// called it), T_… with DATE, TIMESTAMP, INTERVAL and properties whose text is one.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/feature/layer.hpp"

namespace jintu::filter {

/// What can be asked of a layer: its fields, and `id`, the text identity, first.
std::vector<Field> queryables(const LayerSchema& schema);
inline constexpr std::string_view geometry_queryable = "geometry";

enum class AxisOrder { longitude_first, latitude_first };

inline constexpr std::size_t max_filter_bytes = 4096;
inline constexpr int max_filter_depth = 64;

struct Node;

/// Immutable; any number of threads.
class Filter {
 public:
  /// Strict: an unknown property, a comparison of different types or anything that is not read is
  /// an Error{bad_input} with its position and what was expected. `axes` is the order in
  /// geometries.
  static Filter parse(std::string_view text, std::span<const Field> queryables,
                      AxisOrder axes = AxisOrder::longitude_first);

  /// What is not known (a missing value, a feature without place) is neither true nor false, as in
  /// SQL; a feature matches when the whole is true.
  bool matches(const Feature& feature) const;

 private:
  std::shared_ptr<const Node> root_;
};

}  // namespace jintu::filter
