#include "tiles/source/archive_source.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "tiles/archive/archive_reader.hpp"

namespace jintu::tiles {
namespace {

std::string text(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}
int zoom(const Json& object, const char* key, int otherwise) {
  const auto it = object.find(key);
  if (it == object.end() || !it->is_number_integer()) return otherwise;
  return static_cast<int>(std::clamp<std::int64_t>(it->get<std::int64_t>(), 0, max_tile_zoom));
}

/// Contents that were found whole, by their hash; forgetful, so that it takes no more memory.
class KnownContents {
 public:
  /// A hash is 32 hex digits, the last 15 of which are taken.
  bool contains(const std::string& hash) const {
    const std::uint64_t key = key_of(hash);
    return slot(key).load(std::memory_order_relaxed) == key;
  }
  void add(const std::string& hash) {
    const std::uint64_t key = key_of(hash);
    slot(key).store(key, std::memory_order_relaxed);
  }

 private:
  static std::uint64_t key_of(const std::string& hash) {
    std::uint64_t key = 0;
    std::from_chars(hash.data() + hash.size() - 15, hash.data() + hash.size(), key, 16);
    return key;
  }
  std::atomic<std::uint64_t>& slot(std::uint64_t key) const { return (*slots_)[key % count]; }
  static constexpr std::size_t count = std::size_t{1} << 15;
  std::unique_ptr<std::array<std::atomic<std::uint64_t>, count>> slots_ =
      std::make_unique<std::array<std::atomic<std::uint64_t>, count>>();
};

class UnavailableSource final : public TileSource {
 public:
  UnavailableSource(SourceInfo info, std::string why)
      : info_(std::move(info)), why_(std::move(why)) {}
  const SourceInfo& info() const override { return info_; }
  std::optional<Tile> get(TileCoord) const override { throw Error(ErrorCode::unavailable, why_); }

 private:
  SourceInfo info_;
  std::string why_;
};

class ArchiveSource final : public TileSource {
 public:
  ArchiveSource(std::string id, const std::string& path) : reader_(open_archive(path)) {
    const ArchiveInfo& archive = reader_->info();
    info_.id = std::move(id);
    info_.kind = SourceKind::archive;
    info_.min_zoom = archive.min_zoom;
    info_.max_zoom = archive.max_zoom;
    info_.bounds = archive.bounds;
    if (!archive.metadata.empty()) read_metadata(parse_json(archive.metadata, path));
  }
  const SourceInfo& info() const override { return info_; }
  std::optional<Tile> get(TileCoord coord) const override {
    if (coord.z() < info_.min_zoom || coord.z() > info_.max_zoom) return std::nullopt;
    try {
      auto tile = reader_->get(coord);
      if (tile && !whole_.contains(tile->hash)) {
        require_whole(*tile);
        whole_.add(tile->hash);
      }
      return tile;
    } catch (const Error& error) {
      const std::string name = std::to_string(coord.z()) + "/" + std::to_string(coord.x()) + "/" +
                               std::to_string(coord.y());
      // Whatever is wrong with our file is no fault of who asks, and its path is none of his
      // business.
      if (error.code() == ErrorCode::unavailable)
        throw Error(ErrorCode::unavailable,
                    "瓦片文件正在更新 the archive of " + info_.id + " is being written; try again");
      const std::string text =
          "瓦片文件在此处损坏 the archive of " + info_.id + " is damaged at " + name;
      // The log has it once: damage is met again with every request.
      if (told_.exchange(true)) throw Error(ErrorCode::unavailable, text);
      throw Error(ErrorCode::unavailable, text, name + ": " + error.what());
    }
  }

 private:
  /// Checks checksum and form. Of what is stored plain only the form can be checked.
  static void require_whole(const Tile& tile) {
    const bool zipped = tile.encoding == Encoding::gzip;
    const std::string unpacked = zipped ? plain_bytes(tile) : std::string();
    if (!has_tile_form(zipped ? unpacked : *tile.bytes))
      throw Error(ErrorCode::bad_input, "not a vector tile");
  }

  void read_metadata(const Json& metadata) {
    if (!metadata.is_object())
      throw Error(ErrorCode::bad_input, reader_->path() + ": metadata is not a JSON object");
    info_.name = text(metadata, "name");
    info_.description = text(metadata, "description");
    info_.attribution = text(metadata, "attribution");
    if (const std::string crs = text(metadata, "crs"); !crs.empty()) {
      const auto known = crs_named(crs);
      if (!known)
        throw Error(ErrorCode::unsupported,
                    reader_->path() + ": 坐标系未知 metadata \"crs\" is \"" + crs.substr(0, 40) +
                        "\", expected \"WGS 84\", \"GCJ-02\" or \"BD-09\"");
      info_.crs = *known;
    }
    const auto layers = metadata.find("vector_layers");
    if (layers == metadata.end() || !layers->is_array()) return;
    for (const Json& l : *layers) {
      if (!l.is_object()) continue;
      VectorLayer layer{text(l, "id"),
                        text(l, "description"),
                        zoom(l, "minzoom", info_.min_zoom),
                        zoom(l, "maxzoom", info_.max_zoom),
                        {}};
      if (const auto fields = l.find("fields"); fields != l.end() && fields->is_object())
        for (const auto& [name, type] : fields->items())
          layer.fields.emplace_back(name, type.is_string() ? type.get<std::string>() : "String");
      info_.layers.push_back(std::move(layer));
    }
  }

  std::unique_ptr<ArchiveReader> reader_;
  SourceInfo info_;
  mutable KnownContents whole_;
  mutable std::atomic<bool> told_{false};
};

}  // namespace

std::shared_ptr<const TileSource> open_archive_source(std::string id, const std::string& path) {
  return std::make_shared<ArchiveSource>(std::move(id), path);
}

std::shared_ptr<const TileSource> make_unavailable_source(SourceInfo info, std::string why) {
  return std::make_shared<UnavailableSource>(std::move(info), std::move(why));
}

}  // namespace jintu::tiles
