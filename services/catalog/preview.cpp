#include "services/catalog/preview.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "proto/vector_tile.pb.h"

namespace jintu::catalog {

namespace {

constexpr std::uint64_t most_tiles = 4;
constexpr std::size_t most_commands = 60'000;  ///< a preview, not a map: what is beyond is left out

struct View {
  int zoom = 0;
  double west = 0, north = 0, scale = 1, width = 0, height = 0;  ///< in tiles; `scale` units a tile
};

View view_of(const tiles::SourceInfo& info, int width) {
  View view;
  for (int zoom = 0; zoom <= info.max_zoom; ++zoom) {
    const auto range = tiles::tiles_touched(info.bounds, zoom, 0);
    if (!range || range->count() > most_tiles) break;
    view.zoom = zoom;
  }
  const double n = std::exp2(view.zoom);
  const auto a = tiles::to_unit_square({info.bounds.min.lon, info.bounds.max.lat}),
             b = tiles::to_unit_square({info.bounds.max.lon, info.bounds.min.lat});
  const double margin = std::max({0.04 * (b.x - a.x), 0.04 * (b.y - a.y), 1e-6});
  view.west = (a.x - margin) * n;
  view.north = (a.y - margin) * n;
  const double across = (b.x - a.x + 2 * margin) * n, down = (b.y - a.y + 2 * margin) * n;
  view.scale = width / std::max(across, down * 0.75);
  view.width = across * view.scale;
  view.height = down * view.scale;
  return view;
}

/// One decimal: finer than a screen.
std::string number(double v) {
  const auto tenths = static_cast<long>(std::lround(v * 10));
  std::string text = std::to_string(tenths / 10);
  if (tenths < 0 && tenths > -10) text = "-0";
  if (tenths % 10 != 0) text += "." + std::to_string(std::labs(tenths % 10));
  return text;
}

class Drawing {
 public:
  Drawing(const View& view, tiles::TileCoord coord) : view_(view), coord_(coord) {}

  /// The feature as path data; points as small squares.
  std::string path(const vector_tile::Tile_Feature& feature, unsigned extent) const {
    std::string d;
    long x = 0, y = 0;
    const auto& g = feature.geometry();
    const auto delta = [](std::uint32_t v) {
      return static_cast<long>(v >> 1) ^ -static_cast<long>(v & 1);
    };
    for (int i = 0; i < g.size();) {
      const std::uint32_t command = g.Get(i) & 7, count = g.Get(i) >> 3;
      ++i;
      if (command == 7) {
        d += 'Z';
        continue;
      }
      for (std::uint32_t k = 0; k < count && i + 1 < g.size(); ++k, i += 2) {
        x += delta(g.Get(i));
        y += delta(g.Get(i + 1));
        const double px = (coord_.x() + static_cast<double>(x) / extent - view_.west) * view_.scale;
        const double py =
            (coord_.y() + static_cast<double>(y) / extent - view_.north) * view_.scale;
        if (feature.type() == vector_tile::Tile_GeomType_POINT)
          d += "M" + number(px - 1.5) + " " + number(py - 1.5) + "h3v3h-3Z";
        else
          d += (command == 1 ? "M" : "L") + number(px) + " " + number(py);
      }
    }
    return d;
  }

 private:
  const View& view_;
  tiles::TileCoord coord_;
};

/// One tile, cut at its edges: beyond them its polygons repeat those of its neighbours.
std::string tile_group(const vector_tile::Tile& tile, tiles::TileCoord coord, const View& view,
                       std::size_t& commands) {
  std::map<int, std::string> paths;  // 1 point, 2 line, 3 polygon
  for (const auto& layer : tile.layers()) {
    if (layer.extent() == 0) continue;
    for (const auto& feature : layer.features()) {
      commands += static_cast<std::size_t>(feature.geometry_size());
      if (commands > most_commands) break;
      paths[feature.type()] += Drawing(view, coord).path(feature, layer.extent());
    }
  }
  const std::string name = "t" + std::to_string(coord.x()) + "-" + std::to_string(coord.y());
  const std::string size = number(view.scale);
  return "<clipPath id=\"" + name + "\"><rect x=\"" + number((coord.x() - view.west) * view.scale) +
         "\" y=\"" + number((coord.y() - view.north) * view.scale) + "\" width=\"" + size +
         "\" height=\"" + size + "\"/></clipPath><g clip-path=\"url(#" + name +
         ")\"><path fill=\"#2c3a52\" fill-opacity=\"0.7\" stroke=\"#5d7396\" stroke-width=\"0.5\" "
         "d=\"" +
         paths[3] + "\"/><path fill=\"none\" stroke=\"#8ea6c8\" stroke-width=\"0.6\" d=\"" +
         paths[2] + "\"/></g><path fill=\"#ffb454\" d=\"" + paths[1] + "\"/>";
}

}  // namespace

std::string preview_svg(const tiles::TileSource& source, int width) {
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" ";
  if (source.info().bounds.empty()) return svg + "viewBox=\"0 0 4 3\"/>";
  const View view = view_of(source.info(), width);
  svg += "width=\"" + number(view.width) + "\" height=\"" + number(view.height) +
         "\" viewBox=\"0 0 " + number(view.width) + " " + number(view.height) +
         "\"><rect width=\"100%\" height=\"100%\" fill=\"#10141c\"/>";
  std::size_t commands = 0;
  const auto range = tiles::tiles_touched(source.info().bounds, view.zoom, 0);
  for (std::uint32_t x = range->x0; x <= range->x1; ++x)
    for (std::uint32_t y = range->y0; y <= range->y1; ++y) {
      const auto coord = *tiles::TileCoord::checked(view.zoom, x, y);
      const auto tile = source.get(coord);
      vector_tile::Tile decoded;
      if (tile && decoded.ParseFromString(tiles::plain_bytes(*tile)))
        svg += tile_group(decoded, coord, view, commands);
    }
  return svg + "</svg>";
}

}  // namespace jintu::catalog
