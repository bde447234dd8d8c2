#include "tiles/archive/pmtiles_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <unordered_map>
#include <vector>

#include "geo/base/error.hpp"
#include "tiles/archive/pmtiles_format.hpp"
#include "tiles/blob/gzip.hpp"
#include "tiles/blob/tile.hpp"

namespace jintu::tiles {
namespace {

// A reader fetches the first 16 KiB at once (PMTiles v3 §4): header and root must fit in it.
constexpr std::size_t root_limit = 16384 - PmtilesHeader::size;

constexpr std::uint32_t max_run = UINT32_MAX;

std::int32_t e7(double degrees) { return static_cast<std::int32_t>(std::lround(degrees * 1e7)); }

struct Directories {
  std::string root, leaves;
};

Directories make_directories(const std::vector<PmtilesEntry>& entries) {
  Directories d;
  d.root = gzip(to_bytes(entries));
  if (d.root.size() <= root_limit) return d;
  for (std::size_t leaf_size = 4096;; leaf_size *= 2) {
    std::vector<PmtilesEntry> root;
    d.leaves.clear();
    for (std::size_t i = 0; i < entries.size(); i += leaf_size) {
      const std::vector<PmtilesEntry> leaf(
          entries.begin() + static_cast<std::ptrdiff_t>(i),
          entries.begin() + static_cast<std::ptrdiff_t>(std::min(i + leaf_size, entries.size())));
      const std::string bytes = gzip(to_bytes(leaf));
      root.push_back(
          {leaf.front().tile_id, d.leaves.size(), static_cast<std::uint32_t>(bytes.size()), 0});
      d.leaves += bytes;
    }
    d.root = gzip(to_bytes(root));
    if (d.root.size() <= root_limit) return d;
  }
}

}  // namespace

struct PmtilesWriter::Impl {
  // The data's place in the file depends on the directories' size, known at the end: tile data
  // begins after room for header and root; metadata and leaves follow the data. PMTiles allows
  // any order of sections but the header and root at the start.
  static constexpr std::uint64_t data_start = 16384;

  std::string path, part;
  int file = -1;
  std::string buffer;
  std::uint64_t data_length = 0, last_id = 0, addressed = 0, contents = 0;
  std::vector<PmtilesEntry> entries;
  struct Place {
    std::uint64_t offset;
    std::uint32_t length;
  };
  std::unordered_map<std::string, Place> places;

  [[noreturn]] void fail(const char* what) const {
    throw Error(ErrorCode::io, path + ": 无法写入 " + what + ": " + std::strerror(errno));
  }
  void write_at(std::string_view bytes, std::uint64_t offset) const {
    while (!bytes.empty()) {
      const ssize_t n = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) fail("cannot write");
      bytes.remove_prefix(static_cast<std::size_t>(n));
      offset += static_cast<std::uint64_t>(n);
    }
  }
  void flush() {
    write_at(buffer, data_start + data_length - buffer.size());
    buffer.clear();
  }
  ~Impl() {
    if (file >= 0) {
      close(file);
      unlink(part.c_str());
    }
  }
  void sync_folder() const {
    const auto slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    fsync(fd);
    close(fd);
  }
};

PmtilesWriter::PmtilesWriter(std::string path) : impl_(std::make_unique<Impl>()) {
  impl_->path = std::move(path);
  impl_->part = impl_->path + ".part";
  impl_->file = open(impl_->part.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (impl_->file < 0) impl_->fail("cannot create");
}

PmtilesWriter::~PmtilesWriter() = default;

void PmtilesWriter::add_run(TileCoord first, std::uint64_t count, std::string_view bytes) {
  Impl& w = *impl_;
  std::uint64_t id = pmtiles_id(first);
  if (bytes.empty() || count == 0 || (w.addressed > 0 && id <= w.last_id))
    throw Error(ErrorCode::internal,
                "tiles of an archive must come in rising order and not be empty");
  w.last_id = id + count - 1;
  w.addressed += count;
  const auto [it, fresh] = w.places.try_emplace(
      content_hash(bytes), Impl::Place{w.data_length, static_cast<std::uint32_t>(bytes.size())});
  if (fresh) {
    ++w.contents;
    w.buffer += bytes;
    w.data_length += bytes.size();
    if (w.buffer.size() > (1u << 20)) w.flush();
  }
  while (count > 0) {
    auto* last = w.entries.empty() ? nullptr : &w.entries.back();
    const bool follows = last && last->offset == it->second.offset &&
                         last->tile_id + last->run_length == id && last->run_length < max_run;
    if (!follows) {
      w.entries.push_back({id, it->second.offset, it->second.length, 0});
      last = &w.entries.back();
    }
    const auto taken = std::min<std::uint64_t>(count, max_run - last->run_length);
    last->run_length += static_cast<std::uint32_t>(taken);
    id += taken;
    count -= taken;
  }
}

ArchiveTotals PmtilesWriter::finish(const ArchiveInfo& info) {
  Impl& w = *impl_;
  if (w.entries.empty())
    throw Error(ErrorCode::bad_input, w.path + ": 没有瓦片 there is no tile to write");
  w.flush();
  const Directories d = make_directories(w.entries);
  const std::string metadata = gzip(info.metadata.empty() ? "{}" : info.metadata);
  PmtilesHeader h;
  h.root_offset = PmtilesHeader::size;
  h.root_length = d.root.size();
  h.data_offset = Impl::data_start;
  h.data_length = w.data_length;
  h.metadata_offset = h.data_offset + h.data_length;
  h.metadata_length = metadata.size();
  h.leaves_offset = h.metadata_offset + h.metadata_length;
  h.leaves_length = d.leaves.size();
  h.addressed_tiles = w.addressed;
  h.tile_entries = w.entries.size();
  h.tile_contents = w.contents;
  h.clustered = true;
  h.min_zoom = static_cast<std::uint8_t>(info.min_zoom);
  h.max_zoom = static_cast<std::uint8_t>(info.max_zoom);
  h.center_zoom = static_cast<std::uint8_t>(info.center_zoom);
  if (!info.bounds.empty()) {
    h.min_lon_e7 = e7(info.bounds.min.lon);
    h.min_lat_e7 = e7(info.bounds.min.lat);
    h.max_lon_e7 = e7(info.bounds.max.lon);
    h.max_lat_e7 = e7(info.bounds.max.lat);
  }
  h.center_lon_e7 = e7(info.center.lon);
  h.center_lat_e7 = e7(info.center.lat);
  w.write_at(metadata, h.metadata_offset);
  w.write_at(d.leaves, h.leaves_offset);
  std::string head = to_bytes(h) + d.root;
  head.resize(Impl::data_start, '\0');
  w.write_at(head, 0);
  if (fsync(w.file) != 0) w.fail("cannot sync");
  if (rename(w.part.c_str(), w.path.c_str()) != 0) w.fail("cannot rename");
  close(w.file);
  w.file = -1;
  w.sync_folder();
  return {w.addressed, w.contents, h.leaves_offset + h.leaves_length};
}

}  // namespace jintu::tiles
