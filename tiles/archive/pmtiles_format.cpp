#include "tiles/archive/pmtiles_format.hpp"

#include <algorithm>

#include "geo/base/error.hpp"

namespace jintu::tiles {
namespace {

[[noreturn]] void bad(const std::string& path, const std::string& what) {
  throw Error(ErrorCode::bad_input,
              path + ": 不是有效的 PMTiles v3 not a valid PMTiles v3 archive: " + what);
}

template <class T>
void put(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i)
    out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
}

template <class T>
T get(std::string_view bytes, std::size_t at) {
  std::uint64_t v = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    v |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return static_cast<T>(v);
}

void put_varint(std::string& out, std::uint64_t v) {
  while (v >= 0x80) {
    out += static_cast<char>(v | 0x80);
    v >>= 7;
  }
  out += static_cast<char>(v);
}

class Varints {
 public:
  Varints(std::string_view bytes, const std::string& path) : bytes_(bytes), path_(path) {}
  std::uint64_t next() {
    std::uint64_t v = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at_ == bytes_.size()) bad(path_, "directory is truncated");
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      if (shift == 63 && byte > 1) break;
      v |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return v;
    }
    bad(path_, "number of more than 64 bits in a directory");
  }
  std::uint32_t next32() {
    const std::uint64_t v = next();
    if (v > 0xffffffffu) bad(path_, "length or run of more than 32 bits in a directory");
    return static_cast<std::uint32_t>(v);
  }
  std::size_t left() const { return bytes_.size() - at_; }

 private:
  std::string_view bytes_;
  const std::string& path_;
  std::size_t at_ = 0;
};

void check_section(std::uint64_t offset, std::uint64_t length, std::uint64_t file_size,
                   const std::string& path, const char* name) {
  if (length == 0) return;
  if (offset < PmtilesHeader::size || offset > file_size || length > file_size - offset)
    bad(path, std::string(name) + " lies outside the file (truncated?)");
}

}  // namespace

std::string to_bytes(const PmtilesHeader& h) {
  std::string out = "PMTiles";
  out += '\3';
  for (const std::uint64_t v : {h.root_offset, h.root_length, h.metadata_offset, h.metadata_length,
                                h.leaves_offset, h.leaves_length, h.data_offset, h.data_length,
                                h.addressed_tiles, h.tile_entries, h.tile_contents})
    put(out, v);
  put<std::uint8_t>(out, h.clustered ? 1 : 0);
  put(out, static_cast<std::uint8_t>(h.internal));
  put(out, static_cast<std::uint8_t>(h.tile));
  put(out, h.tile_type);
  put(out, h.min_zoom);
  put(out, h.max_zoom);
  for (const std::int32_t v : {h.min_lon_e7, h.min_lat_e7, h.max_lon_e7, h.max_lat_e7})
    put(out, static_cast<std::uint32_t>(v));
  put(out, h.center_zoom);
  put(out, static_cast<std::uint32_t>(h.center_lon_e7));
  put(out, static_cast<std::uint32_t>(h.center_lat_e7));
  return out;
}

PmtilesHeader parse_header(std::string_view bytes, std::uint64_t file_size,
                           const std::string& path) {
  if (bytes.size() < PmtilesHeader::size) bad(path, "shorter than its header");
  if (bytes.substr(0, 7) != "PMTiles") bad(path, "it does not begin with \"PMTiles\"");
  if (bytes[7] != 3)
    bad(path, "version " + std::to_string(static_cast<int>(bytes[7])) + ", expected 3");
  PmtilesHeader h;
  std::size_t at = 8;
  for (std::uint64_t* v : {&h.root_offset, &h.root_length, &h.metadata_offset, &h.metadata_length,
                           &h.leaves_offset, &h.leaves_length, &h.data_offset, &h.data_length,
                           &h.addressed_tiles, &h.tile_entries, &h.tile_contents}) {
    *v = get<std::uint64_t>(bytes, at);
    at += 8;
  }
  h.clustered = bytes[96] == 1;
  h.internal = static_cast<Compression>(bytes[97]);
  h.tile = static_cast<Compression>(bytes[98]);
  h.tile_type = static_cast<std::uint8_t>(bytes[99]);
  h.min_zoom = static_cast<std::uint8_t>(bytes[100]);
  h.max_zoom = static_cast<std::uint8_t>(bytes[101]);
  h.min_lon_e7 = get<std::int32_t>(bytes, 102);
  h.min_lat_e7 = get<std::int32_t>(bytes, 106);
  h.max_lon_e7 = get<std::int32_t>(bytes, 110);
  h.max_lat_e7 = get<std::int32_t>(bytes, 114);
  h.center_zoom = static_cast<std::uint8_t>(bytes[118]);
  h.center_lon_e7 = get<std::int32_t>(bytes, 119);
  h.center_lat_e7 = get<std::int32_t>(bytes, 123);
  check_section(h.root_offset, h.root_length, file_size, path, "root directory");
  check_section(h.metadata_offset, h.metadata_length, file_size, path, "metadata");
  check_section(h.leaves_offset, h.leaves_length, file_size, path, "leaf directories");
  check_section(h.data_offset, h.data_length, file_size, path, "tile data");
  if (h.root_length == 0) bad(path, "no root directory");
  if (h.min_zoom > h.max_zoom) bad(path, "its lowest zoom is above its highest");
  const auto readable = [](Compression c) {
    return c == Compression::none || c == Compression::gzip;
  };
  if (!readable(h.internal) || !readable(h.tile))
    throw Error(ErrorCode::unsupported,
                path + ": compressed by brotli or zstd; none and gzip are read");
  if (h.tile_type != tile_type_mvt)
    throw Error(ErrorCode::unsupported, path + ": holds no vector tiles (MVT)");
  return h;
}

std::string to_bytes(const std::vector<PmtilesEntry>& entries) {
  std::string out;
  put_varint(out, entries.size());
  std::uint64_t last = 0;
  for (const auto& e : entries) {
    put_varint(out, e.tile_id - last);
    last = e.tile_id;
  }
  for (const auto& e : entries) put_varint(out, e.run_length);
  for (const auto& e : entries) put_varint(out, e.length);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool follows =
        i > 0 && entries[i].offset == entries[i - 1].offset + entries[i - 1].length;
    put_varint(out, follows ? 0 : entries[i].offset + 1);
  }
  return out;
}

std::vector<PmtilesEntry> parse_directory(std::string_view bytes, std::uint64_t data_length,
                                          std::uint64_t leaves_length, const std::string& path) {
  Varints in(bytes, path);
  const std::uint64_t count = in.next();
  if (count == 0) bad(path, "empty directory");
  // Four numbers of at least a byte each per entry: a false count cannot ask for much memory.
  if (count > in.left() / 4) bad(path, "directory is truncated");
  std::vector<PmtilesEntry> entries(count);
  std::uint64_t id = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::uint64_t step = in.next();
    if (step > UINT64_MAX - id || (i > 0 && step == 0))
      bad(path, "tile ids of a directory do not rise");
    id += step;
    entries[i].tile_id = id;
  }
  for (auto& e : entries) e.run_length = in.next32();
  for (auto& e : entries)
    if ((e.length = in.next32()) == 0) bad(path, "directory entry of no length");
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto& e = entries[i];
    const std::uint64_t v = in.next();
    if (v == 0 && i == 0) bad(path, "first entry of a directory has no offset");
    e.offset = v == 0 ? entries[i - 1].offset + entries[i - 1].length : v - 1;
    const std::uint64_t section = e.run_length == 0 ? leaves_length : data_length;
    if (e.offset > section || e.length > section - e.offset)
      bad(path, "entry of tile id " + std::to_string(e.tile_id) + " lies outside its section");
    if (i > 0 && entries[i - 1].run_length > e.tile_id - entries[i - 1].tile_id)
      bad(path, "entries of a directory overlap");
    if (e.run_length > UINT64_MAX - e.tile_id) bad(path, "a run goes beyond the last tile id");
  }
  return entries;
}

const PmtilesEntry* find_entry(const std::vector<PmtilesEntry>& entries, std::uint64_t tile_id) {
  auto it =
      std::upper_bound(entries.begin(), entries.end(), tile_id,
                       [](std::uint64_t id, const PmtilesEntry& e) { return id < e.tile_id; });
  if (it == entries.begin()) return nullptr;
  --it;
  if (it->run_length == 0 || tile_id - it->tile_id < it->run_length) return &*it;
  return nullptr;
}

}  // namespace jintu::tiles
