// An archive as the bytes that it is, read so that nobody can pull them away.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace jintu::tiles {

/// Which file stands at a path, and which content it had when it was looked at.
struct FileStamp {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t modified = 0;  ///< content, nanoseconds since 1970
  std::int64_t changed = 0;   ///< content, name or rights

  bool exists() const { return inode != 0; }
  bool same_file(const FileStamp& other) const {
    return device == other.device && inode == other.inode;
  }
  bool same_content(const FileStamp& other) const {
    return same_file(other) && size == other.size && modified == other.modified;
  }
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// All zeros when there is no file; nothing when the disk does not say (rights, a network that is
/// away).
std::optional<FileStamp> stamp_of(const std::string& path);

/// An open file that is one content or none: once somebody writes into it, all reading fails. A
/// file replaced by rename or removed stays readable. Never mapped: a mapping kills the process
/// when the file is cut off. Immutable; any number of threads.
class ArchiveFile {
 public:
  /// Throws Error{not_found}, Error{io}, or Error{bad_input} when it is empty or not a file.
  explicit ArchiveFile(const std::string& path);
  ~ArchiveFile();
  ArchiveFile(const ArchiveFile&) = delete;
  ArchiveFile& operator=(const ArchiveFile&) = delete;

  const std::string& path() const { return path_; }
  std::uint64_t size() const { return stamp_.size; }
  const FileStamp& stamp() const { return stamp_; }
  /// `length` bytes from `offset` on, of the content at the opening. Throws Error{unavailable} when
  /// the file has been written to since, Error{bad_input} beyond its end, Error{io}. To look costs
  /// as much as to read, so it is done once a millisecond: who cannot bear that calls
  /// `require_unchanged` afterwards.
  std::string read(std::uint64_t offset, std::uint64_t length) const;
  /// Throws as `read`.
  void require_unchanged() const;
  /// Content hash; reads all of it. Equal files have equal ones.
  std::string hash() const;

 private:
  std::string path_;
  int fd_ = -1;
  FileStamp stamp_;
  mutable std::atomic<std::int64_t> looked_{0};  // nanoseconds of the steady clock, found unchanged
};

/// A file that is handed out whole or in ranges.
struct HashedFile {
  std::shared_ptr<const ArchiveFile> file;
  std::string hash;
};

/// Throws what `ArchiveFile` throws.
HashedFile open_hashed(const std::string& path);

}  // namespace jintu::tiles
