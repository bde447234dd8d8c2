// A record of a layer: an identity, a geometry, and properties in a fixed order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "geo/base/ids.hpp"
#include "geo/geometry/geometry.hpp"

namespace jintu {

/// monostate is "not known" (SQL NULL, JSON null).
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

/// Names and values in insertion order; a name stands once.
class Properties {
 public:
  using Entry = std::pair<std::string, Value>;

  /// nullptr when absent.
  const Value* find(std::string_view name) const;
  /// The text of `name`, or empty when absent or not text.
  std::string_view text(std::string_view name) const;
  /// Integer or real as double; `fallback` otherwise.
  double number(std::string_view name, double fallback) const;
  void set(std::string_view name, Value value);

  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  std::size_t size() const { return entries_.size(); }
  friend bool operator==(const Properties&, const Properties&) = default;

 private:
  std::vector<Entry> entries_;
};

struct Feature {
  FeatureId id;     ///< 0 until stored
  std::string key;  ///< text identity ("necc", "120101", "way/123"); empty when the layer has none
  Geometry<Position> geometry;
  Properties properties;
  Revision revision;  ///< of its last change; 0 until stored
};

}  // namespace jintu
