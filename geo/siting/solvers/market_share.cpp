// Market share against rivals: the share is concave in our pull, so that tangents bound it from
// above (outer approximation, Ljubić & Moreno 2018), and gains of single sites do too, since more
// sites gain less (submodular cuts, Nemhauser & Wolsey 1981). CBC solves the program, its plan
// gives new cuts, until plan and bound meet.
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "geo/siting/mip/mip.hpp"
#include "geo/siting/mip/prove_branches.hpp"
#include "geo/siting/question/check_requirements.hpp"
#include "geo/siting/question/out_of_time.hpp"
#include "geo/siting/solvers/solvers.hpp"

namespace jintu::siting {

namespace {

class MarketSearch {
 public:
  explicit MarketSearch(const SitingProblem& problem) : problem_(problem) {
    const Market& market = *problem.requirements().market;
    for (const CandidateIndex j : problem.each_candidate()) {
      const SiteRule rule = problem.rule(j);
      const bool must = rule == SiteRule::existing || rule == SiteRule::required;
      site_.push_back(
          program_.add_column(0, must ? 1 : 0, rule == SiteRule::forbidden ? 0 : 1, false));
      if (rule != SiteRule::existing) count_.push_back({site_.back(), 1});
    }
    program_.add_row(problem.p(), problem.p(), count_);
    for (const DemandIndex i : problem.each_demand()) {
      if (problem.weight(i) > 0) add_customer(i, market);
    }
    first_terms_ = program_.offset.back();
  }

  MipProgram& program() { return program_; }

  void whole_sites() {
    for (const int column : site_) program_.whole[column] = 1;
  }

  std::vector<double> sites_of(const std::vector<double>& x) const {
    std::vector<double> y;
    for (const int column : site_) y.push_back(std::clamp(x[column], 0.0, 1.0));
    return y;
  }

  /// Cuts at a point that it violates. Returns how many; 0 when the program has grown too large.
  int cut(const std::vector<double>& x) {
    if (program_.offset.back() + 2 * first_terms_ > most_mip_terms) return 0;
    const auto y = sites_of(x);
    const bool whole =
        std::all_of(y.begin(), y.end(), [](double v) { return v < 1e-6 || v > 1 - 1e-6; });
    int added = 0;
    for (const Customer& c : customers_) {
      double ours = 0;
      for (const auto& [j, pull] : c.pulls) ours += pull * y[j];
      const double share = ours > 0 ? ours / (ours + c.rivals) : 0;
      if (c.rivals <= 0 || x[c.share] <= share + 1e-7) continue;
      tangent(c, ours);
      if (whole) gains(c, y, ours);
      ++added;
    }
    return added;
  }

 private:
  struct Customer {
    int share;  // column: 0–1 of the weight
    double rivals;
    std::vector<std::pair<CandidateIndex, double>> pulls;
  };

  void add_customer(DemandIndex i, const Market& market) {
    Customer c{program_.add_column(-problem_.weight(i), 0, 1, false), 0, {}};
    const auto sites = problem_.distances().sites(i);
    for (std::size_t k = 0; k < sites.size(); ++k) {
      if (problem_.rule(sites[k]) == SiteRule::forbidden) continue;
      const double pull = market.pull(market.attraction.empty() ? 1 : market.attraction[sites[k]],
                                      problem_.distances().distances(i)[k]);
      if (pull > 0) c.pulls.emplace_back(sites[k], pull);
    }
    const auto rivals = market.rivals.sites(i);
    for (std::size_t k = 0; k < rivals.size(); ++k) {
      c.rivals +=
          market.pull(market.rival_attraction.empty() ? 1 : market.rival_attraction[rivals[k]],
                      market.rivals.distances(i)[k]);
    }
    std::vector<MipProgram::Term> any{{c.share, 1}};
    for (const auto& [j, pull] : c.pulls)
      any.push_back({site_[j], c.rivals > 0 ? -pull / (pull + c.rivals) : -1});
    program_.add_row(-infinite, 0,
                     any);  // each site alone: also all there is to know without rivals
    customers_.push_back(std::move(c));
  }

  /// share ≤ f(U₀) + f′(U₀)(U − U₀), f = U / (U + rivals).
  void tangent(const Customer& c, double ours) {
    const double sum = ours + c.rivals;
    const double slope = c.rivals / (sum * sum);
    std::vector<MipProgram::Term> terms{{c.share, 1}};
    for (const auto& [j, pull] : c.pulls) terms.push_back({site_[j], -slope * pull});
    program_.add_row(-infinite, ours / sum - slope * ours, terms);
  }

  /// share ≤ f(S) + Σ of what each site not in S would gain alone.
  void gains(const Customer& c, const std::vector<double>& y, double ours) {
    const double share = ours / (ours + c.rivals);
    std::vector<MipProgram::Term> terms{{c.share, 1}};
    for (const auto& [j, pull] : c.pulls) {
      if (y[j] < 0.5)
        terms.push_back({site_[j], -((ours + pull) / (ours + pull + c.rivals) - share)});
    }
    program_.add_row(-infinite, share, terms);
  }

  const SitingProblem& problem_;
  MipProgram program_;
  std::int64_t first_terms_ = 0;  // about as many a round of cuts adds, twice at most
  std::vector<int> site_;
  std::vector<MipProgram::Term> count_;
  std::vector<Customer> customers_;
};

/// What each plan wins, kept as sites come and go: O(demand points of a site) a step.
class MarketPlan {
 public:
  /// Throws OutOfTime.
  MarketPlan(const SitingProblem& problem, const std::function<bool()>& stop)
      : problem_(problem),
        columns_(problem.candidates()),
        ours_(problem.demands(), 0),
        rivals_(problem.demands(), 0),
        in_(problem.candidates(), 0),
        lookout_(stop) {
    const Market& market = *problem.requirements().market;
    for (const DemandIndex i : problem.each_demand()) {
      if (problem.weight(i) <= 0) continue;
      const auto sites = problem.distances().sites(i);
      const auto rivals = market.rivals.sites(i);
      lookout_.worked(20 * static_cast<std::int64_t>(sites.size() + rivals.size()));
      for (std::size_t k = 0; k < sites.size(); ++k) {
        const double attraction = market.attraction.empty() ? 1 : market.attraction[sites[k]];
        columns_[sites[k]].emplace_back(
            i, market.pull(attraction, problem.distances().distances(i)[k]));
      }
      for (std::size_t k = 0; k < rivals.size(); ++k) {
        const double attraction =
            market.rival_attraction.empty() ? 1 : market.rival_attraction[rivals[k]];
        rivals_[i] += market.pull(attraction, market.rivals.distances(i)[k]);
      }
    }
    for (const CandidateIndex j : problem.each_candidate()) {
      const SiteRule rule = problem.rule(j);
      if (rule == SiteRule::existing || rule == SiteRule::required) move(j, 1);
    }
  }

  /// The best single site more until there are enough, then one for another as long as that gains.
  void improve() {
    while (count_ < problem_.open_count()) {
      CandidateIndex best{-1};
      double most = -1;
      for (const CandidateIndex j : problem_.each_candidate()) {
        if (in_[j] || problem_.rule(j) != SiteRule::free) continue;
        const double gain = change(j, 1);
        if (gain <= most) continue;
        most = gain;
        best = j;
      }
      move(best, 1);
    }
    for (bool gained = true; gained;) {
      gained = false;
      for (const CandidateIndex out : problem_.each_candidate()) {
        if (!in_[out] || problem_.rule(out) != SiteRule::free) continue;
        const double loss = -change(out, -1);
        move(out, -1);
        in_hand_ = out;
        CandidateIndex best = out;
        double most = loss * (1 + 1e-9) + 1e-12 * problem_.weight_in_reach();
        for (const CandidateIndex j : problem_.each_candidate()) {
          if (in_[j] || j == out || problem_.rule(j) != SiteRule::free) continue;
          const double gain = change(j, 1);
          if (gain <= most) continue;
          most = gain;
          best = j;
        }
        in_hand_ = CandidateIndex::none();
        move(best, 1);
        gained = gained || best != out;
      }
    }
  }

  /// Of any length; filled up with the first that may open.
  std::vector<CandidateIndex> open() {
    if (in_hand_ >= 0) move(std::exchange(in_hand_, CandidateIndex::none()), 1);
    std::vector<CandidateIndex> sites;
    Index left = problem_.open_count() - count_;
    for (const CandidateIndex j : problem_.each_candidate()) {
      const bool fill = !in_[j] && left > 0 && problem_.rule(j) == SiteRule::free;
      left -= fill;
      if (in_[j] || fill) sites.push_back(j);
    }
    return sites;
  }

 private:
  double share(double ours, DemandIndex i) const {
    return ours > 0 ? ours / (ours + rivals_[i]) : 0;
  }

  double change(CandidateIndex site, double sign) {
    lookout_.worked(static_cast<std::int64_t>(columns_[site].size()));
    double sum = 0;
    for (const auto& [i, pull] : columns_[site])
      sum += problem_.weight(i) *
             (share(std::max(0.0, ours_[i] + sign * pull), i) - share(ours_[i], i));
    return sum;
  }
  void move(CandidateIndex site, double sign) {
    in_[site] = sign > 0;
    count_ += sign > 0 ? 1 : -1;
    for (const auto& [i, pull] : columns_[site]) ours_[i] = std::max(0.0, ours_[i] + sign * pull);
  }

  const SitingProblem& problem_;
  std::vector<std::vector<std::pair<DemandIndex, double>>> columns_;  // demand, pull
  std::vector<double> ours_, rivals_;                                 // of each demand: pulls
  std::vector<char> in_;
  Index count_ = 0;
  CandidateIndex in_hand_{-1};
  Lookout lookout_;
};

/// A plan to begin with, whatever the time.
std::vector<CandidateIndex> searched(const SitingProblem& problem,
                                     const std::function<bool()>& stop) {
  std::optional<MarketPlan> plan;
  try {
    plan.emplace(problem, stop);
    plan->improve();
  } catch (const OutOfTime&) {  // what it has come to
  }
  if (plan) return plan->open();
  std::vector<CandidateIndex> open;
  Index left = problem.p();
  for (const CandidateIndex j : problem.each_candidate()) {
    const SiteRule rule = problem.rule(j);
    if (rule == SiteRule::required) --left;
  }
  for (const CandidateIndex j : problem.each_candidate()) {
    const SiteRule rule = problem.rule(j);
    const bool fill = rule == SiteRule::free && left > 0;
    left -= fill;
    if (fill || rule == SiteRule::existing || rule == SiteRule::required) open.push_back(j);
  }
  return open;
}

}  // namespace

void solve_market_share(const SitingProblem& problem, const SearchContext& context,
                        Solved& solved) {
  const auto stop = stop_before_proof(context, solved);
  std::vector<CandidateIndex> best = searched(problem, stop);
  MarketSearch search(problem);
  double won = share_of_market(problem, best), bound = problem.weight_in_reach();
  std::int64_t nodes = 0;
  for (int round = 0; round < 50 && !stop(); ++round) {  // the relaxation first: it is cheap
    const MipResult result = solve_mip(search.program(), {.stop = stop});
    if (result.x.empty() || !result.complete) break;
    bound = std::min(bound, -result.cost);
    if (search.cut(result.x) == 0) break;
  }
  search.whole_sites();
  const auto goal_of = [&] {
    ProofGoal goal;
    goal.claim = problem.weight_in_reach() - won - 5e-7 * won;
    goal.most_nodes = context.options.node_limit;
    return goal;
  };
  std::optional<BranchProof> proof;
  if (solved.certificate) {  // the greedy plan is often the best one, and the tree then faster than
                             // CBC
    ProofGoal first = goal_of();
    first.most_work /= 10;
    proof = prove_market_share(problem, first, stop);
    if (proof) bound = std::min(bound, problem.weight_in_reach() - proof->claim);
  }
  const auto met = [&] { return bound - won <= 1e-6 * won; };
  while (!met() && !stop()) {
    if (context.news) context.news(won, bound);
    const MipResult result = solve_mip(search.program(), {.stop = stop});
    nodes += result.nodes;
    if (result.bound > -infinite) bound = std::min(bound, -result.bound);
    if (result.x.empty()) break;
    const auto y = search.sites_of(result.x);
    std::vector<CandidateIndex> open;
    for (const CandidateIndex j : problem.each_candidate()) {
      if (y[j] > 0.5) open.push_back(j);
    }
    if (const double now = share_of_market(problem, open); now > won) {
      won = now;
      best = open;
    }
    if (search.cut(result.x) == 0) break;
  }
  SitingSolution& s = solved.solution;
  s = evaluate_plan(problem, best);
  s.bound = std::max(bound, s.objective);
  s.status = met() ? Status::optimal : Status::feasible;
  s.nodes = nodes;
  if (!solved.certificate) {
    s.reason = "界由 CBC 按浮点容差给出 the bound is COIN CBC's, within its tolerances";
    return;
  }
  const double so_far = proof ? problem.weight_in_reach() - proof->claim : infinite;
  if (so_far - s.objective > tolerance_of(problem, s.objective)) {
    auto again = prove_market_share(problem, goal_of(), context.stop);
    if (again && (!proof || again->claim > proof->claim)) proof = std::move(again);
  }
  keep_branches(problem, std::move(proof), solved);
}

}  // namespace jintu::siting
