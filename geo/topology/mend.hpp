// Mends for the faults of a drawn area, to be shown and accepted by a person: what a client sends
// is never repaired on its way into the store.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "geo/geometry/geometry.hpp"

namespace jintu::topology {

struct MendOptions {
  bool close_rings = true;
  bool drop_repeated = true;  ///< vertices that stand twice in a row
  bool drop_spikes = true;
  /// Metres within which vertices go to the borders of neighbours, and take over their vertices; 0:
  /// not at all.
  double snap = 0;
};

struct Mend {
  std::string code;  ///< "closed_ring", "dropped_vertex", "dropped_spike", "snapped", "inserted"
  std::string zh, en;
  Position from, to;  ///< the same where nothing moved
  double metres;      ///< how far something moved, or how long the spike was
};

struct Mended {
  MultiPolygon<Position> area;  ///< which may still have other faults
  std::vector<Mend> mends;      ///< what was done, in that order; none: nothing was to mend
};

/// `neighbours` are not changed; they are valid. Of spikes a thousand are taken out. Any thread.
/// Throws Error{too_large} when it takes too long to look through what lies beside the border.
Mended mend(const MultiPolygon<Position>& area,
            std::span<const MultiPolygon<Position>* const> neighbours, const MendOptions& options);

}  // namespace jintu::topology
