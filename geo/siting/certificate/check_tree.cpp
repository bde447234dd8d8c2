#include "geo/siting/certificate/check_tree.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace jintu::siting::proof {

namespace {

enum : char { is_free, is_open, is_closed };
constexpr Index any_number = -1;

/// A tree's claim in the form that can be added up: rows, costs, how many sites.
struct Statement {
  const SitingProblem& problem;
  bool site_count;
  double radius;  // pairs beyond it do not count
  bool strict;
  bool zero;    // distances within the radius are 0
  Index opens;  // sites of every plan; any_number: they cost something instead
  bool integral;
  const std::vector<double>& weights;  // of each demand point of the problem; 0: counts for nothing
  std::vector<DemandIndex> rows;       //
  std::vector<double> miss;            // of each row the price of nobody in reach
  bool part = false;                   // of a whole: a site costs `site_price`
  double site_price = 0;
  bool backup = false;  // covered once costs 1, covered twice 0, not at all cannot be

  bool fixed_number() const { return opens != any_number; }

  double weight(DemandIndex i) const { return weights[i]; }
  bool within(double d) const { return strict ? d < radius : d <= radius; }
  double opening_cost(CandidateIndex j) const {
    if (part) return site_price;
    return site_count && problem.rule(j) != SiteRule::existing ? 1 : 0;
  }
  template <class Visit>  // visit(site, distance), nearest first, until it returns false
  void each_pair(DemandIndex i, Visit&& visit) const {
    const auto sites = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    for (std::size_t k = 0; k < sites.size() && within(distances[k]); ++k) {
      if (!visit(sites[k], zero ? 0.0 : distances[k])) return;
    }
  }
};

class TreeCheck {
 public:
  TreeCheck(const Statement& statement, const ProofTree& tree, const Stop& stop)
      : s_(statement), tree_(tree), stop_(stop) {}

  std::int64_t run(std::vector<char> sides) {
    require(!tree_.nodes.empty(), "a tree has no nodes");
    require(std::isfinite(tree_.claim), "a claim is not a number");
    std::vector<char> visited(tree_.nodes.size(), 0);
    std::vector<std::pair<NodeIndex, std::vector<char>>> open{{NodeIndex{0}, std::move(sides)}};
    while (!open.empty()) {
      auto [number, at] = std::move(open.back());
      open.pop_back();
      require(number >= 0 && number < static_cast<Index>(tree_.nodes.size()),
              "a child does not exist");
      require(visited[number]++ == 0, "a node has two parents");
      const ProofNode& node = tree_.nodes[number];
      for (const ProofStep& step : node.steps) {
        go_on(stop_);
        apply(step, at);
      }
      go_on(stop_);
      if (node.end == ProofEnd::split) {
        check_site(node.site);
        require(at[node.site] == is_free, "a split on a site that is decided");
        auto other = at;
        at[node.site] = is_open;
        other[node.site] = is_closed;
        open.emplace_back(node.when_open, std::move(at));
        open.emplace_back(node.when_closed, std::move(other));
      } else {
        check_leaf(node, at);
      }
      ++checked_;
    }
    return checked_;
  }

 private:
  struct Sum {
    bool impossible = false;  // no plan is left here
    long double value = 0;
    std::vector<long double> reduced;
    std::vector<char> in;  // of the sites that the sum opens
    long double last_in = 0, first_out = 0;
    long double margin = 0;  // for rounding
  };

  void check_site(CandidateIndex j) const {
    require(j >= 0 && j < s_.problem.candidates(), "a site does not exist");
  }

  bool reaches(const Sum& sum, long double value) const {
    if (sum.impossible) return true;
    const long double safe = value - sum.margin;
    // Costs are whole numbers: more than claim − 1 is the claim.
    return s_.integral ? std::ceil(safe) >= tree_.claim : safe >= tree_.claim;
  }

  Sum sum_of(const std::vector<double>& prices, const std::vector<char>& sides) const {
    require(prices.size() == s_.rows.size(), "prices: wrong number of them");
    Sum sum;
    sum.reduced.assign(sides.size(), 0);
    for (const CandidateIndex j : s_.problem.each_candidate()) sum.reduced[j] = s_.opening_cost(j);
    long double size = 0;
    for (std::size_t r = 0; r < s_.rows.size(); ++r) {
      const DemandIndex i = s_.rows[r];
      const double weight = s_.weight(i);
      if (weight == 0) continue;
      require(std::isfinite(prices[r]) && prices[r] >= 0, "a price is not a number of 0 or more");
      const double price = std::min(prices[r], s_.miss[r]);
      // Backup: k ≥ 1 sites that cover it cost at least price + min(price, 1) − k × price.
      const long double paid =
          static_cast<long double>(price) + (s_.backup ? std::min(price, 1.0) : 0.0);
      sum.value += weight * paid;
      size += weight * paid;
      s_.each_pair(i, [&](CandidateIndex j, double d) {
        if (d >= price) return false;
        if (sides[j] != is_closed)
          sum.reduced[j] -=
              static_cast<long double>(weight) * (static_cast<long double>(price) - d);
        return true;
      });
    }
    pick(sides, sum);
    for (const CandidateIndex j : s_.problem.each_candidate()) {
      size += std::abs(sum.reduced[j]);
      if (sides[j] == is_open || (sides[j] == is_free && sum.in[j])) sum.value += sum.reduced[j];
    }
    sum.margin = size * 0x1p-60L * static_cast<long double>(sides.size() + prices.size());
    return sum;
  }

  void pick(const std::vector<char>& sides, Sum& sum) const {
    std::vector<CandidateIndex> free;
    Index opened = 0;
    for (const CandidateIndex j : s_.problem.each_candidate()) {
      if (sides[j] == is_free) free.push_back(j);
      opened += sides[j] == is_open;
    }
    sum.in.assign(sides.size(), 0);
    if (!s_.fixed_number()) {
      for (const CandidateIndex j : free) sum.in[j] = sum.reduced[j] < 0;
      return;
    }
    const Index wanted = s_.opens - opened;
    if (wanted < 0 || wanted > static_cast<Index>(free.size())) {
      sum.impossible = true;
      return;
    }
    std::sort(free.begin(), free.end(),
              [&](CandidateIndex a, CandidateIndex b) { return sum.reduced[a] < sum.reduced[b]; });
    for (Index k = 0; k < wanted; ++k) sum.in[free[k]] = 1;
    sum.last_in = wanted > 0 ? sum.reduced[free[wanted - 1]] : -no_limit;
    sum.first_out = wanted < static_cast<Index>(free.size()) ? sum.reduced[free[wanted]] : no_limit;
  }

  void apply(const ProofStep& step, std::vector<char>& sides) {
    if (!step.opened.empty() || !step.closed.empty()) {
      const Sum sum = sum_of(step.prices, sides);
      const auto check = [&](CandidateIndex j, bool closes) {
        check_site(j);
        require(sides[j] == is_free, "a step decides a site twice");
        const bool moves = closes ? !sum.in[j] : sum.in[j] != 0;  // the opposite of what is decided
        long double other = sum.value;
        if (moves && closes) other += sum.reduced[j] - sum.last_in;
        if (moves && !closes) other += sum.first_out - sum.reduced[j];
        require(reaches(sum, other), "a step decides a site without reaching the claim");
      };
      for (const CandidateIndex j : step.opened) check(j, false);
      for (const CandidateIndex j : step.closed) check(j, true);
      for (const CandidateIndex j : step.opened) sides[j] = is_open;
      for (const CandidateIndex j : step.closed) {
        require(sides[j] == is_free, "a step both opens and closes a site");
        sides[j] = is_closed;
      }
    }
    if (!step.dominated.empty()) apply_dominated(step, sides);
  }

  void apply_dominated(const ProofStep& step, std::vector<char>& sides) {
    const bool covering = s_.site_count && !s_.fixed_number();
    const bool coverage = s_.problem.kind() == Kind::mclp && s_.fixed_number() && !s_.part;
    require(covering || coverage, "dominated sites belong to covering only");
    if (coverage) {  // a site beside its keeper makes way for any other: there must be one
      const auto left =
          std::count_if(sides.begin(), sides.end(), [](char side) { return side != is_closed; });
      require(left - static_cast<std::ptrdiff_t>(step.dominated.size()) >= s_.opens,
              "dominated sites leave too few to open");
    }
    if (covers_.empty()) {
      covers_.resize(sides.size());
      for (const DemandIndex i : s_.problem.each_demand()) {
        if (s_.weight(i) == 0) continue;
        s_.each_pair(i, [&](CandidateIndex j, double) {
          covers_[j].push_back(i);
          return true;
        });
      }
    }
    std::vector<char> covered(s_.problem.demands(), 0);
    for (const CandidateIndex j : s_.problem.each_candidate()) {
      if (sides[j] != is_open) continue;
      for (const DemandIndex i : covers_[j]) covered[i] = 1;
    }
    for (const auto& [first, second] : step.dominated) {
      check_site(first);
      check_site(second);
      require(first != second && sides[first] == is_free && sides[second] != is_closed,
              "a dominated site or its keeper is not there");
      require(sides[second] == is_open || s_.opening_cost(second) <= s_.opening_cost(first),
              "a keeper costs more than the site it replaces");
      for (const DemandIndex i : covers_[first]) {
        require(covered[i] || std::binary_search(covers_[second].begin(), covers_[second].end(), i),
                "a keeper does not cover what the dominated site covers");
      }
      sides[first] = is_closed;
    }
  }

  void check_leaf(const ProofNode& node, const std::vector<char>& sides) {
    if (node.end == ProofEnd::parts) return check_parts(node, sides);
    if (node.end == ProofEnd::bound) {
      const Sum sum = sum_of(node.last, sides);
      require(reaches(sum, sum.value), "a leaf's prices do not reach the claim");
      return;
    }
    const auto free = static_cast<Index>(std::count(sides.begin(), sides.end(), is_free));
    const auto opened = static_cast<Index>(std::count(sides.begin(), sides.end(), is_open));
    const Index wanted = s_.opens - opened;
    const bool miscounted = s_.fixed_number() && (wanted < 0 || wanted > free);
    if (node.end == ProofEnd::impossible) {
      if (miscounted) return;
      require(node.demand >= 0 && node.demand < s_.problem.demands() &&
                  s_.weight(node.demand) > 0 && !s_.part && s_.miss[node.demand] == no_limit,
              "a leaf says that no plan is left, without a reason");
      s_.each_pair(node.demand, [&](CandidateIndex j, double) {
        require(sides[j] == is_closed,
                "a leaf says that a demand point has nobody left, but it has");
        return true;
      });
      return;
    }
    require(free == 0 || (s_.fixed_number() && (wanted == 0 || wanted == free)),
            "a leaf leaves more than one plan");
    require(miscounted || plan_reaches(sides, s_.fixed_number() && wanted == free && free > 0),
            "a leaf's plan costs less than the claim");
  }

  bool plan_reaches(const std::vector<char>& sides, bool open_free) const {
    Sum sum;
    const auto open = [&](CandidateIndex j) {
      return sides[j] == is_open || (open_free && sides[j] == is_free);
    };
    for (const CandidateIndex j : s_.problem.each_candidate())
      sum.value += open(j) ? s_.opening_cost(j) : 0;
    for (std::size_t r = 0; r < s_.rows.size(); ++r) {
      const DemandIndex i = s_.rows[r];
      if (s_.weight(i) == 0) continue;
      double unit = s_.miss[r];
      s_.each_pair(i, [&](CandidateIndex j, double d) {
        if (d >= s_.miss[r]) return false;
        if (!open(j)) return true;
        if (s_.backup && unit == no_limit) {
          unit = 1;
          return true;
        }
        unit = d;
        return false;
      });
      if (unit == no_limit) return true;  // someone is not served: no plan at all
      sum.value += static_cast<long double>(s_.weight(i)) * unit;
    }
    sum.margin =
        std::abs(sum.value) * 0x1p-60L * static_cast<long double>(s_.problem.demands() + 1);
    return reaches(sum, sum.value);
  }

  /// Each demand point of a part pays at least the distance to its nearest open site in the part,
  /// or to the nearest site elsewhere; and the plan has open_count() sites, all of them in some
  /// part.
  void check_parts(const ProofNode& node, const std::vector<char>& sides) {
    require(!s_.part && s_.fixed_number() && !s_.backup,
            "parts belong to the whole of a problem with p");
    require(std::isfinite(node.site_price), "a site's price is not a number");
    const auto whole = [](double v) { return v == std::floor(v); };
    std::vector<Index> part_of(sides.size(), -1);
    std::vector<char> given(s_.problem.demands(), 0);
    for (std::size_t c = 0; c < node.parts.size(); ++c) {
      for (const CandidateIndex j : node.parts[c].sites) {
        check_site(j);
        require(part_of[j] < 0, "a site is in two parts");
        part_of[j] = static_cast<Index>(c);
      }
    }
    for (const CandidateIndex j : s_.problem.each_candidate()) {
      require(sides[j] == is_closed || part_of[j] >= 0, "a site that may open is in no part");
    }
    Sum sum;
    sum.value = -static_cast<long double>(node.site_price) * s_.opens;
    long double size = std::abs(sum.value);
    for (std::size_t c = 0; c < node.parts.size(); ++c) {
      const ProofPart& part = node.parts[c];
      Statement statement{s_.problem,
                          false,
                          s_.radius,
                          false,
                          s_.zero,
                          any_number,
                          s_.integral && whole(node.site_price),
                          s_.weights,
                          part.demands,
                          {},
                          true,
                          node.site_price};
      for (const DemandIndex i : part.demands) {
        require(i >= 0 && i < s_.problem.demands() && given[i]++ == 0,
                "a demand point does not exist or is in two parts");
        double miss = s_.miss[i];
        s_.each_pair(i, [&](CandidateIndex j, double d) {
          if (sides[j] == is_closed || part_of[j] == static_cast<Index>(c)) return true;
          miss = std::min(miss, d);
          return false;
        });
        statement.miss.push_back(miss);
      }
      auto inside = sides;
      for (const CandidateIndex j : s_.problem.each_candidate()) {
        if (part_of[j] != static_cast<Index>(c)) inside[j] = is_closed;
      }
      checked_ += TreeCheck(statement, part.tree, stop_).run(std::move(inside));
      sum.value += part.tree.claim;
      size += std::abs(part.tree.claim);
    }
    sum.margin = size * 0x1p-60L * static_cast<long double>(node.parts.size() + 1);
    require(reaches(sum, sum.value), "the parts' claims do not reach the claim");
  }

  const Statement& s_;
  const ProofTree& tree_;
  const Stop& stop_;
  std::vector<std::vector<DemandIndex>> covers_;
  std::int64_t checked_ = 0;
};

/// Of mclp only demand that a permitted candidate covers: the rest costs the same whatever is open.
/// What holds of some demand points holds of all.
std::vector<double> weights_of(const SitingProblem& problem, const ProofTree& tree) {
  std::vector<char> counts(problem.demands(), tree.only.empty() ? 1 : 0);
  for (const DemandIndex i : tree.only) {
    require(i >= 0 && i < problem.demands(), "a demand point does not exist");
    counts[i] = 1;
  }
  std::vector<double> weights(problem.demands(), 0);
  for (const DemandIndex i : problem.each_demand()) {
    if (problem.weight(i) <= 0 || !counts[i]) continue;
    bool reached = problem.kind() != Kind::mclp;
    const auto sites = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    for (std::size_t k = 0; k < sites.size() && !reached; ++k) {
      if (distances[k] > problem.standard()) break;
      reached = problem.rule(sites[k]) != SiteRule::forbidden;
    }
    if (reached) weights[i] = tree.subject == ProofSubject::site_count ? 1 : problem.weight(i);
  }
  return weights;
}

Statement statement_of(const SitingProblem& problem, const ProofTree& tree, Index opens,
                       const std::vector<double>& weights) {
  std::vector<DemandIndex> rows(problem.demands());
  std::iota(rows.begin(), rows.end(), DemandIndex{});
  if (tree.subject == ProofSubject::site_count) {
    std::vector<double> miss(rows.size(), no_limit);
    return {problem, true, tree.radius, tree.strict, true, any_number, true, weights, rows, miss};
  }
  if (problem.kind() == Kind::lscp_backup) {
    std::vector<double> miss(rows.size(), no_limit);
    return {problem,
            false,
            problem.standard(),
            false,
            true,
            opens,
            problem.integral(),
            weights,
            rows,
            miss,
            false,
            0,
            true};
  }
  const bool mclp = problem.kind() == Kind::mclp;
  const double radius = mclp ? problem.standard() : no_limit;
  const double unit = mclp ? 1.0 : problem.unserved_distance().value_or(no_limit);
  std::vector<double> miss(rows.size(), unit);
  return {problem, false, radius, false, mclp, opens, problem.integral(), weights, rows, miss};
}

}  // namespace

std::int64_t check_tree(const SitingProblem& problem, const ProofTree& tree, Index opens,
                        const Stop& stop) {
  std::vector<char> sides(problem.candidates(), is_free);
  for (const CandidateIndex j : problem.each_candidate()) {
    const SiteRule rule = problem.rule(j);
    if (rule == SiteRule::forbidden) sides[j] = is_closed;
    if (rule == SiteRule::existing || rule == SiteRule::required) sides[j] = is_open;
  }
  const auto weights = weights_of(problem, tree);
  const Statement statement = statement_of(problem, tree, opens, weights);
  return TreeCheck(statement, tree, stop).run(std::move(sides));
}

}  // namespace jintu::siting::proof
