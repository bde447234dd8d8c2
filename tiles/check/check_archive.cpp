#include "tiles/check/check_archive.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "geo/base/error.hpp"
#include "geo/geometry/validity.hpp"
#include "proto/vector_tile.pb.h"
#include "tiles/archive/archive_reader.hpp"
#include "tiles/blob/gzip.hpp"
#include "tiles/blob/tile.hpp"

namespace jintu::tiles {
namespace {

struct Point {
  std::int64_t x, y;
};
using Part = std::vector<Point>;

struct Commands {
  std::vector<Part> parts;
  std::string fault;  ///< empty when they follow MVT 2.1 §4.3
};

Commands read_commands(const vector_tile::Tile_Feature& feature) {
  Commands out;
  std::int64_t x = 0, y = 0;
  bool closed = true;
  const auto& g = feature.geometry();
  const auto delta = [](std::uint32_t v) {
    return static_cast<std::int64_t>(static_cast<std::int32_t>(v >> 1) ^
                                     -static_cast<std::int32_t>(v & 1));
  };
  for (int i = 0; i < g.size();) {
    const std::uint32_t command = g[i] & 7, count = g[i] >> 3;
    ++i;
    if (command == 7) {
      if (count != 1 || closed || feature.type() != vector_tile::Tile_GeomType_POLYGON)
        out.fault = "ClosePath out of place";
      closed = true;
      continue;
    }
    if ((command != 1 && command != 2) || count == 0) {
      out.fault = "unknown command or count 0";
      return out;
    }
    if (static_cast<std::int64_t>(count) * 2 > g.size() - i) {
      out.fault = "fewer numbers than the command says";
      return out;
    }
    if (command == 2 && out.parts.empty()) {
      out.fault = "LineTo before MoveTo";
      return out;
    }
    if (command == 1 && feature.type() == vector_tile::Tile_GeomType_POLYGON && !closed)
      out.fault = "ring without ClosePath";
    for (std::uint32_t k = 0; k < count; ++k, i += 2) {
      const std::int64_t dx = delta(g[i]), dy = delta(g[i + 1]);
      if (command == 1) out.parts.emplace_back();
      if (command == 2 && dx == 0 && dy == 0) out.fault = "LineTo without length";
      x += dx;
      y += dy;
      out.parts.back().push_back({x, y});
    }
    closed = false;
  }
  if (feature.type() == vector_tile::Tile_GeomType_POLYGON && !closed)
    out.fault = "ring without ClosePath";
  return out;
}

double twice_area(const std::vector<std::pair<double, double>>& ring) {
  double sum = 0;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
    sum += ring[j].first * ring[i].second - ring[i].first * ring[j].second;
  return sum;
}

std::int64_t twice_area(const Part& ring) {
  std::int64_t sum = 0;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
    sum += ring[j].x * ring[i].y - ring[i].x * ring[j].y;
  return sum;
}

/// Area of a ring within the tile, with the sign of its winding (Sutherland–Hodgman; edges along
/// the border cancel out in the sum).
double area_within(const Part& ring, double extent) {
  std::vector<std::pair<double, double>> points;
  for (const Point p : ring)
    points.emplace_back(static_cast<double>(p.x), static_cast<double>(p.y));
  for (int side = 0; side < 4 && !points.empty(); ++side) {
    const double limit = side < 2 ? 0 : extent;
    const bool horizontal = side % 2 == 0;
    const auto value = [&](const std::pair<double, double>& p) {
      return horizontal ? p.first : p.second;
    };
    const auto inside = [&](const std::pair<double, double>& p) {
      return side < 2 ? value(p) >= limit : value(p) <= limit;
    };
    std::vector<std::pair<double, double>> kept;
    for (std::size_t i = 0, j = points.size() - 1; i < points.size(); j = i++) {
      const auto &a = points[j], &b = points[i];
      if (inside(a) != inside(b)) {
        const double t = (limit - value(a)) / (value(b) - value(a));
        kept.emplace_back(a.first + t * (b.first - a.first), a.second + t * (b.second - a.second));
      }
      if (inside(b)) kept.push_back(b);
    }
    points = std::move(kept);
  }
  return points.size() < 3 ? 0 : twice_area(points) / 2;
}

Ring<Position> as_ring(const Part& part) {
  // GEOS' validity does not depend on scale; this one is exact and keeps within degrees.
  constexpr double unit = 1.0 / 256;
  Ring<Position> ring;
  for (const Point p : part)
    ring.points.push_back({static_cast<double>(p.x) * unit, static_cast<double>(p.y) * unit});
  ring.points.push_back(ring.points.front());
  return ring;
}

class TileCheck {
 public:
  TileCheck(TileCoord tile, const CheckOptions& options, ArchiveCheck& result)
      : tile_(tile), options_(options), result_(result) {}

  void layer(const vector_tile::Tile_Layer& layer) {
    name_ = layer.name();
    check_ = &result_.zooms[tile_.z()][name_];
    ++check_->tiles;
    extent_ = layer.extent();
    for (const auto& feature : layer.features()) {
      ++check_->features;
      feature_ = feature.id();
      if (feature.tags_size() % 2 != 0) fault(check_->degenerate, "odd number of tags");
      for (int i = 0; i + 1 < feature.tags_size(); i += 2)
        if (feature.tags(i) >= static_cast<std::uint32_t>(layer.keys_size()) ||
            feature.tags(i + 1) >= static_cast<std::uint32_t>(layer.values_size())) {
          fault(check_->degenerate, "a tag beyond the tables of keys and values");
          break;
        }
      geometry(feature);
    }
  }

 private:
  void geometry(const vector_tile::Tile_Feature& feature) {
    const Commands commands = read_commands(feature);
    if (!commands.fault.empty()) return fault(check_->degenerate, commands.fault);
    if (commands.parts.empty()) return fault(check_->degenerate, "no geometry");
    if (feature.type() == vector_tile::Tile_GeomType_LINESTRING) {
      for (const Part& part : commands.parts)
        if (part.size() < 2) return fault(check_->degenerate, "line of one point");
    }
    if (feature.type() == vector_tile::Tile_GeomType_POLYGON) polygon(commands.parts);
  }

  void polygon(const std::vector<Part>& rings) {
    ++check_->polygons;
    MultiPolygon<Position> polygons;
    double area = 0;
    for (const Part& ring : rings) {
      if (ring.size() < 3 || twice_area(ring) == 0)
        return fault(check_->degenerate, "ring without area");
      const bool outer = twice_area(ring) > 0;
      if (outer) {
        polygons.push_back({as_ring(ring), {}});
      } else if (polygons.empty()) {
        return fault(check_->wound, "the first ring is wound as a hole");
      } else {
        polygons.back().holes.push_back(as_ring(ring));
      }
      area += area_within(ring, extent_);
    }
    if (const auto report = check(polygons); !report.ok())
      return fault(check_->invalid, report.findings.front().detail);
    const double world = extent_ * static_cast<double>(std::uint64_t{1} << tile_.z());
    check_->area += area / (world * world);
  }

  void fault(std::uint64_t& count, const std::string& text) {
    ++count;
    if (result_.examples.size() < options_.examples)
      result_.examples.push_back({tile_, name_, feature_, text});
  }

  TileCoord tile_;
  const CheckOptions& options_;
  ArchiveCheck& result_;
  LayerCheck* check_ = nullptr;
  std::string name_;
  std::uint64_t feature_ = 0;
  double extent_ = 4096;
};

bool is_label_layer(const std::string& name) { return name.ends_with("_label"); }

/// Feature ids of label layers that were met, by zoom.
class LabelBook {
 public:
  void look(TileCoord tile, const std::string& content, ArchiveCheck& result,
            const CheckOptions& options) {
    vector_tile::Tile decoded;
    if (!decoded.ParseFromString(content)) return;
    for (const auto& layer : decoded.layers()) {
      if (!is_label_layer(layer.name())) continue;
      for (const auto& feature : layer.features()) {
        if (feature.id() == 0 || seen_.insert({tile.z(), layer.name(), feature.id()}).second)
          continue;
        ++result.zooms[tile.z()][layer.name()].repeated;
        if (result.examples.size() < options.examples)
          result.examples.push_back(
              {tile, layer.name(), feature.id(), "label in more than one tile"});
      }
    }
  }

 private:
  std::set<std::tuple<int, std::string, std::uint64_t>> seen_;
};

}  // namespace

std::uint64_t ArchiveCheck::faults() const {
  std::uint64_t sum = undecodable;
  for (const auto& [zoom, layers] : zooms)
    for (const auto& [name, c] : layers) sum += c.invalid + c.wound + c.degenerate + c.repeated;
  return sum;
}

void check_tile(TileCoord tile, const std::string& content, const CheckOptions& options,
                ArchiveCheck& result) {
  ++result.tiles;
  if (content.size() > result.largest_bytes) {
    result.largest_bytes = content.size();
    result.largest = tile;
  }
  if (content.size() > options.largest_tile_bytes) ++result.oversize;
  vector_tile::Tile decoded;
  const auto unusable = [&](const std::string& why) {
    ++result.undecodable;
    if (result.examples.size() < options.examples) result.examples.push_back({tile, "", 0, why});
  };
  if (!decoded.ParseFromString(content)) return unusable("not a vector tile");
  std::set<std::string> names;
  for (const auto& layer : decoded.layers()) {
    if (layer.version() != 2 || layer.extent() == 0)
      return unusable("a layer is not of version 2, or has no extent");
    if (!names.insert(layer.name()).second) return unusable("two layers of one name");
    TileCheck(tile, options, result).layer(layer);
  }
}

ArchiveCheck check_archive(const std::string& path, const CheckOptions& options,
                           const Progress& progress) {
  const auto reader = open_archive(path);
  ArchiveCheck result;
  LabelBook labels;
  std::uint64_t done = 0;
  const std::uint64_t total = reader->tile_count();
  std::string last, content;  // equal tiles often follow one another: unpacked once
  reader->each_tile([&](TileCoord tile, std::string_view bytes) {
    progress.report("tiles.check", done++, total);
    progress.check();
    try {
      if (bytes != last)
        content = is_gzip(bytes) ? gunzip(bytes, max_plain_tile_bytes) : std::string(bytes);
    } catch (const Error& error) {
      last.clear();
      ++result.undecodable;
      if (result.examples.size() < options.examples)
        result.examples.push_back({tile, "", 0, error.public_detail()});
      return;
    }
    last = bytes;
    result.bytes += bytes.size();
    check_tile(tile, content, options, result);
    labels.look(tile, content, result, options);
  });
  progress.report("tiles.check", total, total);
  return result;
}

}  // namespace jintu::tiles
