#include "services/report/walk_figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace jintu::report {

using siting::CandidateIndex;
using siting::DemandIndex;

Walks walks_of(const siting::SitingProblem& problem, const siting::SitingSolution& s) {
  Walks walks(problem.demands());
  for (const DemandIndex i : problem.each_demand()) {
    if (static_cast<std::size_t>(i) >= s.assignment.size()) break;
    if (s.assignment[i] < 0) continue;
    const auto sites = problem.distances().sites(i);
    const auto at = std::find(sites.begin(), sites.end(), s.assignment[i]);
    if (at != sites.end())
      walks[i] = problem.distances().distances(i)[static_cast<std::size_t>(at - sites.begin())];
  }
  return walks;
}

WalkSummary summary_of(const siting::SitingProblem& problem, const Walks& walks, double standard) {
  WalkSummary sum;
  std::vector<std::pair<double, double>> order;
  double metres = 0;
  for (const DemandIndex i : problem.each_demand()) {
    const double weight = problem.weight(i);
    sum.total += weight;
    if (!walks[i] || weight <= 0) continue;
    sum.served += weight;
    metres += weight * *walks[i];
    sum.worst = std::max(sum.worst, *walks[i]);
    if (*walks[i] <= standard) sum.within += weight;
    order.emplace_back(*walks[i], weight);
  }
  if (sum.served > 0) sum.mean = metres / sum.served;
  std::sort(order.begin(), order.end());
  double passed = 0;
  for (const auto& [walk, weight] : order) {
    sum.p90 = walk;
    if ((passed += weight) >= 0.9 * sum.served) break;
  }
  return sum;
}

std::vector<Bin> histogram(const siting::SitingProblem& problem, const Walks& walks) {
  double worst = 0;
  for (const auto& walk : walks) worst = std::max(worst, walk.value_or(0));
  constexpr std::array<double, 8> widths{25, 50, 100, 200, 250, 500, 1000, 2000};
  const auto found =
      std::find_if(widths.begin(), widths.end(), [&](double w) { return worst / w <= 24; });
  const double width = found == widths.end() ? std::ceil(worst / 24) : *found;
  std::vector<Bin> bins(
      std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(worst / width))));
  for (std::size_t k = 0; k < bins.size(); ++k)
    bins[k] = {width * static_cast<double>(k), width * static_cast<double>(k + 1), 0};
  for (const DemandIndex i : problem.each_demand()) {
    if (!walks[i]) continue;
    const auto at = static_cast<std::size_t>(std::max(0.0, std::ceil(*walks[i] / width) - 1));
    bins[std::min(at, bins.size() - 1)].weight += problem.weight(i);
  }
  return bins;
}

std::vector<DistrictFigures> by_district(const siting::ProblemFile& file,
                                         const siting::SitingSolution& s, const Walks& walks,
                                         double standard, const siting::Districts* districts) {
  if (!districts || districts->list().empty() || file.demand.empty()) return {};
  std::map<const siting::District*, DistrictFigures> sums;
  for (const DemandIndex i : file.problem.each_demand()) {
    DistrictFigures& sum = sums[districts->at(file.demand[i])];
    const double weight = file.problem.weight(i);
    sum.total += weight;
    if (!walks[i]) continue;
    sum.served += weight;
    sum.metres += weight * *walks[i];
    if (*walks[i] <= standard) sum.within += weight;
  }
  for (const CandidateIndex j : s.open)
    if (!file.candidates.empty()) ++sums[districts->at(file.candidates[j])].sites;
  std::vector<DistrictFigures> list;
  for (auto& [district, sum] : sums) {
    sum.district = district;
    list.push_back(sum);
  }
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
    return a.total != b.total
               ? a.total > b.total
               : (a.district ? a.district->id : "") < (b.district ? b.district->id : "");
  });
  return list;
}

double standard_of(const siting::SitingProblem& problem) {
  return problem.standard() > 0 ? problem.standard() : 500;
}

}  // namespace jintu::report
