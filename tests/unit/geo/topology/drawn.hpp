// Maps drawn in a test: letters are places, and an area is the word of its corners.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "geo/feature/layer.hpp"
#include "geo/topology/frame.hpp"

namespace jintu::test {

/// A column is `cell` metres wide, a row twice as high, as letters are. The first place of the
/// first line is 117° E, 39° N.
class Drawn {
 public:
  explicit Drawn(std::string_view picture, double cell = 10) {
    const topology::Frame frame({117, 39});
    double x = 0, y = 0;
    for (const char c : picture) {
      if (c == '\n') {
        x = 0;
        y -= 2 * cell;
        continue;
      }
      if (std::isalnum(static_cast<unsigned char>(c))) places_[c] = frame.position({x, y});
      x += cell;
    }
  }

  Position at(char name) const {
    const auto found = places_.find(name);
    if (found == places_.end()) throw std::logic_error(std::string("no place ") + name);
    return found->second;
  }
  /// A place so many metres beside another.
  Position beside(char name, double east, double north) const {
    return topology::Frame(at(name)).position({east, north});
  }
  void put(char name, Position p) { places_[name] = p; }
  void move(char name, double east, double north) { put(name, beside(name, east, north)); }

  /// "abcd": the ring of these places, closed.
  Ring<Position> ring(std::string_view corners) const {
    Ring<Position> ring;
    for (const char c : corners) ring.points.push_back(at(c));
    ring.points.push_back(ring.points.front());
    return ring;
  }
  /// "abcd" or, with holes, "abcd-efg"; parts by "+".
  MultiPolygon<Position> area(std::string_view word) const {
    MultiPolygon<Position> parts;
    while (!word.empty()) {
      const auto end = std::min(word.find('+'), word.size());
      std::string_view part = word.substr(0, end);
      const auto shell = std::min(part.find('-'), part.size());
      Polygon<Position> polygon{ring(part.substr(0, shell)), {}};
      for (part.remove_prefix(shell); !part.empty();) {
        part.remove_prefix(1);
        const auto hole = std::min(part.find('-'), part.size());
        polygon.holes.push_back(ring(part.substr(0, hole)));
        part.remove_prefix(hole);
      }
      parts.push_back(std::move(polygon));
      word.remove_prefix(std::min(end + 1, word.size()));
    }
    return parts;
  }

 private:
  std::map<char, Position> places_;
};

/// A layer of areas; keys are the names.
inline Layer layer_of(const std::map<std::string, MultiPolygon<Position>>& areas) {
  std::vector<Feature> features;
  std::int64_t id = 0;
  for (const auto& [key, area] : areas) features.push_back({{++id}, key, area, {}, {1}});
  return Layer({"areas", "areas", LayerRole::live, GeometryKind::polygon, {}}, std::move(features));
}

}  // namespace jintu::test
