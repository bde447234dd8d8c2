// Where each node lies, and a small number for it: 16 bytes a node.
#pragma once

#include <cstdint>
#include <memory>
#include <osmium/osm/location.hpp>
#include <osmium/osm/types.hpp>
#include <vector>

#include "geo/crs/crs.hpp"

namespace jintu::osm {

/// Filled in libosmium's id order (0, -1, -2 … 1, 2 …), as ObjectStream gives nodes.
class NodeLocations {
 public:
  using Index = std::uint32_t;
  static constexpr Index none = ~Index{0};

  /// Throws Error{too_large} beyond 4,294,967,294 nodes.
  void add(osmium::object_id_type id, osmium::Location location);

  /// `none` when the node was not added. Fast for ids near the last one looked up.
  Index find(osmium::object_id_type id) const;

  osmium::object_id_type id(Index i) const;
  osmium::Location location(Index i) const { return at(i).location; }
  Index size() const { return size_; }

 private:
  struct Entry {
    std::uint64_t key;  ///< order_key(id)
    osmium::Location location;
  };
  static constexpr Index block_bits = 12;
  static constexpr Index block_size = 1u << block_bits;

  // Ascending in the stream's order: negatives by their size, then positives.
  static std::uint64_t order_key(osmium::object_id_type id) {
    constexpr std::uint64_t half = std::uint64_t{1} << 63;
    return id > 0 ? half + static_cast<std::uint64_t>(id) : static_cast<std::uint64_t>(-id);
  }
  const Entry& at(Index i) const { return blocks_[i >> block_bits][i & (block_size - 1)]; }

  std::vector<std::unique_ptr<Entry[]>> blocks_;
  std::vector<std::uint64_t> first_keys_;  ///< of the blocks
  Index size_ = 0;
  mutable Index hint_ = 0;
};

inline Position to_position(osmium::Location location) {
  return {location.lon_without_check(), location.lat_without_check()};
}

}  // namespace jintu::osm
