// An independent reader for the tests: protoc's class and GEOS, nothing of ours.
#pragma once

#include <geos_c.h>

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "proto/vector_tile.pb.h"

namespace jintu::tiles::test {

using Points = std::vector<std::pair<int, int>>;

struct DecodedFeature {
  std::uint64_t id = 0;
  int type = 0;
  std::vector<Points> parts;                      ///< as in the tile; rings open
  std::map<std::string, std::string> properties;  ///< "s:text", "i:5", "d:0.5", "b:1"
};

struct DecodedLayer {
  std::string name;
  std::vector<DecodedFeature> features;
};

inline std::vector<Points> decode_geometry(
    const google::protobuf::RepeatedField<std::uint32_t>& g) {
  std::vector<Points> parts;
  int x = 0, y = 0;
  const auto delta = [](std::uint32_t v) {
    return static_cast<int>(v >> 1) ^ -static_cast<int>(v & 1);
  };
  for (int i = 0; i < g.size();) {
    const std::uint32_t command = g[i] & 7, count = g[i] >> 3;
    ++i;
    if (command == 7) {
      if (count != 1) throw std::runtime_error("ClosePath count");
      continue;
    }
    if (command != 1 && command != 2) throw std::runtime_error("unknown command");
    if (count == 0) throw std::runtime_error("count 0");
    if (command == 1) parts.emplace_back();
    for (std::uint32_t k = 0; k < count; ++k, i += 2) {
      const int dx = delta(g.Get(i)), dy = delta(g.Get(i + 1));
      if (command == 2 && dx == 0 && dy == 0) throw std::runtime_error("line_to of no length");
      x += dx;
      y += dy;
      parts.back().emplace_back(x, y);
    }
  }
  return parts;
}

inline std::vector<DecodedLayer> decode(const std::string& bytes) {
  vector_tile::Tile tile;
  if (!tile.ParseFromString(bytes)) throw std::runtime_error("not a vector tile");
  std::vector<DecodedLayer> layers;
  for (const auto& l : tile.layers()) {
    if (l.version() != 2 || l.extent() != 4096) throw std::runtime_error("version or extent");
    DecodedLayer layer{l.name(), {}};
    for (const auto& f : l.features()) {
      DecodedFeature feature{f.id(), f.type(), decode_geometry(f.geometry()), {}};
      for (int i = 0; i + 1 < f.tags_size(); i += 2) {
        const auto& v = l.values(static_cast<int>(f.tags(i + 1)));
        std::string text = v.has_string_value()   ? "s:" + v.string_value()
                           : v.has_int_value()    ? "i:" + std::to_string(v.int_value())
                           : v.has_double_value() ? "d:" + std::to_string(v.double_value())
                           : v.has_bool_value()   ? "b:" + std::to_string(v.bool_value())
                                                  : "?";
        feature.properties[l.keys(static_cast<int>(f.tags(i)))] = text;
      }
      layer.features.push_back(std::move(feature));
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

/// Twice the area by the surveyor's formula, y downwards.
inline std::int64_t twice_area(const Points& ring) {
  std::int64_t sum = 0;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
    sum +=
        std::int64_t{ring[j].first} * ring[i].second - std::int64_t{ring[i].first} * ring[j].second;
  return sum;
}

class Geos {
 public:
  Geos() : h_(GEOS_init_r()) {}
  ~Geos() { GEOS_finish_r(h_); }
  Geos(const Geos&) = delete;
  Geos& operator=(const Geos&) = delete;

  /// Rings by their winding, as MVT 2.1 says; empty when fine, else the fault.
  std::string fault(const std::vector<Points>& rings) {
    std::vector<GEOSGeometry*> polygons;
    GEOSGeometry* shell = nullptr;
    std::vector<GEOSGeometry*> holes;
    const auto flush = [&] {
      if (shell)
        polygons.push_back(
            GEOSGeom_createPolygon_r(h_, shell, holes.data(), static_cast<unsigned>(holes.size())));
      shell = nullptr;
      holes.clear();
    };
    for (const auto& ring : rings) {
      if (ring.size() < 3) return "ring of fewer than three points";
      const auto area = twice_area(ring);
      if (area == 0) return "ring without area";
      if (area > 0) {
        flush();
        shell = make_ring(ring);
      } else if (!shell) {
        return "hole before any outer ring";
      } else {
        holes.push_back(make_ring(ring));
      }
    }
    flush();
    GEOSGeometry* all = GEOSGeom_createCollection_r(h_, GEOS_MULTIPOLYGON, polygons.data(),
                                                    static_cast<unsigned>(polygons.size()));
    std::string result;
    if (GEOSisValid_r(h_, all) != 1) {
      char* reason = GEOSisValidReason_r(h_, all);
      result = reason ? reason : "invalid";
      GEOSFree_r(h_, reason);
    }
    GEOSGeom_destroy_r(h_, all);
    return result;
  }

 private:
  GEOSGeometry* make_ring(const Points& ring) {
    const auto n = static_cast<unsigned>(ring.size());
    GEOSCoordSequence* s = GEOSCoordSeq_create_r(h_, n + 1, 2);
    for (unsigned i = 0; i <= n; ++i) {
      const auto& p = ring[i % n];
      GEOSCoordSeq_setXY_r(h_, s, i, p.first, p.second);
    }
    return GEOSGeom_createLinearRing_r(h_, s);
  }
  GEOSContextHandle_t h_;
};

}  // namespace jintu::tiles::test
