#include "tiles/check/check_archive.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "geo/base/error.hpp"
#include "geo/geometry/validity.hpp"
#include "proto/vector_tile.pb.h"
#include "tiles/archive/archive_reader.hpp"
#include "tiles/archive/read_account.hpp"
#include "tiles/blob/gzip.hpp"
#include "tiles/blob/tile.hpp"
#include "tiles/check/tile_form.hpp"

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

/// Version 1 lets a line be closed, and does not say how rings are wound.
Commands read_commands(const vector_tile::Tile_Feature& feature, std::uint32_t version) {
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
      const bool closable =
          feature.type() == vector_tile::Tile_GeomType_POLYGON ||
          (version == 1 && feature.type() == vector_tile::Tile_GeomType_LINESTRING);
      if (count != 1 || closed || !closable) out.fault = "ClosePath out of place";
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

  void layer(const vector_tile::Tile_Layer& layer, const std::vector<FormFault>& form) {
    name_ = layer.name();
    check_ = &result_.zooms[tile_.z()][name_];
    ++check_->tiles;
    extent_ = layer.extent();
    version_ = layer.version();
    for (const FormFault& f : form) {
      feature_ = f.feature;
      fault(check_->malformed, f.what);
    }
    for (const auto& feature : layer.features()) {
      ++check_->features;
      feature_ = feature.id();
      tags(layer, feature);
      geometry(feature);
    }
  }

 private:
  void tags(const vector_tile::Tile_Layer& layer, const vector_tile::Tile_Feature& feature) {
    if (feature.tags_size() % 2 != 0) fault(check_->degenerate, "odd number of tags");
    for (int i = 0; i + 1 < feature.tags_size(); i += 2)
      if (feature.tags(i) >= static_cast<std::uint32_t>(layer.keys_size()) ||
          feature.tags(i + 1) >= static_cast<std::uint32_t>(layer.values_size()))
        return fault(check_->degenerate, "a tag beyond the tables of keys and values");
  }

  void geometry(const vector_tile::Tile_Feature& feature) {
    const Commands commands = read_commands(feature, version_);
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
    if (version_ == 1) return rings_of_version_1(rings);
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
    add_area(area);
  }

  void rings_of_version_1(const std::vector<Part>& rings) {
    double area = 0;
    for (const Part& ring : rings) {
      if (ring.size() < 3 || twice_area(ring) == 0)
        return fault(check_->degenerate, "ring without area");
      area += area_within(ring, extent_);
    }
    add_area(std::abs(area));
  }

  void add_area(double square_units) {
    const double world = extent_ * static_cast<double>(std::uint64_t{1} << tile_.z());
    check_->area += square_units / (world * world);
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
  std::uint32_t version_ = 2;
};

// A run may be as long as all of a zoom and its tile hold a million features: counts stay at the
// end.
std::uint64_t capped_sum(std::uint64_t a, std::uint64_t b) {
  return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}
std::uint64_t capped_product(std::uint64_t a, std::uint64_t b) {
  return a != 0 && b > UINT64_MAX / a ? UINT64_MAX : a * b;
}

bool is_label_layer(const std::string& name) { return name.ends_with("_label"); }

/// Feature ids of label layers that were met, by zoom.
class LabelBook {
 public:
  /// `times` equal tiles of one zoom, `tile` the first.
  void look(TileCoord tile, std::uint64_t times, const std::string& content, ArchiveCheck& result,
            const CheckOptions& options) {
    vector_tile::Tile decoded;
    if (!decoded.ParsePartialFromString(content)) return;
    for (const auto& layer : decoded.layers()) {
      if (!is_label_layer(layer.name())) continue;
      for (const auto& feature : layer.features()) {
        if (feature.id() == 0) continue;
        const bool fresh = seen_.insert({tile.z(), layer.name(), feature.id()}).second;
        const std::uint64_t again = fresh ? times - 1 : times;
        if (again == 0) continue;
        std::uint64_t& repeated = result.zooms[tile.z()][layer.name()].repeated;
        repeated = capped_sum(repeated, again);
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
  std::uint64_t all = undecodable;
  for (const auto& [zoom, layers] : zooms)
    for (const auto& [name, c] : layers)
      for (const std::uint64_t n : {c.invalid, c.wound, c.malformed, c.degenerate, c.repeated})
        all = capped_sum(all, n);
  return all;
}

void ArchiveCheck::add(const ArchiveCheck& one, std::uint64_t times) {
  const auto more = [times](std::uint64_t& count, std::uint64_t each) {
    count = capped_sum(count, capped_product(each, times));
  };
  more(tiles, one.tiles);
  more(undecodable, one.undecodable);
  more(oversize, one.oversize);
  if (one.largest_bytes > largest_bytes) {
    largest_bytes = one.largest_bytes;
    largest = one.largest;
  }
  for (const auto& [zoom, layers] : one.zooms)
    for (const auto& [name, c] : layers) {
      LayerCheck& to = zooms[zoom][name];
      more(to.tiles, c.tiles);
      more(to.features, c.features);
      more(to.polygons, c.polygons);
      more(to.invalid, c.invalid);
      more(to.wound, c.wound);
      more(to.malformed, c.malformed);
      more(to.degenerate, c.degenerate);
      to.area += c.area * static_cast<double>(times);
    }
  examples.insert(examples.end(), one.examples.begin(), one.examples.end());
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
  if (!decoded.ParsePartialFromString(content)) return unusable("not a vector tile");
  const auto forms = faults_of_form(content);
  std::set<std::string> names;
  for (int i = 0; i < decoded.layers_size(); ++i) {
    const auto& layer = decoded.layers(i);
    if (!layer.has_version() || !layer.has_name())
      return unusable("a layer without version or name (MVT 2.1 §4.1)");
    if ((layer.version() != 1 && layer.version() != 2) || layer.extent() == 0)
      return unusable("a layer is not of version 1 or 2, or has no extent");
    if (!names.insert(layer.name()).second) return unusable("two layers of one name");
    const auto at = static_cast<std::size_t>(i);
    TileCheck(tile, options, result)
        .layer(layer, at < forms.size() ? forms[at] : std::vector<FormFault>());
  }
}

ArchiveCheck check_archive(const std::string& path, const CheckOptions& options,
                           const Progress& progress) {
  const auto reader = open_archive(path);
  ArchiveCheck result;
  LabelBook labels;
  ReadAccount unpacked(path, std::filesystem::file_size(path));
  std::uint64_t done = 0;
  const std::uint64_t total = reader->tile_count();
  std::string last, content;  // equal tiles often follow one another: unpacked once
  reader->each_run([&](const TileRun& run, std::string_view bytes) {
    progress.report("tiles.check", done, total);
    progress.check();
    done += run.count;
    const TileCoord tile = *from_pmtiles_id(run.first_id);
    CheckOptions left = options;  // examples may still be told
    left.examples -= std::min(left.examples, result.examples.size());
    const bool fresh = bytes != last;
    try {
      if (fresh)
        content = is_gzip(bytes) ? gunzip(bytes, max_plain_tile_bytes) : std::string(bytes);
    } catch (const Error& error) {
      // One that unpacks to too much has cost as much as the largest that is allowed.
      unpacked.spend(error.code() == ErrorCode::too_large ? max_plain_tile_bytes : bytes.size());
      last.clear();
      result.undecodable = capped_sum(result.undecodable, run.count);
      if (left.examples > 0) result.examples.push_back({tile, "", 0, error.public_detail()});
      return;
    }
    if (fresh) unpacked.spend(content.size());
    last = bytes;
    result.bytes += bytes.size();
    if (run.count == 1) {
      check_tile(tile, content, options, result);
    } else {
      ArchiveCheck one;
      check_tile(tile, content, left, one);
      result.add(one, run.count);
    }
    labels.look(tile, run.count, content, result, options);
  });
  progress.report("tiles.check", total, total);
  return result;
}

}  // namespace jintu::tiles
