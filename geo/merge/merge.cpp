#include "geo/merge/merge.hpp"

#include <algorithm>
#include <map>

#include "geo/feature/layer.hpp"
#include "geo/merge/script.hpp"
#include "geo/topology/gate.hpp"
#include "geo/topology/rings.hpp"

namespace jintu::merge {

namespace {

using Areas = MultiPolygon<Position>;
using Kind = Conflict::Kind;

const Areas* areas_of(const Feature* feature) {
  return feature ? std::get_if<Areas>(&feature->geometry) : nullptr;
}

Value value_of(const Feature& feature, const std::string& name) {
  const Value* value = feature.properties.find(name);
  return value ? *value : Value();
}

bool same_properties(const Feature& a, const Feature& b) {
  const auto within = [](const Feature& some, const Feature& all) {
    return std::all_of(some.properties.begin(), some.properties.end(), [&](const auto& entry) {
      return value_of(all, entry.first) == entry.second;
    });
  };
  return within(a, b) && within(b, a);
}

bool same(const Feature& a, const Feature& b) {
  return a.geometry == b.geometry && same_properties(a, b);
}

class Merging {
 public:
  Merging(std::span<const Sides> records, const Options& options)
      : records_(records), options_(options) {}

  Result run() {
    for (const Sides& record : records_) {
      add(base_, record.key, record.base);
      add(mine_, record.key, record.mine);
      add(theirs_, record.key, record.theirs);
    }
    merge_areas();
    for (const Sides& record : records_) merge_record(record);
    if (conflicts_.empty()) check_together();
    Result result;
    for (const Sides& record : records_) {
      const auto conflict = conflicts_.find(record.key);
      if (conflict != conflicts_.end())
        result.conflicts.push_back(std::move(conflict->second));
      else
        result.records.push_back({record.key, std::move(merged_[record.key])});
    }
    return result;
  }

 private:
  static void add(State& state, const std::string& key, const Feature* feature) {
    if (const Areas* areas = areas_of(feature)) state[key] = opened(*areas);
  }

  void conflict(const Sides& record, Kind kind, std::vector<std::string> fields = {}) {
    Conflict found{record.key, kind, std::move(fields)};
    if (record.base) found.base = *record.base;
    if (record.mine) found.mine = *record.mine;
    if (record.theirs) found.theirs = *record.theirs;
    conflicts_.emplace(record.key, std::move(found));
  }

  /// Replays each side's script on the other's state.
  void merge_areas() {
    const Script mine = script_of(base_, mine_), theirs = script_of(base_, theirs_);
    std::set<std::string> on_mine, on_theirs;
    for (const auto& [key, area] : mine_)
      if (mine.whole.contains(key) || !theirs.whole.contains(key)) on_mine.insert(key);
    for (const auto& [key, area] : theirs_)
      if (theirs.whole.contains(key) || !mine.whole.contains(key)) on_theirs.insert(key);
    after_mine_ = mine_;
    after_theirs_ = theirs_;
    failed_ = replay(theirs, mine, on_mine, after_mine_);
    failed_.merge(replay(mine, theirs, on_theirs, after_theirs_));
    on_mine_ = std::move(on_mine);
    on_theirs_ = std::move(on_theirs);
  }

  void merge_record(const Sides& r) {
    if (!r.base) {
      const Feature* one = r.mine ? r.mine : r.theirs;
      if (!one) return;
      if (r.mine && r.theirs && !same(*r.mine, *r.theirs)) return conflict(r, Kind::created);
    } else if (!r.mine || !r.theirs) {
      const Feature* left = r.mine ? r.mine : r.theirs;
      const bool is_asked = left ? !same(*left, *r.base) : deleted_differently(r);
      if (is_asked) conflict(r, Kind::deleted);
      return;
    }
    const auto geometry = merged_geometry(r);
    if (!geometry) return conflict(r, Kind::geometry);
    Feature merged = r.theirs ? *r.theirs : *r.mine;
    merged.geometry = *geometry;
    if (r.base) {
      auto fields = merge_properties(r, merged.properties);
      if (!fields.empty()) return conflict(r, Kind::properties, std::move(fields));
    }
    merged_[r.key] = std::move(merged);
  }

  /// One side deleted it, the other united it with a neighbour.
  bool deleted_differently(const Sides& r) const {
    const auto was = base_.find(r.key);
    return was != base_.end() && went_over(was->second, mine_) != went_over(was->second, theirs_);
  }

  std::optional<Geometry<Position>> merged_geometry(const Sides& r) const {
    if (failed_.contains(r.key)) return std::nullopt;
    const bool is_area = (!r.base || areas_of(r.base)) && (!r.mine || areas_of(r.mine)) &&
                         (!r.theirs || areas_of(r.theirs));
    if (!is_area) {
      if (!r.base) return (r.mine ? r.mine : r.theirs)->geometry;
      if (r.mine->geometry == r.base->geometry) return r.theirs->geometry;
      if (r.theirs->geometry == r.base->geometry || r.theirs->geometry == r.mine->geometry)
        return r.mine->geometry;
      return std::nullopt;
    }
    const bool by_mine = on_mine_.contains(r.key), by_theirs = on_theirs_.contains(r.key);
    if (!by_mine && !by_theirs) return std::nullopt;  // both made it anew
    const OpenArea found = canonical(by_mine ? after_mine_.at(r.key) : after_theirs_.at(r.key));
    if (by_mine && by_theirs && !(found == canonical(after_theirs_.at(r.key)))) return std::nullopt;
    // As it was written, where nothing was added to it.
    if (r.theirs && found == canonical(theirs_.at(r.key))) return r.theirs->geometry;
    if (r.mine && found == canonical(mine_.at(r.key))) return r.mine->geometry;
    for (const auto& polygon : found) {
      if (polygon.outer.size() < 3) return std::nullopt;
      for (const auto& hole : polygon.holes)
        if (hole.size() < 3) return std::nullopt;
    }
    return closed(found);
  }

  /// The names that both changed, to different values.
  std::vector<std::string> merge_properties(const Sides& r, Properties& merged) const {
    std::vector<std::string> fields;
    std::set<std::string> names;
    for (const Feature* side : {r.base, r.mine, r.theirs})
      for (const auto& [name, value] : side->properties) names.insert(name);
    for (const std::string& name : names) {
      const Value base = value_of(*r.base, name), mine = value_of(*r.mine, name),
                  theirs = value_of(*r.theirs, name);
      if (mine == theirs || mine == base) continue;
      if (theirs == base)
        merged.set(name, mine);
      else if (options_.derived.contains(name))
        merged.set(name, Value());
      else
        fields.push_back(name);
    }
    return fields;
  }

  std::vector<topology::Fault> faults(const Layer& base, const Layer& after) const {
    std::vector<topology::Changed> changed;
    for (const Sides& r : records_) {
      const Feature *was = base.find(r.key), *now = after.find(r.key);
      if (was && now && was->geometry == now->geometry) continue;
      if (areas_of(was) || areas_of(now)) changed.push_back({was, now, {}});
    }
    auto found = topology::gate(&base, after, changed);
    std::erase_if(found, [](const topology::Fault& f) {
      return f.before || f.severity != topology::Severity::error;
    });
    for (topology::Fault& f : found) {
      const topology::Changed& of = changed[f.record];
      f.zh = (of.after ? of.after : of.before)->key;  // by key, to compare over states
    }
    return found;
  }

  /// What neither side's edit does alone, both together may.
  void check_together() {
    const auto layer = [&](auto feature_of) {
      std::vector<Feature> features;
      for (const Sides& r : records_) {
        const Feature* feature = feature_of(r);
        if (!feature || !areas_of(feature)) continue;
        features.push_back(*feature);
        features.back().key = r.key;
        features.back().id = {static_cast<std::int64_t>(features.size())};
      }
      return Layer({"merged", "merged", LayerRole::live, GeometryKind::polygon, {}},
                   std::move(features));
    };
    const Layer base = layer([](const Sides& r) { return r.base; });
    const Layer now = layer([&](const Sides& r) {
      const auto& merged = merged_[r.key];
      return merged ? &*merged : nullptr;
    });
    const auto found = faults(base, now);
    if (found.empty()) return;
    auto known = faults(base, layer([](const Sides& r) { return r.mine; }));
    const auto more = faults(base, layer([](const Sides& r) { return r.theirs; }));
    known.insert(known.end(), more.begin(), more.end());
    std::set<std::string> keys;
    for (const topology::Fault& fault : found) {
      const bool is_known = std::any_of(known.begin(), known.end(), [&](const auto& f) {
        return f.code == fault.code && f.zh == fault.zh && f.other == fault.other;
      });
      if (is_known) continue;  // the gate will tell it of that edit
      keys.insert(fault.zh);
      if (!fault.other.empty()) keys.insert(fault.other);
    }
    for (const Sides& r : records_)
      if (keys.contains(r.key)) conflict(r, Kind::together);
  }

  std::span<const Sides> records_;
  const Options& options_;
  State base_, mine_, theirs_, after_mine_, after_theirs_;
  std::set<std::string> on_mine_, on_theirs_, failed_;
  std::map<std::string, std::optional<Feature>> merged_;
  std::map<std::string, Conflict> conflicts_;
};

}  // namespace

std::string_view to_string(Conflict::Kind kind) {
  switch (kind) {
    case Kind::properties:
      return "properties";
    case Kind::geometry:
      return "geometry";
    case Kind::deleted:
      return "deleted";
    case Kind::created:
      return "created";
    case Kind::together:
      return "together";
  }
  return "";
}

Result merge(std::span<const Sides> records, const Options& options) {
  return Merging(records, options).run();
}

}  // namespace jintu::merge
