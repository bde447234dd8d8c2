// The places of ids in a list.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jintu::siting {

/// Sorted, not hashed: ids come from outside, and texts of equal hash are easily made.
class IdIndex {
 public:
  explicit IdIndex(const std::vector<std::string>& ids) {
    reserve(ids.size());
    for (std::size_t k = 0; k < ids.size(); ++k) add(ids[k], k);
    finish();
  }
  /// `name(k)` for each k from 0 to `count`.
  template <class Name>
  IdIndex(std::size_t count, const Name& name) {
    reserve(count);
    for (std::size_t k = 0; k < count; ++k) add(name(k), k);
    finish();
  }

  /// Of equal ids, the first.
  std::optional<std::size_t> find(std::string_view id) const {
    const auto at = std::lower_bound(
        sorted_.begin(), sorted_.end(), id,
        [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
    if (at == sorted_.end() || at->first != id) return std::nullopt;
    return at->second;
  }
  /// An id that stands in the list twice; nothing when all differ.
  std::optional<std::string> repeated() const {
    const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
    const auto at = std::adjacent_find(sorted_.begin(), sorted_.end(), same);
    return at == sorted_.end() ? std::nullopt : std::optional(at->first);
  }

 private:
  void reserve(std::size_t count) { sorted_.reserve(count); }
  void add(std::string id, std::size_t place) { sorted_.emplace_back(std::move(id), place); }
  void finish() { std::sort(sorted_.begin(), sorted_.end()); }

  std::vector<std::pair<std::string, std::size_t>> sorted_;
};

}  // namespace jintu::siting
