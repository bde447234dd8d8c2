// A sorted PBF that is there whole or not at all.
#pragma once

#include <memory>
#include <osmium/osm/box.hpp>
#include <osmium/osm/object.hpp>
#include <string>
#include <vector>

#include "geo/osm/input_file.hpp"

namespace jintu::osm {

class ExtractWriter {
 public:
  /// Writes to `path`.part. An invalid box and an empty timestamp are left out of the header.
  /// Throws Error{io}.
  ExtractWriter(const std::string& path, const osmium::Box& box, const std::string& timestamp);
  /// Removes the part file unless `commit` returned.
  ~ExtractWriter();

  /// In the order of ObjectStream.
  void write(const osmium::OSMObject& object);
  /// Syncs and renames.
  void commit();

 private:
  struct Output;
  std::string path_, part_;
  std::unique_ptr<Output> output_;
};

void count(const osmium::OSMObject& object, std::uint64_t& nodes, std::uint64_t& ways,
           std::uint64_t& relations);

/// The newest of the headers' replication timestamps and of the objects' own; empty when none has
/// one.
std::string newest_timestamp(const std::vector<InputFile>& inputs,
                             const std::vector<const osmium::OSMObject*>& objects);

}  // namespace jintu::osm
