// OSM files as they come: which format, are they what they say, are they sorted?
#pragma once

#include <memory>
#include <osmium/io/file.hpp>
#include <osmium/io/header.hpp>
#include <osmium/memory/buffer.hpp>
#include <osmium/osm/object.hpp>
#include <span>
#include <string>
#include <vector>

#include "geo/base/progress.hpp"

namespace jintu::osm {

enum class FileKind { extract, change };

struct InputFile {
  std::string name;       ///< as the user gave it
  osmium::io::File file;  ///< absolute path and format
  osmium::io::Header header;
  std::uint64_t bytes = 0;
  /// Set when the file is not sorted: all its objects, and their order.
  std::shared_ptr<osmium::memory::Buffer> memory;
  std::vector<osmium::OSMObject*> sorted;
};

/// Looks at each file: format by content, kind, header, order. Files whose header does not say that
/// they are sorted are read once to see; unsorted ones stay in memory.
std::vector<InputFile> open_inputs(std::span<const std::string> names, FileKind kind,
                                   const Progress& progress);

/// -1, 0, 1 by type (node, way, relation), then id (0, -1, -2 … 1, 2 …: libosmium's order).
int compare_type_id(const osmium::OSMObject& a, const osmium::OSMObject& b);

/// "way/12"
std::string object_name(osmium::item_type type, osmium::object_id_type id);
inline std::string object_name(const osmium::OSMObject& o) { return object_name(o.type(), o.id()); }

/// Throws Error{bad_input} when the id is 0 or beyond max_osm_id.
void check_id(const osmium::OSMObject& object, const std::string& file);

/// Runs `work`; what libosmium and the libraries below it throw becomes Error{bad_input} naming the
/// file. Errors of ours pass.
template <class Work>
auto reading(const std::string& file, Work work);

[[noreturn]] void rethrow_as_error(const std::string& file);

template <class Work>
auto reading(const std::string& file, Work work) {
  try {
    return work();
  } catch (...) {
    rethrow_as_error(file);
  }
}

}  // namespace jintu::osm
