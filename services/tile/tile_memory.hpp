// Tiles that were made lately, in bounded memory. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/tile/tile.hpp"

namespace jintu::tile {

/// Least recently used goes first. An entry answers only for the states of sources that it was made
/// from, and for later ones that know the tile to be the same: after a new state is published
/// nothing old is found, while tiles that no change reached are. Empty tiles are remembered as
/// well. It holds tiles and no sources: what `figures` counts is what it keeps in memory.
class TileMemory {
 public:
  explicit TileMemory(std::size_t limit_bytes) : shard_limit_(limit_bytes / shard_count) {}

  using Made = std::optional<tiles::Tile>;  ///< nothing: an empty tile
  /// A second look for the same request is not counted as a miss again.
  enum class Look { first, second };
  /// Nothing when the tile has to be made.
  std::optional<Made> find(const Selection& selection, tiles::TileCoord coord,
                           Look look = Look::first);
  void put(const Selection& selection, tiles::TileCoord coord, const Made& made);

  struct Figures {
    std::uint64_t hits = 0, misses = 0, entries = 0, bytes = 0, limit_bytes = 0;
  };
  Figures figures() const;

 private:
  static constexpr std::size_t shard_count = 8;
  struct Key {
    std::string_view ids;  ///< of the entry itself, or of the selection asked for
    tiles::TileCoord coord;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct HashKey {
    std::size_t operator()(const Key& key) const;
  };
  struct Entry {
    std::string ids;
    std::vector<std::uint64_t> parts;  ///< states of the sources
    tiles::TileCoord coord;
    Made made;
    std::size_t bytes;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::list<Entry> entries;  ///< latest first
    std::unordered_map<Key, std::list<Entry>::iterator, HashKey> by_key;
    std::size_t bytes = 0;
    std::uint64_t hits = 0, misses = 0;
  };

  Shard& shard_of(const Key& key) { return shards_[(HashKey{}(key) >> 32) % shard_count]; }
  static bool answers(Entry& entry, const Selection& selection);
  static void drop(Shard& shard, std::list<Entry>::iterator entry);

  const std::size_t shard_limit_;
  std::array<Shard, shard_count> shards_;
};

}  // namespace jintu::tile
