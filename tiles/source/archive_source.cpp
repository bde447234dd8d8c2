#include "tiles/source/archive_source.hpp"

#include <algorithm>

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
    return reader_->get(coord);
  }

 private:
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
};

}  // namespace

std::shared_ptr<const TileSource> open_archive_source(std::string id, const std::string& path) {
  return std::make_shared<ArchiveSource>(std::move(id), path);
}

}  // namespace jintu::tiles
