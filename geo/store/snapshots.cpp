#include "geo/store/snapshots.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace jintu {

namespace {

using Layers = std::map<std::string, std::shared_ptr<const Layer>, std::less<>>;
/// By key; nothing: deleted.
using Edits = std::map<std::string, std::optional<Feature>, std::less<>>;

std::shared_ptr<const Layer> load_layer(RowView& rows, const LayerSchema& schema) {
  std::vector<Feature> features;
  rows.scan(schema, {}, [&](Feature&& feature) {
    features.push_back(std::move(feature));
    return true;
  });
  return std::make_shared<const Layer>(schema, std::move(features));
}

std::shared_ptr<const Layer> edited(const LayerSchema& schema, const Layer& base, Edits edits) {
  std::vector<Feature> put;
  std::vector<FeatureId> erased;
  for (auto& [key, feature] : edits) {
    const Feature* before = base.find(key);
    if (before && (!feature || feature->id != before->id)) erased.push_back(before->id);
    if (feature) put.push_back(std::move(*feature));
  }
  return std::make_shared<const Layer>(base.edited(schema, std::move(put), std::move(erased)));
}

/// What the history tells of each layer since `base`. Layers of which it tells much are better read
/// whole: they have no edits.
std::map<std::string, std::optional<Edits>, std::less<>> edits_since(RowView& rows,
                                                                     const Snapshot& base,
                                                                     Revision until) {
  std::map<std::string, std::optional<Edits>, std::less<>> out;
  rows.versions(base.revision(), until, [&](RecordVersion&& version) {
    const auto it = out.try_emplace(version.layer, Edits{}).first;
    if (!it->second) return true;
    Edits& edits = *it->second;
    std::string key = version.feature.key;
    edits[std::move(key)] = version.kind == FeatureChange::Kind::deleted
                                ? std::nullopt
                                : std::optional(std::move(version.feature));
    const auto before = base.layer(version.layer);
    if (edits.size() > (before ? before->features().size() / 4 : 0)) it->second.reset();
    return true;
  });
  return out;
}

bool is_layer_name(std::string_view name) {
  const auto fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  constexpr std::string_view reserved[] = {"gpkg_", "rtree_", "sqlite_", "jintu_", "pg_"};
  return !name.empty() && name.size() <= 63 && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), fine) &&
         std::none_of(std::begin(reserved), std::end(reserved),
                      [&](std::string_view prefix) { return name.starts_with(prefix); });
}

}  // namespace

std::shared_ptr<const Snapshot> load_snapshot(RowView& rows) {
  Layers layers;
  for (const LayerSchema& schema : rows.schemas())
    if (schema.role == LayerRole::live) layers.emplace(schema.name, load_layer(rows, schema));
  return std::make_shared<const Snapshot>(rows.latest(), std::move(layers));
}

std::shared_ptr<const Snapshot> advance(RowView& rows, const Snapshot& base) {
  const Revision revision = rows.latest();
  if (revision < base.revision()) return load_snapshot(rows);
  auto edits = edits_since(rows, base, revision);
  Layers layers;
  for (const LayerSchema& schema : rows.schemas()) {
    if (schema.role != LayerRole::live) continue;
    const auto before = base.layer(schema.name);
    const auto found = edits.find(schema.name);
    const bool untouched = found == edits.end();
    if (before && untouched && before->schema() == schema)
      layers.emplace(schema.name, before);
    else if (before && (untouched || found->second))
      layers.emplace(schema.name,
                     edited(schema, *before, untouched ? Edits{} : std::move(*found->second)));
    else
      layers.emplace(schema.name, load_layer(rows, schema));
  }
  return std::make_shared<const Snapshot>(revision, std::move(layers));
}

Revision replaced_at(RowView& rows, std::string_view layer) {
  const std::string text = rows.meta(replaced_key(layer));
  Revision revision;
  std::from_chars(text.data(), text.data() + text.size(), revision.value);
  return revision;
}

std::optional<std::vector<ChangeSet>> changes_between(RowView& rows, const Snapshot& before,
                                                      const Snapshot& after, std::size_t most) {
  const std::int64_t first = before.revision().value, last = after.revision().value;
  if (last < first || static_cast<std::size_t>(last - first) > most) return std::nullopt;
  std::vector<ChangeSet> sets(static_cast<std::size_t>(last - first));
  for (std::size_t i = 0; i < sets.size(); ++i)
    sets[i].revision = {first + 1 + static_cast<std::int64_t>(i)};

  std::map<std::pair<std::string, std::string>, Box<Wgs84>> places;  // of records met so far
  std::size_t count = 0;
  rows.versions(before.revision(), after.revision(), [&](RecordVersion&& version) {
    if (++count > most) return false;
    const Feature& feature = version.feature;
    const auto [known, is_new] = places.try_emplace({version.layer, feature.key});
    if (is_new) {
      const auto layer = before.layer(version.layer);
      if (const Feature* earlier = layer ? layer->find(feature.key) : nullptr)
        known->second = box_of(earlier->geometry);
    }
    const bool is_there = version.kind != FeatureChange::Kind::deleted;
    const auto place = is_there ? box_of(feature.geometry) : Box<Wgs84>{};
    sets[static_cast<std::size_t>(feature.revision.value - first - 1)].features.push_back(
        {version.kind, version.layer, feature.id, feature.key, known->second, place});
    known->second = place;
    return true;
  });
  if (count > most) return std::nullopt;
  for (const LayerSchema& schema : rows.schemas()) {
    if (schema.role != LayerRole::bulk) continue;
    const std::int64_t replaced = replaced_at(rows, schema.name).value;
    if (replaced > first && replaced <= last)
      sets[static_cast<std::size_t>(replaced - first - 1)].replaced_layers.push_back(schema.name);
  }
  return sets;
}

std::shared_ptr<const Snapshot> snapshot_at(RowView& rows, Revision revision, const Snapshot& now) {
  const Revision latest = rows.latest();
  if (revision > latest || revision.value < 0)
    throw Error(ErrorCode::not_found,
                "还没有这一版 there is no such revision: " + std::to_string(revision.value));
  std::set<std::string, std::less<>> changed;
  rows.versions(std::min(revision, now.revision()), latest, [&](RecordVersion&& version) {
    changed.insert(std::move(version.layer));
    return true;
  });
  Layers layers;
  for (const LayerSchema& schema : rows.schemas()) {
    if (schema.role != LayerRole::live) continue;
    const auto known = now.layer(schema.name);
    if (known && !changed.contains(schema.name)) {
      layers.emplace(schema.name, known);
      continue;
    }
    std::vector<Feature> features;
    rows.state_at(schema, revision, [&](Feature&& feature) {
      features.push_back(std::move(feature));
      return true;
    });
    layers.emplace(schema.name, std::make_shared<const Layer>(schema, std::move(features)));
  }
  return std::make_shared<const Snapshot>(revision, std::move(layers));
}

void check_schema(const LayerSchema& schema) {
  if (!is_layer_name(schema.name)) {
    throw Error(ErrorCode::bad_input,
                "图层名 layer name \"" + schema.name.substr(0, 80) +
                    "\": expected lower-case letters, digits and _, beginning with a letter, "
                    "at most 63, not gpkg_, rtree_, sqlite_, pg_ or jintu_");
  }
  std::set<std::string> seen{"fid", "geom", "id", "_revision"};
  for (const Field& field : schema.fields) {
    std::string name = field.name;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (name.empty() || name.find('\0') != std::string::npos || !seen.insert(name).second) {
      throw Error(ErrorCode::bad_input,
                  "图层 layer " + schema.name + ": field name \"" + field.name.substr(0, 80) +
                      "\" is empty, reserved (fid, geom, id, _revision) or given twice");
    }
  }
}

}  // namespace jintu
