// Internal to geo/osm: files that inflate out of all proportion.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace jintu::osm {

/// OSM data as XML packs to a tenth or twentieth, as PBF to a half; its objects take some ten times
/// the bytes of the packed file in memory.
inline constexpr std::uint64_t most_ratio = 100, most_pbf_ratio = 20, most_memory_ratio = 100;

/// Passes through libosmium, which does not know the name of the file.
struct TooPacked : std::runtime_error {
  explicit TooPacked(std::uint64_t ratio);
};

/// Throws TooPacked when a file of so many bytes has become so many in memory.
void check_unfolded(std::uint64_t file_bytes, std::uint64_t memory_bytes);

/// Whether .gz and .bz2 are read by decompressors that throw TooPacked beyond `most_ratio`.
bool is_guarded();

/// Adds up what the blobs of a PBF say that they inflate to, without inflating them (libosmium
/// holds them to it). Throws TooPacked.
void check_pbf_ratio(const std::string& path, std::uint64_t file_bytes);

}  // namespace jintu::osm
