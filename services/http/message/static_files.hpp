// The built web app, held in memory: what is not in the table does not exist, so no path can lead
// out of the folder, and no request waits for the disk.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace jintu::http {

struct StaticFile {
  std::string content_type;
  std::string hash;  ///< of the plain content
  std::shared_ptr<const std::string> plain;
  std::shared_ptr<const std::string> gzip;  ///< nullptr when there is none
  std::shared_ptr<const std::string> br;
  bool immutable = false;  ///< its name changes with its content
};

class StaticFiles {
 public:
  StaticFiles() = default;
  /// Reads all regular files below `dir`; links and dot files are left out. `x.br` and `x.gz` are
  /// variants of `x`; a text file without `x.gz` is compressed here. An empty or missing `dir` has
  /// no files. Throws Error{too_large} beyond 256 MB, Error{io} when a file cannot be read.
  static StaticFiles load(const std::string& dir);

  /// `path` is relative and decoded ("assets/app.js"); nullptr when there is none.
  const StaticFile* find(std::string_view path) const;
  std::size_t size() const { return files_.size(); }

 private:
  std::map<std::string, StaticFile, std::less<>> files_;
};

}  // namespace jintu::http
