#include "services/edit/edit.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <random>
#include <regex>

#include "geo/base/error.hpp"
#include "geo/io/geojson.hpp"
#include "services/edit/derived.hpp"
#include "services/edit/record.hpp"

namespace jintu::edit {
namespace {

Finding id_needed(const std::string& pattern) {
  return {
      "bad_id",
      "id: 请给出符合此式的标识 the ids of this collection follow a pattern; give one: " + pattern,
      {}};
}

/// "^lk\\d{2,}$" in its parts; nothing when the pattern is of another form.
struct Numbered {
  std::string prefix;
  std::size_t digits;  ///< at least
};
std::optional<Numbered> numbered(const std::string& pattern) {
  static const std::regex form(R"(\^([A-Za-z_-]*)\\d\{(\d),\}\$)");
  std::smatch parts;
  if (!std::regex_match(pattern, parts, form)) return std::nullopt;
  return Numbered{parts[1], static_cast<std::size_t>(std::stoi(parts[2]))};
}

using IsUsed = std::function<bool(const std::string&)>;

std::string text_of(const Numbered& form, std::uint64_t number) {
  std::string digits = std::to_string(number);
  digits.insert(0, form.digits - std::min(form.digits, digits.size()), '0');
  return form.prefix + digits;
}

/// With the number after the highest that the layer has or had.
std::string next_key(const Layer& layer, const Numbered& form, const IsUsed& used) {
  std::uint64_t highest = 0;
  for (const Feature& feature : layer.features()) {
    const std::string_view key = feature.key;
    if (!key.starts_with(form.prefix)) continue;
    const std::string_view digits = key.substr(form.prefix.size());
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool whole = error == std::errc() && end == digits.data() + digits.size();
    if (whole && number < UINT64_MAX) highest = std::max(highest, number);
  }
  do ++highest;
  while (used(text_of(form, highest)));
  return text_of(form, highest);
}

/// A free one that keeps the schema's pattern; nothing where only a person can know the right one.
std::optional<std::string> made_up_key(const Layer& layer, const std::string& pattern,
                                       const IsUsed& used) {
  if (const auto form = numbered(pattern)) return next_key(layer, *form, used);
  std::random_device random;
  for (int tries = 0; tries < 100; ++tries) {
    char text[24];
    std::snprintf(text, sizeof text, "n%08x%04x", static_cast<unsigned>(random()),
                  static_cast<unsigned>(random()) & 0xffffu);
    if (!pattern.empty() && !std::regex_search(text, std::regex(pattern))) return std::nullopt;
    if (!used(text)) return text;
  }
  return std::nullopt;
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
    // A condition on what is not there fails; without the condition PUT would have made it.
    if (change.action == Action::replace && change.expected && !base->find(key))
      return Stale{base, key};
    const Feature& current = existing(*base, key, change.only);
    if (change.expected && !change.expected(current)) return Stale{base, key};
  }
  if (change.action == Action::remove) {
    transaction->erase(change.layer, key);
  } else {
    const io::RecordSchema* schema = schema_of(change.layer);
    const bool patch = change.action == Action::update;
    if (patch && unsets_id(change.body))
      return Refused{{{"id_differs", "id 不能去掉 a patch cannot take the id away", {}}}};
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
    if (change.only && kind_of(feature.geometry) != *change.only)
      return Refused{{{"wrong_geometry",
                       "几何类型与图层不符 the collection holds geometry of another kind",
                       {}}}};
    if (change.action == Action::create) {
      const auto used = [&](const std::string& k) {
        return base->find(k) || !store_.history(change.layer, k).empty();
      };
      const std::string pattern = schema ? schema->id_pattern() : std::string();
      if (feature.key.empty()) feature.key = made_up_key(*base, pattern, used).value_or("");
      key = feature.key;
      if (key.empty() || (!pattern.empty() && !std::regex_search(key, std::regex(pattern))))
        return Refused{{id_needed(pattern)}};
      if (base->find(key))
        throw Error(ErrorCode::conflict,
                    "id 已被占用 there is a feature with this id already: " + key);
    } else if (!feature.key.empty() && feature.key != key) {
      return Refused{{{"id_differs",
                       "id 与地址不符 the feature's id differs from the address: " + feature.key,
                       {}}}};
    }
    feature.key = key;
    const Feature* before = base->find(key);
    // Not rounded by its way through text.
    if (before && (!own_geometry || is_as_read(feature.geometry, *before)))
      feature.geometry = before->geometry;
    const auto districts = store_.snapshot()->layer("districts");
    if (auto findings = derive(feature, before, {schema, districts.get()}); !findings.empty())
      return Refused{std::move(findings)};
    if (before && feature.geometry == before->geometry &&
        same_properties(feature.properties, before->properties))
      return Committed{store_.snapshot()->revision(), key,
                       base};  // nothing to store, and no revision
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
