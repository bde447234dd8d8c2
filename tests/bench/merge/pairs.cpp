// ./bench merge: random pairs of concurrent edits, merged, beside the replay of their operations.
// Usage: bench_merge PAIRS SEED. Writes one JSON object.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "geo/base/json.hpp"
#include "geo/geometry/overlay.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/merge/merge.hpp"
#include "geo/topology/frame.hpp"
#include "tests/bench/merge/model.hpp"

using namespace jintu;
using namespace jintu::bench;

namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

using State = std::map<std::string, Feature>;

State state_of(const Model& model) {
  State state;
  for (const auto& [key, parcel] : model.parcels) state[key] = feature_of(model, key);
  return state;
}

bool same_fields(const Feature& a, const Feature& b) {
  const auto within = [](const Feature& some, const Feature& all) {
    return std::all_of(some.properties.begin(), some.properties.end(), [&](const auto& entry) {
      const Value* value = all.properties.find(entry.first);
      return value && *value == entry.second;
    });
  };
  return within(a, b) && within(b, a);
}

/// The same corners in the same order within a millimetre, wherever the ring begins.
bool same_ring(const Ring<Position>& a, const Ring<Position>& b) {
  const std::size_t n = a.points.size();
  if (n != b.points.size() || n < 2) return false;
  const topology::Frame frame(a.points.front());
  for (std::size_t shift = 0; shift + 1 < n; ++shift) {
    bool same = true;
    for (std::size_t i = 0; i + 1 < n && same; ++i)
      same = frame.metres(a.points[i], b.points[(i + shift) % (n - 1)]) <= 0.001;
    if (same) return true;
  }
  return false;
}

bool same_area(const Feature& a, const Feature& b) {
  auto left = std::get<MultiPolygon<Position>>(a.geometry);
  auto right = std::get<MultiPolygon<Position>>(b.geometry);
  if (left.size() != right.size()) return false;
  orient(left);
  orient(right);
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!same_ring(left[i].outer, right[i].outer)) return false;
    if (left[i].holes.size() != right[i].holes.size()) return false;
    for (const auto& hole : left[i].holes)
      if (std::none_of(right[i].holes.begin(), right[i].holes.end(),
                       [&](const auto& other) { return same_ring(hole, other); }))
        return false;
  }
  return true;
}

bool same_state(const State& a, const State& b) {
  if (a.size() != b.size()) return false;
  for (const auto& [key, feature] : a) {
    const auto other = b.find(key);
    if (other == b.end() || !same_fields(feature, other->second) ||
        !same_area(feature, other->second))
      return false;
  }
  return true;
}

/// GEOS alone: rings, and common ground of every two of which one is not as in `before`, which is
/// valid.
bool is_valid(const State& state, const State& before) {
  struct Area {
    Box<Wgs84> box;
    const MultiPolygon<Position>* area;
    bool is_new;
  };
  std::vector<Area> areas;
  for (const auto& [key, feature] : state) {
    const auto was = before.find(key);
    const bool is_new = was == before.end() || !(was->second.geometry == feature.geometry);
    if (is_new && !check(feature.geometry).ok()) return false;
    areas.push_back(
        {box_of(feature.geometry), &std::get<MultiPolygon<Position>>(feature.geometry), is_new});
  }
  for (std::size_t i = 0; i < areas.size(); ++i)
    for (std::size_t j = i + 1; j < areas.size(); ++j)
      if ((areas[i].is_new || areas[j].is_new) && areas[i].box.intersects(areas[j].box) &&
          area(intersection(*areas[i].area, *areas[j].area)).value() > 0.01)
        return false;
  return true;
}

/// Ground that was covered before and is not after, or the other way round: a gap in the mosaic.
double covered(const State& state) {
  double sum = 0;
  for (const auto& [key, feature] : state)
    sum += area(std::get<MultiPolygon<Position>>(feature.geometry)).value();
  return sum;
}

struct Counts {
  long pairs = 0, disjoint = 0, merged = 0, disjoint_merged = 0, conflicts = 0, wrong = 0,
       invalid = 0, identical = 0, identical_conflicts = 0, deletes = 0, deletes_not_asked = 0;
  double merge_s = 0, geos_s = 0;
  std::map<std::string, long> missed;  ///< disjoint, and not merged
};

bool touches_deleted(const Operation& one, const Operation& other, const State& base,
                     const State& after_other) {
  const std::string* gone = one.kind == Kind::erase   ? &one.record
                            : one.kind == Kind::unite ? &one.other
                                                      : nullptr;
  if (!gone) return false;
  const auto was = base.find(*gone), now = after_other.find(*gone);
  if (was == base.end()) return false;
  if (now == after_other.end()) return other.kind != one.kind;  // both took it away, differently
  return !same_fields(was->second, now->second) || !(was->second.geometry == now->second.geometry);
}

class Bench {
 public:
  explicit Bench(unsigned seed) : random_(seed) {}

  void run(long pairs) {
    while (counts_.pairs < pairs) {
      const Model base = mosaic(random_, 4, 3, 4);
      const State before = state_of(base);
      for (int i = 0; i < 200 && counts_.pairs < pairs; ++i) pair(base, before);
    }
  }

  Counts counts_;

 private:
  /// An operation that leaves a sound state when it is alone.
  Operation sound(const Model& base, const State& before, int side, Model& after) {
    for (;;) {
      const Kind kind =
          static_cast<Kind>(std::uniform_int_distribution<int>(0, kinds - 1)(random_));
      const auto op = any_operation(random_, base, kind, side);
      if (!op) continue;
      after = base;
      if (!apply(after, *op) || !is_valid(state_of(after), before)) continue;
      return *op;
    }
  }

  void pair(const Model& base, const State& before) {
    Model a, b;
    const Operation mine = sound(base, before, 0, a);
    const bool is_repeated = std::uniform_int_distribution<int>(0, 49)(random_) == 0;
    const Operation theirs = is_repeated ? mine : sound(base, before, 1, b);
    if (is_repeated) b = a;
    const State of_mine = state_of(a), of_theirs = state_of(b);
    // Also where both happened to do the same, as to delete one record.
    const bool identical = same_state(of_mine, of_theirs);
    // Both orders of replay.
    Model ab = a, ba = b;
    const bool can_ab = identical || apply(ab, theirs), can_ba = identical || apply(ba, mine);
    const State replay = state_of(ab);
    const bool commutes = can_ab && can_ba && same_state(replay, state_of(ba));
    const bool deletes = !identical && (touches_deleted(mine, theirs, before, of_theirs) ||
                                        touches_deleted(theirs, mine, before, of_mine));

    std::vector<merge::Sides> sides;
    std::set<std::string> keys;
    for (const State* state : {&before, &of_mine, &of_theirs})
      for (const auto& [key, feature] : *state) keys.insert(key);
    for (const std::string& key : keys) {
      const auto in = [&](const State& state) {
        const auto found = state.find(key);
        return found == state.end() ? nullptr : &found->second;
      };
      const Feature *was = in(before), *m = in(of_mine), *t = in(of_theirs);
      const auto same = [](const Feature* x, const Feature* y) {
        return x && y ? x->geometry == y->geometry && same_fields(*x, *y) : x == y;
      };
      if (!same(was, m) || !same(was, t)) sides.push_back({key, was, m, t});
    }
    auto begin = Clock::now();
    const merge::Result result = merge::merge(sides);
    counts_.merge_s += seconds_since(begin);

    State merged = before;
    for (const auto& record : result.records) {
      if (record.feature)
        merged[record.key] = *record.feature;
      else
        merged.erase(record.key);
    }
    begin = Clock::now();
    const bool valid = is_valid(result.is_merged() ? merged : replay, before);
    counts_.geos_s += seconds_since(begin);

    ++counts_.pairs;
    counts_.identical += identical;
    counts_.deletes += deletes;
    const bool disjoint = !identical && commutes && !deletes && (result.is_merged() || valid);
    counts_.disjoint += disjoint;
    if (!result.is_merged()) {
      ++counts_.conflicts;
      counts_.identical_conflicts += identical;
      if (disjoint) {
        std::string names[] = {name_of(mine.kind), name_of(theirs.kind)};
        std::sort(std::begin(names), std::end(names));
        ++counts_.missed[names[0] + "+" + names[1] + ":" +
                         std::string(to_string(result.conflicts[0].kind))];
      }
      return;
    }
    ++counts_.merged;
    counts_.disjoint_merged += disjoint;
    counts_.deletes_not_asked += deletes;
    const bool right = (commutes || identical) && same_state(merged, replay);
    if (!right) {
      ++counts_.wrong;
      if (counts_.wrong <= 20)
        std::fprintf(stderr, "wrong: %s of %s (%d, %d) and %s of %s (%d, %d), commutes %d\n",
                     name_of(mine.kind), mine.record.c_str(), mine.a, mine.b, name_of(theirs.kind),
                     theirs.record.c_str(), theirs.a, theirs.b, commutes);
    }
    if (!valid || std::abs(covered(merged) - covered(replay)) > 0.01) ++counts_.invalid;
  }

  std::mt19937 random_;
};

}  // namespace

int main(int argc, char** argv) {
  const long pairs = argc > 1 ? std::atol(argv[1]) : 1000;
  Bench bench(argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1);
  bench.run(pairs);
  const Counts& c = bench.counts_;
  const Json json{{"pairs", c.pairs},
                  {"disjoint", c.disjoint},
                  {"disjoint_merged", c.disjoint_merged},
                  {"merged", c.merged},
                  {"conflicts", c.conflicts},
                  {"identical", c.identical},
                  {"identical_conflicts", c.identical_conflicts},
                  {"delete_against_change", c.deletes},
                  {"delete_against_change_not_asked", c.deletes_not_asked},
                  {"accepted_invalid", c.invalid},
                  {"wrong", c.wrong},
                  {"merge_s", c.merge_s},
                  {"geos_s", c.geos_s},
                  {"missed", c.missed}};
  std::puts(json.dump().c_str());
}
