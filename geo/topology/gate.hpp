// The topology gate: what a batch of edits would do to the areas of a layer and their neighbours.
// Sizes are metres on the WGS 84 ellipsoid. Nothing is repaired; see mend.hpp for what a person may
// accept. docs/boundaries.md explains each code.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/feature/layer.hpp"

namespace jintu::topology {

enum class Severity {
  error,  ///< is refused
  ask     ///< is accepted when a reason is given
};

/// One fault of one record.
struct Fault {
  std::size_t record = 0;            ///< in what was given to `gate`
  std::string code;                  ///< of a ring as `check` has it, or one of those below
  std::string zh, en;                ///< sentences for people
  std::optional<Position> position;  ///< of the fault
  std::optional<double> measure;
  std::string unit;  ///< of `measure`: "m", "m²"
  Severity severity = Severity::error;
  bool before = false;  ///< the record had it, and it is no worse: told, not refused
  std::string other;    ///< the key of the neighbour, where there is one
};

namespace code {
inline constexpr std::string_view overlap = "overlap", gap = "gap", sliver = "sliver",
                                  outside_district = "outside_district",
                                  area_change = "area_change", spike = "spike";
}

/// Where a record says it lies.
struct Home {
  std::vector<const MultiPolygon<Position>*> outlines;  ///< none: not asked. Not owned
  bool exact = true;  ///< false: the outlines are drawn about so, and a place beyond is asked for
};

/// A record of the batch. Not owned.
struct Changed {
  const Feature* before = nullptr;  ///< nullptr: new
  const Feature* after = nullptr;   ///< nullptr: removed
  Home home = {};
};

struct GateLimits {
  double rounding = 0.02;        ///< m: coordinates are written to a centimetre
  double sliver = 0.3;           ///< m: a strip that is narrower was not meant
  double area_share = 0.2;       ///< of the area before: what changes more is asked for
  double least_area = 100;       ///< m²: and changes at least so much
  std::size_t most_faults = 50;  ///< of one record
};

/// Whether something stands against the batch: an error, or a question and there is no reason.
bool refuses(std::span<const Fault> faults, bool has_reason);

/// Faults of the rings of an area that `before` (may be null) did not have: in all its digits, or,
/// where these are sound, in the seven decimals that readers get. Both languages; `record` is 0.
std::vector<Fault> new_ring_faults(const MultiPolygon<Position>& now,
                                   const MultiPolygon<Position>* before);

/// The faults of the records that changed, in their order, those of `before` as well as new ones.
/// `before` may be null (a new layer). Only what meets a changed record is looked at. A pair of
/// records is told once, of the first. Any thread. Throws Error{internal} when GEOS fails,
/// Error{cancelled}. What was made to cost too much is "too_intricate": see `Effort`.
std::vector<Fault> gate(const Layer* before, const Layer& after, std::span<const Changed> changed,
                        const GateLimits& limits = {}, const Progress& progress = {});

}  // namespace jintu::topology
