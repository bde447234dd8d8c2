// Features by key, in buckets that layers of different revisions share.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "geo/feature/feature_list.hpp"

namespace jintu {

/// Immutable. Points into the features of one list, which must stay as long as this is asked.
/// Features without a key are not in it; of equal keys the first counts.
class KeyIndex {
 public:
  KeyIndex() = default;
  explicit KeyIndex(const FeatureList& features);

  /// nullptr when there is none.
  const Feature* find(std::string_view key) const;

  /// The index of `after`, which is `before` (the list of this index) with `put` and without
  /// `erased`. Buckets that hold none of them are shared.
  KeyIndex edited(const FeatureList& before, const FeatureList& after,
                  std::span<const std::shared_ptr<const Feature>> put,
                  std::span<const FeatureId> erased) const;

 private:
  struct Slot {
    std::size_t hash;
    const Feature* feature;
  };
  using Bucket = std::vector<Slot>;

  std::vector<std::shared_ptr<const Bucket>> buckets_;  // a power of two, or none
};

}  // namespace jintu
