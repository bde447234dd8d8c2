#include "geo/topology/common_ground.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "geo/base/error.hpp"
#include "geo/geometry/overlay.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/topology/frame.hpp"

namespace jintu::topology {

namespace {

constexpr std::size_t most_windows = 16;

/// Where on its way an edge meets the other boundary: 0 at its beginning, 1 at its end.
struct Contact {
  std::uint32_t edge;
  double at;
};

struct Meetings {
  std::vector<Contact> contacts;
  std::vector<bool> shared;  ///< edges that are edges of the other, too
};

/// Of a point that is on the line of the edge.
double place_on(const Edge& e, Position p) {
  const double dx = e.b.lon - e.a.lon, dy = e.b.lat - e.a.lat;
  const double t = std::abs(dx) > std::abs(dy) ? (p.lon - e.a.lon) / dx : (p.lat - e.a.lat) / dy;
  return std::clamp(t, 0.0, 1.0);
}

[[noreturn]] void meet_too_often() {
  throw Error(ErrorCode::too_large, "两个面的边界交错过多 the borders of two areas meet too often");
}

/// Finds where edges of two boundaries meet. A vertex beside an edge of the other is a meeting as
/// well: from there on a chain may be on either side, whatever the last bits say.
class Meeting {
 public:
  Meeting(const Boundary& a, const Boundary& b, double rounding, Effort& effort)
      : a_(a), b_(b), frame_(a.box().min), rounding_(rounding), effort_(effort) {
    of_a.shared.resize(a.edges().size());
    of_b.shared.resize(b.edges().size());
    reach_ = {rounding / frame_.east(), rounding / frame_.north()};
    find();
  }

  Meetings of_a, of_b;
  /// Some edge of both has their insides on one side, or on both.
  bool same_side = false, other_side = false;

 private:
  /// Edges that are equal stand in rows, so mostly the next of one is the next of the other.
  void find_shared() {
    const Box<Wgs84> reach = b_.box();
    std::uint32_t last = 0;
    const auto is_same = [&](std::uint32_t i, std::uint32_t j) {
      if (j >= b_.edges().size() || !same_edge(a_.edges()[i], b_.edges()[j])) return false;
      of_a.shared[i] = true;
      of_b.shared[j] = true;
      (a_.edges()[i].a == b_.edges()[j].a ? same_side : other_side) = true;
      last = j;
      return true;
    };
    for (std::uint32_t i = 0; i < a_.edges().size(); ++i) {
      const Edge& e = a_.edges()[i];
      if (!meets(e, reach) || is_same(i, last + 1) || is_same(i, last - 1)) continue;
      b_.near_edges(index_box_of(e), [&](std::uint32_t j) { return !is_same(i, j); });
    }
  }

  static bool all_shared(const Boundary& boundary, const std::vector<bool>& shared,
                         std::size_t run) {
    for (std::uint32_t i = boundary.run_begin(run); i < boundary.run_end(run); ++i)
      if (!shared[i]) return false;
    return true;
  }

  void find() {
    find_shared();
    std::vector<bool> b_done(b_.run_count());
    for (std::size_t run = 0; run < b_.run_count(); ++run)
      b_done[run] = all_shared(b_, of_b.shared, run);
    const IndexBox reach = index_box_of(widened(b_.box(), rounding_));
    for (std::size_t run = 0; run < a_.run_count(); ++run) {
      IndexBox box = a_.run_box(run);
      if (!box.intersects(reach)) continue;
      box = {box.min_x - std::min(box.min_x, margin), box.min_y - std::min(box.min_y, margin),
             box.max_x + margin, box.max_y + margin};
      const bool a_done = all_shared(a_, of_a.shared, run);
      b_.runs(box, [&](std::uint32_t other) {
        if (a_done && b_done[other]) return true;
        Box<Wgs84> bounds = b_.run_bounds(other);
        bounds.min = {bounds.min.lon - reach_.lon, bounds.min.lat - reach_.lat};
        bounds.max = {bounds.max.lon + reach_.lon, bounds.max.lat + reach_.lat};
        for (std::uint32_t i = a_.run_begin(run); i < a_.run_end(run); ++i) {
          if (!meets(a_.edges()[i], bounds)) continue;
          for (std::uint32_t j = b_.run_begin(other); j < b_.run_end(other); ++j)
            if (!of_a.shared[i] || !of_b.shared[j]) meet(i, j);
        }
        if (effort_.pairs - pairs_before_ > most_pairs_of_two ||
            effort_.crossings - crossings_before_ > most_crossings_of_two)
          meet_too_often();
        effort_.check();
        return true;
      });
    }
  }

  void meet(std::uint32_t i, std::uint32_t j) {
    const Edge &e = a_.edges()[i], &f = b_.edges()[j];
    if (std::max(e.a.lon, e.b.lon) + reach_.lon < std::min(f.a.lon, f.b.lon) ||
        std::min(e.a.lon, e.b.lon) - reach_.lon > std::max(f.a.lon, f.b.lon) ||
        std::max(e.a.lat, e.b.lat) + reach_.lat < std::min(f.a.lat, f.b.lat) ||
        std::min(e.a.lat, e.b.lat) - reach_.lat > std::max(f.a.lat, f.b.lat))
      return;
    ++effort_.pairs;
    near(e.a, i, f, j, of_a, of_b);
    near(f.a, j, e, i, of_b, of_a);
    const double fa = turn(e.a, e.b, f.a), fb = turn(e.a, e.b, f.b);
    if ((fa > 0 && fb > 0) || (fa < 0 && fb < 0)) return;
    const double ea = turn(f.a, f.b, e.a), eb = turn(f.a, f.b, e.b);
    if ((ea > 0 && eb > 0) || (ea < 0 && eb < 0)) return;
    if (ea == eb || fa == fb) return;  // on one line: `near` has found their ends
    ++effort_.crossings;
    of_a.contacts.push_back({i, std::clamp(ea / (ea - eb), 0.0, 1.0)});
    of_b.contacts.push_back({j, std::clamp(fa / (fa - fb), 0.0, 1.0)});
  }

  /// `p`, where edge `i` begins, beside the edge `f`, number `j`.
  void near(Position p, std::uint32_t i, const Edge& f, std::uint32_t j, Meetings& own,
            Meetings& other) {
    const Position foot = nearest_on(frame_, f.a, f.b, p);
    if (frame_.metres(p, foot) > rounding_) return;
    own.contacts.push_back({i, 0});
    other.contacts.push_back({j, place_on(f, foot)});
  }

  static constexpr std::uint32_t margin = 20;  // 1e-7 degrees: some 2 m, so more than rounding
  const Boundary &a_, &b_;
  const Frame frame_;
  const double rounding_;
  Effort& effort_;
  const std::size_t pairs_before_ = effort_.pairs, crossings_before_ = effort_.crossings;
  Position reach_;  // degrees
};

/// A chain of one boundary between two contacts, within the other or without.
struct Chain {
  Box<Wgs84> box;
  bool deep = false;  ///< farther from the other's border than rounding
  std::size_t ring = 0;
};

enum class Side { unknown, inside, outside };

class Walk {
 public:
  Walk(const Boundary& walked, Meetings& meetings, const Boundary& other, double rounding)
      : walked_(walked), meetings_(meetings), other_(other), rounding_(rounding) {
    std::sort(meetings_.contacts.begin(), meetings_.contacts.end(),
              [](const Contact& l, const Contact& r) {
                return std::pair(l.edge, l.at) < std::pair(r.edge, r.at);
              });
  }

  std::vector<Chain> chains(Side wanted) {
    wanted_ = wanted;
    contact_ = meetings_.contacts.begin();
    for (std::size_t ring = 0; ring + 1 < walked_.rings().size(); ++ring) {
      state_ = Side::unknown;
      chain_.ring = ring_ = ring;
      for (std::uint32_t i = walked_.rings()[ring]; i < walked_.rings()[ring + 1]; ++i) step(i);
      end_chain();
    }
    return std::move(chains_);
  }

 private:
  void step(std::uint32_t i) {
    const Edge& e = walked_.edges()[i];
    if (!meets(e, other_.box())) {
      if (state_ != Side::outside) end_chain();
      state_ = Side::outside;
      piece(e, 0, 1);
      return;
    }
    if (meetings_.shared[i]) {
      while (contact_ != meetings_.contacts.end() && contact_->edge == i) ++contact_;
      end_chain();
      state_ = Side::unknown;
      return;
    }
    double from = 0;
    for (; contact_ != meetings_.contacts.end() && contact_->edge == i; ++contact_) {
      piece(e, from, contact_->at);
      from = std::max(from, contact_->at);
      end_chain();
      state_ = Side::unknown;
    }
    piece(e, from, 1);
  }

  void piece(const Edge& e, double from, double to) {
    if (!(to > from)) return;
    const auto on = [&](double t) {
      return Position{e.a.lon + (e.b.lon - e.a.lon) * t, e.a.lat + (e.b.lat - e.a.lat) * t};
    };
    const Position middle = on((from + to) / 2);
    if (state_ == Side::unknown) state_ = other_.contains(middle) ? Side::inside : Side::outside;
    if (state_ != wanted_) return;
    const Position begin = on(from), end = on(to);
    chain_.box.add(begin);
    chain_.box.add(end);
    if (!chain_.deep) chain_.deep = is_deep(middle) || is_deep(end);
  }

  bool is_deep(Position p) const { return !other_.nearest(p, rounding_); }

  void end_chain() {
    if (!chain_.box.empty()) chains_.push_back(chain_);
    chain_ = {};
    chain_.ring = ring_;
  }

  const Boundary& walked_;
  Meetings& meetings_;
  const Boundary& other_;
  const double rounding_;
  std::vector<Contact>::const_iterator contact_;
  Side wanted_ = Side::inside, state_ = Side::unknown;
  std::size_t ring_ = 0;
  Chain chain_;
  std::vector<Chain> chains_;
};

/// Whether some ground just within a ring of `a` is on that side of `b`, well away from its border:
/// for rings that lie upon rings of `b`, so that none of their chains is on either side.
bool has_ground(const Boundary& a, const std::vector<Chain>& chains, const Boundary& b, Side wanted,
                double rounding) {
  std::vector<bool> is_known(a.rings().size());
  for (const Chain& chain : chains)
    if (chain.deep) is_known[chain.ring] = true;
  for (std::size_t ring = 0; ring + 1 < a.rings().size(); ++ring) {
    if (is_known[ring]) continue;
    const std::uint32_t begin = a.rings()[ring], count = a.rings()[ring + 1] - begin;
    const std::uint32_t step = std::max(1u, count / 4);
    for (std::uint32_t i = 0; i < count; i += step) {
      const Edge& e = a.edges()[begin + i];
      const Frame frame(e.a);
      const auto to = frame.at(e.b);
      const double length = std::hypot(to.x, to.y), away = 3 * rounding;
      if (length < 2 * away) continue;
      const Position p =
          frame.position({to.x / 2 - to.y / length * away, to.y / 2 + to.x / length * away});
      if (b.contains(p) == (wanted == Side::inside) && a.contains(p) && !b.nearest(p, rounding))
        return true;
    }
  }
  return false;
}

bool has_deep(const std::vector<Chain>& chains) {
  return std::any_of(chains.begin(), chains.end(), [](const Chain& c) { return c.deep; });
}

/// Where the chains are that bound what is looked for.
std::vector<Box<Wgs84>> windows(const std::vector<Chain>& chains, double margin) {
  std::vector<Box<Wgs84>> boxes;
  for (const Chain& chain : chains) boxes.push_back(widened(chain.box, margin));
  boxes = merged(std::move(boxes));
  std::vector<IndexBox> places;
  for (const Box<Wgs84>& box : boxes) places.push_back(index_box_of(box));
  const PackedRTree index(places);
  std::vector<bool> is_deep(boxes.size());
  for (const Chain& chain : chains)
    if (chain.deep)
      index.query(index_box_of(chain.box), [&](std::uint32_t i) {
        if (chain.box.intersects(boxes[i])) is_deep[i] = true;
      });
  std::vector<Box<Wgs84>> deep;
  for (std::size_t i = 0; i < boxes.size(); ++i)
    if (is_deep[i]) deep.push_back(boxes[i]);
  boxes = std::move(deep);
  return boxes;
}

void add_wide(const MultiPolygon<Position>& parts, double rounding, MultiPolygon<Position>& out) {
  for (const auto& part : parts)
    if (mean_width(part) >= rounding) out.push_back(part);
}

}  // namespace

double mean_width(const Polygon<Position>& area) {
  const Frame frame(area.outer.points.front());
  double perimeter = 0;
  const auto add = [&](const Ring<Position>& ring) {
    for (std::size_t i = 1; i < ring.points.size(); ++i)
      perimeter += frame.metres(ring.points[i - 1], ring.points[i]);
  };
  add(area.outer);
  for (const auto& hole : area.holes) add(hole);
  return perimeter > 0 ? 2 * jintu::area({area}).value() / perimeter : 0;
}

std::vector<Box<Wgs84>> merged(std::vector<Box<Wgs84>> boxes) {
  for (bool again = true; again;) {
    again = false;
    std::sort(boxes.begin(), boxes.end(),
              [](const auto& l, const auto& r) { return l.min.lon < r.min.lon; });
    std::vector<Box<Wgs84>> out;
    for (const auto& box : boxes) {
      // Those of long ago may reach this far as well, so a few are looked at.
      const auto first = out.size() > 64 ? out.end() - 64 : out.begin();
      const auto met = std::find_if(first, out.end(), [&](auto& o) { return o.intersects(box); });
      if (met == out.end()) {
        out.push_back(box);
      } else {
        met->add(box);
        again = true;
      }
    }
    boxes = std::move(out);
  }
  return boxes;
}

namespace {

using Overlay = MultiPolygon<Position>(const MultiPolygon<Position>&,
                                       const MultiPolygon<Position>&);

/// GEOS looks for the next piece of a cut area among all of them, so many cost their square.
constexpr std::size_t most_pieces = 2'000;

bool cuts_well(const Boundary& boundary, const Box<Wgs84>& box) {
  std::size_t crossings = 0;
  boundary.near_edges(index_box_of(box), [&](std::uint32_t i) {
    const auto& [a, b] = boundary.edges()[i];
    if (box.contains(a) != box.contains(b)) ++crossings;
    return crossings <= 2 * most_pieces;
  });
  return crossings <= 2 * most_pieces;
}

/// `area` as far as it may meet what lies in `box`: an overlay takes much longer than a cut.
MultiPolygon<Position> within_reach(const Shape& area, const Box<Wgs84>& box) {
  const Box<Wgs84>& own = area.boundary.box();
  const bool whole = box.contains(own.min) && box.contains(own.max);
  return whole || !cuts_well(area.boundary, box) ? *area.polygons : clipped(*area.polygons, box);
}

/// `side`: of `b`, of the parts of `a` that are looked for.
MultiPolygon<Position> parts_on(Side side, Overlay overlay, const Shape& a, const Shape& b,
                                double rounding, Effort& effort) {
  Meeting met(a.boundary, b.boundary, rounding, effort);
  const auto more = Walk(b.boundary, met.of_b, a.boundary, rounding).chains(Side::inside);
  Walk walk(a.boundary, met.of_a, b.boundary, rounding);
  MultiPolygon<Position> parts;
  if (side == Side::outside && !met.same_side && !has_deep(more)) {
    // `a` is left whole by a `b` that only touches it.
    const auto inner = walk.chains(Side::inside);
    if (!has_deep(inner) && !has_ground(a.boundary, inner, b.boundary, Side::inside, rounding)) {
      add_wide(*a.polygons, rounding, parts);
      return parts;
    }
  }
  auto chains = walk.chains(side);
  const bool whole = (side == Side::inside ? met.same_side : met.other_side) ||
                     has_ground(a.boundary, chains, b.boundary, side, rounding);
  chains.insert(chains.end(), more.begin(), more.end());
  if (!whole && !has_deep(chains)) return {};
  const auto boxes = windows(chains, 5 * rounding);
  const bool few = std::all_of(boxes.begin(), boxes.end(), [&](const Box<Wgs84>& box) {
    return cuts_well(a.boundary, box) && cuts_well(b.boundary, box);
  });
  if (whole || !few || boxes.size() > most_windows) {
    const auto left = side == Side::inside
                          ? within_reach(a, widened(b.boundary.box(), 5 * rounding))
                          : *a.polygons;
    const auto right = within_reach(b, widened(a.boundary.box(), 5 * rounding));
    add_wide(overlay(left, right), rounding, parts);
  } else {
    for (const auto& box : boxes)
      add_wide(overlay(clipped(*a.polygons, box), clipped(*b.polygons, box)), rounding, parts);
  }
  return parts;
}

}  // namespace

void Effort::check() const {
  progress.check();
  if (pairs > most_pairs || crossings > most_crossings) meet_too_often();
}

MultiPolygon<Position> common_ground(const Shape& a, const Shape& b, double rounding,
                                     Effort& effort) {
  if (!a.boundary.box().intersects(b.boundary.box())) return {};
  return parts_on(Side::inside, intersection, a, b, rounding, effort);
}

MultiPolygon<Position> uncovered(const Shape& a, const Shape& b, double rounding, Effort& effort) {
  if (!a.boundary.box().intersects(b.boundary.box())) return *a.polygons;
  return parts_on(Side::outside, difference, a, b, rounding, effort);
}

}  // namespace jintu::topology
