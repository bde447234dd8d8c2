// The basemap as it lies on disk: the configured archive and, where they were built, the same map
// cut for maps in other datums.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/config/config.hpp"
#include "services/live/published.hpp"
#include "tiles/archive/archive_file.hpp"

namespace jintu::live {

/// One thread at a time.
class Archives {
 public:
  explicit Archives(const Config& config);

  /// Opens what was put in place, replaced or taken away since last time; whether anything was. A
  /// file that is written to in place is closed, and opened again once it has rested from one call
  /// to the next. An archive that cannot be opened, or that holds another datum than its name says,
  /// is complained of on stderr and answers that it is unavailable; of the configured one the fault
  /// is published too. Throws nothing.
  bool refresh();
  /// Sources, files, quality and faults.
  void add_to(Published& next) const;
  /// When the configured archive was written, "2026-11-23T12:00:00Z"; nothing when it is not open.
  std::optional<std::string> built() const;

 private:
  struct Stamp {
    tiles::FileStamp archive, report;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  struct Entry {
    tiles::TileCrs crs = tiles::TileCrs::wgs84;
    std::filesystem::path path;
    Stamp stamp{};
    bool restless = false;                            ///< was being written to when last looked at
    bool retry = false;                               ///< may open without having changed
    std::shared_ptr<const tiles::TileSource> source;  ///< also in place of one that cannot be read
    tiles::HashedFile file;                           ///< the same archive
    std::optional<Json> quality;                      ///< written beside it when it was checked
    std::string built;                                ///< when it was written
    std::string fault;
  };
  /// Of a missing file the empty one; nothing when the disk does not say.
  static std::optional<Stamp> stamp_of(const std::filesystem::path& path);
  static bool look(Entry& entry);
  static void open(Entry& entry);
  static void close(Entry& entry);
  static bool fail(Entry& entry, const std::string& why, const std::string& told);

  std::vector<Entry> entries_;  // the configured one first
};

}  // namespace jintu::live
