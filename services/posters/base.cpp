#include "services/posters/base.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "geo/base/error.hpp"
#include "proto/vector_tile.pb.h"
#include "tiles/grid/world.hpp"

namespace jintu::posters {

namespace {

/// Of all tiles together: beyond it roads are left out, the least ones last read first.
constexpr std::size_t most_points = 1'500'000;

/// One layer of a tile, read.
class LayerReader {
 public:
  LayerReader(const vector_tile::Tile_Layer& layer, tiles::TileCoord coord, std::size_t& points)
      : layer_(layer), coord_(coord), points_(points) {
    side_ = 1.0 / static_cast<double>(std::uint64_t{1} << coord.z());
  }

  std::string_view text(const vector_tile::Tile_Feature& feature, std::string_view key) const {
    for (int i = 0; i + 1 < feature.tags_size(); i += 2) {
      const auto k = feature.tags(i), v = feature.tags(i + 1);
      if (k >= static_cast<std::uint32_t>(layer_.keys_size()) ||
          v >= static_cast<std::uint32_t>(layer_.values_size()))
        return {};
      if (layer_.keys(static_cast<int>(k)) == key)
        return layer_.values(static_cast<int>(v)).string_value();
    }
    return {};
  }
  /// Its lines, or the rings of its areas.
  std::vector<Base::Line> lines(const vector_tile::Tile_Feature& feature) const {
    std::vector<Base::Line> lines;
    if (points_ > most_points || layer_.extent() == 0) return lines;
    long x = 0, y = 0;
    const auto& g = feature.geometry();
    const auto delta = [](std::uint32_t v) {
      return static_cast<long>(v >> 1) ^ -static_cast<long>(v & 1);
    };
    for (int i = 0; i < g.size();) {
      const std::uint32_t command = g.Get(i) & 7, count = g.Get(i) >> 3;
      ++i;
      if (command == 7) {
        if (!lines.empty() && !lines.back().empty()) lines.back().push_back(lines.back().front());
        continue;
      }
      for (std::uint32_t k = 0; k < count && i + 1 < g.size(); ++k, i += 2) {
        x += delta(g.Get(i));
        y += delta(g.Get(i + 1));
        if (command == 1 || lines.empty()) lines.emplace_back();
        const auto of = static_cast<double>(layer_.extent());
        lines.back().push_back(
            tiles::from_unit_square((coord_.x() + static_cast<double>(x) / of) * side_,
                                    (coord_.y() + static_cast<double>(y) / of) * side_));
        ++points_;
      }
    }
    return lines;
  }

 private:
  const vector_tile::Tile_Layer& layer_;
  tiles::TileCoord coord_;
  std::size_t& points_;
  double side_ = 1;
};

std::optional<Base::Road> road_of(std::string_view name) {
  if (name == "motorway" || name == "trunk") return Base::Road::motorway;
  if (name == "primary" || name == "secondary") return Base::Road::major;
  if (name == "tertiary" || name == "minor" || name == "pedestrian") return Base::Road::minor;
  if (name == "path" || name == "service" || name == "track") return Base::Road::path;
  return std::nullopt;
}

void take(Base& base, const vector_tile::Tile& tile, tiles::TileCoord coord, std::size_t& points) {
  for (const auto& layer : tile.layers()) {
    const bool water = layer.name() == "water", roads = layer.name() == "roads",
               land = layer.name() == "landuse";
    if (!water && !roads && !land) continue;
    const LayerReader reader(layer, coord, points);
    for (const auto& feature : layer.features()) {
      const std::string_view kind = reader.text(feature, "class");
      const bool area = feature.type() == vector_tile::Tile_GeomType_POLYGON;
      if (water && area) {
        if (kind != "swimming_pool") base.water.push_back({reader.lines(feature)});
      } else if (water) {
        for (auto& line : reader.lines(feature)) base.streams.push_back(std::move(line));
      } else if (land) {
        if (area && (kind == "park" || kind == "forest" || kind == "grass"))
          base.parks.push_back({reader.lines(feature)});
      } else if (const auto road = road_of(kind)) {
        const std::string_view name = reader.text(feature, "name");
        for (auto& line : reader.lines(feature))
          base.streets.push_back({std::move(line), *road, std::string(name)});
      }
    }
  }
}

}  // namespace

Base base_in(const tiles::TileSource* source, const Box<Wgs84>& box, std::uint64_t most_tiles) {
  Base base;
  if (!source || box.empty() || source->info().crs != tiles::TileCrs::wgs84) return base;
  std::optional<tiles::TileRange> range;
  for (int zoom = source->info().min_zoom; zoom <= source->info().max_zoom; ++zoom) {
    const auto next = tiles::tiles_touched(box, zoom, 0);
    if (!next || next->count() > most_tiles) break;
    range = next;
  }
  if (!range) return base;
  std::size_t points = 0;
  for (std::uint32_t x = range->x0; x <= range->x1; ++x)
    for (std::uint32_t y = range->y0; y <= range->y1; ++y) {
      const auto coord = *tiles::TileCoord::checked(range->z, x, y);
      try {
        vector_tile::Tile tile;
        if (tile.ParseFromString(source->plain(coord))) take(base, tile, coord, points);
      } catch (const Error&) {
        // A picture without a part of its ground is better than none; the tile's own address says
        // what is wrong with it.
      }
    }
  return base;
}

}  // namespace jintu::posters
