#include <algorithm>
#include <cstdio>
#include <set>

#include "geo/base/error.hpp"
#include "geo/geometry/wkb.hpp"
#include "geo/io/manifest.hpp"
#include "geo/io/read.hpp"
#include "geo/io/reject_report.hpp"
#include "geo/io/schema_check.hpp"
#include "geo/store/live_layers.hpp"
#include "services/ingest/field_names.hpp"
#include "services/ingest/ingest.hpp"
#include "services/ingest/record_spool.hpp"

namespace jintu {

namespace fs = std::filesystem;

namespace {

// "Metro stations-2.csv" → "metro_stations_2": what a layer may be called, from what a file is
// called. Letters beyond ASCII have no place in the name of a layer, and without them files would
// share one.
std::string layer_name_of(const std::string& file) {
  const std::string stem = fs::path(file).stem().string();
  std::string name;
  bool lost = false;
  for (const char c : stem) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || upper;
    name += upper ? static_cast<char>(c + 32) : fine ? c : '_';
    lost = lost || static_cast<unsigned char>(c) >= 0x80;
  }
  if (name.empty() || name[0] < 'a' || name[0] > 'z') name = "layer_" + name;
  if (lost || name.size() > 63)
    throw Error(
        ErrorCode::bad_input,
        file +
            ": 文件名不能直接作图层名，请用 --layer 给出 the file's name cannot be the name of "
            "a layer (letters a–z, digits and _, at most 63); give one with --layer, "
            "e.g. --layer night_markets");
  return name;
}

std::uint64_t fnv1a(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

// The same record gets the same key on every import; of equal records the second is "…-2".
std::string made_key(const Feature& feature, const io::RecordSchema* schema,
                     std::set<std::string>& taken) {
  std::string identity;
  if (schema && !schema->identity().empty()) {
    for (const std::string& name : schema->identity())
      identity.append(feature.properties.text(name)).append("\n");
  } else {
    append_wkb(feature.geometry, identity);
    for (const char* name : {"name_zh", "name", "名称", "operator", "kind"})
      identity += feature.properties.text(name);
  }
  char text[24];
  std::snprintf(text, sizeof text, "x%012llx",
                static_cast<unsigned long long>(fnv1a(identity) >> 16));
  std::string key = text;
  for (int n = 2; !taken.insert(key).second; ++n) key = std::string(text) + "-" + std::to_string(n);
  return key;
}

std::optional<io::RecordSchema> schema_of(const IngestOptions& options, const std::string& layer,
                                          io::RecordUse use) {
  const fs::path path = options.schemas_dir / (layer + ".schema.json");
  if (options.schemas_dir.empty() || !fs::exists(path)) return std::nullopt;
  return io::RecordSchema::load(path.string(), use);
}

fs::path rejects_path(const IngestOptions& options, const std::string& file, Revision revision) {
  return options.rejects_dir /
         (std::to_string(revision.value) + "-" + fs::path(file).filename().string() + ".ndjson");
}

LayerSchema layer_schema(const std::string& name, const std::string& title, LayerRole role,
                         const io::ReadReport& read,
                         const std::optional<io::RecordSchema>& schema) {
  LayerSchema layer{name, title, role, read.geometry, {}};
  if (layer.geometry == GeometryKind::none || schema) layer.geometry = GeometryKind::any;
  layer.fields = schema ? schema->fields() : read.fields;
  std::erase_if(layer.fields, [](const Field& f) { return f.name == "id"; });
  return layer;
}

void count(IngestReport& report, const ChangeSet& changes, std::size_t records) {
  for (const FeatureChange& change : changes.features) {
    switch (change.kind) {
      case FeatureChange::Kind::created:
        ++report.created;
        break;
      case FeatureChange::Kind::updated:
        ++report.updated;
        break;
      case FeatureChange::Kind::deleted:
        ++report.deleted;
        break;
    }
  }
  report.unchanged = records - report.created - report.updated;
  report.revision = changes.revision;
}

[[noreturn]] void too_many(const std::string& file, std::uint64_t limit) {
  const std::string most = std::to_string(limit);
  throw Error(ErrorCode::too_large,
              file + ": 记录太多，可编辑的图层最多 " + most +
                  " 条，请用 --bulk 导入为只读图层 more than " + most +
                  " records, which no layer that is edited may have ([store] live_records); "
                  "import it with --bulk as one that is not");
}

io::ReadReport read_records(const std::string& file, const IngestOptions& options,
                            const io::RecordSchema* schema, RecordSpool& records,
                            io::RejectReport& rejects, const Progress& progress) {
  io::ReadOptions read_options;
  read_options.crs = options.crs;
  read_options.layer = options.source_layer;
  read_options.encoding = options.encoding;
  read_options.schema = schema;
  if (schema && schema->allows_unplaced()) read_options.geometry = io::Presence::optional;
  const bool live = options.role == LayerRole::live;
  std::set<std::string> keys;  // not hashed: places of equal hash are easily made
  return io::read_vector_file(
      file, read_options,
      [&](Feature&& feature) {
        if (live && records.size() >= options.live_records) too_many(file, options.live_records);
        if (live && feature.key.empty()) feature.key = made_key(feature, schema, keys);
        records.add(feature);
      },
      [&](const io::Reject& reject) { rejects.add(reject); }, progress);
}

/// Tells by the history who wrote a record of one layer last.
class LastWriters {
 public:
  /// `author`, `message`: of the imports that are not others.
  LastWriters(const FeatureStore& store, std::string layer, std::string author, std::string message)
      : store_(store),
        layer_(std::move(layer)),
        author_(std::move(author)),
        message_(std::move(message)),
        at_(store.revision()) {}

  /// Whether the record's last version, a deletion too, is somebody else's. False when there never
  /// was one.
  bool is_others(const std::string& key) const {
    const auto version = store_.version(layer_, key, at_);
    return version && (version->author != author_ || version->message != message_);
  }

  /// The same of a record that is there. One revision is looked up once.
  bool is_others(const Feature& stored) {
    const auto [found, is_new] = by_revision_.try_emplace(stored.revision.value, false);
    if (is_new) found->second = is_others(stored.key);
    return found->second;
  }

 private:
  const FeatureStore& store_;
  std::string layer_, author_, message_;
  Revision at_;
  std::map<std::uint64_t, bool> by_revision_;
};

/// Writes the records into a live layer; those of the layer that they are not are deleted when
/// `options.mode` says so. What `others` wrote is left alone; nullptr: nothing is. Returns how many
/// records that were.
std::uint64_t put_all(Transaction& transaction, const Layer* before, const LayerSchema& target,
                      RecordSpool& records, const IngestOptions& options, LastWriters* others,
                      const std::function<void(Feature&)>& complete) {
  transaction.ensure_layer(target);
  std::set<std::string> present;
  std::uint64_t kept = 0;
  records.for_each([&](Feature&& feature) {
    complete(feature);
    if (others && before && others->is_others(feature.key))
      ++kept;
    else
      transaction.put(target.name, feature);
    if (options.mode == IngestMode::replace) present.insert(std::move(feature.key));
  });
  if (options.mode != IngestMode::replace || !before) return kept;
  for (const Feature& feature : before->features()) {
    if (present.contains(feature.key)) continue;
    if (others && others->is_others(feature))
      ++kept;
    else
      transaction.erase(target.name, feature.key);
  }
  return kept;
}

void note_kept(IngestReport& report) {
  if (report.kept == 0) return;
  report.notices.push_back(
      std::to_string(report.kept) +
      " 条记录此后经过编辑或另行导入，保持原样（要覆盖请加 --replace） "
      "records were edited, deleted or imported otherwise since and stay as they are; "
      "--replace overwrites them");
}

/// Writes a bulk layer anew.
void append_all(Transaction& transaction, const LayerSchema& target, RecordSpool& records,
                const std::function<void(Feature&)>& complete) {
  transaction.replace_bulk_layer(target);
  records.for_each([&](Feature&& feature) {
    complete(feature);
    Properties in_order;
    for (const Field& field : target.fields) {
      const Value* value = feature.properties.find(field.name);
      in_order.set(field.name, value ? io::as_type(*value, field.type) : Value());
    }
    feature.properties = std::move(in_order);
    transaction.append(target.name, feature);
  });
}

constexpr std::size_t most_borders = 100, most_border_notices = 5;

/// Throws Error{bad_input} where nothing shall be imported with faults.
void look_at_borders(IngestReport& report, const Layer* before, std::vector<Feature> areas,
                     const IngestOptions& options, const Progress& progress) {
  if (areas.empty()) return;
  progress.report("核对边界 borders " + report.layer, 0, 0);
  report.borders =
      border_faults(before, std::move(areas), options.mode == IngestMode::replace, progress);
  report.border_faults = report.borders.size();
  if (report.borders.empty()) return;
  const auto told = [](const BorderFault& one) {
    return "“" + one.record + "”" + one.fault.zh + " \"" + one.record + "\" " + one.fault.en;
  };
  if (options.strictness == Strictness::strict)
    throw Error(ErrorCode::bad_input,
                report.file + ": " + std::to_string(report.border_faults) +
                    " 处边界有误，未导入 faults of borders, and nothing was imported: " +
                    told(report.borders.front()));
  report.notices.push_back(std::to_string(report.border_faults) +
                           " 处边界有误，照样导入了 faults of borders; imported all the same");
  for (std::size_t i = 0; i < std::min(report.borders.size(), most_border_notices); ++i)
    report.notices.push_back(told(report.borders[i]));
  if (report.borders.size() > most_borders) report.borders.resize(most_borders);
}

IngestReport ingest(FeatureStore& store, const std::string& file, const std::string& layer,
                    const std::string& title, const IngestOptions& options,
                    const std::optional<io::RecordSchema>& schema, const Progress& progress) {
  const fs::path report_path = rejects_path(options, file, {store.revision().value + 1});
  fs::create_directories(options.rejects_dir);
  io::RejectReport rejects(report_path.string());
  RecordSpool records(options.rejects_dir);
  io::ReadReport read =
      read_records(file, options, schema ? &*schema : nullptr, records, rejects, progress);
  IngestReport report;
  report.file = file;
  report.layer = layer;
  report.format = read.format;
  report.crs = read.crs;
  report.encoding = read.encoding;
  report.read = read.read;
  report.rejected = read.rejected;
  report.rejects_by_code = read.rejects_by_code;
  report.notices = read.notices;
  if (rejects.commit()) report.rejects_file = report_path;
  if (options.strictness == Strictness::strict && report.rejected > 0) {
    throw Error(ErrorCode::bad_input,
                file + ": " + std::to_string(report.rejected) +
                    " 条记录不合格，未导入 records were rejected and nothing was imported; see " +
                    report.rejects_file.value_or("the report").string());
  }
  if (records.size() == 0) {
    throw Error(ErrorCode::bad_input,
                file + ": 没有可导入的记录 no record could be imported (" +
                    std::to_string(report.read) + " read, " + std::to_string(report.rejected) +
                    " rejected" +
                    (report.rejects_file ? ", see " + report.rejects_file->string() : "") + ")");
  }

  const std::string message = "import " + fs::path(file).filename().string();
  auto transaction = store.begin(options.author, message);
  const auto before = store.snapshot()->layer(layer);
  const FieldNames names(read.fields,
                         before && !schema ? std::optional(before->schema()) : std::nullopt);
  if (const std::string changes = names.changes(); !changes.empty() && !schema)
    report.notices.push_back(
        "列名是保留的或重复，已改名 columns with reserved or equal names were renamed: " + changes);
  const LayerSchema target = layer_schema(layer, title, options.role, read, schema);
  const bool has_source = std::any_of(target.fields.begin(), target.fields.end(),
                                      [](const Field& f) { return f.name == "source"; });
  const std::string source =
      options.source.empty() ? "文件 file " + fs::path(file).filename().string() : options.source;
  std::uint64_t done = 0;
  const auto complete = [&](Feature& feature) {
    if (++done % 256 == 0) {
      progress.check();
      progress.report("写入 writing " + layer, done, records.size());
    }
    if (has_source && feature.properties.text("source").empty())
      feature.properties.set("source", source);
    if (!schema) names.apply(feature);
  };
  std::vector<Feature> areas;
  const auto note_area = [&](Feature& feature) {
    complete(feature);
    if (options.looks_at_borders && kind_of(feature.geometry) == GeometryKind::polygon)
      areas.push_back({{}, feature.key, feature.geometry, {}, {}});
  };
  if (options.role == LayerRole::live) {
    LastWriters writers(store, layer, options.author, message);
    report.kept = put_all(*transaction, before.get(), target, records, options,
                          options.edits == Edits::keep ? &writers : nullptr, note_area);
    note_kept(report);
  } else {
    append_all(*transaction, target, records, complete);
  }
  progress.check();
  look_at_borders(report, before.get(), std::move(areas), options, progress);
  const ChangeSet changes = transaction->commit();
  if (options.role == LayerRole::live) {
    count(report, changes, records.size());
  } else {
    report.created = records.size();
    report.revision = changes.revision;
  }
  return report;
}

/// Layers that ship empty are there for those who enter their records.
void make_entered_layers(FeatureStore& store, const IngestOptions& options) {
  for (const EnteredLayer& entered : entered_layers()) {
    const std::string name(entered.name);
    const auto schema = schema_of(options, name, io::RecordUse::imported);
    if (!schema || store.snapshot()->layer(name)) continue;
    auto transaction = store.begin(options.author, "new layer " + name);
    LayerSchema layer{name, std::string(entered.title), LayerRole::live, GeometryKind::any, {}};
    layer.fields = schema->fields();
    std::erase_if(layer.fields, [](const Field& field) { return field.name == "id"; });
    transaction->ensure_layer(layer);
    transaction->commit();
  }
}

}  // namespace

IngestReport ingest_file(FeatureStore& store, const std::string& file, const IngestOptions& options,
                         const Progress& progress) {
  const std::string layer = options.layer.empty() ? layer_name_of(file) : options.layer;
  if (options.role == LayerRole::bulk && (layer.starts_with("osm_") || layer.starts_with("walk_")))
    throw Error(
        ErrorCode::conflict,
        layer +
            ": 该名称属于 OpenStreetMap 数据，请用 --layer 另取 layers of this name are held "
            "for OpenStreetMap data; give another with --layer");
  const auto schema = schema_of(options, layer, io::RecordUse::imported);
  const auto entered = entered_layers();
  const auto known = std::find_if(entered.begin(), entered.end(),
                                  [&](const EnteredLayer& one) { return one.name == layer; });
  const std::string title = known == entered.end() ? layer : std::string(known->title);
  return ingest(store, file, layer, title, options, schema, progress);
}

std::vector<IngestReport> ingest_shipped(FeatureStore& store, const fs::path& shipped,
                                         const IngestOptions& given, const Progress& progress) {
  IngestOptions options = given;
  options.role = LayerRole::live;
  options.edits = given.mode == IngestMode::replace ? Edits::overwrite : Edits::keep;
  options.mode = IngestMode::replace;
  options.strictness = Strictness::strict;
  options.looks_at_borders = false;  // looked at before it was shipped
  options.schemas_dir = shipped / "schemas";
  const auto entries = io::read_manifest(shipped.string());
  for (const auto& entry : entries) io::verify(entry);
  std::vector<IngestReport> reports;
  for (const auto& entry : entries) {
    if (!entry.file.ends_with(".geojson")) continue;
    const auto schema = schema_of(options, entry.layer, io::RecordUse::shipped);
    reports.push_back(ingest(store, (shipped / entry.file).string(), entry.layer, entry.title_zh,
                             options, schema, progress));
  }
  make_entered_layers(store, options);
  return reports;
}

Json to_json(const IngestReport& r) {
  Json out{{"file", r.file},
           {"layer", r.layer},
           {"format", r.format},
           {"crs", r.crs},
           {"encoding", r.encoding},
           {"read", r.read},
           {"created", r.created},
           {"updated", r.updated},
           {"unchanged", r.unchanged},
           {"deleted", r.deleted},
           {"kept", r.kept},
           {"rejected", r.rejected},
           {"rejects_by_code", r.rejects_by_code},
           {"notices", r.notices},
           {"revision", r.revision.value}};
  Json borders = Json::array();
  for (const BorderFault& one : r.borders) {
    Json fault{{"id", one.record},
               {"code", one.fault.code},
               {"zh", one.fault.zh},
               {"en", one.fault.en},
               {"with", one.fault.other}};
    if (one.fault.position)
      fault["position"] = Json::array({one.fault.position->lon, one.fault.position->lat});
    if (one.fault.measure) fault["measure"] = *one.fault.measure;
    if (!one.fault.unit.empty()) fault["unit"] = one.fault.unit;
    borders.push_back(std::move(fault));
  }
  out["border_faults"] = r.border_faults;
  out["borders"] = std::move(borders);
  out["rejects_file"] = r.rejects_file ? Json(r.rejects_file->string()) : Json(nullptr);
  return out;
}

}  // namespace jintu
