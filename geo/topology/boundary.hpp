// The edges of an area, found by place.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "geo/geometry/box.hpp"
#include "geo/geometry/index_box.hpp"
#include "geo/geometry/packed_rtree.hpp"
#include "geo/topology/ray_index.hpp"

namespace jintu::topology {

/// The inside is to the left of the way from `a` to `b`.
struct Edge {
  Position a, b;
};

inline std::size_t hash_of(Position p) {
  const std::size_t x = std::hash<double>{}(p.lon), y = std::hash<double>{}(p.lat);
  return (x ^ (y + 0x9e3779b97f4a7c15u + (x << 6) + (x >> 2))) * 0xff51afd7ed558ccdu;
}
/// Of the edge in either direction.
inline std::size_t hash_of(const Edge& e) {
  const std::size_t sum = hash_of(e.a) + hash_of(e.b);
  return sum ^ (sum >> 29);
}
inline bool same_edge(const Edge& e, const Edge& f) {
  return (e.a == f.a && e.b == f.b) || (e.a == f.b && e.b == f.a);
}

/// Immutable, any thread. Vertices that stand twice in a row count once. Rings must be closed and
/// within lon ±180, lat ±90; they may be turned either way and cross.
class Boundary {
 public:
  explicit Boundary(const MultiPolygon<Position>& polygons);

  /// Ring after ring, in the order of their vertices.
  const std::vector<Edge>& edges() const { return edges_; }
  /// Where the rings begin in `edges`, and where the last ends.
  const std::vector<std::uint32_t>& rings() const { return rings_; }
  /// The edge that goes on from the end of `edge`, in its ring.
  std::uint32_t next(std::uint32_t edge) const;
  std::uint32_t ring_of(std::uint32_t edge) const;
  const Box<Wgs84>& box() const { return box_; }

  /// Edges stand in runs of some that follow each other. Calls `visit(run)` for those whose boxes
  /// meet `box`; false ends it.
  template <class Visit>
  void runs(const IndexBox& box, Visit visit) const {
    index_.query(box, visit);
  }
  std::size_t run_count() const { return run_boxes_.size(); }
  const IndexBox& run_box(std::size_t run) const { return run_boxes_[run]; }
  const Box<Wgs84>& run_bounds(std::size_t run) const { return run_bounds_[run]; }
  std::uint32_t run_begin(std::size_t run) const { return run_begins_[run]; }
  std::uint32_t run_end(std::size_t run) const { return run_begins_[run + 1]; }
  /// Calls `visit(edge)` for the edges of runs that meet `box`; false ends it.
  template <class Visit>
  void near_edges(const IndexBox& box, Visit visit) const {
    runs(box, [&](std::uint32_t run) {
      for (std::uint32_t i = run_begin(run); i < run_end(run); ++i)
        if (!visit(i)) return false;
      return true;
    });
  }

  /// By the even-odd rule; on an edge either answer.
  bool contains(Position p) const;

  struct Nearest {
    double metres;
    Position position;
    std::uint32_t edge;
  };
  /// The nearest point of the boundary, where it is not farther than `metres`.
  std::optional<Nearest> nearest(Position p, double metres) const;

 private:
  static constexpr std::uint32_t longest_run = 16;
  void add(const Ring<Position>& ring, bool is_hole);
  void build_index();

  std::vector<Edge> edges_;
  std::vector<std::uint32_t> rings_{0};
  std::vector<IndexBox> run_boxes_;
  std::vector<Box<Wgs84>> run_bounds_;
  std::vector<std::uint32_t> run_begins_;  // and the end of the last
  PackedRTree index_;
  RayIndex rays_;
  Box<Wgs84> box_;
};

/// Whether the boxes meet.
inline bool meets(const Edge& e, const Box<Wgs84>& box) {
  return std::max(e.a.lon, e.b.lon) >= box.min.lon && std::min(e.a.lon, e.b.lon) <= box.max.lon &&
         std::max(e.a.lat, e.b.lat) >= box.min.lat && std::min(e.a.lat, e.b.lat) <= box.max.lat;
}
/// The box, wider by so many metres on each side.
Box<Wgs84> widened(Box<Wgs84> box, double metres);
/// Clipped to the world. Precondition: not empty.
IndexBox index_box_of(const Box<Wgs84>& box);
IndexBox index_box_of(const Edge& edge);

}  // namespace jintu::topology
