// The files that people take along: each made once for a state of the data, then shared.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "geo/base/progress.hpp"
#include "services/live/published.hpp"
#include "services/open_data/dataset.hpp"

namespace jintu::open_data {

/// A finished file. It has no name any more: its room on the disk is free again with the last
/// owner, whatever becomes of this process. Any thread.
class File {
 public:
  /// Opens it and takes its name away. Throws Error{io}.
  explicit File(const std::string& path);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::uint64_t size() const { return size_; }
  /// 64 hexadecimal digits.
  const std::string& sha256() const { return sha256_; }
  /// At least one byte and at most `most`; `first` is below `size`. Throws Error{io}.
  std::string read(std::uint64_t first, std::uint64_t most) const;

  std::uint64_t records = 0;
  std::vector<std::string> notices;  ///< what the format could not hold

 private:
  int descriptor_;
  std::uint64_t size_ = 0;
  std::string sha256_;
};

/// Any thread; a file is made on the thread that asks for it first, and others that ask for any
/// file wait.
class Files {
 public:
  /// Keeps the latest that take no more than `most_bytes` together, one in any case.
  explicit Files(std::uint64_t most_bytes = std::uint64_t{512} << 20) : most_bytes_(most_bytes) {}

  /// `crs` as `write_vector_file` takes it. Throws Error{too_large} beyond `most_records`,
  /// Error{unsupported | bad_input} for what the format or the CRS cannot do, Error{cancelled},
  /// Error{io | disk_full}.
  std::shared_ptr<const File> of(const live::Published& published,
                                 const catalog::Collection& collection, const Format& format,
                                 const std::string& crs, const Progress& progress);

 private:
  /// Which content: a layer in memory by itself, a stored one by the revision that wrote it.
  struct Content {
    std::weak_ptr<const Layer> layer;
    std::string stored;
    std::string words;
    bool is_of(const live::Published& published, const catalog::Collection& collection) const;
  };
  struct Kept {
    std::string name;
    Content content;
    std::shared_ptr<const File> file;
  };

  const std::uint64_t most_bytes_;
  std::mutex mutex_;
  std::list<Kept> kept_;  // the latest first
};

}  // namespace jintu::open_data
