// On which side of rings a place lies, without looking at each edge that a ray from it meets.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "geo/geometry/box.hpp"

namespace jintu::topology {

struct Edge;

/// Pieces of the rings in their order, and pieces of those. How often a piece that lies wholly to
/// the east crosses a ray, odd or even, is known by its ends: so a comb whose every tooth meets
/// the ray costs the logarithm of its teeth, and a spiral the number of its turns. Immutable, any
/// thread.
class RayIndex {
 public:
  RayIndex() = default;
  /// Edges that follow each other within a ring; `rings`: where each begins, and the end of the
  /// last. The rings are closed.
  RayIndex(std::span<const Edge> edges, std::span<const std::uint32_t> rings);

  /// Whether a ray from `p` to the east crosses an odd number of `edges`, which are those of the
  /// constructor. `looked` is raised by the number of pieces and edges that were looked at.
  bool crosses_odd(std::span<const Edge> edges, Position p, std::size_t* looked = nullptr) const;

 private:
  static constexpr std::size_t node_size = 16;
  struct Piece {
    Box<Wgs84> box;
    /// Latitudes of its two ends, and of the begins of the rings in which it begins and ends:
    /// the piece and the lines between these make closed rings, which cross a line evenly.
    std::array<double, 4> ends;

    bool crosses_odd(double lat) const {
      bool odd = false;
      for (const double end : ends) odd ^= end > lat;
      return odd;
    }
  };
  std::vector<std::vector<Piece>> levels_;  // pieces of 16 edges first
};

}  // namespace jintu::topology
