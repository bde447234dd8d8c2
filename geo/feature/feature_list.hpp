// The features of a layer in runs that layers of different revisions share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "geo/feature/feature.hpp"
#include "geo/geometry/box.hpp"

namespace jintu {

/// A property that located features have, and which types its values are of.
struct FieldUse {
  static constexpr std::uint8_t text = 1, number = 2, boolean = 4;
  std::string name;
  std::uint8_t types = 0;  ///< of the above
  friend bool operator==(const FieldUse&, const FieldUse&) = default;
};

/// Immutable, in the order of ids. Copying one copies no feature: some pointers for each run.
class FeatureList {
 public:
  /// Features of a run, at most; a change copies pointers to that many.
  static constexpr std::size_t longest_run = 512;

  class const_iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Feature;
    using difference_type = std::ptrdiff_t;
    using pointer = const Feature*;
    using reference = const Feature&;

    const_iterator() = default;
    reference operator*() const { return *list_->runs_[run_]->features[at_]; }
    pointer operator->() const { return &**this; }
    const_iterator& operator++() {
      if (++at_ == list_->runs_[run_]->features.size()) {
        ++run_;
        at_ = 0;
      }
      return *this;
    }
    const_iterator operator++(int) {
      const_iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const const_iterator& a, const const_iterator& b) {
      return a.run_ == b.run_ && a.at_ == b.at_;
    }

   private:
    friend class FeatureList;
    const_iterator(const FeatureList* list, std::size_t run) : list_(list), run_(run) {}
    const FeatureList* list_ = nullptr;
    std::size_t run_ = 0, at_ = 0;
  };

  FeatureList() = default;
  explicit FeatureList(std::vector<Feature> features);

  const_iterator begin() const { return {this, 0}; }
  const_iterator end() const { return {this, runs_.size()}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const Feature& front() const { return *begin(); }
  /// nullptr when there is none of this id.
  const Feature* find(FeatureId id) const;
  /// Of all located features.
  Box<Wgs84> bounds() const;

  /// Properties of located features, in the order in which they first come.
  std::vector<FieldUse> fields_in_use() const;

  /// This list with `put` (replacing features of the same id) and without those of `erased`.
  /// Runs that hold none of them are shared.
  FeatureList edited(std::vector<std::shared_ptr<const Feature>> put,
                     std::vector<FeatureId> erased) const;

 private:
  struct Run {
    std::vector<std::shared_ptr<const Feature>> features;  // never empty
    Box<Wgs84> bounds;
    std::vector<FieldUse> fields;
  };
  void append(std::vector<std::shared_ptr<const Feature>> features);

  std::vector<std::shared_ptr<const Run>> runs_;
  std::size_t size_ = 0;
};

}  // namespace jintu
