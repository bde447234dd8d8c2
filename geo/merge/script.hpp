// What one side did to the areas of a set of records, as operations on vertices and rings.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "geo/geometry/geometry.hpp"
#include "geo/topology/boundary.hpp"

namespace jintu::merge {

struct PositionHash {
  std::size_t operator()(Position p) const { return topology::hash_of(p); }
};
using Positions = std::unordered_set<Position, PositionHash>;

/// A ring without its last point, outer rings counter-clockwise, holes clockwise, from its least
/// vertex on: equal rings are equal values.
using OpenRing = std::vector<Position>;
struct OpenPolygon {
  OpenRing outer;
  std::vector<OpenRing> holes;
  friend bool operator==(const OpenPolygon&, const OpenPolygon&) = default;
};
using OpenArea = std::vector<OpenPolygon>;

OpenArea opened(const MultiPolygon<Position>& area);
/// The same in the form of equal values: rings turned, holes and parts in order.
OpenArea canonical(OpenArea area);
MultiPolygon<Position> closed(const OpenArea& area);

/// Areas of a set of records, by key. Records without an area are not in it.
using State = std::map<std::string, OpenArea>;

/// A vertex went to another place.
struct Move {
  std::string record;
  Position from, to;
  bool everywhere;  ///< in all records that had it
};
/// A vertex was taken out.
struct Removal {
  std::string record;
  Position before, at, after;
  bool everywhere;
};
/// Between two vertices that stay, others were put in for those that were there, if any.
struct Replacement {
  std::string record;
  Position before;
  std::vector<Position> old;
  Position after;
  std::vector<Position> fresh;  ///< never empty
};
/// A hole or a part came or went.
struct RingAdded {
  std::string record;
  Position of;       ///< a vertex of the outer ring that the hole is in; of a part: its own
  OpenPolygon part;  ///< with an empty outer ring: its hole is a hole of another part
};
struct RingDropped {
  std::string record;
  OpenRing ring;
};

struct Script {
  /// Records that are not told by operations: new ones, and those whose borders went over to other
  /// records, as when one is split or two are united.
  std::set<std::string> whole;
  std::vector<Move> moves;
  std::vector<Removal> removals;
  std::vector<Replacement> replacements;
  std::vector<RingAdded> added;
  std::vector<RingDropped> dropped;
  std::unordered_map<Position, Position, PositionHash> moved;  ///< of `moves`
};

Script script_of(const State& base, const State& side);

/// Whether another record of `side` has taken over borders of an area that is no longer there: it
/// was united with it, not merely deleted.
bool went_over(const OpenArea& was, const State& side);

/// Replays `script` on `state`, which the other side's `own` script has led to from the same base.
/// Only records of `on` are changed. Returns the keys of the records whose operations could not be
/// replayed.
std::set<std::string> replay(const Script& script, const Script& own,
                             const std::set<std::string>& on, State& state);

}  // namespace jintu::merge
