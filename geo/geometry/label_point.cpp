// The pole of inaccessibility, by the quadtree search of Garcia-Castellanos & Lombardo (2007) in
// the form that Mapbox's polylabel made known, a generation of square cells after the other.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <numbers>
#include <numeric>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/geometry/box.hpp"
#include "geo/geometry/validity.hpp"

namespace jintu {

namespace {

struct Flat {
  double x, y;
};
struct Edge {
  Flat a, b;
};

double squared_distance(Flat p, const Edge& edge) {
  Flat nearest = edge.a;
  const double dx = edge.b.x - edge.a.x, dy = edge.b.y - edge.a.y;
  if (dx != 0 || dy != 0) {
    const double t =
        std::clamp(((p.x - edge.a.x) * dx + (p.y - edge.a.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
    nearest = {edge.a.x + t * dx, edge.a.y + t * dy};
  }
  return (p.x - nearest.x) * (p.x - nearest.x) + (p.y - nearest.y) * (p.y - nearest.y);
}

/// Squares of one size, in rows and columns. The cost of one is that of the edges near it, and a
/// row's sides are told by one line through it: an outline of 400,000 vertices takes less than a
/// second, where looking at every edge for every square took ten.
class LabelSearch {
 public:
  /// `edges`: in one unit in both directions, at least three, within the box.
  LabelSearch(std::vector<Edge> edges, Flat min, Flat max) : edges_(std::move(edges)), min_(min) {
    const double width = max.x - min.x, height = max.y - min.y;
    precision_ = std::max(width, height) / 100;
    half_ = std::max(std::min(width, height) / 2, std::max(width, height) / 64);
    start_inside(height);
    std::vector<std::uint32_t> all(edges_.size());
    std::iota(all.begin(), all.end(), 0U);
    const auto columns = static_cast<int>(std::ceil(width / (2 * half_)));
    const auto rows = static_cast<int>(std::ceil(height / (2 * half_)));
    const auto shared = std::make_shared<const std::vector<std::uint32_t>>(std::move(all));
    for (int row = 0; row < rows; ++row)
      for (int column = 0; column < columns; ++column) cells_.push_back({column, row, 0, shared});
  }

  Flat run() {
    while (!cells_.empty()) {
      measure();
      split();
    }
    return best_;
  }

 private:
  using EdgeList = std::shared_ptr<const std::vector<std::uint32_t>>;
  struct Cell {
    int column, row;
    double distance;  ///< of its centre to the outline, positive inside
    EdgeList near;    ///< of its parent: all that may be nearest to a point of it
  };

  Flat centre_of(const Cell& cell) const {
    return {min_.x + (2 * cell.column + 1) * half_, min_.y + (2 * cell.row + 1) * half_};
  }

  /// Where the outline crosses the height `y`, from left to right.
  std::vector<double> crossings(double y) const {
    std::vector<double> out;
    for (const Edge& edge : edges_)
      if ((edge.a.y > y) != (edge.b.y > y))
        out.push_back((edge.b.x - edge.a.x) * (y - edge.a.y) / (edge.b.y - edge.a.y) + edge.a.x);
    std::sort(out.begin(), out.end());
    return out;
  }

  void offer(Flat at, double distance) {
    if (distance <= most_) return;
    most_ = distance;
    best_ = at;
  }

  /// Halfway through the widest stretch of a few heights: what is thinner than the search is
  /// precise has a label within, too.
  void start_inside(double height) {
    for (int i = 1; i <= 7; ++i) {
      const double y = min_.y + height * i / 8;
      const auto at = crossings(y);
      Flat widest{0, y};
      double width = 0;
      for (std::size_t n = 0; n + 1 < at.size(); n += 2)
        if (at[n + 1] - at[n] > width) {
          width = at[n + 1] - at[n];
          widest.x = (at[n] + at[n + 1]) / 2;
        }
      if (width <= 0) continue;
      double least = INFINITY;
      for (const Edge& edge : edges_) least = std::min(least, squared_distance(widest, edge));
      offer(widest, std::sqrt(least));
    }
  }

  /// The distances of this generation, whose rows stand together; each cell keeps the edges near
  /// it.
  void measure() {
    std::vector<double> line, squares;
    int row = -1;
    for (Cell& cell : cells_) {
      const Flat centre = centre_of(cell);
      if (cell.row != row) line = crossings(centre.y);
      row = cell.row;
      squares.clear();
      double least = INFINITY;
      for (const std::uint32_t edge : *cell.near) {
        squares.push_back(squared_distance(centre, edges_[edge]));
        least = std::min(least, squares.back());
      }
      const double distance = std::sqrt(least), reach = distance + 2 * half_ * std::numbers::sqrt2;
      const auto right = line.end() - std::upper_bound(line.begin(), line.end(), centre.x);
      cell.distance = right % 2 == 1 ? distance : -distance;
      offer(centre, cell.distance);
      if (!is_worth_splitting(cell)) continue;
      std::vector<std::uint32_t> near;
      for (std::size_t n = 0; n < squares.size(); ++n)
        if (squares[n] <= reach * reach) near.push_back((*cell.near)[n]);
      cell.near = std::make_shared<const std::vector<std::uint32_t>>(std::move(near));
    }
  }

  bool is_worth_splitting(const Cell& cell) const {
    return cell.distance + half_ * std::numbers::sqrt2 - most_ > precision_;
  }

  void split() {
    std::vector<Cell> next;
    for (const Cell& cell : cells_) {
      if (!is_worth_splitting(cell)) continue;
      for (const int up : {0, 1})
        for (const int right : {0, 1})
          next.push_back({2 * cell.column + right, 2 * cell.row + up, 0, cell.near});
    }
    std::stable_sort(next.begin(), next.end(),
                     [](const Cell& l, const Cell& r) { return l.row < r.row; });
    cells_ = std::move(next);
    half_ /= 2;
  }

  const std::vector<Edge> edges_;
  const Flat min_;
  double precision_ = 0, half_ = 0;
  std::vector<Cell> cells_;
  Flat best_{};
  double most_ = -INFINITY;
};

const Polygon<Position>& largest(const MultiPolygon<Position>& polygons) {
  const Polygon<Position>* best = nullptr;
  double best_area = -1;
  for (const auto& polygon : polygons) {
    const double here = area({polygon}).value();
    if (here > best_area) {
      best = &polygon;
      best_area = here;
    }
  }
  if (!best) throw Error(ErrorCode::internal, "label_point of no polygon");
  return *best;
}

}  // namespace

Position label_point(const MultiPolygon<Position>& polygons) {
  const auto& polygon = largest(polygons);
  Box<Wgs84> box;
  for (const auto& p : polygon.outer.points) box.add(p);
  if (box.max.lon - box.min.lon <= 0 || box.max.lat - box.min.lat <= 0)
    return polygon.outer.points.front();
  // Degrees of longitude are shorter than those of latitude: measure in one unit.
  const double squeeze = std::cos((box.min.lat + box.max.lat) / 2 * std::numbers::pi / 180);
  std::vector<Edge> edges;
  const auto add = [&](const Ring<Position>& ring) {
    const auto& points = ring.points;
    for (std::size_t i = 0, j = points.size() - 1; i < points.size(); j = i++)
      edges.push_back(
          {{points[i].lon * squeeze, points[i].lat}, {points[j].lon * squeeze, points[j].lat}});
  };
  add(polygon.outer);
  for (const auto& hole : polygon.holes) add(hole);
  const Flat best = LabelSearch(std::move(edges), {box.min.lon * squeeze, box.min.lat},
                                {box.max.lon * squeeze, box.max.lat})
                        .run();
  return {best.x / squeeze, best.y};
}

}  // namespace jintu
