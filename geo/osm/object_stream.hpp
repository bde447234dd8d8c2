// The objects of one or more files as one sorted stream, each object once, its latest version.
#pragma once

#include <memory>
#include <osmium/osm/entity_bits.hpp>
#include <osmium/osm/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/osm/input_file.hpp"

namespace jintu::osm {

enum class Metadata { skip, keep };

class ObjectStream {
 public:
  /// `inputs` must outlive the stream and is not changed. `stage` names the progress reports.
  ObjectStream(const std::vector<InputFile>& inputs, osmium::osm_entity_bits::type entities,
               Metadata metadata, std::string stage, const Progress& progress);
  ~ObjectStream();

  /// Nodes, ways, relations, each by id; nullptr at the end. Deleted objects are left out. Valid
  /// until the next call; locations of way nodes may be written into it.
  /// Throws Error{bad_input} when a file breaks, or is not sorted as its header says.
  osmium::OSMObject* next();

  /// Name of the file that the last object came from.
  const std::string& file() const { return *file_; }
  std::uint64_t superseded() const { return superseded_; }

 private:
  class Cursor;
  osmium::OSMObject* next_version();
  void report();

  std::vector<std::unique_ptr<Cursor>> cursors_;
  std::string stage_;
  const Progress& progress_;
  const std::string* file_ = nullptr;
  std::uint64_t superseded_ = 0;
  std::uint64_t total_bytes_ = 0;
  std::uint64_t buffers_seen_ = 0;
};

}  // namespace jintu::osm
