#include "geo/siting/dominance.hpp"

#include <algorithm>

namespace jintu::siting {

std::vector<std::pair<Index, Index>> dominated_sites(const Subproblem& sub) {
  const auto sites = static_cast<Index>(sub.site.size());
  const auto rows = static_cast<Index>(sub.row.size());
  std::vector<std::vector<Index>> covers(sites);
  for (Index i = 0; i < rows; ++i) {
    for (auto k = sub.offset[i]; k < sub.offset[i + 1]; ++k) {
      covers[sub.pair_site[k]].push_back(i);
    }
  }
  std::vector<std::pair<Index, Index>> result;
  std::vector<char> gone(sites, 0);
  std::int64_t work = 200'000'000;
  for (Index j = 0; j < sites && work > 0; ++j) {
    if (covers[j].empty()) continue;  // its reduced cost closes it
    const Index rarest = *std::min_element(covers[j].begin(), covers[j].end(), [&](Index a, Index b) {
      return sub.offset[a + 1] - sub.offset[a] < sub.offset[b + 1] - sub.offset[b];
    });
    for (auto k = sub.offset[rarest]; k < sub.offset[rarest + 1]; ++k) {
      const Index other = sub.pair_site[k];
      if (other == j || gone[other] || sub.site_cost[other] > sub.site_cost[j]) continue;
      if (covers[other].size() < covers[j].size()) continue;
      work -= static_cast<std::int64_t>(covers[j].size());
      if (!std::includes(covers[other].begin(), covers[other].end(), covers[j].begin(),
                         covers[j].end())) {
        continue;
      }
      gone[j] = 1;
      result.emplace_back(sub.site[j], sub.site[other]);
      break;
    }
  }
  return result;
}

}  // namespace jintu::siting
