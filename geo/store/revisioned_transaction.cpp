#include <algorithm>

#include "geo/base/clock.hpp"
#include "geo/store/revisioned.hpp"
#include "geo/store/snapshots.hpp"

namespace jintu {

namespace {

[[noreturn]] void too_many(std::string_view layer, std::size_t count) {
  const std::string name(layer), records = std::to_string(count);
  throw Error(ErrorCode::too_large,
              "图层 " + name + " 已有 " + records + " 条记录，达到上限 layer " + name + " has " +
                  records + " records already, and [store] live_records allows no more");
}

}  // namespace

RevisionedTransaction::RevisionedTransaction(Revisioned& store, std::string_view author,
                                             std::string_view message)
    : store_(store), writer_(store.writer_mutex_), time_(utc_now()) {
  store_.look();
  if (const std::string why = store_.trouble(); !why.empty())
    throw Error(ErrorCode::unavailable, why);
  rows_ = store_.rows_->begin();
  // Another process may have committed since the last refresh: build on what is there now. In the
  // transaction, so that nobody comes between.
  const auto head = store_.rows_->head();
  if (!head) throw Error(ErrorCode::unavailable, store_.rows_->trouble());
  base_ = store_.bring_up_to_date(*head, rows_->view());
  epoch_ = head->epoch;
  changes_.revision = {head->revision.value + 1};
  rows_->add_revision({changes_.revision, std::string(author), std::string(message), time_});
}

std::optional<LayerSchema> RevisionedTransaction::stored_schema(std::string_view layer) {
  if (const auto it = live_.find(layer); it != live_.end()) return it->second.schema;
  if (const auto known = base_->layer(layer)) return known->schema();
  for (LayerSchema& schema : rows_->view().schemas())
    if (schema.name == layer) return std::move(schema);
  return std::nullopt;
}

void RevisionedTransaction::ensure_layer(const LayerSchema& schema) {
  auto stored = stored_schema(schema.name);
  if (!stored) {
    check_schema(schema);
    rows_->create(schema);
    if (schema.role == LayerRole::live) {
      const auto none = std::make_shared<const Layer>(schema, std::vector<Feature>{});
      live_[schema.name] = {schema, none, {}, 0, true, true, {}, {}};
    }
    return;
  }
  const LayerSchema before = *stored;
  if (stored->role != schema.role) {
    throw Error(ErrorCode::conflict, "图层 layer " + schema.name +
                                         " is held for OpenStreetMap data; choose another name");
  }
  for (const Field& field : schema.fields) {
    const auto same_name = [&](const Field& f) { return f.name == field.name; };
    const auto it = std::find_if(stored->fields.begin(), stored->fields.end(), same_name);
    if (it == stored->fields.end()) {
      stored->fields.push_back(field);
    } else if (it->type != field.type &&
               !(it->type == FieldType::real && field.type == FieldType::integer)) {
      throw Error(ErrorCode::conflict, "图层 layer " + schema.name + ": field \"" + field.name +
                                           "\" has another type in the store");
    }
  }
  if (stored->geometry != schema.geometry && stored->geometry != GeometryKind::any &&
      schema.geometry != GeometryKind::none) {
    stored->geometry = GeometryKind::any;
  }
  if (*stored != before) {
    check_schema(*stored);
    rows_->alter(before, *stored);
  }
  if (stored->role == LayerRole::live) {
    LiveLayer& layer = live(schema.name);
    layer.changed = layer.changed || layer.schema != *stored;
    layer.schema = *stored;
  }
}

const Feature* RevisionedTransaction::LiveLayer::find(std::string_view key) const {
  if (const auto it = by_key.find(key); it != by_key.end())
    return it->second->kind == FeatureChange::Kind::deleted ? nullptr : &it->second->feature;
  return base->find(key);
}

void RevisionedTransaction::LiveLayer::note(FeatureChange::Kind kind, Feature&& feature) {
  changed = true;
  const auto known = by_key.find(feature.key);
  if (known == by_key.end()) {
    Edit& edit = edits.emplace_back(Edit{kind, std::move(feature)});
    by_key.emplace(edit.feature.key, &edit);
    return;
  }
  Edit& edit = *known->second;
  edit.kind = kind;
  edit.feature.id = feature.id;
  edit.feature.geometry = std::move(feature.geometry);
  edit.feature.properties = std::move(feature.properties);
  edit.feature.revision = feature.revision;
}

RevisionedTransaction::LiveLayer& RevisionedTransaction::live(std::string_view name) {
  if (const auto it = live_.find(name); it != live_.end()) return it->second;
  const auto stored = base_->layer(name);
  if (!stored)
    throw Error(ErrorCode::not_found, "没有图层 no live layer \"" + std::string(name) + "\"");
  const FeatureId last = rows_->view().last_id(stored->schema());
  LiveLayer layer{stored->schema(), stored, last, stored->features().size(), false, false, {}, {}};
  return live_.emplace(std::string(name), std::move(layer)).first->second;
}

FeatureId RevisionedTransaction::put(std::string_view name, const Feature& given) {
  LiveLayer& layer = live(name);
  if (given.key.empty())
    throw Error(ErrorCode::bad_input, "图层 layer " + std::string(name) + ": a feature has no id");
  // As it will be read back: the schema's fields in their order and type, nothing that is not
  // known.
  Feature feature{{}, given.key, given.geometry, {}, changes_.revision};
  for (const Field& field : layer.schema.fields) {
    const Value* value = given.properties.find(field.name);
    if (!value || std::holds_alternative<std::monostate>(*value)) continue;
    const auto* integer = std::get_if<std::int64_t>(value);
    const bool widen = field.type == FieldType::real && integer;
    feature.properties.set(field.name, widen ? Value(static_cast<double>(*integer)) : *value);
  }
  const auto* points = std::get_if<MultiPoint<Position>>(&feature.geometry);
  if (layer.schema.geometry == GeometryKind::point && points && points->size() > 1) {
    throw Error(ErrorCode::bad_input, "图层 layer " + std::string(name) + ": " + given.key +
                                          " has several points, expected one");
  }
  const Feature* stored = layer.find(feature.key);
  if (stored && stored->geometry == feature.geometry && stored->properties == feature.properties)
    return stored->id;
  if (!stored && layer.count >= store_.options_.live_records) too_many(name, layer.count);
  const auto kind = stored ? FeatureChange::Kind::updated : FeatureChange::Kind::created;
  feature.id = stored ? stored->id : FeatureId{++layer.last_id.value};
  const auto before = stored ? box_of(stored->geometry) : Box<Wgs84>{};
  changes_.features.push_back(
      {kind, std::string(name), feature.id, feature.key, before, box_of(feature.geometry)});
  const FeatureId id = feature.id;
  if (!stored) ++layer.count;
  layer.note(kind, std::move(feature));
  return id;
}

bool RevisionedTransaction::erase(std::string_view name, std::string_view key) {
  LiveLayer& layer = live(name);
  const Feature* stored = layer.find(key);
  if (!stored) return false;
  // The last version, noted under this revision.
  Feature last{stored->id, stored->key, stored->geometry, stored->properties, changes_.revision};
  const auto kind = FeatureChange::Kind::deleted;
  changes_.features.push_back(
      {kind, std::string(name), last.id, last.key, box_of(last.geometry), {}});
  layer.note(kind, std::move(last));
  --layer.count;
  return true;
}

bool RevisionedTransaction::was_used(std::string_view name, std::string_view key) {
  const LiveLayer& layer = live(name);
  return layer.by_key.contains(key) || layer.base->find(key) ||
         rows_->view().has_versions(name, key);
}

void RevisionedTransaction::replace_bulk_layer(const LayerSchema& schema) {
  const auto stored = stored_schema(schema.name);
  if (stored && stored->role != LayerRole::bulk) {
    throw Error(ErrorCode::conflict, "图层 layer " + schema.name +
                                         " is edited by people; it is not replaced as a whole");
  }
  bulk_.erase(schema.name);
  if (stored) rows_->drop(*stored);
  LayerSchema bulk = schema;
  bulk.role = LayerRole::bulk;
  check_schema(bulk);
  rows_->create(bulk);
  set_meta(replaced_key(bulk.name), std::to_string(changes_.revision.value));
  changes_.replaced_layers.push_back(bulk.name);
  bulk_.emplace(bulk.name, BulkLayer{bulk, {}});
}

void RevisionedTransaction::append(std::string_view name, const Feature& feature) {
  const auto it = bulk_.find(name);
  if (it == bulk_.end())
    throw Error(ErrorCode::internal, "append before replace_bulk_layer: " + std::string(name));
  rows_->append(it->second.schema, feature, changes_.revision);
  it->second.bounds.add(box_of(feature.geometry));
}

void RevisionedTransaction::set_meta(std::string_view key, std::string_view value) {
  rows_->set_meta(key, value);
}

void RevisionedTransaction::write_rows(const LiveLayer& layer,
                                       const std::vector<const Edit*>& by_id) {
  FeatureId last_written;
  for (const Edit* edit : by_id) {  // first what goes: its key may come again
    const Feature* before = layer.base->find(edit->feature.key);
    if (before && (edit->kind == FeatureChange::Kind::deleted || edit->feature.id != before->id))
      rows_->remove(layer.schema, before->id);
  }
  for (const Edit* edit : by_id) {
    if (edit->kind == FeatureChange::Kind::deleted) continue;
    const Feature* before = layer.base->find(edit->feature.key);
    if (before && edit->feature.id == before->id) {
      rows_->update(layer.schema, edit->feature);
    } else {
      rows_->insert(layer.schema, edit->feature);
      last_written = edit->feature.id;
    }
  }
  // Given to a record that went again.
  if (!by_id.empty() && by_id.back()->kind == FeatureChange::Kind::deleted &&
      last_written < layer.last_id)
    rows_->set_last_id(layer.schema, layer.last_id);
  if (layer.created) rows_->finish(layer.schema);
}

std::vector<const RevisionedTransaction::Edit*> RevisionedTransaction::in_order_of_keys(
    const std::vector<const Edit*>& edits) {
  // Most keys differ in their first bytes, which are compared without a look at the edit.
  std::vector<std::pair<std::uint64_t, const Edit*>> begun;
  begun.reserve(edits.size());
  for (const Edit* edit : edits) {
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      const std::string& key = edit->feature.key;
      first = first << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0u);
    }
    begun.emplace_back(first, edit);
  }
  std::sort(begun.begin(), begun.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second->feature.key < b.second->feature.key;
  });
  std::vector<const Edit*> sorted;
  sorted.reserve(begun.size());
  for (const auto& [first, edit] : begun) sorted.push_back(edit);
  return sorted;
}

std::shared_ptr<const Layer> RevisionedTransaction::write(LiveLayer& layer) {
  std::vector<const Edit*> edits;
  edits.reserve(layer.edits.size());
  for (const Edit& edit : layer.edits) edits.push_back(&edit);
  const auto by_id = [](const Edit* a, const Edit* b) { return a->feature.id < b->feature.id; };
  if (!std::is_sorted(edits.begin(), edits.end(), by_id))
    std::sort(edits.begin(), edits.end(), by_id);
  write_rows(layer, edits);
  for (const Edit* edit : in_order_of_keys(edits))
    rows_->add_version(layer.schema.name, edit->feature, edit->kind);

  std::vector<Feature> put;
  std::vector<FeatureId> erased;
  put.reserve(layer.edits.size());
  layer.by_key.clear();  // it looks into what is moved away
  for (Edit& edit : layer.edits) {
    const bool there = edit.kind != FeatureChange::Kind::deleted;
    const Feature* before = layer.base->find(edit.feature.key);
    if (before && (!there || edit.feature.id != before->id)) erased.push_back(before->id);
    if (there) put.push_back(std::move(edit.feature));
  }
  return std::make_shared<const Layer>(
      layer.base->edited(layer.schema, std::move(put), std::move(erased)));
}

void RevisionedTransaction::finish_live_layers(LayerMap& layers) {
  for (auto& [name, layer] : live_) {
    if (!layer.changed) continue;
    auto next = write(layer);
    rows_->set_extent(layer.schema, next->bounds(), time_);
    layers.insert_or_assign(name, std::move(next));
  }
}

void RevisionedTransaction::finish_bulk_layers() {
  for (auto& [name, layer] : bulk_) {
    rows_->set_extent(layer.schema, layer.bounds, time_);
    rows_->finish(layer.schema);
  }
  bulk_.clear();
}

ChangeSet RevisionedTransaction::commit() {
  LayerMap layers = base_->layers();
  finish_live_layers(layers);
  finish_bulk_layers();
  const auto next = std::make_shared<const Snapshot>(changes_.revision, std::move(layers));
  rows_->commit(changes_.revision);
  rows_.reset();
  store_.publish(next, epoch_);
  return std::move(changes_);
}

}  // namespace jintu
