// The basemap as it lies on disk: the configured archive and, where they were built, the same map
// cut for maps in other datums.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "services/config/config.hpp"
#include "services/http/state.hpp"

namespace jintu::apps {

/// One thread at a time.
class Archives {
 public:
  explicit Archives(const Config& config);

  /// Opens what was put in place, replaced or taken away since last time; whether anything was. An
  /// archive that cannot be opened, or that holds another datum than its name says, is complained
  /// of on stderr and does without; of the configured one the fault is published too.
  bool refresh();
  /// Sources, files, quality and faults.
  void add_to(http::Published& next) const;
  /// When the configured archive was written, "2026-11-23T12:00:00Z"; nothing when it is not open.
  std::optional<std::string> built() const;

 private:
  using Stamp =
      std::tuple<std::filesystem::file_time_type, std::uintmax_t, std::filesystem::file_time_type>;
  struct Entry {
    tiles::TileCrs crs;
    std::filesystem::path path;
    Stamp stamp{};
    std::shared_ptr<const tiles::TileSource> source;
    std::optional<tiles::ArchiveFile> file;  ///< the same archive
    std::optional<Json> quality;             ///< written beside it when it was checked
    std::string fault;
  };
  /// Of a missing file the empty one; nothing when the disk does not say.
  static std::optional<Stamp> stamp_of(const std::filesystem::path& path);
  static void open(Entry& entry);

  std::vector<Entry> entries_;  // the configured one first
};

}  // namespace jintu::apps
