#include "services/edit/edit.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "geo/digest/sha256.hpp"
#include "geo/io/geojson.hpp"
#include "services/edit/derived.hpp"
#include "services/edit/gate.hpp"
#include "services/edit/new_keys.hpp"
#include "services/edit/record.hpp"

namespace jintu::edit {
namespace {

Finding id_needed(const std::string& pattern) {
  return {
      "bad_id",
      "id: 请给出符合此式的标识 the ids of this collection follow a pattern; give one: " + pattern,
      {}};
}

bool is_known(const Value& value) { return !std::holds_alternative<std::monostate>(value); }

/// The same values under the same names, in any order; what is not known is not there.
bool same_properties(const Properties& a, const Properties& b) {
  const auto within = [](const Properties& some, const Properties& all) {
    return std::all_of(some.begin(), some.end(), [&](const Properties::Entry& entry) {
      const Value* value = all.find(entry.first);
      return !is_known(entry.second) || (value && *value == entry.second);
    });
  };
  return within(a, b) && within(b, a);
}

/// Whoever sends back the geometry that was read has not moved it, though text has fewer decimals.
bool is_as_read(const Geometry<Position>& sent, const Feature& stored) {
  if (sent == stored.geometry) return true;
  const Json read = io::to_geojson(stored)["geometry"];
  return !read.is_null() && sent == io::parse_geojson_geometry(read);
}

/// With the number of the change, counted from 0, where there are several.
[[noreturn]] void rethrow_of(const Error& error, std::size_t change, std::size_t of) {
  const bool of_the_request = error.code() == ErrorCode::bad_input ||
                              error.code() == ErrorCode::not_found ||
                              error.code() == ErrorCode::conflict;
  if (of < 2 || !of_the_request) throw error;
  throw Error(error.code(), "records[" + std::to_string(change) + "]: " + error.public_detail());
}

bool unsets_id(const Json& patch) {
  static const Json::json_pointer property("/properties/id");
  return patch.is_object() && ((patch.contains("id") && patch["id"].is_null()) ||
                               (patch.contains(property) && patch[property].is_null()));
}

const Feature& existing(const Layer& layer, const std::string& key,
                        std::optional<GeometryKind> only = std::nullopt) {
  const Feature* feature = layer.find(key);
  if (!feature || (only && kind_of(feature->geometry) != *only))
    throw Error(ErrorCode::not_found,
                "图层中没有此要素 the collection has no feature: " + key.substr(0, 100));
  return *feature;
}

/// Where the store keeps the name of a batch.
std::string place_of(const Once& once) { return "edit.once." + sha256(once.name).substr(0, 3); }

/// Where it is noted that a batch of this name shall never be written. Names are long and few, so
/// they are kept for good.
std::string bar_of(const std::string& name) { return "edit.barred." + sha256(name).substr(0, 32); }

std::string text_of(const Once& once, const Committed& done) {
  return Json{{"name", once.name},
              {"content", sha256(once.content)},
              {"revision", done.revision.value},
              {"keys", done.keys}}
      .dump();
}

/// What the batch of this name did; nothing when there was none.
std::optional<Committed> written_before(const Once& once, const FeatureStore& store) {
  const std::string text = store.meta(place_of(once));
  if (text.empty()) return std::nullopt;
  const Json kept = parse_json(text, "edit.once");
  if (kept.at("name") != once.name) return std::nullopt;
  if (!once.content.empty() && kept.at("content") != sha256(once.content))
    throw Error(ErrorCode::conflict,
                "Idempotency-Key: 此键已用于另一内容 this key was used for another content");
  return Committed{{kept.at("revision").get<std::int64_t>()},
                   nullptr,
                   kept.at("keys").get<std::vector<std::string>>(),
                   true};
}

}  // namespace

const io::RecordSchema* Editor::schema_of(const std::string& layer) {
  const std::lock_guard lock(schemas_mutex_);
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

bool Precondition::holds(const Feature& stored) const {
  return any_revision ||
         std::find(revisions.begin(), revisions.end(), stored.revision) != revisions.end();
}

Editor::Editor(live::Commits& commits, std::filesystem::path schemas_dir)
    : commits_(commits), schemas_dir_(std::move(schemas_dir)) {}

/// A batch on its way: what it has written so far, seen as if it were committed.
class Editor::Attempt {
 public:
  /// Without a transaction nothing is written.
  Attempt(Editor& editor, Transaction* transaction, const Snapshot& before,
          const Progress& progress)
      : editor_(editor),
        transaction_(transaction),
        progress_(progress),
        layers_(before.layers()),
        before_(before) {}

  /// Throws as `Editor::apply` does.
  void run(const Batch& batch);

  std::optional<Stale> stale;
  std::vector<Findings> refused, passed;
  std::vector<std::string> keys;
  bool wrote = false;

 private:
  void change(std::size_t number, const Change& change);
  /// Of the whole batch, once all of it is done: the gate.
  void check_together(bool has_reason);
  void remove(const std::string& layer, const Feature& current);
  /// Nothing when it was refused, or is stale.
  std::optional<Feature> restored(std::size_t number, const Change& change, const Layer& layer,
                                  const io::RecordSchema* schema);
  /// What may be stored; nothing when it was refused.
  std::optional<Feature> record(std::size_t number, const Change& change, const Layer& layer,
                                const io::RecordSchema* schema);
  bool give_key(std::size_t number, const Change& change, const Layer& layer,
                const io::RecordSchema* schema, Feature& feature);
  void refuse(std::size_t number, const std::vector<Finding>& findings) {
    refused.push_back({number, faults_of(findings)});
  }
  FeatureId kept(const std::string& layer, const Feature& feature);
  std::shared_ptr<const Layer> layer(const std::string& name) const {
    const auto found = layers_.find(name);
    return found == layers_.end() ? nullptr : found->second;
  }

  Editor& editor_;
  Transaction* transaction_;
  const Progress& progress_;
  std::map<std::string, std::shared_ptr<const Layer>, std::less<>> layers_;
  const Snapshot& before_;
  std::vector<Touched> touched_;
  std::map<std::string, MadeUpKeys, std::less<>> made_up_;  // by layer
};

/// The id under which the record is stored, or would be.
FeatureId Editor::Attempt::kept(const std::string& name, const Feature& feature) {
  if (transaction_) return transaction_->put(name, feature);
  const auto now = layer(name);
  if (const Feature* stored = now->find(feature.key)) return stored->id;
  FeatureId last{0};
  for (const Feature& other : now->features()) last = std::max(last, other.id);
  return {last.value + 1};
}

void Editor::Attempt::remove(const std::string& name, const Feature& current) {
  if (transaction_) transaction_->erase(name, current.key);
  const auto before = layer(name);
  layers_[name] = std::make_shared<const Layer>(before->edited(before->schema(), {}, {current.id}));
  wrote = true;
}

bool Editor::Attempt::give_key(std::size_t number, const Change& change, const Layer& layer,
                               const io::RecordSchema* schema, Feature& feature) {
  if (change.action != Action::create) {
    if (!feature.key.empty() && feature.key != change.key) {
      refuse(number, {{"id_differs",
                       "id 与地址不符 the feature's id differs from the address: " + feature.key,
                       {}}});
      return false;
    }
    feature.key = change.key;
    return true;
  }
  const auto used = [&](const std::string& key) {
    return transaction_ ? transaction_->was_used(change.layer, key)
                        : !editor_.commits_.store().history(change.layer, key).empty();
  };
  MadeUpKeys& made_up =
      made_up_.try_emplace(change.layer, schema ? schema->id_pattern() : std::string())
          .first->second;
  if (feature.key.empty()) feature.key = made_up.next(layer, used).value_or("");
  if (feature.key.empty() || !made_up.fits(feature.key)) {
    refuse(number, {id_needed(made_up.pattern())});
    return false;
  }
  if (layer.find(feature.key))
    throw Error(ErrorCode::conflict,
                "id 已被占用 there is a feature with this id already: " + feature.key);
  return true;
}

std::optional<Feature> Editor::Attempt::record(std::size_t number, const Change& change,
                                               const Layer& layer, const io::RecordSchema* schema) {
  const bool patch = change.action == Action::update;
  if (patch && unsets_id(change.body)) {
    refuse(number, {{"id_differs", "id 不能去掉 a patch cannot take the id away", {}}});
    return std::nullopt;
  }
  // A patch in latitude-first order can only bring whole geometries, so only it is turned.
  Json body =
      patch ? merge_patch(io::to_geojson(existing(layer, change.key)), change.body) : change.body;
  const bool own_geometry = !patch || (change.body.is_object() && change.body.contains("geometry"));
  if (patch && own_geometry) body["geometry"] = change.body["geometry"];
  auto read = read_record(body, own_geometry ? change.axes : AxisOrder::longitude_first,
                          layer.schema(), schema);
  if (auto* findings = std::get_if<std::vector<Finding>>(&read)) {
    refuse(number, *findings);
    return std::nullopt;
  }
  Feature& feature = std::get<Feature>(read);
  if (change.only && kind_of(feature.geometry) != *change.only) {
    refuse(number, {{"wrong_geometry",
                     "几何类型与图层不符 the collection holds geometry of another kind",
                     {}}});
    return std::nullopt;
  }
  if (!give_key(number, change, layer, schema, feature)) return std::nullopt;
  const Feature* before = layer.find(feature.key);
  // Not rounded by its way through text.
  if (before && (!own_geometry || is_as_read(feature.geometry, *before)))
    feature.geometry = before->geometry;
  if (auto faults = new_ring_faults(feature, before); !faults.empty()) {
    refused.push_back({number, std::move(faults)});
    return std::nullopt;
  }
  const auto districts = this->layer("districts");
  if (auto findings = derive(feature, before, {schema, districts.get()}); !findings.empty()) {
    refuse(number, findings);
    return std::nullopt;
  }
  return std::move(feature);
}

std::optional<Feature> Editor::Attempt::restored(std::size_t number, const Change& change,
                                                 const Layer& layer,
                                                 const io::RecordSchema* schema) {
  auto versions = editor_.commits_.store().history(change.layer, change.key);
  const auto wanted = std::find_if(versions.begin(), versions.end(), [&](const auto& version) {
    return version.revision == change.version;
  });
  if (wanted == versions.end())
    throw Error(ErrorCode::not_found, "要素没有此版本 the record has no version of revision " +
                                          std::to_string(change.version.value));
  if (wanted->kind == FeatureChange::Kind::deleted)
    throw Error(ErrorCode::conflict,
                "此版本是删除，没有内容 this version is a deletion; there is nothing to restore");
  const Feature* before = layer.find(change.key);
  Feature last;  // the record, or its deletion
  last.revision = before ? before->revision : versions.back().revision;
  if (change.condition && !change.condition->holds(last)) {
    stale = Stale{number, this->layer(change.layer), change.key};
    return std::nullopt;
  }
  Feature feature = std::move(wanted->feature);
  feature.key = change.key;
  if (change.only && kind_of(feature.geometry) != *change.only)
    throw Error(ErrorCode::not_found,
                "图层中没有此要素 the collection has no feature: " + change.key.substr(0, 100));
  std::vector<Finding> findings;
  if (schema)  // it may have become stricter
    for (auto& fault : schema->check(feature)) findings.push_back({"schema", std::move(fault), {}});
  if (!findings.empty()) {
    refuse(number, findings);
    return std::nullopt;
  }
  if (auto faults = new_ring_faults(feature, before); !faults.empty()) {
    refused.push_back({number, std::move(faults)});
    return std::nullopt;
  }
  return feature;
}

void Editor::Attempt::change(std::size_t number, const Change& change) {
  const auto base = layer(change.layer);
  if (!base)
    throw Error(ErrorCode::not_found,
                "没有此图层 there is no collection: " + change.layer.substr(0, 63));
  keys.push_back(change.key);
  if (change.action != Action::create) {
    if (std::any_of(touched_.begin(), touched_.end(), [&](const Touched& t) {
          return t.layer == change.layer && t.key == change.key;
        }))
      throw Error(ErrorCode::bad_input,
                  "同一要素只能出现一次 one batch names this record twice: " + change.key);
  }
  if (change.action != Action::create && change.action != Action::restore) {
    // A condition on what is not there fails; without the condition PUT would have made it.
    const Feature* stored = base->find(change.key);
    if (change.action == Action::replace && change.condition && !stored) {
      stale = Stale{number, base, change.key};
      return;
    }
    const Feature& current = existing(*base, change.key, change.only);
    if (change.condition && !change.condition->holds(current)) {
      stale = Stale{number, base, change.key};
      return;
    }
    if (change.action == Action::remove) {
      touched_.push_back({number, change.layer, change.key});
      return remove(change.layer, current);
    }
  }
  const io::RecordSchema* schema = editor_.schema_of(change.layer);
  auto feature = change.action == Action::restore ? restored(number, change, *base, schema)
                                                  : record(number, change, *base, schema);
  if (!feature) return;
  keys.back() = feature->key;
  touched_.push_back({number, change.layer, feature->key});
  const Feature* before = base->find(feature->key);
  if (before && feature->geometry == before->geometry &&
      same_properties(feature->properties, before->properties))
    return;  // nothing to store
  LayerSchema target = base->schema();
  if (schema) {
    target.fields = schema->fields();
    std::erase_if(target.fields, [](const Field& f) { return f.name == "id"; });
    if (transaction_) transaction_->ensure_layer(target);
  }
  feature->id = kept(change.layer, *feature);
  layers_[change.layer] =
      std::make_shared<const Layer>(base->edited(base->schema(), {*std::move(feature)}, {}));
  wrote = true;
}

void Editor::Attempt::check_together(bool has_reason) {
  for (Findings& found : pass_gate(before_, layers_, touched_, progress_)) {
    const bool stands = topology::refuses(found.faults, has_reason);
    (stands ? refused : passed).push_back(std::move(found));
  }
}

std::optional<Committed> Editor::written(const std::string& name) const {
  auto done = written_before({name, ""}, commits_.store());
  if (done) done->state = commits_.store().snapshot();
  return done;
}

std::optional<Revision> Editor::replaced_by(Revision revision, const std::string& layer,
                                            const std::string& key) const {
  std::optional<Revision> before;
  for (const auto& version : commits_.store().history(layer, key)) {
    if (version.revision == revision) return before;
    before = version.kind == FeatureChange::Kind::deleted ? std::nullopt
                                                          : std::optional(version.revision);
  }
  return std::nullopt;  // the record was as it should become
}

void Editor::Attempt::run(const Batch& batch) {
  for (std::size_t i = 0; i < batch.changes.size() && !stale; ++i) {
    progress_.check();
    try {
      change(i, batch.changes[i]);
    } catch (const Error& error) {
      rethrow_of(error, i, batch.changes.size());
    }
  }
  if (!stale) check_together(!batch.reason.empty());
}

void Editor::check_names(const Batch& batch) const {
  for (std::size_t i = 0; i < batch.changes.size(); ++i) {
    const std::string& name = batch.changes[i].layer;
    if (!commits_.store().snapshot()->layer(name)) {
      const Error error(ErrorCode::not_found,
                        "没有此图层 there is no collection: " + name.substr(0, 63));
      rethrow_of(error, i, batch.changes.size());
    }
  }
}

Outcome Editor::apply(const Batch& batch, const Progress& progress) {
  check_names(batch);
  std::optional<Outcome> failed;
  std::vector<std::string> keys;
  std::vector<Findings> passed;
  const auto work = [&](Transaction& transaction, const Snapshot& before) {
    if (batch.once) {
      if (!commits_.store().meta(bar_of(batch.once->name)).empty())
        throw Error(ErrorCode::conflict,
                    "此变更在写入之前已被收回 this was taken back before it was written");
      if (auto done = written_before(*batch.once, commits_.store())) {
        failed = *std::move(done);
        return live::Commits::Verdict::leave;
      }
    }
    Attempt attempt(*this, &transaction, before, progress);
    attempt.run(batch);
    if (attempt.stale)
      failed = *std::move(attempt.stale);
    else if (!attempt.refused.empty())
      failed = Refused{std::move(attempt.refused)};
    keys = std::move(attempt.keys);
    passed = std::move(attempt.passed);
    const bool keep = !failed && attempt.wrote;
    if (keep && batch.once)
      transaction.set_meta(place_of(*batch.once),
                           text_of(*batch.once, {{before.revision().value + 1}, nullptr, keys}));
    return keep ? live::Commits::Verdict::commit : live::Commits::Verdict::leave;
  };
  live::Commits::Outcome done = commits_.run(batch.author, batch.message, work);
  if (failed) {
    if (auto* repeated = std::get_if<Committed>(&*failed)) repeated->state = std::move(done.state);
    return *std::move(failed);
  }
  const Revision revision = done.changes ? done.changes->revision : done.state->revision();
  return Committed{revision, std::move(done.state), std::move(keys), false, std::move(passed)};
}

std::optional<Committed> Editor::forbid(const std::string& name, const std::string& author) {
  std::optional<Committed> done;
  const auto work = [&](Transaction& transaction, const Snapshot&) {
    done = written_before({name, ""}, commits_.store());
    if (done || !commits_.store().meta(bar_of(name)).empty()) return live::Commits::Verdict::leave;
    transaction.set_meta(bar_of(name), name);
    return live::Commits::Verdict::commit;
  };
  commits_.run(author, "[taken back] " + name, work);
  return done;
}

Checked Editor::check(const Batch& batch, const Progress& progress) {
  check_names(batch);
  const auto now = commits_.store().snapshot();
  Attempt attempt(*this, nullptr, *now, progress);
  attempt.run(batch);
  Checked checked;
  checked.acceptable = !attempt.stale && attempt.refused.empty();
  checked.findings = std::move(attempt.refused);
  for (Findings& found : attempt.passed) checked.findings.push_back(std::move(found));
  std::stable_sort(checked.findings.begin(), checked.findings.end(),
                   [](const Findings& l, const Findings& r) { return l.change < r.change; });
  checked.stale = std::move(attempt.stale);
  checked.keys = std::move(attempt.keys);
  return checked;
}

}  // namespace jintu::edit
