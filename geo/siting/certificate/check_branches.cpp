#include "geo/siting/certificate/check_branches.hpp"

#include <algorithm>
#include <cmath>

#include "geo/siting/certificate/check_tree.hpp"
#include "geo/siting/certificate/priced_bound.hpp"

namespace jintu::siting::proof {

namespace {

class BranchCheck {
 public:
  BranchCheck(const SitingProblem& problem, const BranchProof& proof, double apart,
              const Stop& stop)
      : problem_(problem), proof_(proof), stop_(stop), priced_(problem, apart) {
    if (!proof.impossible) require(std::isfinite(proof.claim), "a claim is not a number");
    check_cliques();
    for (const Multipliers& m : proof.multipliers) check_multipliers(m);
  }

  std::int64_t run() {
    require(!proof_.nodes.empty(), "a tree has no nodes");
    std::vector<char> visited(proof_.nodes.size(), 0);
    std::vector<std::pair<NodeIndex, Decided>> open{{NodeIndex{0}, priced_.start()}};
    std::int64_t checked = 0;
    while (!open.empty()) {
      auto [number, at] = std::move(open.back());
      open.pop_back();
      require(number >= 0 && number < static_cast<Index>(proof_.nodes.size()),
              "a child does not exist");
      require(visited[number]++ == 0, "a node has two parents");
      const BranchNode& node = proof_.nodes[number];
      go_on(stop_);
      if (!node.excluded.empty()) exclude(node, at);
      ++checked;
      if (node.end == BranchEnd::bound || node.end == BranchEnd::impossible) {
        check_leaf(node, at);
        continue;
      }
      Decided second = at;
      if (node.end == BranchEnd::site) {
        split_site(node, at, second);
      } else {
        split_assignment(node, at, second);
      }
      open.emplace_back(node.first, std::move(at));
      open.emplace_back(node.second, std::move(second));
    }
    return checked;
  }

 private:
  void check_site(CandidateIndex j) const {
    require(j >= 0 && j < problem_.candidates(), "a site does not exist");
  }

  void check_cliques() const {
    for (const auto& clique : proof_.cliques) {
      for (const CandidateIndex j : clique) check_site(j);
      for (std::size_t a = 0; a < clique.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
          require(priced_.excludes(clique[a], clique[b]), "two sites of a clique may both be open");
        }
      }
    }
  }

  void check_multipliers(const Multipliers& m) const {
    const auto check = [](const std::vector<double>& list, std::size_t size, const char* count) {
      require(list.empty() || list.size() == size, count);
      for (const double v : list)
        require(std::isfinite(v) && v >= 0, "a multiplier is not a number of 0 or more");
    };
    check(m.prices, static_cast<std::size_t>(problem_.demands()), "prices: wrong number of them");
    check(m.gains,
          problem_.kind() == Kind::market_share ? static_cast<std::size_t>(problem_.demands()) : 0,
          "gains: wrong number of them");
    check(m.floors, problem_.requirements().floors.size(),
          "prices of floors: wrong number of them");
    for (const double gain : m.gains) require(gain <= 1, "a gain's part is more than 1");
    require(std::isfinite(m.money) && m.money >= 0,
            "the price of money is not a number of 0 or more");
    require(m.money == 0 || problem_.requirements().budget,
            "a price of money, and there is no budget");
    require(std::isfinite(m.site), "the price of a site is not a number");
    require(m.site == 0 || problem_.wanted_sites(), "a price of sites, and their number is free");
    for (const auto& [number, price] : m.cliques) {
      require(number >= 0 && number < static_cast<Index>(proof_.cliques.size()),
              "a clique does not exist");
      require(std::isfinite(price) && price >= 0,
              "the price of a clique is not a number of 0 or more");
    }
  }

  const Multipliers& multipliers(Index number) const {
    require(number >= 0 && number < static_cast<Index>(proof_.multipliers.size()),
            "multipliers do not exist");
    return proof_.multipliers[number];
  }

  bool reaches(long double value, long double margin) const {
    const long double safe = value - margin;
    return priced_.whole_costs() ? std::ceil(safe) >= proof_.claim : safe >= proof_.claim;
  }

  PricedBound bound(Index number, const Decided& at, Costs costs) const {
    return priced_.bound(multipliers(number), proof_.cliques, at, costs,
                         PricedProblem::Want::bound);
  }

  void exclude(const BranchNode& node, Decided& at) const {
    require(!proof_.impossible, "an option is excluded by its cost, and costs do not count");
    const PricedBound b = bound(node.fixing, at, Costs::counted);
    const auto options = static_cast<std::size_t>(priced_.options());
    for (const auto& [j, option] : node.excluded) {
      check_site(j);
      require(option >= 0 && option < priced_.options() && (at.options[j] >> option & 1) != 0,
              "an excluded option is not there");
      at.options[j] &= ~(1u << option);
      if (b.impossible) continue;
      const long double* reduced = &b.reduced[static_cast<std::size_t>(j) * options];
      require(reaches(b.value - reduced[b.chosen[j]] + reduced[option], b.margin),
              "an option is excluded without reaching the claim");
    }
  }

  void split_site(const BranchNode& node, Decided& first, Decided& second) const {
    check_site(node.site);
    std::uint32_t taken = 0;
    for (const Index option : node.options) {
      require(option >= 0 && option < priced_.options(), "an option does not exist");
      taken |= 1u << option;
    }
    first.options[node.site] &= taken;
    second.options[node.site] &= ~taken;
    require(first.options[node.site] != 0 && second.options[node.site] != 0,
            "a split that decides nothing");
  }

  void split_assignment(const BranchNode& node, Decided& first, Decided& second) const {
    require(priced_.undivided(), "a split on who serves a demand point that may be divided");
    check_site(node.site);
    require(node.demand >= 0 && node.demand < problem_.demands() &&
                priced_.in_reach(node.demand, node.site),
            "a split on a pair that does not exist");
    const std::pair pair(node.demand, node.site);
    const auto at = std::lower_bound(first.barred.begin(), first.barred.end(), pair);
    require(first.server[node.demand] < 0 && (at == first.barred.end() || *at != pair),
            "a split on a pair that is decided");
    first.server[node.demand] = node.site;
    second.barred.insert(second.barred.begin() + (at - first.barred.begin()), pair);
  }

  void check_leaf(const BranchNode& node, const Decided& at) const {
    if (node.end == BranchEnd::bound) {
      require(!proof_.impossible, "a leaf has a plan, and the proof says there is none");
      const PricedBound b = bound(node.multipliers, at, Costs::counted);
      require(b.impossible || reaches(b.value, b.margin),
              "a leaf's multipliers do not reach the claim");
      return;
    }
    const PricedBound b = bound(node.multipliers, at, Costs::none);
    require(b.impossible || b.value > b.margin,
            "a leaf says that no plan is left, without a reason");
  }

  const SitingProblem& problem_;
  const BranchProof& proof_;
  const Stop& stop_;
  PricedProblem priced_;
};

}  // namespace

std::int64_t check_branches(const SitingProblem& problem, const BranchProof& proof, double apart,
                            const Stop& stop) {
  return BranchCheck(problem, proof, apart, stop).run();
}

}  // namespace jintu::siting::proof
