// The use case "import": files into the store, one transaction a file, rejects into a report.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/base/progress.hpp"
#include "geo/store/feature_store.hpp"
#include "services/ingest/borders.hpp"

namespace jintu {

enum class IngestMode {
  upsert,   ///< records of the file are added or replace those with the same id
  replace,  ///< …and records of the layer that the file does not have are deleted
};

/// Of a live layer: what becomes of records that were last written by anybody but an import of this
/// very file (the same author and file's name).
enum class Edits {
  overwrite,
  keep,  ///< they stay as they are: changed, added or deleted; and are counted
};

enum class Strictness {
  lenient,  ///< bad records go to the report, good ones are imported
  strict,   ///< one bad record and nothing is imported
};

struct IngestOptions {
  std::string layer;         ///< empty: the file's name
  std::string crs;           ///< empty: what the file says
  std::string source_layer;  ///< layer or sheet to read where a file has several
  std::string encoding;      ///< of texts; empty: what the file says, or is
  std::string source;        ///< for records that name none; empty: "文件 file NAME"
  std::string author = "import";
  /// A bulk layer is written anew as a whole, whatever `mode` says.
  LayerRole role = LayerRole::live;
  std::uint64_t live_records =
      UINT64_MAX;  ///< of a live layer: a file that has more is not read on
  IngestMode mode = IngestMode::upsert;
  Edits edits = Edits::overwrite;
  Strictness strictness = Strictness::lenient;
  /// Whether areas of a live layer are held against their neighbours, and overlaps told.
  bool looks_at_borders = true;
  std::filesystem::path schemas_dir;  ///< data/schemas
  std::filesystem::path rejects_dir;
};

struct IngestReport {
  std::string file, layer, format, crs, encoding;
  std::uint64_t read = 0, created = 0, updated = 0, unchanged = 0, deleted = 0, rejected = 0;
  std::uint64_t kept = 0;  ///< edited since, and left as they are (`Edits::keep`)
  std::map<std::string, std::uint64_t> rejects_by_code;
  std::vector<std::string> notices;
  std::optional<std::filesystem::path> rejects_file;
  std::vector<BorderFault> borders;  ///< of what was imported all the same; the first hundred
  std::uint64_t border_faults = 0;   ///< all of them
  Revision revision;                 ///< of the commit
};
Json to_json(const IngestReport& report);

/// One file of anything but OSM into one layer. In a live layer a record without an id gets one
/// made of its place and name, so that importing the file again changes nothing. Throws what the
/// reader and the store throw; the store is then as before.
IngestReport ingest_file(FeatureStore& store, const std::string& file, const IngestOptions& options,
                         const Progress& progress);

/// All layers of `shipped`/manifest.json, each checked against its sha256 first. Records that were
/// edited, added or deleted since by others stay so, unless `options.mode` is `replace`.
std::vector<IngestReport> ingest_shipped(FeatureStore& store, const std::filesystem::path& shipped,
                                         const IngestOptions& options, const Progress& progress);

struct OsmIngestOptions {
  std::filesystem::path rules_dir;
  std::filesystem::path rejects_dir;
  std::filesystem::path extract;  ///< where the extract is kept, for change files to come
  std::string author = "import";
};

struct OsmIngestReport {
  std::vector<std::string> files;
  /// What change files did to the extract that is kept.
  struct Changes {
    std::uint64_t created = 0, modified = 0, deleted = 0;
    std::uint64_t outside = 0;     ///< of objects that the extract does not hold
    std::uint64_t superseded = 0;  ///< older than what it holds
  };
  std::optional<Changes> changes;
  std::uint64_t nodes = 0, ways = 0, relations = 0;
  std::map<std::string, std::uint64_t> features;
  std::uint64_t rejected = 0;
  std::uint64_t mended = 0;  ///< areas whose lines cross, drawn by the even-odd rule
  std::map<std::string, std::uint64_t> rejects_by_code;
  std::optional<std::filesystem::path> rejects_file;
  Revision revision;
};
Json to_json(const OsmIngestReport& report);

/// OSM extracts (together they are the new basemap data), or change files (.osc, .osc.gz) to the
/// extract that is kept. Throws Error{bad_input} for a mix of the two.
OsmIngestReport ingest_osm(FeatureStore& store, std::span<const std::string> files,
                           const OsmIngestOptions& options, const Progress& progress);

/// By name and first bytes: does this belong to `ingest_osm`?
bool is_osm_file(const std::string& file);
bool is_osm_change_file(const std::string& file);

}  // namespace jintu
