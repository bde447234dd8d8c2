#include <algorithm>

#include "geo/base/error.hpp"
#include "geo/base/file_lock.hpp"
#include "geo/io/reject_report.hpp"
#include "geo/osm/changes.hpp"
#include "geo/osm/import.hpp"
#include "services/ingest/extract_file.hpp"
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

/// Writes the extract that will be kept; nothing when no change file was among the files.
std::optional<OsmIngestReport::Changes> write_next(const ExtractFile& extract,
                                                   const FeatureStore& store,
                                                   std::span<const std::string> files,
                                                   const Progress& progress) {
  const auto changes = std::count_if(files.begin(), files.end(), is_osm_change_file);
  if (changes > 0 && changes != static_cast<std::ptrdiff_t>(files.size())) {
    throw Error(ErrorCode::bad_input,
                "OSM 数据与变更文件不能一起导入 import extracts and change files (.osc) one after "
                "the other, not together");
  }
  const std::string next = extract.next().string();
  if (changes > 0) {
    extract.check_for_changes(store, files[0]);
    const auto r = osm::apply_changes(extract.path().string(), files, next, progress);
    return OsmIngestReport::Changes{r.created, r.modified, r.deleted, r.outside, r.superseded};
  }
  if (files.size() == 1 && files[0].ends_with(".pbf"))
    extract.copy_to_next(files[0]);
  else
    osm::write_merged(files, next, progress);
  return std::nullopt;
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
  fs::create_directories(options.extract.parent_path());
  const FileLock one_at_a_time(options.extract.string() + ".lock",
                               "另一个进程正在导入 OSM 数据 another import of OSM data is running");
  ExtractFile extract(store, options.extract);
  const auto changes = write_next(extract, store, files, progress);
  // The given file is read itself when it is the only one: its faults are then named by its name.
  const bool as_given = files.size() == 1 && !is_osm_change_file(files[0]);
  const std::vector<std::string> inputs{as_given ? files[0] : extract.next().string()};

  OsmIngestReport report;
  report.files.assign(files.begin(), files.end());
  const std::int64_t revision = store.revision().value + 1;
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
  extract.belongs(*transaction);
  report.revision = transaction->commit().revision;
  extract.take_place();

  report.changes = changes;
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
