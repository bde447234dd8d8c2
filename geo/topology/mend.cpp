#include "geo/topology/mend.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <unordered_set>

#include "geo/base/error.hpp"
#include "geo/topology/boundary.hpp"
#include "geo/topology/frame.hpp"
#include "geo/topology/gate_words.hpp"
#include "geo/topology/rings.hpp"

namespace jintu::topology {

namespace {

struct PositionHash {
  std::size_t operator()(Position p) const { return hash_of(p); }
};

/// A ring without its last point.
using Open = std::vector<Position>;

class Mending {
 public:
  Mending(std::span<const MultiPolygon<Position>* const> neighbours, const MendOptions& options)
      : options_(options) {
    if (!(options.snap > 0)) return;
    for (const auto* neighbour : neighbours) {
      boundaries_.emplace_back(*neighbour);
      for (const Edge& e : boundaries_.back().edges()) vertices_.push_back(e.a);
    }
    std::sort(vertices_.begin(), vertices_.end(),
              [](Position a, Position b) { return a.lat < b.lat; });
  }

  void mend(Ring<Position>& ring) {
    auto& p = ring.points;
    if (p.size() < 3) return;
    if (p.front() == p.back()) {
      p.pop_back();
    } else if (options_.close_rings) {
      const double metres = Frame(p.back()).metres(p.back(), p.front());
      tell("closed_ring", "闭合了边界", "the border was closed", p.back(), p.front(), metres);
    } else {
      return;
    }
    if (options_.drop_repeated) drop_repeated(p);
    if (!boundaries_.empty()) {
      snap(p);
      take_over(p);
      drop_repeated(p);
    }
    if (options_.drop_spikes) drop_spikes(p);
    if (!p.empty()) p.push_back(p.front());
  }

  std::vector<Mend> mends;

 private:
  void tell(const char* code, const std::string& zh, const std::string& en, Position from,
            Position to, double metres) {
    const bool says_size = metres > 0;
    const std::string size = says_size ? size_text(metres, "m") : "";
    mends.push_back({code, says_size ? zh + "（" + size + "）" : zh,
                     says_size ? en + " (" + size + ")" : en, from, to, metres});
  }

  void drop_repeated(Open& p) {
    std::size_t kept = 0, left = p.size();
    for (std::size_t i = 0; i < p.size(); ++i) {
      const Position next = i + 1 < p.size() ? p[i + 1] : p.front();
      const bool stays = left <= 3 || p[i] != next;
      if (!stays) {
        tell("dropped_vertex", "去掉了重复的点", "a repeated vertex was taken out", p[i], p[i], 0);
        --left;
      }
      if (stays) p[kept++] = p[i];
    }
    p.resize(kept);
  }

  void drop_spikes(Open& p) {
    const SpikeLimits limits;
    for (bool again = true; again && p.size() > 3;) {
      again = false;
      for (std::size_t i = 0; i < p.size() && p.size() > 3; ++i) {
        const std::size_t n = p.size();
        const Position before = p[(i + n - 1) % n], tip = p[i], after = p[(i + 1) % n];
        const Frame frame(tip);
        const auto a = frame.at(before), b = frame.at(after);
        const double la = std::hypot(a.x, a.y), lb = std::hypot(b.x, b.y);
        if (la == 0 || lb == 0) continue;
        const double cosine = (a.x * b.x + a.y * b.y) / (la * lb);
        const double width = std::abs(a.x * b.y - a.y * b.x) / std::max(la, lb);
        if (cosine < std::cos(limits.degrees * std::numbers::pi / 180) || width > limits.width ||
            std::min(la, lb) < limits.length)
          continue;
        tell("dropped_spike", "去掉了尖刺", "a spike was taken out", tip, la < lb ? before : after,
             std::min(la, lb));
        p.erase(p.begin() + static_cast<std::ptrdiff_t>(i));
        if (before == after) drop_repeated(p);
        again = ++spikes_ < most_spikes;
        if (!again) return;
        i = i < 3 ? 0
                  : i - 3;  // those before it may be one now; what is left, the next round finds
      }
    }
  }

  template <class Visit>
  void vertices_near(Position low, Position high, Visit visit) const {
    auto it = std::lower_bound(vertices_.begin(), vertices_.end(), low.lat,
                               [](Position v, double lat) { return v.lat < lat; });
    for (; it != vertices_.end() && it->lat <= high.lat; ++it) {
      if (++looks_ > most_looks)
        throw Error(ErrorCode::too_large,
                    "形状过于复杂，无法靠到相邻的边界上 the shape is too intricate to be snapped");
      if (it->lon >= low.lon && it->lon <= high.lon) visit(*it);
    }
  }

  /// To the nearest vertex of a neighbour, or else to the nearest point of its border.
  std::optional<Position> target(Position p) const {
    const Frame frame(p);
    const double lon = options_.snap / frame.east(), lat = options_.snap / frame.north();
    std::optional<Position> best;
    double least = options_.snap;
    vertices_near({p.lon - lon, p.lat - lat}, {p.lon + lon, p.lat + lat}, [&](Position v) {
      const double d = frame.metres(p, v);
      if (d <= least) {
        least = d;
        best = v;
      }
    });
    if (best) return best;
    for (const Boundary& boundary : boundaries_)
      if (const auto near = boundary.nearest(p, least)) {
        least = near->metres;
        best = near->position;
      }
    return best;
  }

  void snap(Open& p) {
    for (Position& v : p) {
      const auto to = target(v);
      if (!to || *to == v) continue;
      tell("snapped", "移到了相邻的边界上", "a vertex was moved onto the neighbour's border", v,
           *to, Frame(v).metres(v, *to));
      v = *to;
    }
  }

  /// Vertices of neighbours beside an edge become its own.
  void take_over(Open& p) {
    const std::unordered_set<Position, PositionHash> own(p.begin(), p.end());
    Open out;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const Position a = p[i], b = p[(i + 1) % p.size()];
      out.push_back(a);
      const Frame frame(a);
      const double lon = options_.snap / frame.east(), lat = options_.snap / frame.north();
      std::vector<std::pair<double, Position>> beside;
      vertices_near(
          {std::min(a.lon, b.lon) - lon, std::min(a.lat, b.lat) - lat},
          {std::max(a.lon, b.lon) + lon, std::max(a.lat, b.lat) + lat}, [&](Position v) {
            const Position foot = nearest_on(frame, a, b, v);
            if (own.contains(v) || foot == a || foot == b || frame.metres(foot, v) > options_.snap)
              return;
            beside.emplace_back(frame.metres(a, foot), v);
          });
      std::sort(beside.begin(), beside.end(),
                [](const auto& l, const auto& r) { return l.first < r.first; });
      for (const auto& [along, v] : beside) {
        if (out.back() == v) continue;
        tell("inserted", "加入了相邻边界的点", "a vertex of the neighbour's border was put in", v,
             v, 0);
        out.push_back(v);
      }
    }
    p = std::move(out);
  }

  static constexpr std::size_t most_spikes = 1000;  // of an area: more are no slips of the hand
  static constexpr std::size_t most_looks = 50'000'000;  // at vertices: a fraction of a second
  std::size_t spikes_ = 0;
  mutable std::size_t looks_ = 0;
  const MendOptions& options_;
  std::vector<Boundary> boundaries_;
  std::vector<Position> vertices_;  // by latitude
};

}  // namespace

Mended mend(const MultiPolygon<Position>& area,
            std::span<const MultiPolygon<Position>* const> neighbours, const MendOptions& options) {
  Mending mending(neighbours, options);
  Mended mended{area, {}};
  for (auto& polygon : mended.area) {
    mending.mend(polygon.outer);
    for (auto& hole : polygon.holes) mending.mend(hole);
  }
  mended.mends = std::move(mending.mends);
  return mended;
}

}  // namespace jintu::topology
