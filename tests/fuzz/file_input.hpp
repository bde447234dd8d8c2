// Bytes as a file of a given name, read by the reader of its format within small limits.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

#include "geo/base/error.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/io/read.hpp"

namespace jintu::fuzz {

inline std::string scratch(const std::string& extension) {
  return "/dev/shm/jintu-fuzz-" + std::to_string(getpid()) + extension;
}

/// Whatever is accepted must be valid; whatever is refused is refused by an Error.
inline void read_file(const std::string& path, const std::string& crs) {
  io::ReadOptions options;
  options.crs = crs;
  options.limits.uncompressed_bytes = 8 << 20;
  options.limits.features = 5'000;
  options.limits.vertices = 200'000;
  options.limits.feature_vertices = 50'000;
  options.limits.table_cells = 200'000;
  options.limits.drawn_entities = 5'000;
  options.limits.drawn_vertices = 50'000;
  try {
    io::read_vector_file(
        path, options,
        [](Feature&& feature) {
          if (!check(feature.geometry).ok()) __builtin_trap();
        },
        [](const io::Reject& reject) {
          if (reject.code.empty()) __builtin_trap();
        },
        {});
  } catch (const Error&) {
  }
}

inline void read_bytes_as(const std::uint8_t* data, std::size_t size, const std::string& extension,
                          const std::string& crs) {
  const std::string path = scratch(extension);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  read_file(path, crs);
  unlink(path.c_str());
}

}  // namespace jintu::fuzz
