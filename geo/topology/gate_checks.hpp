// The work behind `gate`, for the sources of this folder only.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/topology/common_ground.hpp"
#include "geo/topology/gate.hpp"
#include "geo/topology/gate_words.hpp"
#include "geo/topology/rings.hpp"

namespace jintu::topology {

using Areas = MultiPolygon<Position>;

inline const Areas* areas_of(const Feature* feature) {
  return feature ? std::get_if<Areas>(&feature->geometry) : nullptr;
}

inline double size_of(const Areas& areas) { return area(areas).value(); }

inline Box<Wgs84> outline_box(const Areas& areas) {
  Box<Wgs84> box;
  for (const auto& polygon : areas)
    for (const Position p : polygon.outer.points) box.add(p);
  return box;
}

/// The areas of a layer by their boxes. Layers are made anew with each edit, so it is as well: one
/// look at each record.
class Places {
 public:
  explicit Places(const Layer* layer) {
    if (!layer) return;
    std::vector<IndexBox> boxes;
    for (const Feature& feature : layer->features()) {
      const Areas* areas = areas_of(&feature);
      const Box<Wgs84> box = areas ? outline_box(*areas) : Box<Wgs84>();
      if (box.empty() || !is_on_earth(box)) continue;
      features_.push_back(&feature);
      boxes.push_back(index_box_of(box));
    }
    index_ = PackedRTree(boxes);
  }

  /// In the order of the layer.
  std::vector<const Feature*> within(const Box<Wgs84>& box) const {
    std::vector<std::uint32_t> found;
    if (!box.empty()) index_.query(index_box_of(box), [&](std::uint32_t i) { found.push_back(i); });
    std::sort(found.begin(), found.end());
    std::vector<const Feature*> out;
    for (const std::uint32_t i : found) out.push_back(features_[i]);
    return out;
  }

 private:
  static bool is_on_earth(const Box<Wgs84>& box) {
    return box.min.lon >= -180 && box.max.lon <= 180 && box.min.lat >= -90 && box.max.lat <= 90;
  }

  std::vector<const Feature*> features_;
  PackedRTree index_;
};

class Gate {
 public:
  Gate(const Layer* before, const Layer& after, std::span<const Changed> changed,
       const GateLimits& limits, const Progress& progress)
      : before_(before),
        places_before_(before),
        places_after_(&after),
        changed_(changed),
        limits_(limits) {
    effort_.progress = progress;
    for (const Changed& record : changed)
      if (record.before && record.after && record.before->geometry == record.after->geometry)
        unmoved_.insert(record.after);
  }

  std::vector<Fault> run() {
    each_moved([&](const Changed& record) { form(record); });
    each_moved([&](const Changed& record) {
      if (!broken_.contains(record.after)) ground(record);
      seen_.insert(record.after);
    });
    if (broken_.empty()) gaps();  // what a broken one covers cannot be said
    each_moved([&](const Changed& record) { near_misses(record); });
    std::stable_sort(faults_.begin(), faults_.end(),
                     [](const Fault& l, const Fault& r) { return l.record < r.record; });
    return std::move(faults_);
  }

 private:
  /// Areas that were made or changed.
  template <class Work>
  void each_moved(Work work) {
    for (record_ = 0; record_ < changed_.size(); ++record_) {
      const Changed& record = changed_[record_];
      effort_.progress.check();
      if (areas_of(record.after) && !unmoved_.contains(record.after)) work(record);
    }
  }

  void form(const Changed& record) {
    rings(record);
    if (!is_too_intricate(*record.after)) tips(record);
  }
  void ground(const Changed& record) {
    if (is_too_intricate(*record.after)) return;
    guarded({record.after}, [&] { overlaps(*record.after); });
    guarded({record.after, record.before}, [&] { outside(record); });
    guarded({record.after, record.before}, [&] { change_of_area(record); });
  }

  const Shape& shape(const Feature& feature) {
    auto& known = shapes_[&feature];
    if (!known) known = std::make_unique<Shape>(*areas_of(&feature));
    return *known;
  }
  const std::vector<Finding>& faults_of(const Feature& feature) {
    const auto known = ring_faults_.find(&feature);
    if (known != ring_faults_.end()) return known->second;
    const Areas& areas = *areas_of(&feature);
    return ring_faults_[&feature] = has_broken_form(feature)
                                        ? ring_faults(areas)
                                        : ring_faults(areas, shape(feature).boundary);
  }
  /// An overlay may fail where a record has old faults; that it has them is told anyhow.
  template <class Work>
  void guarded(std::initializer_list<const Feature*> of, Work work) {
    for (const Feature* feature : of)
      if (areas_of(feature) && has_broken_form(*feature)) return;
    try {
      work();
    } catch (const Error& error) {
      if (error.code() == ErrorCode::cancelled) throw;
      if (error.code() == ErrorCode::too_large) {
        Fault fault;
        fault.code = "too_intricate";
        return add(std::move(fault));
      }
      const bool sound = std::all_of(of.begin(), of.end(), [&](const Feature* feature) {
        return !areas_of(feature) || faults_of(*feature).empty();
      });
      if (sound) throw;
    }
  }
  bool is_too_intricate(const Feature& feature) {
    const auto& faults = faults_of(feature);
    return !faults.empty() && faults.front().code == "too_intricate";
  }
  bool has_broken_form(const Feature& feature) {
    const auto [known, fresh] = broken_forms_.try_emplace(&feature, false);
    if (fresh) known->second = !has_form(*areas_of(&feature));
    return known->second;
  }
  /// What the record covered and covers no longer. Precondition: it has an area in both states.
  const Areas& given_up(const Changed& record) {
    const auto known = given_up_.find(record.before);
    if (known != given_up_.end()) return known->second;
    Areas areas = uncovered(shape(*record.before), shape(*record.after), limits_.rounding, effort_);
    return given_up_[record.before] = std::move(areas);
  }
  /// Of the state after. Neighbours of which nothing can be said are passed over.
  template <class Work>
  void each_neighbour(const Feature& of, const Box<Wgs84>& box, Work work) {
    for (const Feature* other : places_after_.within(box))
      if (other->key != of.key && !broken_.contains(other)) guarded({other}, [&] { work(*other); });
  }

  bool has_told_enough() const { return told_[record_] >= limits_.most_faults; }
  void add(Fault fault, double share = 0) {
    if (has_told_enough()) return;
    ++told_[record_];
    fault.record = record_;
    say(fault, share);
    if (!fault.other.empty()) told_pairs_.insert(pair_of(key_of(record_), fault.other));
    faults_.push_back(std::move(fault));
  }
  /// Of either about the other.
  bool has_told(const std::string& one, const std::string& other) const {
    return told_pairs_.contains(pair_of(one, other));
  }
  const std::string& key_of(std::size_t record) const {
    const Changed& of = changed_[record];
    return (of.after ? of.after : of.before)->key;
  }
  static std::pair<std::string, std::string> pair_of(std::string one, std::string other) {
    if (other < one) std::swap(one, other);
    return {std::move(one), std::move(other)};
  }

  void rings(const Changed& record);
  void tips(const Changed& record);
  void overlaps(const Feature& now);
  void outside(const Changed& record);
  void change_of_area(const Changed& record);
  void gaps();
  Areas left_by(const Changed& record);
  void gap(const Changed& record, const Polygon<Position>& piece);
  void near_misses(const Changed& record);
  Areas covered_twice(const Box<Wgs84>& box);
  bool was_border(const Feature& a, const Feature& b, const Box<Wgs84>& box);
  const Feature* before_of(const Feature& now) const {
    return before_ ? before_->find(now.key) : nullptr;
  }
  const Layer* before_;
  const Places places_before_, places_after_;
  std::span<const Changed> changed_;
  const GateLimits& limits_;
  std::set<const Feature*> unmoved_, seen_;
  std::set<const Feature*> broken_;  // by ring faults that are new: what they cover is not asked
  std::map<const Feature*, std::unique_ptr<Shape>> shapes_;
  std::map<const Feature*, std::vector<Finding>> ring_faults_;
  std::map<const Feature*, bool> broken_forms_;
  std::map<const Feature*, Areas> given_up_;  // by the state before
  std::size_t record_ = 0;
  Effort effort_;
  std::vector<Fault> faults_;
  std::vector<std::size_t> told_ = std::vector<std::size_t>(changed_.size());  // of each record
  std::set<std::pair<std::string, std::string>> told_pairs_;
};

}  // namespace jintu::topology
