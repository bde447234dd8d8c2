#include "geo/feature/key_index.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <unordered_map>

namespace jintu {

namespace {

/// Features of a bucket, when the index is made.
constexpr std::size_t per_bucket = 64;

std::size_t hash_of(std::string_view key) { return std::hash<std::string_view>{}(key); }

}  // namespace

KeyIndex::KeyIndex(const FeatureList& features) {
  if (features.empty()) return;
  std::vector<Bucket> buckets(std::bit_ceil(features.size() / per_bucket + 1));
  for (const Feature& feature : features) {
    if (feature.key.empty()) continue;
    const std::size_t hash = hash_of(feature.key);
    Bucket& bucket = buckets[hash & (buckets.size() - 1)];
    const bool taken = std::any_of(bucket.begin(), bucket.end(), [&](const Slot& slot) {
      return slot.hash == hash && slot.feature->key == feature.key;
    });
    if (!taken) bucket.push_back({hash, &feature});
  }
  buckets_.reserve(buckets.size());
  for (Bucket& bucket : buckets)
    buckets_.push_back(std::make_shared<const Bucket>(bucket.begin(), bucket.end()));
}

const Feature* KeyIndex::find(std::string_view key) const {
  if (buckets_.empty() || key.empty()) return nullptr;
  const std::size_t hash = hash_of(key);
  for (const Slot& slot : *buckets_[hash & (buckets_.size() - 1)])
    if (slot.hash == hash && slot.feature->key == key) return slot.feature;
  return nullptr;
}

KeyIndex KeyIndex::edited(const FeatureList& before, const FeatureList& after,
                          std::span<const std::shared_ptr<const Feature>> put,
                          std::span<const FeatureId> erased) const {
  const bool outgrown = after.size() > 2 * per_bucket * buckets_.size();
  if (outgrown || (put.size() + erased.size()) * 4 > before.size()) return KeyIndex(after);
  KeyIndex next = *this;
  std::unordered_map<std::size_t, std::shared_ptr<Bucket>> own;
  const auto bucket_of = [&](std::size_t hash) -> Bucket& {
    const std::size_t at = hash & (buckets_.size() - 1);
    auto& bucket = own[at];
    if (!bucket) next.buckets_[at] = bucket = std::make_shared<Bucket>(*buckets_[at]);
    return *bucket;
  };
  const auto forget = [&](FeatureId id) {
    const Feature* old = before.find(id);
    if (!old || old->key.empty()) return;
    std::erase_if(bucket_of(hash_of(old->key)), [&](const Slot& s) { return s.feature == old; });
  };
  for (const FeatureId id : erased) forget(id);
  for (const auto& feature : put) forget(feature->id);
  for (const auto& feature : put) {
    if (feature->key.empty()) continue;
    const Feature* stored = after.find(feature->id);
    const std::size_t hash = hash_of(feature->key);
    Bucket& bucket = bucket_of(hash);
    // Put twice: the later one stands in the list.
    std::erase_if(bucket, [&](const Slot& s) { return s.feature == stored; });
    bucket.push_back({hash, stored});
  }
  return next;
}

}  // namespace jintu
