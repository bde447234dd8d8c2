// The writer's connection to a GeoPackage, and whether it still is to the file that the path names.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>

#include "geo/base/ids.hpp"
#include "geo/sqlite/sqlite.hpp"
#include "geo/sqlite/write_ahead_log.hpp"
#include "geo/store/feature_store.hpp"
#include "geo/store/gpkg/commit_mark.hpp"

namespace jintu {

/// One thread at a time. A file that was removed or replaced under a running server goes on taking
/// writes that nobody will ever read: so before each write, and every second, the names of file and
/// log are compared with what is open.
class StoreFile {
 public:
  /// Throws what `gpkg::open_rows` throws.
  StoreFile(const std::string& path, OpenMode mode, const StoreOptions& options);

  /// The connection. Throws Error{unavailable} when there is none to the file that the path names.
  sqlite::Database& db();
  /// nullptr when opened for reading only.
  sqlite::WriteAheadLog* log() { return open_ ? open_->log.get() : nullptr; }

  /// Looks at file, log and mark, and takes up a store that came back. Never throws for what it
  /// finds: `trouble` says it.
  void look();
  /// Whether the names still stand for what is open, and if not, why; empty when they do. For use
  /// within a transaction, which `look` would lose.
  std::string out_of_place() const;
  /// Why nothing may be written now; empty when all is well. Names no path.
  const std::string& trouble() const { return trouble_; }

  /// `FeatureStore::epoch`, as of the last look; empty while it could not be settled.
  const std::string& epoch() const { return epoch_; }

  /// After a commit, which stands whatever comes of this.
  void note(Revision revision) noexcept;

 private:
  struct Identity {
    dev_t device;
    ino_t inode;
    friend bool operator==(const Identity&, const Identity&) = default;
  };
  struct Open {
    sqlite::Database db;
    std::unique_ptr<sqlite::WriteAheadLog> log;
    Identity file{}, log_file{};
  };
  /// Sets errno when there is none.
  static std::optional<Identity> identity_of(const std::string& path);
  std::unique_ptr<Open> opened(OpenMode mode);
  /// Gives up the connection without touching what the names of file and log stand for now.
  void let_go();
  bool rescue_log();
  void look_at_mark();
  /// Gives the store an epoch when it has none, or is not the file that the last one was given to,
  /// or lacks a mark (its revisions may be used a second time). Not while another process writes:
  /// then the next look does.
  void settle_epoch();

  const std::string path_;
  const OpenMode mode_;
  const StoreOptions options_;
  CommitMark mark_;
  std::optional<CommitMark::Noted> good_mark_;  ///< the last that the store was found to hold
  std::unique_ptr<Open> open_;
  std::string trouble_, epoch_;
  bool unmarked_ = false;  ///< there was no mark when last looked for
  bool epoch_is_settled_ = false;
};

}  // namespace jintu
