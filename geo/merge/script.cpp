#include "geo/merge/script.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "geo/geometry/validity.hpp"

namespace jintu::merge {

namespace {

bool less(Position a, Position b) { return std::tie(a.lon, a.lat) < std::tie(b.lon, b.lat); }
bool less_ring(const OpenRing& a, const OpenRing& b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), less);
}

OpenRing open_ring(const Ring<Position>& ring) {
  OpenRing open;
  for (std::size_t i = 0; i + 1 < ring.points.size(); ++i)
    if (open.empty() || ring.points[i] != open.back()) open.push_back(ring.points[i]);
  while (open.size() > 1 && open.back() == open.front()) open.pop_back();
  return open;
}

struct EdgeHash {
  std::size_t operator()(const topology::Edge& e) const { return topology::hash_of(e); }
};
struct SameEdge {
  bool operator()(const topology::Edge& e, const topology::Edge& f) const {
    return topology::same_edge(e, f);
  }
};
using Edges = std::unordered_set<topology::Edge, EdgeHash, SameEdge>;

template <class Visit>
void for_each_ring(const OpenArea& area, Visit visit) {
  for (const auto& polygon : area) {
    visit(polygon.outer);
    for (const auto& hole : polygon.holes) visit(hole);
  }
}

void add_edges(const OpenArea& area, Edges& edges) {
  for_each_ring(area, [&](const OpenRing& ring) {
    for (std::size_t i = 0; i < ring.size(); ++i)
      edges.insert({ring[i], ring[(i + 1) % ring.size()]});
  });
}

Edges edges_of(const State& state) {
  Edges edges;
  for (const auto& [key, area] : state) add_edges(area, edges);
  return edges;
}

Positions vertices_of(const State& state) {
  Positions all;
  for (const auto& [key, area] : state)
    for_each_ring(area, [&](const OpenRing& ring) { all.insert(ring.begin(), ring.end()); });
  return all;
}

/// Edges that one has and the other has not, of which some are in `elsewhere`.
bool has_gone_over(const Edges& from, const Edges& to, const Edges& elsewhere) {
  return std::any_of(from.begin(), from.end(), [&](const topology::Edge& e) {
    return !to.contains(e) && elsewhere.contains(e);
  });
}

using Places = std::unordered_map<Position, std::size_t, PositionHash>;

/// Nothing when a vertex stands in it twice.
std::optional<Places> places_of(const OpenRing& ring) {
  Places places;
  for (std::size_t i = 0; i < ring.size(); ++i)
    if (!places.emplace(ring[i], i).second) return std::nullopt;
  return places;
}

/// Vertices of a ring from one place to another, both excluded, around its end if need be. The same
/// place twice is once around.
std::vector<Position> between(const OpenRing& ring, std::size_t from, std::size_t to) {
  std::vector<Position> out;
  for (std::size_t i = (from + 1) % ring.size(); i != to; i = (i + 1) % ring.size())
    out.push_back(ring[i]);
  return out;
}

class RecordScript {
 public:
  RecordScript(const std::string& key, const Positions& left, Script& script)
      : key_(key), left_(left), script_(script) {}

  /// False when the change cannot be told by operations; then nothing was told.
  bool tell(const OpenArea& base, const OpenArea& side) {
    std::vector<const OpenRing*> old_shells, new_shells;
    for (const auto& polygon : base) old_shells.push_back(&polygon.outer);
    for (const auto& polygon : side) new_shells.push_back(&polygon.outer);
    const auto shells = pairs(old_shells, new_shells);
    if (!shells) return false;
    for (const auto& [from, to] : *shells) {
      if (from == none) {
        added_.push_back({key_, side[to].outer.front(), side[to]});
      } else if (to == none) {
        for (const auto& hole : base[from].holes) dropped_.push_back({key_, hole});
        dropped_.push_back({key_, base[from].outer});
      } else if (!ring(base[from].outer, side[to].outer) || !holes(base[from], side[to])) {
        return false;
      }
    }
    commit();
    return true;
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

  /// Which ring became which: by the vertices that both have. Nothing when one became two, or two
  /// one.
  static std::optional<Pairs> pairs(const std::vector<const OpenRing*>& base,
                                    const std::vector<const OpenRing*>& side) {
    Pairs found;
    std::vector<bool> taken(side.size());
    std::vector<std::size_t> rest;
    std::vector<Places> places(side.size());
    for (std::size_t j = 0; j < side.size(); ++j)
      for (const Position p : *side[j]) places[j].emplace(p, 0);
    for (std::size_t i = 0; i < base.size(); ++i) {
      std::size_t match = none;
      for (std::size_t j = 0; j < side.size(); ++j) {
        const bool shares = std::any_of(base[i]->begin(), base[i]->end(),
                                        [&](Position p) { return places[j].contains(p); });
        if (!shares) continue;
        if (match != none || taken[j]) return std::nullopt;
        match = j;
      }
      if (match == none) {
        rest.push_back(i);
      } else {
        taken[match] = true;
        found.emplace_back(i, match);
      }
    }
    // What shares no vertex: moved as a whole when it is the only one, else gone and come.
    std::vector<std::size_t> fresh;
    for (std::size_t j = 0; j < side.size(); ++j)
      if (!taken[j]) fresh.push_back(j);
    if (rest.size() == 1 && fresh.size() == 1 && base[rest[0]]->size() == side[fresh[0]]->size()) {
      found.emplace_back(rest[0], fresh[0]);
    } else {
      for (const std::size_t i : rest) found.emplace_back(i, none);
      for (const std::size_t j : fresh) found.emplace_back(none, j);
    }
    return found;
  }

  bool holes(const OpenPolygon& base, const OpenPolygon& side) {
    std::vector<const OpenRing*> old_holes, new_holes;
    for (const auto& hole : base.holes) old_holes.push_back(&hole);
    for (const auto& hole : side.holes) new_holes.push_back(&hole);
    const auto matched = pairs(old_holes, new_holes);
    if (!matched) return false;
    for (const auto& [from, to] : *matched) {
      if (from == none)
        added_.push_back({key_, base.outer.front(), {{}, {side.holes[to]}}});
      else if (to == none)
        dropped_.push_back({key_, base.holes[from]});
      else if (!ring(base.holes[from], side.holes[to]))
        return false;
    }
    return true;
  }

  bool ring(const OpenRing& base, const OpenRing& side) {
    if (base == side) return true;
    const auto places = places_of(base);
    if (!places || !places_of(side)) return false;
    Pairs kept;  // place in `side`, place in `base`
    for (std::size_t j = 0; j < side.size(); ++j)
      if (const auto i = places->find(side[j]); i != places->end()) kept.emplace_back(j, i->second);
    if (kept.empty()) {
      if (base.size() != side.size()) return false;
      for (std::size_t i = 0; i < base.size(); ++i) move(base[i], side[i]);
      return true;
    }
    // In the same order around, or it is not the same ring.
    std::size_t turns = 0;
    for (std::size_t k = 0; k < kept.size(); ++k)
      if (kept[(k + 1) % kept.size()].second <= kept[k].second) ++turns;
    if (turns != 1) return false;
    for (std::size_t k = 0; k < kept.size(); ++k) {
      const auto& [j, i] = kept[k];
      const auto& [next_j, next_i] = kept[(k + 1) % kept.size()];
      gap(base, i, next_i, between(side, j, next_j));
    }
    return true;
  }

  void gap(const OpenRing& base, std::size_t from, std::size_t to, std::vector<Position> fresh) {
    std::vector<Position> old = between(base, from, to);
    if (old.size() == fresh.size()) {
      for (std::size_t i = 0; i < old.size(); ++i) move(old[i], fresh[i]);
    } else if (fresh.empty()) {
      for (std::size_t i = 0; i < old.size(); ++i)
        removals_.push_back({key_, i == 0 ? base[from] : old[i - 1], old[i],
                             i + 1 == old.size() ? base[to] : old[i + 1], !left_.contains(old[i])});
    } else {
      replacements_.push_back({key_, base[from], std::move(old), base[to], std::move(fresh)});
    }
  }

  void move(Position from, Position to) {
    moves_.push_back({key_, from, to, !left_.contains(from)});
  }

  void commit() {
    const auto append = [](auto& to, auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    append(script_.moves, moves_);
    append(script_.removals, removals_);
    append(script_.replacements, replacements_);
    append(script_.added, added_);
    append(script_.dropped, dropped_);
  }

  const std::string& key_;
  const Positions& left_;  // vertices that the side still has anywhere
  Script& script_;
  std::vector<Move> moves_;
  std::vector<Removal> removals_;
  std::vector<Replacement> replacements_;
  std::vector<RingAdded> added_;
  std::vector<RingDropped> dropped_;
};

}  // namespace

OpenArea opened(const MultiPolygon<Position>& area) {
  MultiPolygon<Position> turned = area;
  orient(turned);
  OpenArea out;
  for (const auto& polygon : turned) {
    OpenPolygon& open = out.emplace_back();
    open.outer = open_ring(polygon.outer);
    for (const auto& hole : polygon.holes) open.holes.push_back(open_ring(hole));
  }
  return out;
}

OpenArea canonical(OpenArea area) {
  const auto turn = [](OpenRing& ring) {
    std::rotate(ring.begin(), std::min_element(ring.begin(), ring.end(), less), ring.end());
  };
  for (auto& polygon : area) {
    turn(polygon.outer);
    for (auto& hole : polygon.holes) turn(hole);
    std::sort(polygon.holes.begin(), polygon.holes.end(), less_ring);
  }
  std::sort(area.begin(), area.end(),
            [](const OpenPolygon& a, const OpenPolygon& b) { return less_ring(a.outer, b.outer); });
  return area;
}

MultiPolygon<Position> closed(const OpenArea& area) {
  MultiPolygon<Position> out;
  const auto close = [](const OpenRing& ring) {
    Ring<Position> closed{ring};
    closed.points.push_back(ring.front());
    return closed;
  };
  for (const auto& polygon : area) {
    Polygon<Position>& one = out.emplace_back();
    one.outer = close(polygon.outer);
    for (const auto& hole : polygon.holes) one.holes.push_back(close(hole));
  }
  return out;
}

Script script_of(const State& base, const State& side) {
  Script script;
  const Edges before = edges_of(base), after = edges_of(side);
  const Positions left = vertices_of(side);
  for (const auto& [key, now] : side) {
    const auto was = base.find(key);
    if (was == base.end()) {
      script.whole.insert(key);
      continue;
    }
    if (was->second == now) continue;
    Edges mine_before, mine_after;
    add_edges(was->second, mine_before);
    add_edges(now, mine_after);
    if (has_gone_over(mine_before, mine_after, after) ||
        has_gone_over(mine_after, mine_before, before) ||
        !RecordScript(key, left, script).tell(was->second, now))
      script.whole.insert(key);
  }
  for (const Move& move : script.moves) script.moved.emplace(move.from, move.to);
  return script;
}

bool went_over(const OpenArea& was, const State& side) {
  // By the way an edge is gone: a neighbour has it the other way.
  std::unordered_map<Position, std::vector<Position>, PositionHash> ways;
  for_each_ring(was, [&](const OpenRing& ring) {
    for (std::size_t i = 0; i < ring.size(); ++i)
      ways[ring[i]].push_back(ring[(i + 1) % ring.size()]);
  });
  bool found = false;
  for (const auto& [key, area] : side)
    for_each_ring(area, [&](const OpenRing& ring) {
      for (std::size_t i = 0; i < ring.size() && !found; ++i) {
        const auto from = ways.find(ring[i]);
        if (from == ways.end()) continue;
        const Position to = ring[(i + 1) % ring.size()];
        found = std::find(from->second.begin(), from->second.end(), to) != from->second.end();
      }
    });
  return found;
}

}  // namespace jintu::merge
