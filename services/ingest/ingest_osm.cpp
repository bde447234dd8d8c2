#include <algorithm>

#include "geo/base/error.hpp"
#include "geo/io/reject_report.hpp"
#include "geo/osm/changes.hpp"
#include "geo/osm/import.hpp"
#include "services/ingest/ingest.hpp"

namespace jintu {

namespace fs = std::filesystem;

namespace {

bool ends_with_any(std::string name, std::initializer_list<std::string_view> endings) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view e) { return name.ends_with(e); });
}

io::Reject as_io(const osm::Reject& r) {
  io::Reject out;
  out.file = r.file;
  out.feature = r.object;
  out.code = r.dropped ? r.code : "note:" + r.code;
  out.reason = r.text;
  out.position = r.position;
  out.data = r.data;
  return out;
}

// What is imported and kept: a new file beside the old extract, put in its place after the commit.
struct Prepared {
  std::string path;
  std::optional<OsmIngestReport::Changes> changes;
};
Prepared prepare_extract(std::span<const std::string> files, const OsmIngestOptions& options,
                         const Progress& progress) {
  const std::string next = options.extract.string() + ".next";
  fs::create_directories(options.extract.parent_path());
  const auto changes = std::count_if(files.begin(), files.end(), is_osm_change_file);
  if (changes > 0 && changes != static_cast<std::ptrdiff_t>(files.size())) {
    throw Error(ErrorCode::bad_input,
                "OSM 数据与变更文件不能一起导入 import extracts and change files (.osc) one after "
                "the other, not together");
  }
  if (changes > 0) {
    if (!fs::exists(options.extract)) {
      throw Error(ErrorCode::not_found, files[0] +
                                            ": 还没有导入过 OSM 数据 there is no extract yet that "
                                            "the change file could apply to; import one first (" +
                                            options.extract.string() + ")");
    }
    const auto r = osm::apply_changes(options.extract.string(), files, next, progress);
    return {next,
            OsmIngestReport::Changes{r.created, r.modified, r.deleted, r.outside, r.superseded}};
  } else if (files.size() == 1 && files[0].ends_with(".pbf")) {
    std::error_code error;
    fs::copy_file(files[0], next, fs::copy_options::overwrite_existing, error);
    if (error) throw Error(ErrorCode::io, files[0] + ": 无法读取 cannot be read", error.message());
  } else {
    osm::write_merged(files, next, progress);
  }
  return {next, std::nullopt};
}

std::string joined_names(std::span<const std::string> files) {
  std::string out;
  for (const auto& file : files)
    out += (out.empty() ? "" : ", ") + fs::path(file).filename().string();
  return out;
}

}  // namespace

bool is_osm_change_file(const std::string& file) {
  return ends_with_any(file, {".osc", ".osc.gz", ".osc.bz2"});
}

bool is_osm_file(const std::string& file) {
  return is_osm_change_file(file) ||
         ends_with_any(file, {".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2", ".osm.xml"});
}

OsmIngestReport ingest_osm(FeatureStore& store, std::span<const std::string> files,
                           const OsmIngestOptions& options, const Progress& progress) {
  struct RemoveUnlessKept {
    std::string path;
    ~RemoveUnlessKept() {
      std::error_code ignored;
      fs::remove(path, ignored);
    }
  };
  // The given file is read first when it is the only one: its faults are then named by its own
  // name.
  const Prepared prepared = prepare_extract(files, options, progress);
  const RemoveUnlessKept next{prepared.path};
  const bool as_given = files.size() == 1 && !is_osm_change_file(files[0]);
  const std::vector<std::string> inputs{as_given ? files[0] : next.path};

  OsmIngestReport report;
  report.files.assign(files.begin(), files.end());
  const std::int64_t revision = store.snapshot()->revision().value + 1;
  const fs::path report_path = options.rejects_dir / (std::to_string(revision) + "-osm.ndjson");
  fs::create_directories(options.rejects_dir);
  io::RejectReport rejects(report_path.string());
  auto transaction = store.begin(options.author, "import " + joined_names(files));
  const auto imported = osm::import_osm(
      inputs,
      {options.rules_dir.string(), [&](const osm::Reject& reject) { rejects.add(as_io(reject)); }},
      *transaction, progress);
  const bool changed = is_osm_change_file(files[0]);
  transaction->set_meta("osm.source", changed
                                          ? store.meta("osm.source") + " + " + joined_names(files)
                                          : joined_names(files));
  transaction->set_meta("osm.timestamp", imported.timestamp);
  progress.check();
  report.revision = transaction->commit().revision;
  fs::rename(next.path, options.extract);

  report.changes = prepared.changes;
  report.nodes = imported.nodes;
  report.ways = imported.ways;
  report.relations = imported.relations;
  report.features = imported.features;
  report.rejected = imported.rejected;
  report.rejects_by_code = imported.reject_codes;
  if (const auto at = imported.note_codes.find("mended_area"); at != imported.note_codes.end())
    report.mended = at->second;
  if (rejects.commit()) report.rejects_file = report_path;
  return report;
}

Json to_json(const OsmIngestReport& r) {
  Json out{{"files", r.files},
           {"nodes", r.nodes},
           {"ways", r.ways},
           {"relations", r.relations},
           {"features", r.features},
           {"rejected", r.rejected},
           {"mended", r.mended},
           {"rejects_by_code", r.rejects_by_code},
           {"revision", r.revision.value}};
  if (r.changes)
    out["changes"] = {{"created", r.changes->created},
                      {"modified", r.changes->modified},
                      {"deleted", r.changes->deleted},
                      {"outside", r.changes->outside},
                      {"superseded", r.changes->superseded}};
  out["rejects_file"] = r.rejects_file ? Json(r.rejects_file->string()) : Json(nullptr);
  return out;
}

}  // namespace jintu
