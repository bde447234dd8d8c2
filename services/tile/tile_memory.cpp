#include "services/tile/tile_memory.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

namespace jintu::tile {

namespace {

std::vector<std::uint64_t> states_of(const Selection& selection) {
  std::vector<std::uint64_t> states;
  states.reserve(selection.parts.size());
  for (const auto& part : selection.parts) states.push_back(part->state());
  return states;
}

}  // namespace

std::size_t TileMemory::HashKey::operator()(const Key& key) const {
  std::uint64_t h = std::hash<std::string_view>{}(key.ids);
  h ^= (std::uint64_t{key.coord.x()} << 32 | key.coord.y()) +
       static_cast<std::uint64_t>(key.coord.z());
  h *= 0x9E3779B97F4A7C15u;  // the golden ratio spreads neighbours (Knuth, 6.4)
  return h ^ (h >> 29);
}

std::optional<TileMemory::Made> TileMemory::find(const Selection& selection, tiles::TileCoord coord,
                                                 Look look) {
  const Key key{selection.ids, coord};
  Shard& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto it = shard.by_key.find(key);
  if (it == shard.by_key.end() || !answers(*it->second, selection)) {
    if (look == Look::first) ++shard.misses;
    return std::nullopt;
  }
  ++shard.hits;
  shard.entries.splice(shard.entries.begin(), shard.entries, it->second);
  return it->second->made;
}

void TileMemory::put(const Selection& selection, tiles::TileCoord coord, const Made& made) {
  // 400: the list and map nodes, the key, states, hash and shared count, as the allocator rounds
  // them; so that empty tiles are not free.
  const std::size_t bytes = (made ? made->size() : 0) + selection.ids.size() + 400;
  if (bytes > shard_limit_) return;
  const Key asked{selection.ids, coord};
  Shard& shard = shard_of(asked);
  const std::lock_guard lock(shard.mutex);
  if (const auto old = shard.by_key.find(asked); old != shard.by_key.end())
    drop(shard, old->second);
  while (shard.bytes + bytes > shard_limit_) drop(shard, std::prev(shard.entries.end()));
  shard.entries.push_front({selection.ids, states_of(selection), coord, made, bytes});
  const auto entry = shard.entries.begin();
  shard.by_key.emplace(Key{entry->ids, coord}, entry);
  shard.bytes += bytes;
}

bool TileMemory::answers(Entry& entry, const Selection& selection) {
  const auto same = [&](std::uint64_t before, const auto& now) {
    return now->same_tile(before, entry.coord);
  };
  if (!std::equal(entry.parts.begin(), entry.parts.end(), selection.parts.begin(),
                  selection.parts.end(), same))
    return false;
  entry.parts = states_of(selection);  // what changes later is told from the newest state on
  return true;
}

void TileMemory::drop(Shard& shard, std::list<Entry>::iterator entry) {
  shard.by_key.erase(Key{entry->ids, entry->coord});
  shard.bytes -= entry->bytes;
  shard.entries.erase(entry);
}

TileMemory::Figures TileMemory::figures() const {
  Figures sum;
  sum.limit_bytes = shard_limit_ * shard_count;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    sum.hits += shard.hits;
    sum.misses += shard.misses;
    sum.entries += shard.entries.size();
    sum.bytes += shard.bytes;
  }
  return sum;
}

}  // namespace jintu::tile
