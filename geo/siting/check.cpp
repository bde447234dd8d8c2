// The checker: plan, objective and bound recomputed from the problem alone. It includes nothing of
// the solvers. Whoever trusts this file and problem.hpp need not trust the rest.
#include <algorithm>
#include <cmath>

#include "geo/siting/certificate.hpp"
#include "geo/siting/check_requirements.hpp"

namespace jintu::siting {

namespace {

constexpr double no_limit = std::numeric_limits<double>::infinity();

/// Thrown inside, turned into CheckResult.
struct Refused {
  std::string reason;
};

[[noreturn]] void refuse(const std::string& reason) { throw Refused{reason}; }
void require(bool holds, const char* reason) {
  if (!holds) refuse(reason);
}

enum : char { is_free, is_open, is_closed };

/// A tree's claim in the form that can be added up: rows, costs, how many sites.
struct Statement {
  const SitingProblem& problem;
  bool site_count;
  double radius;      // pairs beyond it do not count
  bool strict;
  double miss;        // price of nobody in reach
  bool zero;          // distances within the radius are 0
  bool fixed_number;  // plans have problem.open_count() sites
  bool integral;

  double weight(Index i) const {
    if (problem.weight(i) <= 0) return 0;
    return site_count ? 1 : problem.weight(i);
  }
  bool within(double d) const { return strict ? d < radius : d <= radius; }
  double opening_cost(Index j) const {
    return site_count && problem.rule(j) != SiteRule::existing ? 1 : 0;
  }
  template <class Visit>  // visit(site, distance), nearest first, until it returns false
  void each_pair(Index i, Visit&& visit) const {
    const auto sites = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    for (std::size_t k = 0; k < sites.size() && within(distances[k]); ++k) {
      if (!visit(sites[k], zero ? 0.0 : distances[k])) return;
    }
  }
};

class TreeCheck {
 public:
  TreeCheck(const Statement& statement, const ProofTree& tree) : s_(statement), tree_(tree) {}

  std::int64_t run() {
    require(!tree_.nodes.empty(), "a tree has no nodes");
    require(std::isfinite(tree_.claim), "a claim is not a number");
    std::vector<char> sides(s_.problem.candidates(), is_free);
    for (Index j = 0; j < s_.problem.candidates(); ++j) {
      const SiteRule rule = s_.problem.rule(j);
      if (rule == SiteRule::forbidden) sides[j] = is_closed;
      if (rule == SiteRule::existing || rule == SiteRule::required) sides[j] = is_open;
    }
    std::vector<char> visited(tree_.nodes.size(), 0);
    std::vector<std::pair<Index, std::vector<char>>> open{{0, std::move(sides)}};
    while (!open.empty()) {
      auto [number, at] = std::move(open.back());
      open.pop_back();
      require(number >= 0 && number < static_cast<Index>(tree_.nodes.size()), "a child does not exist");
      require(visited[number]++ == 0, "a node has two parents");
      const ProofNode& node = tree_.nodes[number];
      for (const ProofStep& step : node.steps) apply(step, at);
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
    bool impossible = false;     // no plan is left here
    long double value = 0;
    std::vector<long double> reduced;
    std::vector<char> in;        // of the sites that the sum opens
    long double last_in = 0, first_out = 0;
    long double margin = 0;      // for rounding
  };

  void check_site(Index j) const {
    require(j >= 0 && j < s_.problem.candidates(), "a site does not exist");
  }

  bool reaches(const Sum& sum, long double value) const {
    if (sum.impossible) return true;
    const long double safe = value - sum.margin;
    // Costs are whole numbers: more than claim − 1 is the claim.
    return s_.integral ? std::ceil(safe) >= tree_.claim : safe >= tree_.claim;
  }

  Sum sum_of(const std::vector<double>& prices, const std::vector<char>& sides) const {
    require(static_cast<Index>(prices.size()) == s_.problem.demands(), "prices: wrong number of them");
    Sum sum;
    sum.reduced.assign(sides.size(), 0);
    for (std::size_t j = 0; j < sides.size(); ++j) sum.reduced[j] = s_.opening_cost(static_cast<Index>(j));
    long double size = 0;
    for (Index i = 0; i < s_.problem.demands(); ++i) {
      const double weight = s_.weight(i);
      if (weight == 0) continue;
      require(std::isfinite(prices[i]) && prices[i] >= 0, "a price is not a number of 0 or more");
      const double price = std::min(prices[i], s_.miss);
      sum.value += static_cast<long double>(weight) * price;
      size += static_cast<long double>(weight) * price;
      s_.each_pair(i, [&](Index j, double d) {
        if (d >= price) return false;
        if (sides[j] != is_closed) sum.reduced[j] -= static_cast<long double>(weight) * (static_cast<long double>(price) - d);
        return true;
      });
    }
    pick(sides, sum);
    for (std::size_t j = 0; j < sides.size(); ++j) {
      size += std::abs(sum.reduced[j]);
      if (sides[j] == is_open || (sides[j] == is_free && sum.in[j])) sum.value += sum.reduced[j];
    }
    sum.margin = size * 0x1p-60L * static_cast<long double>(sides.size() + prices.size());
    return sum;
  }

  void pick(const std::vector<char>& sides, Sum& sum) const {
    std::vector<Index> free;
    Index opened = 0;
    for (std::size_t j = 0; j < sides.size(); ++j) {
      if (sides[j] == is_free) free.push_back(static_cast<Index>(j));
      opened += sides[j] == is_open;
    }
    sum.in.assign(sides.size(), 0);
    if (!s_.fixed_number) {
      for (const Index j : free) sum.in[j] = sum.reduced[j] < 0;
      return;
    }
    const Index wanted = s_.problem.open_count() - opened;
    if (wanted < 0 || wanted > static_cast<Index>(free.size())) {
      sum.impossible = true;
      return;
    }
    std::sort(free.begin(), free.end(), [&](Index a, Index b) { return sum.reduced[a] < sum.reduced[b]; });
    for (Index k = 0; k < wanted; ++k) sum.in[free[k]] = 1;
    sum.last_in = wanted > 0 ? sum.reduced[free[wanted - 1]] : -no_limit;
    sum.first_out = wanted < static_cast<Index>(free.size()) ? sum.reduced[free[wanted]] : no_limit;
  }

  void apply(const ProofStep& step, std::vector<char>& sides) {
    if (!step.opened.empty() || !step.closed.empty()) {
      const Sum sum = sum_of(step.prices, sides);
      const auto check = [&](Index j, bool closes) {
        check_site(j);
        require(sides[j] == is_free, "a step decides a site twice");
        const bool moves = closes ? !sum.in[j] : sum.in[j] != 0;  // the opposite of what is decided
        long double other = sum.value;
        if (moves && closes) other += sum.reduced[j] - sum.last_in;
        if (moves && !closes) other += sum.first_out - sum.reduced[j];
        require(reaches(sum, other), "a step decides a site without reaching the claim");
      };
      for (const Index j : step.opened) check(j, false);
      for (const Index j : step.closed) check(j, true);
      for (const Index j : step.opened) sides[j] = is_open;
      for (const Index j : step.closed) {
        require(sides[j] == is_free, "a step both opens and closes a site");
        sides[j] = is_closed;
      }
    }
    if (!step.dominated.empty()) apply_dominated(step, sides);
  }

  void apply_dominated(const ProofStep& step, std::vector<char>& sides) {
    require(s_.site_count && !s_.fixed_number, "dominated sites belong to covering only");
    if (covers_.empty()) {
      covers_.resize(sides.size());
      for (Index i = 0; i < s_.problem.demands(); ++i) {
        if (s_.weight(i) == 0) continue;
        s_.each_pair(i, [&](Index j, double) {
          covers_[j].push_back(i);
          return true;
        });
      }
    }
    std::vector<char> covered(s_.problem.demands(), 0);
    for (std::size_t j = 0; j < sides.size(); ++j) {
      if (sides[j] != is_open) continue;
      for (const Index i : covers_[j]) covered[i] = 1;
    }
    for (const auto& [first, second] : step.dominated) {
      check_site(first);
      check_site(second);
      require(first != second && sides[first] == is_free && sides[second] != is_closed,
              "a dominated site or its keeper is not there");
      require(sides[second] == is_open || s_.opening_cost(second) <= s_.opening_cost(first),
              "a keeper costs more than the site it replaces");
      for (const Index i : covers_[first]) {
        require(covered[i] || std::binary_search(covers_[second].begin(), covers_[second].end(), i),
                "a keeper does not cover what the dominated site covers");
      }
      sides[first] = is_closed;
    }
  }

  void check_leaf(const ProofNode& node, const std::vector<char>& sides) const {
    if (node.end == ProofEnd::bound) {
      const Sum sum = sum_of(node.last, sides);
      require(reaches(sum, sum.value), "a leaf's prices do not reach the claim");
      return;
    }
    const auto free = static_cast<Index>(std::count(sides.begin(), sides.end(), is_free));
    const auto opened = static_cast<Index>(std::count(sides.begin(), sides.end(), is_open));
    const Index wanted = s_.problem.open_count() - opened;
    const bool miscounted = s_.fixed_number && (wanted < 0 || wanted > free);
    if (node.end == ProofEnd::impossible) {
      if (miscounted) return;
      require(node.demand >= 0 && node.demand < s_.problem.demands() && s_.weight(node.demand) > 0 && s_.miss == no_limit,
              "a leaf says that no plan is left, without a reason");
      s_.each_pair(node.demand, [&](Index j, double) {
        require(sides[j] == is_closed, "a leaf says that a demand point has nobody left, but it has");
        return true;
      });
      return;
    }
    require(free == 0 || (s_.fixed_number && (wanted == 0 || wanted == free)), "a leaf leaves more than one plan");
    require(miscounted || plan_reaches(sides, s_.fixed_number && wanted == free && free > 0), "a leaf's plan costs less than the claim");
  }

  bool plan_reaches(const std::vector<char>& sides, bool open_free) const {
    Sum sum;
    const auto open = [&](Index j) { return sides[j] == is_open || (open_free && sides[j] == is_free); };
    for (Index j = 0; j < s_.problem.candidates(); ++j) sum.value += open(j) ? s_.opening_cost(j) : 0;
    for (Index i = 0; i < s_.problem.demands(); ++i) {
      if (s_.weight(i) == 0) continue;
      double unit = s_.miss;
      s_.each_pair(i, [&](Index j, double d) {
        if (!open(j)) return true;
        unit = std::min(d, s_.miss);
        return false;
      });
      if (unit == no_limit) return true;  // someone is not served: no plan at all
      sum.value += static_cast<long double>(s_.weight(i)) * unit;
    }
    sum.margin = std::abs(sum.value) * 0x1p-60L * static_cast<long double>(s_.problem.demands() + 1);
    return reaches(sum, sum.value);
  }

  const Statement& s_;
  const ProofTree& tree_;
  std::vector<std::vector<Index>> covers_;
  std::int64_t checked_ = 0;
};

bool near(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)}); }

bool choosing(Kind kind) { return kind == Kind::p_median || kind == Kind::p_center || kind == Kind::mclp || kind == Kind::p_dispersion || kind == Kind::market_share; }
bool covering(Kind kind) { return kind == Kind::lscp || kind == Kind::lscp_backup || kind == Kind::mclp; }

void check_sites(const SitingProblem& problem, const SitingSolution& solution, std::vector<char>& open) {
  const bool may_be_none = (problem.requirements().budget || problem.requirements().front) && !problem.wanted_sites();
  require(!solution.open.empty() || may_be_none, "the solution has no plan");
  Index fresh = 0;
  for (const Index j : solution.open) {
    require(j >= 0 && j < problem.candidates(), "the plan opens a candidate that does not exist");
    require(open[j]++ == 0, "the plan opens a candidate twice");
    require(problem.rule(j) != SiteRule::forbidden, "the plan opens a forbidden candidate");
    fresh += problem.rule(j) != SiteRule::existing;
  }
  for (Index j = 0; j < problem.candidates(); ++j) {
    const SiteRule rule = problem.rule(j);
    require(open[j] || (rule != SiteRule::required && rule != SiteRule::existing),
            "the plan leaves out a required or existing site");
  }
  require(fresh == solution.sites, "the number of new sites is wrong");
  require(!choosing(problem.kind()) || !problem.wanted_sites() || fresh == problem.p(), "the plan does not have p new sites");
}

/// p_dispersion: the least distance of two open sites, existing pairs left out.
double separation(const SitingProblem& problem, const std::vector<char>& open) {
  const DistanceTable& between = problem.requirements().between;
  double least = between.cutoff();
  for (Index a = 0; a < problem.candidates(); ++a) {
    for (std::size_t k = 0; open[a] && k < between.sites(a).size(); ++k) {
      const Index b = between.sites(a)[k];
      const bool old = problem.rule(a) == SiteRule::existing && problem.rule(b) == SiteRule::existing;
      if (b != a && open[b] && !old) least = std::min(least, between.distances(a)[k]);
    }
  }
  return least;
}

void check_plan_or_throw(const SitingProblem& problem, const SitingSolution& solution) {
  require(solution.kind == problem.kind(), "the solution is of another kind of problem");
  std::vector<char> open(problem.candidates(), 0);
  check_sites(problem, solution, open);
  require(static_cast<Index>(solution.assignment.size()) == problem.demands(), "assignment: wrong number of demand points");
  const std::string broken = broken_requirement(problem, solution);
  if (!broken.empty()) refuse(broken);
  if (!problem.requirements().sizes.empty()) return;  // the flows are checked, and the objective by them
  long double sum = 0, covered = 0, twice = 0;
  double worst = 0;
  for (Index i = 0; i < problem.demands(); ++i) {
    double nearest = no_limit, given = no_limit;
    int count = 0;
    const auto sites = problem.distances().sites(i);
    for (std::size_t k = 0; k < sites.size(); ++k) {
      const double d = problem.distances().distances(i)[k];
      if (!open[sites[k]] || (covering(problem.kind()) && d > problem.standard())) continue;
      ++count;
      nearest = std::min(nearest, d);
      if (sites[k] == solution.assignment[i]) given = d;
    }
    require(given == nearest, "a demand point is not assigned to its nearest open site");
    require(count > 0 || solution.assignment[i] == -1, "a demand point is assigned to a site out of its reach");
    const double weight = problem.weight(i);
    if (weight == 0) continue;
    covered += count > 0 ? weight : 0;
    twice += count > 1 ? weight : 0;
    if (problem.kind() == Kind::mclp || problem.kind() == Kind::market_share) continue;
    if (nearest == no_limit && problem.unserved_distance()) nearest = *problem.unserved_distance();
    require(nearest < no_limit, "a demand point has no open site in reach");
    sum += static_cast<long double>(weight) * nearest;
    worst = std::max(worst, nearest);
  }
  double objective = 0;
  switch (problem.kind()) {
    case Kind::p_median: objective = static_cast<double>(sum); break;
    case Kind::p_center: objective = worst; break;
    case Kind::lscp: objective = solution.sites; break;
    case Kind::lscp_backup: objective = static_cast<double>(twice); break;
    case Kind::mclp: objective = static_cast<double>(covered); break;
    case Kind::p_dispersion: objective = separation(problem, open); break;
    case Kind::market_share: objective = share_of_market(problem, solution.open); break;
  }
  require(near(objective, solution.objective), "the objective is wrong");
}

/// What the solution says of its own bound.
void check_status(const SitingSolution& s) {
  require(std::isfinite(s.bound), "the bound is not a number");
  const double open_gap = maximises(s.kind) ? s.bound - s.objective : s.objective - s.bound;
  const double scale = std::max(1.0, std::abs(s.objective));
  require(open_gap >= -1e-9 * scale, "the bound is on the wrong side of the objective");
  require(s.tolerance >= 0 && s.tolerance <= 1e-6 * scale, "the tolerance is too large");
  if (s.status == Status::optimal) {
    require(open_gap <= s.tolerance + 1e-9 * scale, "called optimal, but the gap is open");
  }
}

Statement statement_of(const SitingProblem& problem, const ProofTree& tree) {
  if (tree.subject == ProofSubject::site_count) {
    return {problem, true, tree.radius, tree.strict, no_limit, true, false, true};
  }
  const bool mclp = problem.kind() == Kind::mclp;
  return {problem, false, mclp ? problem.standard() : no_limit, false,
          mclp ? 1.0 : problem.unserved_distance().value_or(no_limit), mclp, true, problem.integral()};
}

double farthest_permitted(const SitingProblem& problem) {
  double farthest = 0;
  for (Index i = 0; i < problem.demands(); ++i) {
    if (problem.weight(i) <= 0) continue;
    const auto sites = problem.distances().sites(i);
    for (std::size_t k = 0; k < sites.size(); ++k) {
      if (problem.rule(sites[k]) == SiteRule::forbidden) continue;
      farthest = std::max(farthest, problem.distances().distances(i)[k]);
    }
  }
  return farthest;
}

/// That the tree, if it holds, proves what the solution says.
void check_claim(const SitingProblem& problem, const SitingSolution& s, const ProofTree& tree) {
  const bool counts = tree.subject == ProofSubject::site_count;
  if (s.status == Status::infeasible) {
    require(problem.kind() == Kind::p_median || problem.kind() == Kind::p_center, "this kind cannot be infeasible");
    require(!problem.unserved_distance().has_value(), "infeasible, though nobody must be served");
    require(counts && !tree.strict && tree.claim > problem.p(), "the proof does not show that p sites are too few");
    require(tree.radius >= farthest_permitted(problem), "the proof leaves out pairs");
    return;
  }
  switch (problem.kind()) {
    case Kind::p_median:
      require(!counts && tree.claim >= s.bound - 1e-9 * std::max(1.0, std::abs(s.bound)), "the proof's claim is not the bound");
      return;
    case Kind::mclp:
      require(!counts && tree.claim >= problem.total_weight() - s.bound - 1e-9 * std::max(1.0, problem.total_weight()),
              "the proof's claim is not the bound");
      return;
    case Kind::p_center:
      require(counts && tree.claim > problem.p() && tree.radius >= s.bound && (tree.strict || tree.radius > s.bound),
              "the proof is not about shorter distances than the bound");
      return;
    case Kind::lscp:
      require(counts && tree.radius == problem.standard() && !tree.strict && std::ceil(tree.claim) >= s.bound &&
                  s.bound == s.sites_bound,
              "the proof's claim is not the bound");
      return;
    case Kind::lscp_backup: refuse("LSCP-B has no certificates yet");
    case Kind::p_dispersion: refuse("p-dispersion has no certificates");
    case Kind::market_share: refuse("market share has no certificates");
  }
}

template <class Work>
CheckResult result_of(Work&& work) {
  CheckResult result;
  try {
    result.nodes = work();
    result.valid = true;
  } catch (const Refused& refused) {
    result.reason = refused.reason;
  }
  return result;
}

}  // namespace

CheckResult check_plan(const SitingProblem& problem, const SitingSolution& solution) {
  return result_of([&] {
    check_plan_or_throw(problem, solution);
    return 0;
  });
}

CheckResult check_certificate(const SitingProblem& problem, const SitingSolution& solution,
                              const Certificate& certificate) {
  return result_of([&] {
    require(certificate.problem_digest == digest(problem), "the certificate is of another problem");
    require(problem.requirements().none() && !problem.requirements().front, "there are no certificates of problems with spacing, sizes, budget, equity or a front");
    require(certificate.trees.size() == 1, "expected one proof");
    const ProofTree& tree = certificate.trees[0];
    if (solution.status == Status::infeasible) {
      require(solution.kind == problem.kind() && solution.open.empty(), "infeasible, but with a plan");
    } else {
      check_plan_or_throw(problem, solution);
      check_status(solution);
    }
    check_claim(problem, solution, tree);
    const Statement statement = statement_of(problem, tree);
    return TreeCheck(statement, tree).run();
  });
}

}  // namespace jintu::siting
