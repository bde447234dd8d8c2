#include "geo/siting/lagrange/branching.hpp"

#include <algorithm>

namespace jintu::siting {

namespace {

constexpr double least_doubt = 0.01;
constexpr int reliable = 3;  // trials of a site after which its mean is believed
constexpr std::size_t looked_at = 24;
constexpr int most_trials = 8;  // at one node
constexpr int pivots = 60;      // of a trial
/// Trials may cost so much, and half of what the relaxations themselves do.
constexpr std::int64_t free_pivots = 2'000;

}  // namespace

CandidateIndex Branching::choose(LpMaster& master, const Sides& sides,
                                 const std::vector<CandidateIndex>& free,
                                 const IndexedVector<CandidateIndex, double>& share, double value,
                                 double cutoff, const std::function<bool()>& stop) {
  std::vector<std::pair<double, CandidateIndex>> doubtful;
  for (const CandidateIndex j : free) {
    const double doubt = std::min(share[j], 1 - share[j]);
    if (doubt > least_doubt) doubtful.emplace_back(-doubt, j);
  }
  if (doubtful.empty()) return CandidateIndex::none();
  std::sort(doubtful.begin(), doubtful.end());
  if (doubtful.size() > looked_at) doubtful.resize(looked_at);
  CandidateIndex best = doubtful.front().second;
  double most = -1;
  int trials = 0;
  for (const auto& entry : doubtful) {
    const CandidateIndex j = entry.second;
    const double part = share[j];
    const bool known = opened_[j].count >= reliable && closed_[j].count >= reliable;
    const bool affordable = master.probed_pivots() < free_pivots + master.pivots() / 2;
    if (!known && affordable && trials < most_trials && !(stop && stop())) {
      ++trials;
      const double open = master.probe(sides, j, Side::open, pivots, stop);
      const double closed = master.probe(sides, j, Side::closed, pivots, stop);
      if (std::max(open, closed) >= cutoff) return j;  // one side is done with
      opened_[j].add(std::max(0.0, open - value) / (1 - part));
      closed_[j].add(std::max(0.0, closed - value) / part);
      all_.add((opened_[j].value(0) + closed_[j].value(0)) / 2);
    }
    const double otherwise = all_.value(1);
    const double up = opened_[j].value(otherwise) * (1 - part);
    const double down = closed_[j].value(otherwise) * part;
    const double score = std::max(up, 1e-6) * std::max(down, 1e-6);
    if (score <= most) continue;
    most = score;
    best = j;
  }
  return best;
}

}  // namespace jintu::siting
