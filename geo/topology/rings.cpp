#include "geo/topology/rings.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

#include "geo/topology/frame.hpp"

namespace jintu::topology {

namespace {

bool is_closed(const Ring<Position>& ring) {
  const auto& p = ring.points;
  return p.size() >= 4 && p.front() == p.back();
}

/// Precondition: `p` is not on the ring.
bool holds(const Ring<Position>& ring, Position p) {
  bool inside = false;
  for (std::size_t i = 1; i < ring.points.size(); ++i) {
    const Position a = ring.points[i - 1], b = ring.points[i];
    if ((a.lat > p.lat) == (b.lat > p.lat)) continue;
    if (a.lat < b.lat ? turn(a, b, p) > 0 : turn(b, a, p) > 0) inside = !inside;
  }
  return inside;
}

bool holds(const Polygon<Position>& polygon, Position p) {
  return holds(polygon.outer, p) && std::none_of(polygon.holes.begin(), polygon.holes.end(),
                                                 [&](const auto& hole) { return holds(hole, p); });
}

/// Of rings that touch nowhere: holes are in their shell and not in each other, shells not within
/// another area. One point of each ring stands for all of it.
std::vector<Finding> nesting_faults(const MultiPolygon<Position>& polygons) {
  std::vector<Finding> faults;
  for (std::size_t i = 0; i < polygons.size(); ++i) {
    const auto& holes = polygons[i].holes;
    for (std::size_t h = 0; h < holes.size(); ++h) {
      const Position p = holes[h].points.front();
      if (!holds(polygons[i].outer, p))
        faults.push_back({"hole_outside", "洞在外边界之外 a hole lies outside its area", p});
      for (std::size_t k = 0; k < holes.size(); ++k)
        if (k != h && holds(holes[k], p))
          faults.push_back({"nested_holes", "洞中套洞 a hole lies within another", p});
    }
    const Position p = polygons[i].outer.points.front();
    for (std::size_t j = 0; j < polygons.size(); ++j)
      if (i != j && holds(polygons[j], p))
        faults.push_back(
            {"nested_shells", "一部分在另一部分之内 a part lies within another part", p});
  }
  return faults;
}

constexpr std::size_t few_rings = 32;
/// Of edges whose boxes meet: a fraction of a second. A comb of slanting teeth has billions.
constexpr std::size_t most_pairs = 20'000'000;

struct Contacts {
  std::vector<Position> crossings;
  bool touches = false;  ///< GEOS has to say what it is
  std::size_t pairs = 0;
};

class Scan {
 public:
  explicit Scan(const Boundary& boundary) : boundary_(boundary) {}

  Contacts run() {
    for (std::uint32_t run = 0; run < boundary_.run_count(); ++run) {
      boundary_.runs(boundary_.run_box(run), [&](std::uint32_t other) {
        if (other < run) return true;  // each pair of runs once
        for (std::uint32_t i = boundary_.run_begin(run); i < boundary_.run_end(run); ++i) {
          if (!meets(boundary_.edges()[i], boundary_.run_bounds(other))) continue;
          const std::uint32_t first = std::max(boundary_.run_begin(other), i + 1);
          for (std::uint32_t j = first; j < boundary_.run_end(other); ++j) pair(i, j);
        }
        return contacts_.crossings.size() < most_crossings && contacts_.pairs < most_pairs;
      });
      if (contacts_.crossings.size() >= most_crossings || contacts_.pairs >= most_pairs) break;
    }
    return std::move(contacts_);
  }

 private:
  void pair(std::uint32_t i, std::uint32_t j) {
    const Edge &e = boundary_.edges()[i], &f = boundary_.edges()[j];
    if (std::max(e.a.lon, e.b.lon) < std::min(f.a.lon, f.b.lon) ||
        std::min(e.a.lon, e.b.lon) > std::max(f.a.lon, f.b.lon) ||
        std::max(e.a.lat, e.b.lat) < std::min(f.a.lat, f.b.lat) ||
        std::min(e.a.lat, e.b.lat) > std::max(f.a.lat, f.b.lat))
      return;
    ++contacts_.pairs;
    const double fa = turn(e.a, e.b, f.a), fb = turn(e.a, e.b, f.b);
    const double ea = turn(f.a, f.b, e.a), eb = turn(f.a, f.b, e.b);
    const bool f_apart = (fa > 0 && fb > 0) || (fa < 0 && fb < 0);
    const bool e_apart = (ea > 0 && eb > 0) || (ea < 0 && eb < 0);
    if (f_apart || e_apart) return;
    const bool proper = fa != 0 && fb != 0 && ea != 0 && eb != 0;
    if (proper) {
      const double t = ea / (ea - eb);
      contacts_.crossings.push_back(
          {e.a.lon + (e.b.lon - e.a.lon) * t, e.a.lat + (e.b.lat - e.a.lat) * t});
      return;
    }
    if (!follows(i, j) && !follows(j, i))
      contacts_.touches = true;
    else if (fa == 0 && fb == 0 && ea == 0 && eb == 0)
      // Neighbours on one line: straight on, or back on the way that was come.
      contacts_.touches = contacts_.touches || turns_back(i, j);
  }

  bool follows(std::uint32_t i, std::uint32_t j) const {
    return boundary_.edges()[i].b == boundary_.edges()[j].a && boundary_.next(i) == j;
  }
  bool turns_back(std::uint32_t i, std::uint32_t j) const {
    const auto back = [](const Edge& e, const Edge& f) {
      return (e.b.lon - e.a.lon) * (f.b.lon - f.a.lon) + (e.b.lat - e.a.lat) * (f.b.lat - f.a.lat) <
             0;
    };
    return back(boundary_.edges()[i], boundary_.edges()[j]);
  }

  const Boundary& boundary_;
  Contacts contacts_;
};

}  // namespace

bool has_form(const MultiPolygon<Position>& polygons) {
  const auto is_sound = [](const Ring<Position>& ring) {
    return is_closed(ring) &&
           std::all_of(ring.points.begin(), ring.points.end(), [](const Position& p) {
             return p.lon >= -180 && p.lon <= 180 && p.lat >= -90 && p.lat <= 90;
           });
  };
  return !polygons.empty() &&
         std::all_of(polygons.begin(), polygons.end(), [&](const Polygon<Position>& polygon) {
           return is_sound(polygon.outer) &&
                  std::all_of(polygon.holes.begin(), polygon.holes.end(), is_sound);
         });
}

std::vector<Finding> ring_faults(const MultiPolygon<Position>& polygons) {
  if (!has_form(polygons)) return check(polygons).findings;
  return ring_faults(polygons, Boundary(polygons));
}

std::vector<Finding> ring_faults(const MultiPolygon<Position>& polygons, const Boundary& boundary) {
  std::size_t rings = 0;
  for (const auto& polygon : polygons) rings += 1 + polygon.holes.size();
  if (boundary.rings().size() != rings + 1) return check(polygons).findings;  // one is a point
  Contacts contacts = Scan(boundary).run();
  if (!contacts.crossings.empty()) {
    std::vector<Finding> findings;
    std::sort(contacts.crossings.begin(), contacts.crossings.end(), [](Position l, Position r) {
      return std::tie(l.lon, l.lat) < std::tie(r.lon, r.lat);
    });
    for (const Position p : contacts.crossings)
      findings.push_back({"self_intersection", "边界自相交 the border crosses itself", p});
    return findings;
  }
  if (contacts.pairs >= most_pairs)
    return {
        {"too_intricate", "形状过于复杂，无法检查 the shape is too intricate to be checked", {}}};
  if (!contacts.touches && rings <= few_rings) return nesting_faults(polygons);
  return check(polygons).findings;
}

std::vector<Spike> spikes(const Boundary& boundary, const SpikeLimits& limits) {
  std::vector<Spike> found;
  const double least_cosine = std::cos(limits.degrees * std::numbers::pi / 180);
  for (std::size_t ring = 0; ring + 1 < boundary.rings().size(); ++ring) {
    const std::uint32_t begin = boundary.rings()[ring], end = boundary.rings()[ring + 1];
    for (std::uint32_t i = begin; i < end; ++i) {
      const Edge &in = boundary.edges()[i], &out = boundary.edges()[i + 1 == end ? begin : i + 1];
      const Frame frame(in.b);
      const auto p = frame.at(in.a), q = frame.at(out.b);
      if (!(p.x * q.x + p.y * q.y > 0)) continue;
      const double lp = std::hypot(p.x, p.y), lq = std::hypot(q.x, q.y);
      const double cosine = (p.x * q.x + p.y * q.y) / (lp * lq);
      if (!(cosine >= least_cosine)) continue;
      const double length = std::min(lp, lq);
      const double width = std::abs(p.x * q.y - p.y * q.x) / std::max(lp, lq);
      if (length >= limits.length && width <= limits.width)
        found.push_back({in.a, in.b, out.b, length, width});
    }
  }
  return found;
}

}  // namespace jintu::topology
