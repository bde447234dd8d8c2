// Internal to geo/io: a zip with a few files, written one after the other.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "geo/base/progress.hpp"

namespace jintu::io {

/// Used by one thread. What is not closed is no zip.
class ZipWriter {
 public:
  /// Throws Error{io}, as all of it does, when the file cannot be written.
  explicit ZipWriter(const std::string& path);
  ~ZipWriter();
  ZipWriter(const ZipWriter&) = delete;
  ZipWriter& operator=(const ZipWriter&) = delete;

  void add(const std::string& name, std::string_view bytes);
  void add_file(const std::filesystem::path& file, const Progress& progress);
  void close();

 private:
  void open(const std::string& name, bool large);
  void write(std::string_view bytes);
  void require(bool done) const;

  std::string path_;
  void* zip_;
};

}  // namespace jintu::io
