#include "tests/bench/tiles/decoded.hpp"

#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "proto/vector_tile.pb.h"
#include "tiles/archive/archive_reader.hpp"
#include "tiles/blob/gzip.hpp"
#include "tiles/blob/tile.hpp"
#include "tiles/check/check_archive.hpp"

namespace jintu::bench {
namespace {

struct Point {
  double x, y;
};
using Part = std::vector<Point>;

std::vector<Part> parts_of(const vector_tile::Tile_Feature& feature) {
  std::vector<Part> parts;
  const auto& g = feature.geometry();
  std::int64_t x = 0, y = 0;
  const auto delta = [](std::uint32_t v) {
    return static_cast<std::int32_t>(v >> 1) ^ -static_cast<std::int32_t>(v & 1);
  };
  for (int i = 0; i < g.size();) {
    const std::uint32_t command = g[i] & 7, count = g[i] >> 3;
    ++i;
    if (command != 1 && command != 2) continue;
    for (std::uint32_t k = 0; k < count && i + 1 < g.size(); ++k, i += 2) {
      x += delta(g[i]);
      y += delta(g[i + 1]);
      if (command == 1 || parts.empty()) parts.emplace_back();
      parts.back().push_back({static_cast<double>(x), static_cast<double>(y)});
    }
  }
  return parts;
}

/// Signed, within 0…extent (Sutherland–Hodgman: stretches along the edge cancel in the sum).
double area_within(Part points, double extent) {
  for (int side = 0; side < 4 && !points.empty(); ++side) {
    const double limit = side < 2 ? 0 : extent;
    const auto value = [&](const Point& p) { return side % 2 == 0 ? p.x : p.y; };
    const auto inside = [&](const Point& p) {
      return side < 2 ? value(p) >= limit : value(p) <= limit;
    };
    Part kept;
    for (std::size_t i = 0, j = points.size() - 1; i < points.size(); j = i++) {
      const Point a = points[j], b = points[i];
      if (inside(a) != inside(b)) {
        const double t = (limit - value(a)) / (value(b) - value(a));
        kept.push_back({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
      }
      if (inside(b)) kept.push_back(b);
    }
    points = std::move(kept);
  }
  double sum = 0;
  for (std::size_t i = 0, j = points.size() - 1; i < points.size(); j = i++)
    sum += points[j].x * points[i].y - points[i].x * points[j].y;
  return sum / 2;
}

/// Liang–Barsky.
double length_within(Point a, Point b, double extent) {
  double t0 = 0, t1 = 1;
  const double dx = b.x - a.x, dy = b.y - a.y;
  const std::pair<double, double> sides[] = {
      {-dx, a.x}, {dx, extent - a.x}, {-dy, a.y}, {dy, extent - a.y}};
  for (const auto& [p, q] : sides) {
    if (p == 0) {
      if (q < 0) return 0;
    } else if (p < 0) {
      t0 = std::max(t0, q / p);
    } else {
      t1 = std::min(t1, q / p);
    }
  }
  return t1 > t0 ? (t1 - t0) * std::hypot(dx, dy) : 0;
}

struct Sum {
  std::uint64_t features = 0, inside = 0, points = 0, lines = 0, polygons = 0, vertices = 0;
  double area = 0, length = 0;
};

void add(const vector_tile::Tile_Layer& layer, int zoom, Sum& sum) {
  const double extent = layer.extent();
  const double world = extent * static_cast<double>(std::uint64_t{1} << zoom);
  for (const auto& feature : layer.features()) {
    ++sum.features;
    const auto parts = parts_of(feature);
    for (const Part& part : parts) sum.vertices += part.size();
    bool inside = false;
    if (feature.type() == vector_tile::Tile_GeomType_POINT) {
      ++sum.points;
      for (const Part& part : parts)
        for (const Point& p : part)
          inside = inside || (p.x >= 0 && p.y >= 0 && p.x < extent && p.y < extent);
    }
    if (feature.type() == vector_tile::Tile_GeomType_LINESTRING) {
      ++sum.lines;
      double length = 0;
      for (const Part& part : parts)
        for (std::size_t i = 1; i < part.size(); ++i)
          length += length_within(part[i - 1], part[i], extent);
      inside = length > 0;
      sum.length += length / world;
    }
    if (feature.type() == vector_tile::Tile_GeomType_POLYGON) {
      ++sum.polygons;
      double area = 0;
      for (const Part& ring : parts) area += area_within(ring, extent);
      inside = area != 0;
      sum.area += std::abs(area) / (world * world);
    }
    if (inside) ++sum.inside;
  }
}

}  // namespace

Json decoded(const std::string& path) {
  struct Zoom {
    std::uint64_t tiles = 0, bytes = 0;
    std::map<std::string, Sum> layers;
  };
  std::map<int, Zoom> zooms;
  std::uint64_t tiles = 0, bytes = 0;
  tiles::ArchiveCheck check;
  tiles::open_archive(path)->each_tile([&](tiles::TileCoord coord, std::string_view stored) {
    const std::string content = tiles::gunzip(stored, tiles::max_plain_tile_bytes);
    // Each side's own compressor aside: level 6 of ours for all.
    const std::size_t size = tiles::gzip(content).size();
    Zoom& zoom = zooms[coord.z()];
    ++zoom.tiles;
    ++tiles;
    zoom.bytes += size;
    bytes += size;
    check_tile(coord, content, {}, check);
    vector_tile::Tile tile;
    if (tile.ParseFromString(content))
      for (const auto& layer : tile.layers()) add(layer, coord.z(), zoom.layers[layer.name()]);
  });
  Json out{{"tiles", tiles},
           {"gzip_bytes", bytes},
           {"undecodable", check.undecodable},
           {"zooms", Json::object()}};
  for (const auto& [z, zoom] : zooms) {
    Json& entry = out["zooms"][std::to_string(z)];
    entry = {{"tiles", zoom.tiles}, {"gzip_bytes", zoom.bytes}, {"layers", Json::object()}};
    for (const auto& [name, s] : zoom.layers) {
      const tiles::LayerCheck& c = check.zooms[z][name];
      entry["layers"][name] = {
          {"features", s.features},   {"inside", s.inside},        {"points", s.points},
          {"lines", s.lines},         {"polygons", s.polygons},    {"vertices", s.vertices},
          {"area", s.area},           {"length", s.length},        {"invalid", c.invalid},
          {"wrongly_wound", c.wound}, {"degenerate", c.degenerate}};
    }
  }
  return out;
}

}  // namespace jintu::bench
