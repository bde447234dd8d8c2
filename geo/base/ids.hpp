// Identifiers that do not convert into one another.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace jintu {

template <class Tag>
struct Id {
  std::int64_t value = 0;
  friend constexpr auto operator<=>(Id, Id) = default;
};

/// Primary key of a feature within its layer (the GeoPackage fid, ≥ 1). Stable over re-imports
/// of a layer whose features carry a text key. 0: not stored yet.
using FeatureId = Id<struct FeatureIdTag>;

/// Number of a committed transaction of one store: 1, 2, 3 …; 0 is the empty store.
using Revision = Id<struct RevisionTag>;

}  // namespace jintu

template <class Tag>
struct std::hash<jintu::Id<Tag>> {
  std::size_t operator()(jintu::Id<Tag> id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
