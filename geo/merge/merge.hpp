// Three-way merge of records: what two people changed since they both looked at the same state.
//
// Properties merge field by field. Areas merge by the identity of their vertices and borders, not
// by nearness: each side's change is read as a script (vertices moved, put in and taken out, rings
// put in and taken out, records split and united), and the scripts are replayed on each other's
// result. What comes out the same in either order is the merge; everything else is a conflict that
// carries all three states. A pure function: nobody's work is lost, and nothing is guessed.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "geo/feature/feature.hpp"

namespace jintu::merge {

/// A record in three states; nullptr: it is not there. Not owned.
struct Sides {
  std::string key;
  const Feature* base = nullptr;
  const Feature* mine = nullptr;
  const Feature* theirs = nullptr;
};

struct Conflict {
  enum class Kind {
    properties,  ///< both changed `fields`, to different values
    geometry,    ///< both changed the same piece of a border, or one what the other took away
    deleted,     ///< one took the record away, the other changed it
    created,     ///< both made a record of this key
    together     ///< each edit is sound, both together are not: they overlap or leave a gap
  };
  std::string key;
  Kind kind = Kind::geometry;
  std::vector<std::string> fields = {};
  std::optional<Feature> base = {}, mine = {}, theirs = {};
};
std::string_view to_string(Conflict::Kind kind);  ///< "properties", "geometry", …

struct MergedRecord {
  std::string key;
  std::optional<Feature> feature;  ///< nothing: it is gone. `id` and `revision` are of `theirs`
};

struct Result {
  std::vector<MergedRecord> records;  ///< of all that have no conflict, in the order given
  std::vector<Conflict> conflicts;    ///< in the order given
  bool is_merged() const { return conflicts.empty(); }
};

struct Options {
  /// Properties that are derived from the place: where both changed one, it is left out, to be
  /// derived anew.
  std::set<std::string, std::less<>> derived = {"lon", "lat", "label_lon", "label_lat"};
};

/// `records` are of one layer: all that either side changed, each once, and any others that share a
/// border with them. They merge as a set: a border that two share moves in both or is a conflict.
/// The same change on both sides is no conflict; to delete what the other side changed always is.
/// Any thread. Throws Error{internal} when GEOS fails.
Result merge(std::span<const Sides> records, const Options& options = {});

}  // namespace jintu::merge
