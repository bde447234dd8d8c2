#include "services/edit/edit.hpp"

#include <algorithm>
#include <cstdio>
#include <random>

#include "geo/base/error.hpp"
#include "geo/io/geojson.hpp"
#include "services/edit/record.hpp"

namespace jintu::edit {
namespace {

std::string made_up_key(const Layer& layer) {
  std::random_device random;
  for (;;) {
    char text[24];
    std::snprintf(text, sizeof text, "n%08x%04x", static_cast<unsigned>(random()),
                  static_cast<unsigned>(random()) & 0xffffu);
    if (!layer.find(text)) return text;
  }
}

const Feature& existing(const Layer& layer, const std::string& key) {
  const Feature* feature = layer.find(key);
  if (!feature)
    throw Error(ErrorCode::not_found,
                "图层中没有此要素 the collection has no feature: " + key.substr(0, 100));
  return *feature;
}

}  // namespace

Editor::Editor(FeatureStore& store, std::filesystem::path schemas_dir, std::mutex& writer,
               std::function<void(const ChangeSet&)> publish)
    : store_(store),
      schemas_dir_(std::move(schemas_dir)),
      writer_(writer),
      publish_(std::move(publish)) {}

const io::RecordSchema* Editor::schema_of(const std::string& layer) {
  const auto known = schemas_.find(layer);
  if (known != schemas_.end()) return known->second ? &*known->second : nullptr;
  const auto path = schemas_dir_ / (layer + ".schema.json");
  std::optional<io::RecordSchema> schema;
  if (std::filesystem::exists(path))
    schema = io::RecordSchema::load(path.string(), io::RecordUse::imported);
  const auto it =
      schemas_.emplace(layer, std::move(schema)).first;  // not when it could not be read
  return it->second ? &*it->second : nullptr;
}

Outcome Editor::apply(const Change& change) {
  const std::lock_guard lock(writer_);
  const auto known = store_.snapshot()->layer(change.layer);
  if (!known)
    throw Error(ErrorCode::not_found,
                "没有此图层 there is no collection: " + change.layer.substr(0, 63));
  auto transaction = store_.begin(change.author, change.message);
  const auto base = store_.snapshot()->layer(change.layer);
  if (!base)
    throw Error(ErrorCode::not_found,
                "没有此图层 there is no collection: " + change.layer.substr(0, 63));

  std::string key = change.key;
  if (change.action != Action::create) {
    const Feature& current = existing(*base, key);
    if (change.expected && !change.expected(*base, current)) return Stale{base, key};
  }
  if (change.action == Action::remove) {
    transaction->erase(change.layer, key);
  } else {
    const io::RecordSchema* schema = schema_of(change.layer);
    const bool patch = change.action == Action::update;
    // A patch in latitude-first order can only bring whole geometries, so only it is turned.
    Json body =
        patch ? merge_patch(io::to_geojson(existing(*base, key)), change.body) : change.body;
    const bool own_geometry =
        !patch || (change.body.is_object() && change.body.contains("geometry"));
    if (patch && own_geometry) body["geometry"] = change.body["geometry"];
    auto record = read_record(body, own_geometry ? change.axes : AxisOrder::longitude_first,
                              base->schema(), schema);
    if (auto* refused = std::get_if<Refused>(&record)) return std::move(*refused);
    Feature& feature = std::get<Feature>(record);
    if (change.action == Action::create) {
      if (feature.key.empty()) feature.key = made_up_key(*base);
      key = feature.key;
      if (base->find(key))
        throw Error(ErrorCode::conflict,
                    "id 已被占用 there is a feature with this id already: " + key);
    } else if (!feature.key.empty() && feature.key != key) {
      throw Error(ErrorCode::bad_input,
                  "id 与地址不符 the feature's id differs from the address: " + feature.key);
    }
    feature.key = key;
    if (!own_geometry)
      feature.geometry = existing(*base, key).geometry;  // not rounded by its way through text
    if (auto findings = overlaps(feature, *base); !findings.empty())
      return Refused{std::move(findings)};
    if (schema) {
      LayerSchema target = base->schema();
      target.fields = schema->fields();
      std::erase_if(target.fields, [](const Field& f) { return f.name == "id"; });
      transaction->ensure_layer(target);
    }
    transaction->put(change.layer, feature);
  }
  const ChangeSet changes = transaction->commit();
  try {
    publish_(changes);
  } catch (...) {  // the edit is done, whatever becomes of its publication
  }
  return Committed{changes.revision, key, store_.snapshot()->layer(change.layer)};
}

}  // namespace jintu::edit
