// The fixed parts of PMTiles v3: header and directories, as bytes and back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jintu::tiles {

enum class Compression : std::uint8_t { unknown = 0, none = 1, gzip = 2, brotli = 3, zstd = 4 };
inline constexpr std::uint8_t tile_type_mvt = 1;

struct PmtilesHeader {
  static constexpr std::size_t size = 127;
  std::uint64_t root_offset = 0, root_length = 0;
  std::uint64_t metadata_offset = 0, metadata_length = 0;
  std::uint64_t leaves_offset = 0, leaves_length = 0;
  std::uint64_t data_offset = 0, data_length = 0;
  std::uint64_t addressed_tiles = 0, tile_entries = 0, tile_contents = 0;
  bool clustered = false;
  Compression internal = Compression::gzip, tile = Compression::gzip;
  std::uint8_t tile_type = tile_type_mvt;
  std::uint8_t min_zoom = 0, max_zoom = 0, center_zoom = 0;
  std::int32_t min_lon_e7 = 0, min_lat_e7 = 0, max_lon_e7 = 0, max_lat_e7 = 0;
  std::int32_t center_lon_e7 = 0, center_lat_e7 = 0;
  friend bool operator==(const PmtilesHeader&, const PmtilesHeader&) = default;
};

std::string to_bytes(const PmtilesHeader& header);
/// `file_size` bounds every section. Throws Error{bad_input} that names the field.
PmtilesHeader parse_header(std::string_view bytes, std::uint64_t file_size,
                           const std::string& path);

/// `run_length` tiles from `tile_id` on have this content; 0: a leaf directory for ids from there.
struct PmtilesEntry {
  std::uint64_t tile_id = 0;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
  std::uint32_t run_length = 0;
  friend bool operator==(const PmtilesEntry&, const PmtilesEntry&) = default;
};

/// Not compressed.
std::string to_bytes(const std::vector<PmtilesEntry>& entries);
/// Entries must rise by id without overlapping and lie within `section` bytes (their own or the
/// leaves' section, by kind). Throws Error{bad_input}.
std::vector<PmtilesEntry> parse_directory(std::string_view bytes, std::uint64_t data_length,
                                          std::uint64_t leaves_length, const std::string& path);

/// The entry that holds `tile_id` or leads to it; nullptr when there is none.
const PmtilesEntry* find_entry(const std::vector<PmtilesEntry>& entries, std::uint64_t tile_id);

}  // namespace jintu::tiles
