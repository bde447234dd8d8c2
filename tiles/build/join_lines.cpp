#include "tiles/build/join_lines.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <unordered_map>

namespace jintu::tiles {
namespace {

struct End {
  std::uint32_t line;
  bool last;  ///< the line's last point, not its first
};

/// The ends at one place; more than two is a crossing, where nothing is joined.
struct Meeting {
  End ends[2]{};
  std::uint32_t count = 0;
};

struct PlaceHash {
  std::size_t operator()(const Position& p) const {
    const auto mix = [](std::uint64_t v) {
      v ^= v >> 32;
      v *= 0x9e3779b97f4a7c15u;
      return v ^ (v >> 29);
    };
    return mix(std::bit_cast<std::uint64_t>(p.lon) + mix(std::bit_cast<std::uint64_t>(p.lat)));
  }
};

class Joiner {
 public:
  Joiner(MultiLineString<Position>& lines, Direction direction, std::size_t max_vertices)
      : lines_(lines), used_(lines.size()), direction_(direction), max_(max_vertices) {
    for (std::uint32_t i = 0; i < lines.size(); ++i) {
      if (lines[i].points.size() < 2) {
        used_[i] = true;
        continue;
      }
      note(lines[i].points.front(), {i, false});
      note(lines[i].points.back(), {i, true});
    }
  }

  MultiLineString<Position> run() {
    MultiLineString<Position> joined;
    // Chains are followed from their beginnings first; what is left then are closed rings.
    for (const bool anywhere : {false, true})
      for (std::uint32_t i = 0; i < lines_.size(); ++i) {
        if (used_[i]) continue;
        if (anywhere || !partner({i, false}))
          joined.push_back(follow({i, true}));
        else if (!partner({i, true}) && direction_ == Direction::free)
          joined.push_back(follow({i, false}));
      }
    return joined;
  }

 private:
  void note(const Position& place, End end) {
    Meeting& m = places_[place];
    if (m.count < 2) m.ends[m.count] = end;
    ++m.count;
  }

  const Position& at(End end) const {
    const auto& points = lines_[end.line].points;
    return end.last ? points.back() : points.front();
  }

  /// The other end at the place of `end`; nullptr when there is none to join with.
  const End* partner(End end) const {
    const Meeting& m = places_.find(at(end))->second;
    if (m.count != 2) return nullptr;
    const End& other =
        m.ends[0].line == end.line && m.ends[0].last == end.last ? m.ends[1] : m.ends[0];
    if (other.line == end.line) return nullptr;
    if (direction_ == Direction::matters && other.last == end.last) return nullptr;
    return &other;
  }

  /// From the line of `way_out` over its end `way_out` as far as it goes.
  LineString<Position> follow(End way_out) {
    LineString<Position> out;
    for (;;) {
      used_[way_out.line] = true;
      auto& points = lines_[way_out.line].points;
      if (!way_out.last) std::reverse(points.begin(), points.end());
      out.points.insert(out.points.end(), points.begin() + (out.points.empty() ? 0 : 1),
                        points.end());
      if (!way_out.last) std::reverse(points.begin(), points.end());  // `at` reads it later
      const End* next = partner(way_out);
      if (!next || used_[next->line] || out.points.size() + lines_[next->line].points.size() > max_)
        return out;
      way_out = {next->line, !next->last};
    }
  }

  MultiLineString<Position>& lines_;
  std::vector<bool> used_;
  Direction direction_;
  std::size_t max_;
  std::unordered_map<Position, Meeting, PlaceHash> places_;
};

}  // namespace

MultiLineString<Position> join_lines(MultiLineString<Position> lines, Direction direction,
                                     std::size_t max_vertices) {
  return Joiner(lines, direction, max_vertices).run();
}

}  // namespace jintu::tiles
