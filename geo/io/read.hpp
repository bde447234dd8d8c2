// Vector files in: GeoJSON, GeoPackage, Shapefile, KML/KMZ, DXF, CSV, XLSX, FlatGeobuf,
// iCalendar.
//
// A broken file is an Error; a broken feature is a Reject, and the rest is read. Nothing is
// repaired: what is accepted passed `check()` as it stood (rings are only turned, see `orient`).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/feature/layer.hpp"

namespace jintu::io {

class RecordSchema;

enum class Presence { optional, required };

/// A file beyond these is refused with Error{too_large} before it can exhaust the machine.
struct ReadLimits {
  std::uint64_t file_bytes = 4ULL << 30;          ///< any file
  std::uint64_t text_bytes = 1ULL << 30;          ///< KML, DXF
  std::uint64_t feature_bytes = 256ULL << 20;     ///< GeoJSON: one feature, the most that is held
  std::uint64_t uncompressed_bytes = 1ULL << 30;  ///< KMZ and XLSX, all entries together
  std::uint64_t ratio = 50;  ///< of inflated to packed bytes, for entries beyond 32 MiB
  std::uint64_t table_cells = 100'000'000;   ///< rows × columns of a sheet
  std::uint64_t drawn_entities = 1'000'000;  ///< of a DXF, blocks counted as often as inserted
  std::uint64_t drawn_vertices = 5'000'000;  ///< of these, curves counted as they are drawn
  std::uint64_t features = 20'000'000;
  std::uint64_t fields = 1900;  ///< of all features together; a table of SQLite holds 2000 columns
  std::uint64_t vertices = 50'000'000;
  std::uint64_t feature_vertices = 1'000'000;  ///< more: that feature is rejected
  std::uint64_t calendar_bytes = 64ULL << 20;  ///< iCalendar; all its events are held
  std::uint64_t calendar_line = 64ULL << 10;   ///< of iCalendar, unfolded, in bytes
  std::uint64_t calendar_properties = 500;     ///< of one event; more: it is rejected
  std::uint64_t calendar_lines = 2'000'000;    ///< properties of all its events together
  std::uint64_t calendar_occurrences = 1'000;  ///< of a rule of recurrence; more: it is rejected
  int depth = 64;                              ///< of nested JSON or XML
};

struct ReadOptions {
  std::string crs;               ///< as for SourceCrs::parse; overrides what the file says
  std::string layer;             ///< layer, sheet or shapefile to read where there are several
  std::string encoding;          ///< of Shapefile and CSV text; empty: .cpg, else UTF-8, else GBK
  std::string key_field = "id";  ///< the property that becomes Feature::key
  Presence key = Presence::optional;
  Presence geometry = Presence::required;  ///< optional: features may be unplaced
  const RecordSchema* schema = nullptr;    ///< properties are typed by it and checked against it
  /// The day of the reading, since 1970: rules of iCalendar without an end are followed from it on.
  std::int64_t today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now() +
                                                             std::chrono::hours(8))
                           .time_since_epoch()
                           .count();
  ReadLimits limits;
};

/// One feature that was not accepted.
struct Reject {
  std::string file;
  std::uint64_t line = 0;  ///< of its first byte, or its row; 0 where the format has no lines
  std::string feature;     ///< its key, or "layer/fid", or "feature 3"
  std::string code;        ///< stable: "self_intersection", "duplicate_key", "schema", …
  std::string reason;      ///< for people
  std::optional<Position> position;  ///< of the fault, where known
  std::string data;  ///< the feature as it came, a GeoJSON text in the file's own numbers
};

/// What was read. `fields` and `geometry` describe the accepted features, so that a caller
/// without a schema can make a layer of them.
struct ReadReport {
  std::string format;      ///< "GeoJSON", "GeoPackage", …
  std::string crs;         ///< name of the CRS, or "per row"
  std::string crs_source;  ///< "option", "file", "format" (RFC 7946, KML) or "row"
  std::string encoding;    ///< of text, where the format leaves it open: "UTF-8", "GBK (…)"
  std::uint64_t read = 0;
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;
  std::uint64_t unplaced = 0;  ///< accepted without geometry
  std::map<std::string, std::uint64_t> rejects_by_code;
  std::vector<std::string> notices;  ///< what was left out or assumed, with counts
  std::vector<Field> fields;
  GeometryKind geometry = GeometryKind::none;
};

using FeatureSink = std::function<void(Feature&&)>;
using RejectSink = std::function<void(const Reject&)>;

/// Reads one local regular file (or a directory that holds a shapefile). Sinks may be empty: then
/// it only reports. Features arrive in file order with WGS 84 positions, rings turned to RFC 7946.
/// Throws Error{not_found | bad_input | too_large | unsupported | cancelled}; what was already
/// given to the sinks is then the caller's to roll back. Owned and used by one thread at a time.
ReadReport read_vector_file(const std::string& path, const ReadOptions& options,
                            const FeatureSink& on_feature, const RejectSink& on_reject,
                            const Progress& progress);

/// The release of GDAL, which this loads. Throws Error{internal} naming the file that is missing or
/// of another build.
std::string gdal_release();

/// `value` in a field of type `type`: integers become reals, anything becomes text. A field of a
/// ReadReport has the narrowest type that holds all its values.
Value as_type(const Value& value, FieldType type);

}  // namespace jintu::io
