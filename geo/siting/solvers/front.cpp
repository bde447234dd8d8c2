// Two objectives at once: plan after plan with the other objective held below the last one's, until
// there is none. Every plan that no other beats in both is found (Chankong & Haimes 1983).
#include <algorithm>
#include <cmath>

#include "geo/base/error.hpp"
#include "geo/siting/certificate/check_front.hpp"
#include "geo/siting/solvers/solvers.hpp"

namespace jintu::siting {

namespace {

double worst_walk(const SitingProblem& problem, const SitingSolution& s) {
  double worst = 0;
  for (const DemandIndex i : problem.each_demand()) {
    if (problem.weight(i) <= 0) continue;
    const auto sites = problem.distances().sites(i);
    for (std::size_t k = 0; k < sites.size(); ++k) {
      if (sites[k] == s.assignment[i]) worst = std::max(worst, problem.distances().distances(i)[k]);
    }
  }
  return worst;
}

class FrontSearch {
 public:
  FrontSearch(const SitingProblem& problem, const SearchContext& context, Solved& solved)
      : problem_(problem),
        context_(context),
        solved_(solved),
        silent_{context.options, context.stop, nullptr, context.stop_check} {}

  void run() {
    if (*problem_.requirements().front == Front::worst_walk) {
      walks();
    } else if (priced()) {
      prices();
    } else {
      counts();
    }
    finish();
  }

 private:
  bool priced() const {
    const Requirements& r = problem_.requirements();
    return r.budget || !r.site_cost.empty() || !r.sizes.empty();
  }

  /// Solves; whether there is a plan. The first one becomes the answer.
  bool take(const SitingProblem& problem, SitingSolution& s) {
    Solved now;
    solve_and_check(problem, silent_, now);
    checked_ = checked_ && now.checked;
    s = std::move(now.solution);
    proof_ = std::move(now.certificate);
    if (s.status == Status::infeasible && !has_first_) {
      solved_.solution = s;
      has_first_ = true;
    }
    if (s.status != Status::optimal && s.status != Status::infeasible) complete_ = false;
    return s.status == Status::optimal || s.status == Status::feasible;
  }

  void keep(const SitingSolution& s, double other, bool proven) {
    if (!has_first_) solved_.solution = s;
    has_first_ = true;
    points_.push_back({{s.objective, other, s.open, proven}, s, std::move(proof_)});
    proof_.reset();
    if (!collecting_) tell(points_.back().point);
  }

  void tell(const FrontPoint& point) const {
    if (context_.options.on_front) context_.options.on_front(point);
  }

  void walks() {
    std::optional<double> limit;
    while (!context_.stop()) {
      const auto problem = proof::front_problem(problem_, limit);
      SitingSolution s;
      if (!problem || !take(*problem, s)) return;
      limit = worst_walk(problem_, s);
      keep(s, *limit, s.status == Status::optimal);
      if (*limit <= 0) return;
    }
    complete_ = false;
  }

  /// Cost is the number of new sites: from the fewest, until more cover no more.
  void counts() {
    Index least = 0, most = 0;
    double reachable = 0;
    for (const CandidateIndex j : problem_.each_candidate()) {
      least += problem_.rule(j) == SiteRule::required;
      most += problem_.rule(j) == SiteRule::required || problem_.rule(j) == SiteRule::free;
    }
    std::vector<CandidateIndex> all;
    for (const CandidateIndex j : problem_.each_candidate()) {
      if (problem_.rule(j) != SiteRule::forbidden) all.push_back(j);
    }
    SitingDraft draft = problem_.draft();
    draft.requirements.front.reset();
    if (least + problem_.existing_count() == 0) {
      if (problem_.requirements().floors.empty()) none();
      least = 1;
    }
    draft.p = most;
    draft.requirements.spacing.reset();
    reachable = evaluate_plan(SitingProblem::checked(draft), all).objective;
    draft.requirements.spacing = problem_.requirements().spacing;
    std::vector<std::pair<SitingSolution, std::optional<Certificate>>> found;
    for (Index p = least; p <= most; ++p) {
      if (context_.stop()) {
        complete_ = false;
        break;
      }
      draft.p = p;
      SitingSolution s;
      if (!take(SitingProblem::checked(draft), s)) {
        if (problem_.requirements().spacing && problem_.requirements().floors.empty() &&
            !found.empty())
          break;  // more sites do not fit either
        continue;
      }
      found.emplace_back(s, std::move(proof_));
      tell({s.objective, static_cast<double>(s.sites), s.open, s.status == Status::optimal});
      if (s.objective >= reachable * (1 - 1e-12)) break;
    }
    std::reverse(found.begin(), found.end());
    if (!found.empty()) has_first_ = false;
    auto trivial = std::move(points_);
    points_.clear();
    collecting_ = true;  // they were told as they were found
    for (auto& [s, proof] : found) {
      proof_ = std::move(proof);
      keep(s, s.sites, s.status == Status::optimal);
    }
    proof_.reset();
    points_.insert(points_.end(), trivial.begin(), trivial.end());
  }

  void none() {
    SitingSolution s;
    s.kind = problem_.kind();
    s.status = Status::optimal;
    s.assignment.assign(problem_.demands(), CandidateIndex::none());
    keep(s, 0, true);
  }

  void prices() {
    SitingDraft draft = problem_.draft();
    draft.requirements.front.reset();
    double all = 0, dearest = 0;
    bool whole = true;
    for (const SiteSize& size : draft.requirements.sizes) {
      dearest = std::max(dearest, size.cost);
      whole = whole && size.cost == std::floor(size.cost);
    }
    for (const CandidateIndex j : problem_.each_candidate()) {
      all += problem_.site_cost(j) + dearest;
      whole = whole && problem_.site_cost(j) == std::floor(problem_.site_cost(j));
    }
    double budget = std::min(all, draft.requirements.budget.value_or(infinite));
    while (!context_.stop() && budget >= 0) {
      draft.requirements.budget = budget;
      std::optional<SitingProblem> problem;
      if (!affordable(draft)) return;
      problem = SitingProblem::checked(draft);
      SitingSolution s;
      if (!take(*problem, s)) return;
      bool cheapest = false;
      const auto open = cheapest_plan(*problem, s.objective - 1e-6 * std::max(1.0, s.objective),
                                      silent_, cheapest);
      complete_ = complete_ && cheapest;
      SitingSolution cheap = open.empty() ? s : cheaper(*problem, s, open);
      cheap.status = s.status;
      cheap.bound = s.bound;
      cheap.reason = s.reason;
      cheap.tolerance = s.tolerance;
      keep(cheap, cheap.cost, s.status == Status::optimal && cheapest);
      if (cheap.cost <= 0) return;
      budget = whole ? std::round(cheap.cost) - 1 : cheap.cost - 1e-6 * std::max(1.0, cheap.cost);
    }
    if (context_.stop()) complete_ = false;
  }

  /// Whether the required sites are within the budget.
  static bool affordable(const SitingDraft& draft) {
    double cheapest = draft.requirements.sizes.empty() ? 0 : infinite, least = 0;
    for (const SiteSize& size : draft.requirements.sizes) cheapest = std::min(cheapest, size.cost);
    for (const CandidateIndex j : draft.rules.indices()) {
      if (draft.rules[j] != SiteRule::required) continue;
      least +=
          cheapest + (draft.requirements.site_cost.empty() ? 0 : draft.requirements.site_cost[j]);
    }
    return least <= *draft.requirements.budget;
  }

  /// The plan of `open`, if it is cheaper than `s` and covers as much.
  SitingSolution cheaper(const SitingProblem& problem, const SitingSolution& s,
                         const std::vector<CandidateIndex>& open) const {
    SitingSolution plan = evaluate_plan(problem, open, context_.stop);
    const bool as_good = plan.objective >= s.objective - 1e-6 * std::max(1.0, s.objective);
    return plan.status == Status::feasible && as_good && plan.cost < s.cost ? plan : s;
  }

  /// Drops what another point beats; the first is the answer.
  void finish() {
    const double sign = maximises(problem_.kind()) ? -1 : 1;
    auto& front = solved_.solution.front;
    const SitingSolution* first = nullptr;
    std::vector<std::optional<Certificate>> proofs;
    std::size_t since = 0;  // the first of those with the same objective, whose proof is of all
    for (std::size_t k = 0; k < points_.size(); ++k) {  // falling `other`: only later ones can beat
      const double here = sign * points_[k].point.objective;
      const bool beaten = k + 1 < points_.size() &&
                          sign * points_[k + 1].point.objective <= here + 1e-9 * std::abs(here);
      if (beaten) continue;
      if (!first) first = &points_[k].plan;
      front.push_back(points_[k].point);
      proofs.push_back(std::move(points_[since].proof));
      since = k + 1;
    }
    SitingSolution& s = solved_.solution;
    if (!front.empty() && front.front().open != s.open) {
      const auto bound = s.bound;
      const auto tolerance = s.tolerance;
      const auto reason = s.reason;
      auto kept = std::move(front);
      s = *first;
      s.status = Status::optimal;
      s.bound = bound;
      s.tolerance = tolerance;
      s.reason = reason;
      s.front = std::move(kept);
    }
    solved_.checked = complete_ && checked_;
    if (s.front.empty()) {
      solved_.certificate.reset();
      return;
    }
    s.status = complete_ ? Status::optimal : Status::feasible;
    keep_proofs(std::move(proofs));
    s.reason += std::string(s.reason.empty() ? "" : "; ") +
                (complete_ ? solved_.certificate ? "前沿完整 the front is complete"
                                                 : "前沿完整 the front is complete, without a "
                                                   "certificate"
                           : "前沿不完整 the front is not complete, or not proven");
  }

  /// The proofs of the points and, in `proof_`, of the end: kept if our checker takes them.
  void keep_proofs(std::vector<std::optional<Certificate>> proofs) {
    solved_.certificate.reset();
    if (!context_.options.certificate || !complete_) return;
    Certificate whole;
    proofs.push_back(std::move(proof_));
    for (auto& proof : proofs) whole.front.push_back(proof ? std::move(*proof) : Certificate{});
    solved_.solution.kind = problem_.kind();
    const auto result = check_proof(problem_, solved_.solution, whole, context_.stop_check);
    solved_.checked = solved_.checked && result.valid;
    if (!result.valid) {
      solved_.no_certificate = result.reason;
      return;
    }
    whole.problem_digest = digest(problem_);
    solved_.certificate = std::move(whole);
  }

  const SitingProblem& problem_;
  const SearchContext& context_;
  Solved& solved_;
  SearchContext silent_;
  struct Kept {
    FrontPoint point;
    SitingSolution plan;
    std::optional<Certificate> proof;
  };
  std::vector<Kept> points_;
  std::optional<Certificate> proof_;  // of what was solved last
  bool has_first_ = false, complete_ = true, collecting_ = false;
  bool checked_ = true;  // the proof of each step, by our own checker
};

}  // namespace

void solve_front(const SitingProblem& problem, const SearchContext& context, Solved& solved) {
  FrontSearch(problem, context, solved).run();
}

SitingSolution plan_at(const SitingProblem& problem, const SitingSolution& solution,
                       std::size_t point) {
  if (point >= solution.front.size()) {
    throw Error(ErrorCode::bad_input, "point: 前沿没有这一点 the front has " +
                                          std::to_string(solution.front.size()) +
                                          " points, counted from 0");
  }
  const FrontPoint& chosen = solution.front[point];
  SitingSolution s = evaluate_plan(problem, chosen.open);
  if (s.status == Status::feasible && chosen.proven) s.status = Status::optimal;
  s.bound = chosen.proven ? s.objective : maximises(problem.kind()) ? infinite : -infinite;
  s.front = solution.front;
  s.seconds = solution.seconds;
  s.seed = solution.seed;
  if (s.reason.empty()) {
    s.reason = chosen.proven ? "前沿上的一点，已证明：没有方案一项不差而另一项更好；无证书 a point "
                               "of the front, proven: no plan is as good in one objective and "
                               "better in the other; without a certificate"
                             : "前沿上的一点，未证明 a point of the front, not proven";
  }
  return s;
}

}  // namespace jintu::siting
