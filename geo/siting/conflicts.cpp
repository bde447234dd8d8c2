#include "geo/siting/conflicts.hpp"

#include <algorithm>
#include <set>

namespace jintu::siting {

std::vector<std::vector<Index>> add_conflicts(MipProgram& program, const std::vector<int>& y,
                                              const std::vector<std::pair<Index, Index>>& pairs) {
  std::vector<std::vector<Index>> near(y.size());
  for (const auto& [a, b] : pairs) {
    near[a].push_back(b);
    near[b].push_back(a);
  }
  for (auto& list : near) std::sort(list.begin(), list.end());
  const auto adjacent = [&](Index a, Index b) {
    return std::binary_search(near[a].begin(), near[a].end(), b);
  };
  std::set<std::pair<Index, Index>> held;
  std::vector<std::vector<Index>> cliques;
  std::vector<Index> clique;
  std::vector<MipProgram::Term> terms;
  for (const auto& pair : pairs) {
    if (held.contains(pair)) continue;
    clique = {pair.first, pair.second};
    for (const Index c : near[pair.first]) {
      if (c == pair.second) continue;
      if (std::all_of(clique.begin() + 1, clique.end(),
                      [&](Index other) { return adjacent(c, other); }))
        clique.push_back(c);
    }
    terms.clear();
    for (const Index a : clique) {
      terms.push_back({y[a], 1});
      for (const Index b : clique) {
        if (a < b) held.emplace(a, b);
      }
    }
    program.add_row(-infinite, 1, terms);
    cliques.push_back(clique);
  }
  return cliques;
}

}  // namespace jintu::siting
