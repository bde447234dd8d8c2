// The oracle: every plan of a small problem tried, by code that shares nothing with the solvers.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>
#include <vector>

#include "geo/siting/solvers/solve.hpp"
#include "tests/unit/geo/siting/indices.hpp"

namespace siting_test {

using jintu::each;
using jintu::siting::CandidateIndex;
using jintu::siting::DemandIndex;
using jintu::siting::DistanceTable;
using jintu::siting::Index;
using jintu::siting::Kind;
using jintu::siting::Neighbour;
using jintu::siting::SiteRule;
using jintu::siting::SitingDraft;
using jintu::siting::SitingProblem;

inline double distance_or_none(const SitingProblem& p, DemandIndex i, CandidateIndex j) {
  const auto sites = p.distances().sites(i);
  for (std::size_t k = 0; k < sites.size(); ++k) {
    if (sites[k] == j) return p.distances().distances(i)[k];
  }
  return std::numeric_limits<double>::infinity();
}

struct Best {
  double objective;  // of lscp_backup the weight covered twice by the fewest sites
  int sites;
};

/// Nothing when no plan is allowed.
inline std::optional<Best> brute_force(const SitingProblem& p) {
  std::optional<Best> best;
  const bool cover = p.kind() == Kind::lscp || p.kind() == Kind::lscp_backup;
  std::vector<std::vector<double>> d(p.demands(), std::vector<double>(p.candidates()));
  for (const DemandIndex i : p.each_demand()) {
    for (const CandidateIndex j : p.each_candidate()) d[i][j] = distance_or_none(p, i, j);
  }
  for (unsigned plan = 0; plan < (1u << p.candidates()); ++plan) {
    bool allowed = true;
    int fresh = 0;
    for (const CandidateIndex j : p.each_candidate()) {
      const bool open = plan >> j & 1;
      const SiteRule rule = p.rule(j);
      if (rule == SiteRule::forbidden && open) allowed = false;
      if ((rule == SiteRule::existing || rule == SiteRule::required) && !open) allowed = false;
      fresh += open && rule != SiteRule::existing;
    }
    if (!allowed || (!cover && fresh != p.p())) continue;
    double sum = 0, worst = 0, covered = 0, twice = 0;
    for (const DemandIndex i : p.each_demand()) {
      if (!allowed) break;
      double nearest = std::numeric_limits<double>::infinity();
      int within = 0;
      for (const CandidateIndex j : p.each_candidate()) {
        if (!(plan >> j & 1)) continue;
        nearest = std::min(nearest, d[i][j]);
        within += d[i][j] <= p.standard();
      }
      if (p.weight(i) == 0) continue;
      if (p.unserved_distance()) nearest = std::min(nearest, *p.unserved_distance());
      if (cover && within == 0) allowed = false;
      if ((p.kind() == Kind::p_median || p.kind() == Kind::p_center) && !std::isfinite(nearest))
        allowed = false;
      sum += p.weight(i) * nearest;
      worst = std::max(worst, nearest);
      covered += within > 0 ? p.weight(i) : 0;
      twice += within > 1 ? p.weight(i) : 0;
    }
    if (!allowed) continue;
    Best now{0, fresh};
    bool better = !best;
    switch (p.kind()) {
      case Kind::p_median:
        now.objective = sum;
        better = better || sum < best->objective;
        break;
      case Kind::p_center:
        now.objective = worst;
        better = better || worst < best->objective;
        break;
      case Kind::mclp:
        now.objective = covered;
        better = better || covered > best->objective;
        break;
      case Kind::lscp:
        now.objective = fresh;
        better = better || fresh < best->sites;
        break;
      case Kind::lscp_backup:
        now.objective = twice;
        better = better || fresh < best->sites || (fresh == best->sites && twice > best->objective);
        break;
      case Kind::p_dispersion:
      case Kind::market_share:
        break;  // see requirements_test.cpp and front_test.cpp
    }
    if (better) best = now;
  }
  return best;
}

/// A small problem of all sorts: dense or sparse, whole or broken numbers, rules, demand of weight
/// 0.
inline SitingDraft random_draft(Kind kind, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto upto = [&](int n) {
    return static_cast<int>(random() % static_cast<std::uint64_t>(n));
  };
  const int candidates = 3 + upto(7), demands = 1 + upto(14);
  const bool broken = upto(3) == 0;
  const int sparse = upto(3);  // 0: dense, else a third or a half is left out
  const int spread = upto(2) == 0 ? 6 : 1000;
  SitingDraft draft;
  draft.kind = kind;
  draft.distances = DistanceTable(candidates);
  const double scale = broken ? 0.37 : 1;
  for (int i = 0; i < demands; ++i) {
    draft.weights.push_back(upto(8) == 0 ? 0.0 : (1 + upto(9)) * (broken ? 0.13 : 1));
    std::vector<Neighbour> row;
    for (int j = 0; j < candidates; ++j) {
      if (sparse != 0 && upto(1 + sparse) == 0) continue;
      row.push_back({CandidateIndex{j}, upto(spread) * scale});
    }
    draft.distances.add_row(row);
  }
  draft.rules.assign(candidates, SiteRule::free);
  int existing = 0, required = 0, free = 0;
  for (auto& rule : draft.rules) {
    const int roll = upto(12);
    if (roll == 0) rule = SiteRule::forbidden;
    if (roll == 1) rule = SiteRule::required, ++required;
    if (roll == 2) rule = SiteRule::existing, ++existing;
    free += rule == SiteRule::free;
  }
  if (kind == Kind::p_median || kind == Kind::p_center || kind == Kind::mclp) {
    draft.p = required + (free > 0 ? upto(std::min(free, 4) + 1) : 0);
    if (*draft.p + existing == 0 && free > 0) draft.p = 1;
  }
  if (kind == Kind::mclp || kind == Kind::lscp || kind == Kind::lscp_backup) {
    draft.standard = upto(spread) * scale;
  }
  if (kind == Kind::p_median && upto(4) == 0) draft.unserved_distance = spread * scale;
  return draft;
}

}  // namespace siting_test
