// The OSM extract that is kept beside the store, for change files to come.
//
// Extract and store cannot change at one stroke. The new extract first lies beside the old one, as
// `FILE.next`, and the transaction that imports it writes down its hash; after the commit it takes
// the old one's place. Whoever is killed between the two leaves a store that names the extract that
// belongs to it: the next import finishes what was begun.
#pragma once

#include <filesystem>
#include <string>

#include "geo/store/feature_store.hpp"

namespace jintu {

/// One at a time for a store: under a `FileLock`.
class ExtractFile {
 public:
  /// Finishes, or clears away, what an import that was killed left. Throws Error{io | no_space}.
  ExtractFile(const FeatureStore& store, std::filesystem::path path);
  /// Removes the next extract unless `belongs` was called.
  ~ExtractFile();
  ExtractFile(const ExtractFile&) = delete;
  ExtractFile& operator=(const ExtractFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Where the new extract is to be written.
  std::filesystem::path next() const;
  void copy_to_next(const std::string& file) const;

  /// Throws Error{not_found} without an extract, Error{conflict} when it is not the one that the
  /// store was made of: a change file then has nothing to apply to. `file` is that change file.
  void check_for_changes(const FeatureStore& store, const std::string& file) const;

  /// Syncs the next extract and writes down in the transaction that the store is made of it.
  void belongs(Transaction& transaction);
  /// After the commit.
  void take_place();

 private:
  std::filesystem::path path_;
  bool committed_ = false;
};

/// How store and extract stand; empty when they belong together, or there is neither. For `doctor`.
std::string extract_disagreement(const FeatureStore& store, const std::filesystem::path& path);

}  // namespace jintu
