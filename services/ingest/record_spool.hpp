// Internal to services/ingest: records that wait on the disk until all of a file has been read.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "geo/feature/feature.hpp"

namespace jintu {

/// Only at a file's end is it known which fields its records have, of what types, and whether they
/// come in at all. Held in memory, large files would take several times their size. The spool has a
/// file without a name in `folder`, which goes with it. Key, geometry and properties are kept.
class RecordSpool {
 public:
  /// Throws Error{io | no_space}, as `add` and `for_each` do.
  explicit RecordSpool(const std::filesystem::path& folder);

  void add(const Feature& feature);
  std::uint64_t size() const { return size_; }
  /// In the order in which they came. Once: nothing may be added afterwards.
  void for_each(const std::function<void(Feature&&)>& visit);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::uint64_t number_of(std::string_view name);
  void write_out();
  void read(std::string& bytes, std::size_t length);
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path folder_;
  std::unique_ptr<std::FILE, Close> file_;
  std::string record_, out_;
  std::uint64_t size_ = 0;
  std::vector<std::string> names_;  ///< of properties
  std::unordered_map<std::string, std::uint64_t> numbers_;
};

}  // namespace jintu
