#include <algorithm>

#include "geo/merge/script.hpp"
#include "geo/topology/frame.hpp"

namespace jintu::merge {

namespace {

template <class Visit>
void for_each_ring(OpenArea& area, Visit visit) {
  for (auto& polygon : area) {
    visit(polygon.outer);
    for (auto& hole : polygon.holes) visit(hole);
  }
}

bool holds(const OpenRing& ring, Position p) {
  bool inside = false;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Position a = ring[i], b = ring[(i + 1) % ring.size()];
    if ((a.lat > p.lat) == (b.lat > p.lat)) continue;
    if (a.lat < b.lat ? topology::turn(a, b, p) > 0 : topology::turn(b, a, p) > 0) inside = !inside;
  }
  return inside;
}

class Replay {
 public:
  Replay(const Script& script, const Script& own, const std::set<std::string>& on, State& state)
      : script_(script), own_(own), on_(on), state_(state) {
    for (const Removal& removal : own.removals) taken_out_.insert(removal.at);
    for (const Removal& r : script.removals) {
      auto& around = neighbours_[r.at];
      around.push_back(r.before);
      around.push_back(r.after);
    }
  }

  std::set<std::string> run() {
    replacements();
    removals();
    moves();
    drop();
    add();
    return std::move(failed_);
  }

 private:
  /// Where the own side has a vertex of the base.
  Position here(Position p) const {
    const auto moved = own_.moved.find(p);
    return moved == own_.moved.end() ? p : moved->second;
  }

  /// In which records an operation on `record` may have to be done: where its border went over to
  /// others, in those.
  bool may_be_in(const std::string& record, const std::string& key) const {
    if (!on_.contains(key)) return false;
    return own_.whole.contains(record) ? own_.whole.contains(key) : key == record;
  }
  /// Whether the record is made on the other side, so that it has the operation already.
  bool is_elsewhere(const std::string& record) const {
    return !own_.whole.contains(record) && !on_.contains(record);
  }
  void fail(const std::string& record) { failed_.insert(record); }

  void replacements() {
    for (const Replacement& r : script_.replacements) {
      if (is_elsewhere(r.record)) continue;
      std::size_t done = 0, there = 0;
      for (auto& [key, area] : state_) {
        if (!may_be_in(r.record, key)) continue;
        for_each_ring(area, [&](OpenRing& ring) {
          if (chain(ring, r, r.fresh)) {
            ++there;
          } else if (const auto at = chain(ring, r, r.old)) {
            ++done;
            put(ring, *at + 1, r.old.size(), r.fresh);
          }
        });
      }
      if (done + there != 1) fail(r.record);
    }
  }

  /// Where the ring has `before`, then these, then `after`.
  std::optional<std::size_t> chain(const OpenRing& ring, const Replacement& r,
                                   const std::vector<Position>& middle) const {
    const std::size_t n = ring.size();
    if (middle.size() + 1 > n) return std::nullopt;
    const Position first = here(r.before), last = here(r.after);
    for (std::size_t i = 0; i < n; ++i) {
      if (ring[i] != first) continue;
      bool same = ring[(i + middle.size() + 1) % n] == last;
      for (std::size_t k = 0; k < middle.size() && same; ++k)
        same = ring[(i + 1 + k) % n] == middle[k];
      if (same) return i;
    }
    return std::nullopt;
  }

  static void put(OpenRing& ring, std::size_t at, std::size_t count,
                  const std::vector<Position>& fresh) {
    std::rotate(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(at % ring.size()),
                ring.end());
    ring.erase(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(count));
    ring.insert(ring.begin(), fresh.begin(), fresh.end());
  }

  /// Whether it stands beside what stood beside `at` in the base, unless that was taken out on
  /// either side.
  bool is_neighbour(Position p, Position at) const {
    const auto& around = neighbours_.at(at);
    return std::any_of(around.begin(), around.end(), [&](Position was) {
      return p == here(was) || taken_out_.contains(was) || neighbours_.contains(was);
    });
  }

  void removals() {
    Positions done;
    for (const Removal& r : script_.removals) {
      // On both sides, or by the operation of a neighbour.
      if (is_elsewhere(r.record) || taken_out_.contains(r.at) || done.contains(r.at)) continue;
      bool found = false, fits = true;
      for (auto& [key, area] : state_) {
        if (!(r.everywhere ? on_.contains(key) : may_be_in(r.record, key))) continue;
        for_each_ring(area, [&](OpenRing& ring) {
          const auto at = std::find(ring.begin(), ring.end(), r.at);
          if (at == ring.end()) return;
          const auto i = static_cast<std::size_t>(at - ring.begin()), n = ring.size();
          found = true;
          fits = fits && is_neighbour(ring[(i + n - 1) % n], r.at) &&
                 is_neighbour(ring[(i + 1) % n], r.at);
          ring.erase(at);
        });
      }
      if (r.everywhere && found) done.insert(r.at);
      if (!found || !fits) fail(r.record);
    }
  }

  void moves() {
    std::unordered_map<Position, const Move*, PositionHash> everywhere;
    std::map<std::string, std::unordered_map<Position, const Move*, PositionHash>> single;
    for (const Move& m : script_.moves) {
      const auto own = own_.moved.find(m.from);
      if (own != own_.moved.end() && own->second == m.to) continue;  // on both sides
      if (m.everywhere)
        everywhere.emplace(m.from, &m);
      else
        single[m.record].emplace(m.from, &m);
      if (!m.everywhere && own_.whole.contains(m.record)) fail(m.record);
    }
    Positions met;
    std::map<std::string, Positions> met_in;
    for (auto& entry : state_) {
      const std::string& key = entry.first;
      if (!on_.contains(key)) continue;
      const auto of_key = single.find(key);
      for_each_ring(entry.second, [&](OpenRing& ring) {
        for (Position& p : ring) {
          const Position was = p;
          if (const auto m = everywhere.find(was); m != everywhere.end()) {
            p = m->second->to;
            met.insert(was);
          } else if (of_key != single.end()) {
            const auto s = of_key->second.find(was);
            if (s == of_key->second.end()) continue;
            p = s->second->to;
            met_in[key].insert(was);
          }
        }
      });
    }
    for (const Move& m : script_.moves) {
      if (is_elsewhere(m.record)) continue;
      const auto own = own_.moved.find(m.from);
      if (own != own_.moved.end() && own->second == m.to) continue;
      if (!(m.everywhere ? met.contains(m.from) : met_in[m.record].contains(m.from)))
        fail(m.record);
    }
  }

  void drop() {
    for (const RingDropped& d : script_.dropped) {
      if (is_elsewhere(d.record)) continue;
      const bool both = std::any_of(own_.dropped.begin(), own_.dropped.end(), [&](const auto& o) {
        return o.record == d.record && same_ring(o.ring, d.ring);
      });
      std::size_t found = 0;
      for (auto& [key, area] : state_) {
        if (!may_be_in(d.record, key)) continue;
        for (auto& polygon : area)
          found +=
              std::erase_if(polygon.holes, [&](const OpenRing& h) { return same_ring(h, d.ring); });
        found += std::erase_if(area, [&](const OpenPolygon& polygon) {
          return same_ring(polygon.outer, d.ring) && polygon.holes.empty();
        });
      }
      if (!both && found != 1) fail(d.record);
    }
  }

  static bool same_ring(const OpenRing& a, const OpenRing& b) {
    if (a.size() != b.size()) return false;
    const auto at = std::find(b.begin(), b.end(), a.front());
    if (at == b.end()) return false;
    OpenRing turned(at, b.end());
    turned.insert(turned.end(), b.begin(), at);
    return turned == a;
  }

  void add() {
    for (const RingAdded& a : script_.added) {
      if (is_elsewhere(a.record)) continue;
      const bool both = std::any_of(own_.added.begin(), own_.added.end(), [&](const auto& o) {
        return o.record == a.record && canonical({o.part}) == canonical({a.part});
      });
      if (both) continue;
      if (!a.part.outer.empty()) {
        const auto found = state_.find(a.record);
        if (found == state_.end() || !on_.contains(a.record))
          fail(a.record);
        else
          found->second.push_back(a.part);
        continue;
      }
      const OpenRing& hole = a.part.holes.front();
      std::vector<OpenPolygon*> around;
      for (auto& [key, area] : state_) {
        if (!may_be_in(a.record, key)) continue;
        for (auto& polygon : area) {
          const bool all = std::all_of(hole.begin(), hole.end(),
                                       [&](Position p) { return holds(polygon.outer, p); });
          if (all) around.push_back(&polygon);
        }
      }
      if (around.size() == 1)
        around.front()->holes.push_back(hole);
      else
        fail(a.record);
    }
  }

  const Script& script_;
  const Script& own_;
  const std::set<std::string>& on_;
  State& state_;
  Positions taken_out_;  // by the own side
  std::unordered_map<Position, std::vector<Position>, PositionHash> neighbours_;
  std::set<std::string> failed_;
};

}  // namespace

std::set<std::string> replay(const Script& script, const Script& own,
                             const std::set<std::string>& on, State& state) {
  return Replay(script, own, on, state).run();
}

}  // namespace jintu::merge
