#include "geo/siting/lagrange/branching.hpp"

#include <algorithm>

namespace jintu::siting {

namespace {

constexpr double least_doubt = 0.01;
constexpr int reliable = 6;      // trials of a site after which its mean is believed
constexpr int most_trials = 20;  // at one node
constexpr int most_in_vain = 6;  // trials on end that bring no better site
constexpr int pivots = 100;      // of a trial
/// Trials may cost so much, and as much as the relaxations themselves do.
constexpr std::int64_t free_pivots = 1'000;

}  // namespace

CandidateIndex Branching::choose(LpMaster& master, const Sides& sides,
                                 const std::vector<CandidateIndex>& free,
                                 const IndexedVector<CandidateIndex, double>& share, double value,
                                 double cutoff, const std::function<bool()>& stop) {
  const double otherwise = all_.value(1);
  const auto score_of = [&](CandidateIndex j) {
    const double part = share[j];
    const double up = opened_[j].value(otherwise) * (1 - part);
    const double down = closed_[j].value(otherwise) * part;
    return std::max(up, 1e-6) * std::max(down, 1e-6);
  };
  std::vector<std::pair<double, CandidateIndex>> doubtful;
  for (const CandidateIndex j : free) {
    if (std::min(share[j], 1 - share[j]) > least_doubt) doubtful.emplace_back(-score_of(j), j);
  }
  if (doubtful.empty()) return CandidateIndex::none();
  std::sort(doubtful.begin(), doubtful.end());
  CandidateIndex best{-1};
  double most = -1;
  int trials = 0, in_vain = 0;
  for (const auto& entry : doubtful) {
    const CandidateIndex j = entry.second;
    const double part = share[j];
    double score = -entry.first;
    const bool known = opened_[j].count >= reliable && closed_[j].count >= reliable;
    const bool affordable = master.probed_pivots() < free_pivots + master.pivots();
    if (!known && affordable && trials < most_trials && in_vain < most_in_vain &&
        !(stop && stop())) {
      ++trials;
      const double open = master.probe(sides, j, Side::open, pivots, stop);
      const double closed = master.probe(sides, j, Side::closed, pivots, stop);
      if (std::max(open, closed) >= cutoff) return j;  // one side is done with
      const double up = std::max(0.0, open - value), down = std::max(0.0, closed - value);
      opened_[j].add(up / (1 - part));
      closed_[j].add(down / part);
      all_.add((opened_[j].value(0) + closed_[j].value(0)) / 2);
      score = std::max(up, 1e-6) * std::max(down, 1e-6);
      ++in_vain;
    }
    if (score <= most) continue;
    most = score;
    best = j;
    in_vain = 0;
  }
  return best;
}

}  // namespace jintu::siting
