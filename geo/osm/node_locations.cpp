#include "geo/osm/node_locations.hpp"

#include <algorithm>

#include "geo/base/error.hpp"

namespace jintu::osm {

void NodeLocations::add(osmium::object_id_type id, osmium::Location location) {
  if (size_ == none - 1) throw Error(ErrorCode::too_large, "节点过多 more than 4294967294 nodes");
  const std::uint64_t key = order_key(id);
  if ((size_ & (block_size - 1)) == 0) {
    blocks_.emplace_back(new Entry[block_size]);
    first_keys_.push_back(key);
  }
  blocks_.back()[size_ & (block_size - 1)] = {key, location};
  ++size_;
}

NodeLocations::Index NodeLocations::find(osmium::object_id_type id) const {
  if (size_ == 0) return none;
  const std::uint64_t key = order_key(id);
  // The nodes of a way were mostly made one after another.
  const Index from = hint_ >= 2 ? hint_ - 2 : 0;
  const Index to = std::min<Index>(size_, from + 8);
  for (Index i = from; i < to; ++i) {
    if (at(i).key == key) return hint_ = i;
  }
  const auto block = std::upper_bound(first_keys_.begin(), first_keys_.end(), key);
  if (block == first_keys_.begin()) return none;
  const Index number = static_cast<Index>(block - first_keys_.begin() - 1);
  const Entry* begin = blocks_[number].get();
  const Entry* end = begin + std::min<Index>(block_size, size_ - (number << block_bits));
  const Entry* found =
      std::lower_bound(begin, end, key, [](const Entry& e, std::uint64_t k) { return e.key < k; });
  if (found == end || found->key != key) return none;
  return hint_ = (number << block_bits) + static_cast<Index>(found - begin);
}

osmium::object_id_type NodeLocations::id(Index i) const {
  constexpr std::uint64_t half = std::uint64_t{1} << 63;
  const std::uint64_t key = at(i).key;
  return key > half ? static_cast<osmium::object_id_type>(key - half)
                    : -static_cast<osmium::object_id_type>(key);
}

}  // namespace jintu::osm
