#include "services/changes/merged.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "geo/base/error.hpp"
#include "geo/io/geojson.hpp"
#include "geo/merge/merge.hpp"
#include "services/catalog/collections.hpp"

namespace jintu::changes {

namespace {

/// What follows from a record's place, and is derived anew when that moves.
constexpr std::array<std::string_view, 7> derived{
    "lon", "lat", "label_lon", "label_lat", "district", "district_code", "district_codes"};

Json positions_json(const std::vector<Position>& positions) {
  Json list = Json::array();
  for (const Position& p : positions) list.push_back({p.lon, p.lat});
  return list;
}

Json polygon_json(const Polygon<Position>& polygon) {
  Json rings = Json::array();
  rings.push_back(positions_json(polygon.outer.points));
  for (const auto& hole : polygon.holes) rings.push_back(positions_json(hole.points));
  return rings;
}

Json geometry_json(const Geometry<Position>& geometry) {
  const auto made = [](const char* one, const char* many, std::vector<Json> parts) {
    if (parts.empty()) return Json(nullptr);
    if (parts.size() == 1) return Json{{"type", one}, {"coordinates", std::move(parts.front())}};
    return Json{{"type", many}, {"coordinates", std::move(parts)}};
  };
  std::vector<Json> parts;
  if (const auto* points = std::get_if<MultiPoint<Position>>(&geometry)) {
    for (const Position& p : *points) parts.push_back({p.lon, p.lat});
    return made("Point", "MultiPoint", std::move(parts));
  }
  if (const auto* lines = std::get_if<MultiLineString<Position>>(&geometry)) {
    for (const auto& line : *lines) parts.push_back(positions_json(line.points));
    return made("LineString", "MultiLineString", std::move(parts));
  }
  if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&geometry))
    for (const auto& polygon : *polygons) parts.push_back(polygon_json(polygon));
  return made("Polygon", "MultiPolygon", std::move(parts));
}

Json member(const Json& object, const std::string& name) {
  if (!object.is_object()) return nullptr;
  const auto it = object.find(name);
  return it == object.end() ? Json(nullptr) : *it;
}

/// RFC 7396.
Json patched(Json target, const Json& patch) {
  if (!patch.is_object()) return patch;
  if (!target.is_object()) target = Json::object();
  for (const auto& [name, value] : patch.items()) {
    if (value.is_null())
      target.erase(name);
    else
      target[name] = patched(member(target, name), value);
  }
  return target;
}

/// Nothing for what is no geometry: the gate will say so.
std::optional<Geometry<Position>> geometry_of(const Json& json) {
  if (json.is_null()) return Geometry<Position>{};
  try {
    return io::parse_geojson_geometry(json);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Whoever sends back what was read has not moved it, though its text has fewer digits.
bool unmoved(const Geometry<Position>& sent, const Feature& from) {
  if (sent == from.geometry) return true;
  const auto read = geometry_of(io::to_geojson(from)["geometry"]);
  return read && sent == *read;
}

struct Versions {
  const Feature& base;
  const Json& mine;  ///< a feature
  const Feature& theirs;
};

class OneRecord {
 public:
  /// `both`: the shape that holds both edits; nullptr: there is none, or none is needed.
  OneRecord(const Versions& sides, const Geometry<Position>* both) : sides_(sides), both_(both) {}

  /// The feature that holds both; what stands in `fields` could not be decided.
  Json run(std::vector<std::string>& fields) {
    Json out{{"type", "Feature"}};
    out["geometry"] = geometry(fields);
    out["properties"] = properties(fields);
    return out;
  }

 private:
  Json geometry(std::vector<std::string>& fields) {
    const Json sent = member(sides_.mine, "geometry");
    const auto mine = geometry_of(sent);
    if (mine && unmoved(*mine, sides_.base)) return geometry_json(sides_.theirs.geometry);
    if (sides_.base.geometry == sides_.theirs.geometry) return sent;
    if (mine && unmoved(*mine, sides_.theirs)) return geometry_json(sides_.theirs.geometry);
    if (mine && both_) return geometry_json(*both_);
    fields.emplace_back("geometry");
    return sent;
  }

  Json properties(std::vector<std::string>& fields) {
    const Json base = io::to_geojson(sides_.base)["properties"],
               theirs = io::to_geojson(sides_.theirs)["properties"],
               mine = member(sides_.mine, "properties");
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const Json* side : {&theirs, &mine, &base}) {
      if (!side->is_object()) continue;
      for (const auto& [name, value] : side->items())
        if (seen.insert(name).second) names.push_back(name);
    }
    Json out = Json::object();
    for (const std::string& name : names) {
      const Json b = member(base, name), m = member(mine, name), t = member(theirs, name);
      const bool follows = std::find(derived.begin(), derived.end(), name) != derived.end();
      Json value = m;
      if (m == b || m == t || follows)
        value = t;
      else if (t != b)
        fields.push_back(name);
      if (!value.is_null()) out[name] = std::move(value);
    }
    return out;
  }

  const Versions sides_;
  const Geometry<Position>* both_;
};

class Merging {
 public:
  Merging(const Draft& draft, const FeatureStore& store, const Snapshot& now)
      : draft_(draft), store_(store), now_(now), records_(draft.actions.size()) {}

  Merged run() {
    for (std::size_t i = 0; i < draft_.actions.size(); ++i) look_up(i, draft_.actions[i]);
    merge_shapes();
    for (std::size_t i = 0; i < draft_.actions.size(); ++i) one(i, draft_.actions[i]);
    out_.batch.author = draft_.head.author;
    return std::move(out_);
  }

 private:
  /// What an action is about.
  struct Record {
    std::optional<catalog::Collection> collection;
    std::optional<Feature> base;
    const Feature* theirs = nullptr;
    Json mine = nullptr;
    std::optional<Geometry<Position>> both;  ///< the shape that holds both edits
  };

  void look_up(std::size_t number, const Action& action) {
    Record& record = records_[number];
    record.collection = catalog::find_collection(now_, action.collection);
    if (!record.collection)
      throw Error(ErrorCode::not_found,
                  "actions[" + std::to_string(number) +
                      "]: 没有此图层 there is no collection: " + action.collection.substr(0, 63));
    record.theirs = record.collection->layer->find(action.id);
    if (action.kind == Kind::insert) return;
    const Revision at = action.base.value > 0 ? action.base : draft_.head.base;
    // Whatever is newest would pass for what the author read, and be overwritten.
    if (at > store_.revision())
      throw Error(ErrorCode::bad_input,
                  "actions[" + std::to_string(number) +
                      "].if_match: 库中没有此修订 the store has no such revision");
    record.base = base_of(store_, record.collection->layer->schema().name, action.id, at);
    if (!record.base)
      throw Error(ErrorCode::bad_input,
                  "actions[" + std::to_string(number) +
                      "]: 没有此要素 there was no such record: " + action.id.substr(0, 100));
    if (action.kind == Kind::replace) record.mine = action.feature;
    if (action.kind == Kind::update)
      record.mine = patched(io::to_geojson(*record.base), action.feature);
  }

  /// Areas of one layer that both sides may have moved, all together: a border that two of them
  /// share moves in both.
  void merge_shapes() {
    struct Held {
      std::size_t number;
      Feature base, mine, theirs;
    };
    std::map<std::string, std::vector<Held>> by_layer;
    std::set<std::string> wanted;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      const Record& record = records_[i];
      if (!record.base || !record.theirs || record.mine.is_null()) continue;
      const auto sent = geometry_of(member(record.mine, "geometry"));
      if (!sent || jintu::kind_of(*sent) != GeometryKind::polygon) continue;
      const std::string& layer = record.collection->layer->schema().name;
      Held held{i, {}, {}, {}};
      for (Feature* side : {&held.base, &held.mine, &held.theirs}) side->key = record.base->key;
      held.base.geometry = record.base->geometry;
      held.mine.geometry = unmoved(*sent, *record.base) ? record.base->geometry : *sent;
      held.theirs.geometry = record.theirs->geometry;
      if (held.mine.geometry != held.base.geometry && held.theirs.geometry != held.base.geometry)
        wanted.insert(layer);
      by_layer[layer].push_back(std::move(held));
    }
    for (const std::string& layer : wanted) {
      std::vector<Held>& all = by_layer.at(layer);
      std::vector<merge::Sides> sides;
      for (const Held& held : all)
        sides.push_back({held.base.key, &held.base, &held.mine, &held.theirs});
      merge::Result result = merge::merge(sides);
      for (merge::MergedRecord& done : result.records)
        for (const Held& held : all)
          if (held.base.key == done.key && done.feature)
            records_[held.number].both = std::move(done.feature->geometry);
    }
  }

  void one(std::size_t number, const Action& action) {
    Record& record = records_[number];
    edit::Change change;
    change.layer = record.collection->layer->schema().name;
    change.only = record.collection->only;
    const Feature* theirs = record.theirs;
    if (action.kind == Kind::insert) return insert(number, action, std::move(change), theirs);
    const Feature& base = *record.base;
    change.key = action.id;
    if (action.kind == Kind::remove) return remove(number, action, std::move(change), base, theirs);
    if (!theirs)
      return conflict(number, action, "deleted_there", {}, io::to_geojson(base), record.mine,
                      nullptr);
    change.action = edit::Action::replace;
    change.condition = edit::Precondition{{theirs->revision}, false};
    if (theirs->revision == base.revision) {
      change.action = action.kind == Kind::update ? edit::Action::update : edit::Action::replace;
      change.body = action.feature;
      return add(number, std::move(change));
    }
    std::vector<std::string> fields;
    change.body =
        OneRecord({base, record.mine, *theirs}, record.both ? &*record.both : nullptr).run(fields);
    if (!fields.empty())
      return conflict(number, action, "both_changed", std::move(fields), io::to_geojson(base),
                      record.mine, io::to_geojson(*theirs));
    out_.merged.push_back(action.collection + "/" + action.id);
    add(number, std::move(change));
  }

  void insert(std::size_t number, const Action& action, edit::Change change,
              const Feature* theirs) {
    change.action = edit::Action::create;
    change.body = action.feature;
    if (!action.id.empty() && change.body.is_object() && !change.body.contains("id"))
      change.body["id"] = action.id;
    if (!action.id.empty() && theirs)
      return conflict(number, action, "exists", {}, nullptr, action.feature,
                      io::to_geojson(*theirs));
    add(number, std::move(change));
  }

  void remove(std::size_t number, const Action& action, edit::Change change, const Feature& base,
              const Feature* theirs) {
    if (!theirs) return;  // both deleted it
    if (theirs->revision != base.revision)
      return conflict(number, action, "deleted_here", {}, io::to_geojson(base), nullptr,
                      io::to_geojson(*theirs));
    change.action = edit::Action::remove;
    change.condition = edit::Precondition{{theirs->revision}, false};
    add(number, std::move(change));
  }

  void add(std::size_t number, edit::Change change) {
    out_.batch.changes.push_back(std::move(change));
    out_.actions.push_back(number);
  }
  void conflict(std::size_t number, const Action& action, std::string kind,
                std::vector<std::string> fields, Json base, Json mine, Json theirs) {
    out_.conflicts.push_back({number, action.collection, action.id, std::move(kind),
                              std::move(fields), std::move(base), std::move(mine),
                              std::move(theirs)});
  }

  const Draft& draft_;
  const FeatureStore& store_;
  const Snapshot& now_;
  std::vector<Record> records_;
  Merged out_;
};

}  // namespace

Sides sides_of(const Draft& draft, const Action& action, const FeatureStore& store,
               const std::string& layer) {
  Sides sides;
  if (action.kind == Kind::insert) {
    sides.after = action.feature;
    return sides;
  }
  const Revision at = action.base.value > 0 ? action.base : draft.head.base;
  if (const auto base = base_of(store, layer, action.id, at)) sides.before = io::to_geojson(*base);
  if (action.kind == Kind::replace) sides.after = action.feature;
  if (action.kind == Kind::update) sides.after = patched(sides.before, action.feature);
  return sides;
}

std::optional<Feature> base_of(const FeatureStore& store, const std::string& layer,
                               const std::string& id, Revision base) {
  std::optional<Feature> found;
  for (auto& version : store.history(layer, id)) {
    if (version.revision > base) break;
    if (version.kind == FeatureChange::Kind::deleted)
      found.reset();
    else
      found = std::move(version.feature);
  }
  if (found && found->key.empty()) found->key = id;
  return found;
}

Action restoring(const FeatureStore& store, const std::string& layer, const std::string& collection,
                 const std::string& id, Revision version) {
  const auto versions = store.history(layer, id);
  const auto wanted =
      std::find_if(versions.begin(), versions.end(),
                   [&](const FeatureStore::Version& one) { return one.revision == version; });
  if (wanted == versions.end())
    throw Error(ErrorCode::not_found, "要素没有此版本 the record has no version of revision " +
                                          std::to_string(version.value) + ": " + collection + "/" +
                                          id.substr(0, 100));
  if (wanted->kind == FeatureChange::Kind::deleted)
    throw Error(ErrorCode::conflict,
                "此版本是删除，没有内容 this version is a deletion; there is nothing to restore");
  const bool is_gone = versions.back().kind == FeatureChange::Kind::deleted;
  Json feature = io::to_geojson(wanted->feature);
  feature["geometry"] = geometry_json(wanted->feature.geometry);
  feature["id"] = id;
  return {is_gone ? Kind::insert : Kind::replace, collection, id, versions.back().revision,
          std::move(feature)};
}

Merged merged(const Draft& draft, const FeatureStore& store, const Snapshot& now) {
  return Merging(draft, store, now).run();
}

}  // namespace jintu::changes
