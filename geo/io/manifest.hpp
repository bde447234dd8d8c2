// data/manifest.json: what ships, where it is from, and that it is unchanged.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace jintu::io {

struct ManifestEntry {
  std::string path;  ///< of the file: the manifest's folder and `file`
  std::string file, layer, title_zh, title_en;
  std::uint64_t records = 0;
  std::uint64_t placed = 0;  ///< of them with a geometry
  std::string source, license;
  std::string crs;  ///< empty only where nothing is placed
  std::string accuracy;
  std::string sha256;  ///< 64 hexadecimal digits
  std::string rebuild;
};

/// Reads `dir`/manifest.json. Throws Error{not_found | bad_input} naming the entry and member at
/// fault; a `file` that leads out of `dir` is refused.
std::vector<ManifestEntry> read_manifest(const std::string& dir);

/// Throws Error{not_found}, or Error{bad_input} when the file's bytes are not those of `sha256`.
void verify(const ManifestEntry& entry);

}  // namespace jintu::io
