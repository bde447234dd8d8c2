#include <algorithm>
#include <cmath>
#include <optional>

#include "geo/topology/gate.hpp"
#include "geo/topology/gate_words.hpp"
#include "geo/topology/rings.hpp"

namespace jintu::topology {

namespace {

using Areas = MultiPolygon<Position>;

/// With the decimals that records are told with: about a centimetre.
Areas as_told(Areas areas) {
  constexpr double decimals = 1e7;
  const auto round = [](Ring<Position>& ring) {
    for (Position& p : ring.points)
      p = {std::round(p.lon * decimals) / decimals, std::round(p.lat * decimals) / decimals};
  };
  for (auto& polygon : areas) {
    round(polygon.outer);
    for (auto& hole : polygon.holes) round(hole);
  }
  return areas;
}

std::vector<Fault> new_faults(const Areas& now, const std::optional<Areas>& before) {
  std::vector<Fault> faults;
  const auto found = ring_faults(now);
  if (found.empty()) return faults;
  const auto old = before ? ring_faults(*before) : std::vector<Finding>();
  for (const Finding& finding : found) {
    const bool had = std::any_of(old.begin(), old.end(), [&](const Finding& f) {
      return f.code == finding.code && f.position == finding.position;
    });
    if (had) continue;
    Fault& fault = faults.emplace_back();
    fault.code = finding.code;
    fault.position = finding.position;
    say(fault);
  }
  return faults;
}

}  // namespace

std::vector<Fault> new_ring_faults(const Areas& now, const Areas* before) {
  auto faults = new_faults(now, before ? std::optional(*before) : std::nullopt);
  if (!faults.empty()) return faults;
  const Areas told = as_told(now);
  if (told == now) return faults;
  faults = new_faults(told, before ? std::optional(as_told(*before)) : std::nullopt);
  for (Fault& fault : faults) {
    fault.zh += "（坐标按 7 位小数读出时）";
    fault.en += ", once its coordinates are told with 7 decimals";
  }
  return faults;
}

}  // namespace jintu::topology
