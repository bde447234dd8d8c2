// The last commit that was answered, noted in a small file beside the store.
//
// SQLite drops, in silence, all of its log from the first frame on that does not fit its checksum;
// and a store that is copied without its log lacks what stood there. The store alone cannot know.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "geo/base/ids.hpp"

namespace jintu {

class CommitMark {
 public:
  struct Noted {
    Revision revision;
    std::uint64_t hash = 0;  ///< of the revision's row, `gpkg::revision_hash`
    friend bool operator==(const Noted&, const Noted&) = default;
  };

  /// The file need not exist.
  explicit CommitMark(std::string path);
  /// Syncs what was noted.
  ~CommitMark();
  CommitMark(const CommitMark&) = delete;
  CommitMark& operator=(const CommitMark&) = delete;

  /// Nothing when there is no file, or none that can be read.
  std::optional<Noted> read() const;
  /// In the file when this returns, on the disk some 20 ms later: a sync of its own would halve the
  /// commits a second. Never goes back behind what another process noted. What fails here is not
  /// told: the commit stands, and the older mark is true still.
  void note(const Noted& commit) noexcept;
  /// For a store that is made anew.
  void remove() noexcept;

 private:
  void sync_while_needed();
  void sync() const noexcept;

  const std::string path_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool unsynced_ = false, stopping_ = false;
  std::thread syncer_;  // begins with the first note
};

}  // namespace jintu
