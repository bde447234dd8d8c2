#include "tiles/archive/pmtiles_reader.hpp"

#include <algorithm>
#include <list>
#include <mutex>

#include "geo/base/error.hpp"
#include "tiles/archive/archive_file.hpp"
#include "tiles/archive/read_account.hpp"
#include "tiles/blob/gzip.hpp"

namespace jintu::tiles {
namespace {

constexpr std::size_t max_directory_bytes = std::size_t{16} << 20;  // 4 M entries
constexpr std::size_t max_metadata_bytes = std::size_t{16} << 20;
constexpr int max_depth = 3;  // PMTiles v3 §3: root and leaves; a level to spare
constexpr std::size_t cached_leaves = 64;
constexpr std::size_t cached_leaf_entries = std::size_t{1} << 20;  // 24 bytes each

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
  explicit Impl(const std::string& name) : path(name), file(name) {}

  std::string path;
  ArchiveFile file;
  PmtilesHeader header;
  ArchiveInfo info;
  std::shared_ptr<const Directory> root;

  // Leaves in use, the latest in front.
  mutable std::mutex mutex;
  mutable std::list<std::pair<std::uint64_t, std::shared_ptr<const Directory>>> leaves;
  mutable std::size_t leaf_entries = 0;  // of all of them

  std::string unpacked(std::uint64_t offset, std::uint64_t length, std::size_t limit) const {
    if (length > limit) throw Error(ErrorCode::too_large, path + ": section too large");
    std::string bytes = file.read(offset, length);
    return header.internal == Compression::gzip ? gunzip(bytes, limit) : bytes;
  }
  std::shared_ptr<const Directory> directory(std::uint64_t offset, std::uint64_t length) const {
    try {
      const std::string bytes = unpacked(offset, length, max_directory_bytes);
      return std::make_shared<const Directory>(
          parse_directory(bytes, header.data_length, header.leaves_length, path));
    } catch (const Error& e) {
      if (e.code() == ErrorCode::unavailable) throw;
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
    leaf_entries += found->size();
    while (leaves.size() > cached_leaves || leaf_entries > cached_leaf_entries) {
      leaf_entries -= leaves.back().second->size();
      leaves.pop_back();
    }
    return found;
  }
  std::string content(const PmtilesEntry& e) const {
    if (e.length > max_plain_tile_bytes)
      throw Error(ErrorCode::too_large, path + ": 瓦片过大 the tile of id " +
                                            std::to_string(e.tile_id) + " is larger than " +
                                            std::to_string(max_plain_tile_bytes) + " bytes");
    return file.read(header.data_offset + e.offset, e.length);
  }

  /// One walk over all entries.
  struct Walk {
    const std::function<void(const PmtilesEntry&, std::string_view)>& to;
    ReadAccount account;
    std::uint64_t next_id = 0;      // none below may come
    std::uint64_t leaves_left = 0;  // bytes of leaf directories that were not read yet
    PmtilesEntry last;
    std::string bytes = {};  // of `last`
  };
  void visit(const Directory& d, int depth, Walk& walk) const {
    if (depth > max_depth)
      throw Error(ErrorCode::bad_input, path + ": directories nested too deep");
    for (const auto& e : d) {
      if (e.tile_id < walk.next_id)
        throw Error(ErrorCode::bad_input, path + ": 目录重叠 directories overlap at tile id " +
                                              std::to_string(e.tile_id));
      if (e.run_length == 0) {
        // A leaf is led to once: else a few bytes could name it millions of times.
        if (e.length > walk.leaves_left)
          throw Error(ErrorCode::bad_input,
                      path + ": 叶目录被重复引用 a leaf directory is led to more than once");
        walk.leaves_left -= e.length;
        visit(*directory(header.leaves_offset + e.offset, e.length), depth + 1, walk);
        continue;
      }
      walk.next_id = e.tile_id + e.run_length;
      if (e.offset != walk.last.offset || e.length != walk.last.length) {
        walk.account.spend(e.length);
        walk.bytes = content(e);
      }
      walk.last = e;
      walk.to(e, walk.bytes);
    }
  }
};

PmtilesReader::PmtilesReader(const std::string& path) : impl_(std::make_unique<Impl>(path)) {
  const std::uint64_t size = impl_->file.size();
  impl_->header = parse_header(
      impl_->file.read(0, std::min<std::uint64_t>(size, PmtilesHeader::size)), size, path);
  const auto& h = impl_->header;
  impl_->info = info_of(h);
  impl_->root = impl_->directory(h.root_offset, h.root_length);
  if (h.metadata_length > 0)
    impl_->info.metadata =
        impl_->unpacked(h.metadata_offset, h.metadata_length, max_metadata_bytes);
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
      return stored_tile(impl_->content(*e), encoding);
    }
    d = impl_->leaf(*e);
  }
  throw Error(ErrorCode::bad_input, impl_->path + ": directories nested too deep");
}

void PmtilesReader::for_each(
    const std::function<void(const PmtilesEntry&, std::string_view)>& visit) const {
  Impl::Walk walk{
      visit, ReadAccount(path(), impl_->file.size()), 0, impl_->header.leaves_length, {}};
  impl_->visit(*impl_->root, 0, walk);
  impl_->file.require_unchanged();
}

void PmtilesReader::each_run(
    const std::function<void(const TileRun&, std::string_view)>& visit) const {
  for_each([&](const PmtilesEntry& entry, std::string_view bytes) {
    TileRun run{entry.tile_id, entry.run_length};
    while (run.count > 0) {
      const auto first = from_pmtiles_id(run.first_id);
      if (!first)
        throw Error(ErrorCode::bad_input,
                    path() + ": tile id " + std::to_string(run.first_id) + " lies beyond zoom 22");
      const std::uint64_t here =
          std::min(run.count, first_pmtiles_id(first->z() + 1) - run.first_id);
      visit({run.first_id, here}, bytes);
      run = {run.first_id + here, run.count - here};
    }
  });
}

}  // namespace jintu::tiles
