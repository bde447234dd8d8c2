#include "tiles/archive/pmtiles_reader.hpp"

#include <list>
#include <mutex>
#include <unordered_map>

#include "geo/base/error.hpp"
#include "tiles/archive/archive_file.hpp"
#include "tiles/blob/gzip.hpp"

namespace jintu::tiles {
namespace {

constexpr std::size_t max_directory_bytes = std::size_t{64} << 20;  // 16 M entries
constexpr std::size_t max_metadata_bytes = std::size_t{16} << 20;
constexpr int max_depth = 3;  // PMTiles v3 §3: root and leaves; a level to spare
constexpr std::size_t cached_leaves = 64;

using Directory = std::vector<PmtilesEntry>;

ArchiveInfo info_of(const PmtilesHeader& h) {
  ArchiveInfo info;
  info.min_zoom = h.min_zoom;
  info.max_zoom = h.max_zoom;
  if (h.min_lon_e7 < h.max_lon_e7 && h.min_lat_e7 < h.max_lat_e7) {
    info.bounds.add(Position{h.min_lon_e7 / 1e7, h.min_lat_e7 / 1e7});
    info.bounds.add(Position{h.max_lon_e7 / 1e7, h.max_lat_e7 / 1e7});
  }
  info.center = {h.center_lon_e7 / 1e7, h.center_lat_e7 / 1e7};
  info.center_zoom = h.center_zoom;
  return info;
}

}  // namespace

struct PmtilesReader::Impl {
  std::string path;
  ArchiveFile mapped;
  std::string_view file;  // all of it
  PmtilesHeader header;
  ArchiveInfo info;
  std::shared_ptr<const Directory> root;

  // Leaves in use, the latest in front.
  mutable std::mutex mutex;
  mutable std::list<std::pair<std::uint64_t, std::shared_ptr<const Directory>>> leaves;

  std::string unpack(std::string_view bytes, std::size_t limit) const {
    if (header.internal == Compression::gzip) return gunzip(bytes, limit);
    if (bytes.size() > limit) throw Error(ErrorCode::too_large, path + ": section too large");
    return std::string(bytes);
  }
  std::shared_ptr<const Directory> directory(std::uint64_t offset, std::uint64_t length) const {
    try {
      const std::string bytes = unpack(file.substr(offset, length), max_directory_bytes);
      return std::make_shared<const Directory>(
          parse_directory(bytes, header.data_length, header.leaves_length, path));
    } catch (const Error& e) {
      throw Error(e.code(), path + ": 目录损坏 damaged directory at byte " +
                                std::to_string(offset) + ": " + e.public_detail());
    }
  }
  std::shared_ptr<const Directory> leaf(const PmtilesEntry& e) const {
    {
      const std::lock_guard lock(mutex);
      for (auto it = leaves.begin(); it != leaves.end(); ++it)
        if (it->first == e.offset) {
          leaves.splice(leaves.begin(), leaves, it);
          return it->second;
        }
    }
    auto found = directory(header.leaves_offset + e.offset, e.length);
    const std::lock_guard lock(mutex);
    leaves.emplace_front(e.offset, found);
    if (leaves.size() > cached_leaves) leaves.pop_back();
    return found;
  }
  std::string_view content(const PmtilesEntry& e) const {
    return file.substr(header.data_offset + e.offset, e.length);
  }
  void visit(const Directory& d, int depth,
             const std::function<void(const PmtilesEntry&, std::string_view)>& to) const {
    if (depth > max_depth)
      throw Error(ErrorCode::bad_input, path + ": directories nested too deep");
    for (const auto& e : d) {
      if (e.run_length > 0)
        to(e, content(e));
      else
        visit(*directory(header.leaves_offset + e.offset, e.length), depth + 1, to);
    }
  }
};

PmtilesReader::PmtilesReader(const std::string& path) : impl_(std::make_unique<Impl>()) {
  impl_->path = path;
  impl_->mapped = map_file(path);
  impl_->file = impl_->mapped.bytes;
  impl_->header =
      parse_header(impl_->file.substr(0, PmtilesHeader::size), impl_->file.size(), path);
  const auto& h = impl_->header;
  impl_->info = info_of(h);
  impl_->root = impl_->directory(h.root_offset, h.root_length);
  if (h.metadata_length > 0)
    impl_->info.metadata =
        impl_->unpack(impl_->file.substr(h.metadata_offset, h.metadata_length), max_metadata_bytes);
}

PmtilesReader::~PmtilesReader() = default;

const PmtilesHeader& PmtilesReader::header() const { return impl_->header; }
const std::string& PmtilesReader::metadata() const { return impl_->info.metadata; }
const std::string& PmtilesReader::path() const { return impl_->path; }
const ArchiveInfo& PmtilesReader::info() const { return impl_->info; }
std::uint64_t PmtilesReader::tile_count() const { return impl_->header.addressed_tiles; }

std::optional<Tile> PmtilesReader::get(TileCoord tile) const {
  const std::uint64_t id = pmtiles_id(tile);
  std::shared_ptr<const Directory> d = impl_->root;
  for (int depth = 0; depth <= max_depth; ++depth) {
    const PmtilesEntry* e = find_entry(*d, id);
    if (!e) return std::nullopt;
    if (e->run_length > 0) {
      const auto encoding =
          impl_->header.tile == Compression::gzip ? Encoding::gzip : Encoding::identity;
      return stored_tile(std::string(impl_->content(*e)), encoding);
    }
    d = impl_->leaf(*e);
  }
  throw Error(ErrorCode::bad_input, impl_->path + ": directories nested too deep");
}

void PmtilesReader::for_each(
    const std::function<void(const PmtilesEntry&, std::string_view)>& visit) const {
  impl_->visit(*impl_->root, 0, visit);
}

void PmtilesReader::each_tile(const std::function<void(TileCoord, std::string_view)>& visit) const {
  for_each([&](const PmtilesEntry& entry, std::string_view bytes) {
    for (std::uint32_t i = 0; i < entry.run_length; ++i) {
      const auto tile = from_pmtiles_id(entry.tile_id + i);
      if (!tile)
        throw Error(
            ErrorCode::bad_input,
            path() + ": tile id " + std::to_string(entry.tile_id + i) + " lies beyond zoom 22");
      visit(*tile, bytes);
    }
  });
}

}  // namespace jintu::tiles
