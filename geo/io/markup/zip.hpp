// Internal to geo/io: the files inside a zip (KMZ, XLSX), inflated piece by piece within limits.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "geo/io/read.hpp"

namespace jintu::io {

/// An open zip. Used by one thread.
class Zip {
 public:
  /// Throws Error{bad_input} when there is no readable directory of entries, Error{too_large} when
  /// it lists more than 10,000.
  Zip(const std::string& path, const ReadLimits& limits);
  ~Zip();
  Zip(const Zip&) = delete;
  Zip& operator=(const Zip&) = delete;

  /// In the order of the directory, folders left out.
  const std::vector<std::string>& names() const { return names_; }
  bool has(const std::string& name) const { return places_.contains(name); }

  /// Gives the bytes of an entry to `use`, at most 64 KiB at a time. Throws Error{not_found},
  /// Error{bad_input} when the entry is broken or encrypted, and Error{too_large} when this one
  /// swells by more than `limits.ratio`, or as soon as the entries read hold more bytes than
  /// `limits.uncompressed_bytes`. Bytes of an entry that is read again count once.
  void read(const std::string& name, const std::function<void(std::string_view)>& use);

 private:
  struct Handle;
  struct Place {
    std::uint64_t in_directory = 0, of_file = 0;
    std::uint64_t inflated = 0;  ///< counted so far
  };
  [[noreturn]] void broken(const std::string& at) const;

  std::string path_;
  const ReadLimits& limits_;
  std::uint64_t file_bytes_;
  std::unique_ptr<Handle> handle_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, Place> places_;
  std::uint64_t total_ = 0;
};

}  // namespace jintu::io
