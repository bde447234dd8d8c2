#include "tiles/source/lineage.hpp"

#include <algorithm>

#include "tiles/grid/world.hpp"

namespace jintu::tiles {

IndexBox world_box(const Box<Wgs84>& box) {
  if (box.empty()) return {1, 1, 0, 0};
  const WorldPoint a = to_world({box.min.lon, box.max.lat}),
                   c = to_world({box.max.lon, box.min.lat});
  return {a.x, a.y, c.x, c.y};
}

IndexBox reach(TileCoord coord) {
  const std::int64_t side = std::int64_t{1} << (32 - coord.z());
  const std::int64_t margin = side * 80 / tile_extent + 2;
  const auto clamped = [](std::int64_t v) {
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(v, 0, 0xffffffff));
  };
  const std::int64_t x = side * coord.x(), y = side * coord.y();
  return {clamped(x - margin), clamped(y - margin), clamped(x + side + margin),
          clamped(y + side + margin)};
}

Lineage::Lineage(std::uint64_t state) : state_(state) {}

Lineage::Lineage(std::uint64_t state, const Lineage& before, const std::vector<Box<Wgs84>>& changed)
    : state_(state), changes_(before.changes_) {
  if (changed.empty()) changes_.push_back({before.state_, world_box({})});
  for (const auto& box : changed) changes_.push_back({before.state_, world_box(box)});
  if (changes_.size() <= most_changes) return;
  // A state is known with all that changed after it, or not at all.
  auto first = changes_.end() - most_changes;
  while (first != changes_.end() && std::prev(first)->after == first->after) ++first;
  changes_.erase(changes_.begin(), first);
}

bool Lineage::same_tile(std::uint64_t before, TileCoord coord) const {
  if (before == state_) return true;
  // States are numbered as they come, so `after` never falls.
  const auto since =
      std::lower_bound(changes_.begin(), changes_.end(), before,
                       [](const Change& c, std::uint64_t state) { return c.after < state; });
  if (since == changes_.end() || since->after != before) return false;
  const IndexBox tile = reach(coord);
  return std::none_of(since, changes_.end(), [&](const Change& c) {
    return c.box.min_x <= c.box.max_x && c.box.intersects(tile);
  });
}

}  // namespace jintu::tiles
