// A packed Hilbert R-tree over boxes of whole numbers: built once, then only read (any thread).
// Layout after flatbush: 16 children a node, levels one after another, leaves first.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

#include "geo/geometry/hilbert.hpp"

namespace jintu {

struct IndexBox {
  std::uint32_t min_x = 0, min_y = 0, max_x = 0, max_y = 0;  ///< closed
  bool intersects(const IndexBox& o) const {
    return min_x <= o.max_x && max_x >= o.min_x && min_y <= o.max_y && max_y >= o.min_y;
  }
  void add(const IndexBox& o) {
    min_x = std::min(min_x, o.min_x);
    min_y = std::min(min_y, o.min_y);
    max_x = std::max(max_x, o.max_x);
    max_y = std::max(max_y, o.max_y);
  }
};

class PackedRTree {
 public:
  PackedRTree() = default;
  /// Item i is `boxes[i]`.
  explicit PackedRTree(const std::vector<IndexBox>& boxes) { build(boxes); }

  std::size_t bytes() const {
    std::size_t sum = items_.capacity() * sizeof items_[0];
    for (const auto& level : levels_) sum += level.capacity() * sizeof level[0];
    return sum;
  }

  /// Calls `visit(index)` for every item whose box meets `query`, in no particular order. A visit
  /// that returns false ends the search.
  template <class Visit>
  void query(const IndexBox& query, Visit visit) const {
    if (levels_.empty()) return;
    std::vector<std::pair<std::size_t, std::size_t>> open{{levels_.size() - 1, 0}};
    while (!open.empty()) {
      const auto [level, node] = open.back();
      open.pop_back();
      const std::size_t last = std::min(node + node_size, levels_[level].size());
      for (std::size_t i = node; i < last; ++i) {
        if (!levels_[level][i].intersects(query)) continue;
        if (level > 0)
          open.emplace_back(level - 1, i * node_size);
        else if constexpr (std::is_same_v<decltype(visit(items_[i])), bool>) {
          if (!visit(items_[i])) return;
        } else {
          visit(items_[i]);
        }
      }
    }
  }

 private:
  static constexpr std::size_t node_size = 16;

  void build(const std::vector<IndexBox>& boxes) {
    if (boxes.empty()) return;
    IndexBox all = boxes.front();
    for (const auto& b : boxes) all.add(b);
    const double sx = 65535.0 / std::max(1.0, double(all.max_x) - all.min_x);
    const double sy = 65535.0 / std::max(1.0, double(all.max_y) - all.min_y);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> order(boxes.size());
    for (std::uint32_t i = 0; i < boxes.size(); ++i) {
      const auto& b = boxes[i];
      const double cx = (double(b.min_x) + b.max_x) / 2 - all.min_x;
      const double cy = (double(b.min_y) + b.max_y) / 2 - all.min_y;
      order[i] = {
          hilbert_index(static_cast<std::uint32_t>(cx * sx), static_cast<std::uint32_t>(cy * sy)),
          i};
    }
    std::sort(order.begin(), order.end());
    items_.reserve(boxes.size());
    levels_.emplace_back().reserve(boxes.size());
    for (const auto& [key, i] : order) {
      items_.push_back(i);
      levels_[0].push_back(boxes[i]);
    }
    while (levels_.back().size() > node_size) {
      std::vector<IndexBox> parents;
      const auto& children = levels_.back();
      for (std::size_t i = 0; i < children.size(); i += node_size) {
        IndexBox box = children[i];
        for (std::size_t j = i; j < std::min(i + node_size, children.size()); ++j)
          box.add(children[j]);
        parents.push_back(box);
      }
      levels_.push_back(std::move(parents));
    }
  }

  std::vector<std::uint32_t> items_;
  std::vector<std::vector<IndexBox>> levels_;
};

}  // namespace jintu
