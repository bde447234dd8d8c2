#include "geo/siting/mip/conflicts.hpp"

#include <algorithm>

#include "geo/siting/question/out_of_time.hpp"

namespace jintu::siting {

namespace {

/// Which sites exclude which, and which of these pairs a clique holds already.
class Conflicts {
 public:
  Conflicts(std::size_t sites, const std::vector<SitePair>& pairs) : near_(sites) {
    for (const auto& [a, b] : pairs) {
      near_[a].push_back(b);
      near_[b].push_back(a);
    }
    for (auto& list : near_) {
      std::sort(list.begin(), list.end());
      held_.emplace_back(list.size(), 0);
    }
  }
  const std::vector<CandidateIndex>& of(CandidateIndex site) const { return near_[site]; }
  bool between(CandidateIndex a, CandidateIndex b) const {
    return std::binary_search(near_[a].begin(), near_[a].end(), b);
  }
  char& held(CandidateIndex a, CandidateIndex b) {
    const auto at = std::lower_bound(near_[a].begin(), near_[a].end(), b);
    return held_[a][static_cast<std::size_t>(at - near_[a].begin())];
  }

 private:
  std::vector<std::vector<CandidateIndex>> near_;
  std::vector<std::vector<char>> held_;  // of each pair at its first site
};

}  // namespace

std::vector<std::vector<CandidateIndex>> add_conflicts(MipProgram& program,
                                                       const std::vector<int>& y,
                                                       const std::vector<SitePair>& pairs,
                                                       const std::function<bool()>& stop) {
  Lookout lookout(stop);
  Conflicts conflicts(y.size(), pairs);
  std::vector<std::vector<CandidateIndex>> cliques;
  std::vector<CandidateIndex> clique;
  std::vector<MipProgram::Term> terms;
  for (const auto& pair : pairs) {
    lookout.worked(10);
    if (conflicts.held(pair.first, pair.second)) continue;
    clique = {pair.first, pair.second};
    for (const CandidateIndex c : conflicts.of(pair.first)) {
      if (c == pair.second) continue;
      lookout.worked(20);
      const bool all = std::all_of(clique.begin() + 1, clique.end(), [&](CandidateIndex other) {
        return conflicts.between(c, other);
      });
      if (all) clique.push_back(c);
    }
    terms.clear();
    for (const CandidateIndex a : clique) {
      lookout.worked(10 * static_cast<std::int64_t>(clique.size()));
      terms.push_back({y[a], 1});
      for (const CandidateIndex b : clique) {
        if (a < b) conflicts.held(a, b) = 1;
      }
    }
    program.add_row(-infinite, 1, terms);
    cliques.push_back(clique);
  }
  return cliques;
}

}  // namespace jintu::siting
