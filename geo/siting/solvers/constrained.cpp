// p-median, MCLP and LSCP with spacing, sizes, money or floors: the plan by CBC, the proof by a
// tree of our own.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

#include "geo/base/error.hpp"
#include "geo/siting/lagrange/bound.hpp"
#include "geo/siting/mip/formulation.hpp"
#include "geo/siting/mip/prove_branches.hpp"
#include "geo/siting/question/check_requirements.hpp"
#include "geo/siting/question/limits.hpp"
#include "geo/siting/solvers/impossible.hpp"
#include "geo/siting/solvers/sized_search.hpp"
#include "geo/siting/solvers/solvers.hpp"
#include "geo/siting/solvers/spaced_search.hpp"

namespace jintu::siting {

namespace {

using Clock = std::chrono::steady_clock;

/// Of one set of sites: people wait for it.
constexpr double most_evaluation_s = 10;

}  // namespace

SitingSolution evaluate_sized_plan(const SitingProblem& problem,
                                   const std::vector<CandidateIndex>& open,
                                   const std::function<bool()>& stop) {
  SitingSolution s;
  s.kind = problem.kind();
  Formulation formulation(problem, {}, &open, nullptr);
  for (const CandidateIndex j : open) s.sites += problem.rule(j) != SiteRule::existing;
  s.open = open;
  const auto end = Clock::now() + std::chrono::duration<double>(most_evaluation_s);
  const auto late = [&] { return Clock::now() >= end || (stop && stop()); };
  const MipResult result = solve_mip(formulation.program(), {.stop = late});
  if (result.x.empty()) {
    s.objective = infinite;
    s.assignment.assign(problem.demands(), CandidateIndex::none());
    s.reason = result.complete
                   ? "此方案不合要求 no sizes and flows let these sites keep the requirements"
                   : "未在时限内算出 sizes and flows of these sites were not found in time";
    return s;
  }
  formulation.take_flows(result.x, s);
  s.status = Status::feasible;
  return s;
}

std::vector<CandidateIndex> cheapest_plan(const SitingProblem& problem, double weight,
                                          const SearchContext& context, bool& proven) {
  proven = false;
  try {
    Formulation formulation(problem, {}, nullptr, context.stop);
    formulation.prefer_cheap(weight);
    const MipResult result = solve_mip(formulation.program(), {.stop = context.stop});
    proven = result.complete;
    return result.x.empty() ? std::vector<CandidateIndex>() : formulation.open_sites(result.x);
  } catch (const OutOfTime&) {
    return {};
  }
}

namespace {

const char* const of_cbc = "界由 CBC 按浮点容差给出 the bound is COIN CBC's, within its tolerances";

std::optional<BranchProof> prove_bound(const SitingProblem& problem, const SitingSolution& s,
                                       const Formulation& formulation,
                                       const SearchContext& context) {
  const bool cover = problem.kind() == Kind::mclp;
  if (problem.requirements().sizes.size() > proof::most_sizes) return std::nullopt;
  const double cost = cover ? problem.weight_in_reach() - s.objective : s.objective;
  ProofGoal goal;
  goal.claim = problem.whole_objective() ? std::round(cost) : cost - 5e-7 * std::abs(s.objective);
  goal.most_nodes = context.options.node_limit;
  return prove_branches(problem, formulation, goal, context.stop);
}

/// Room, money and floors a millionth harder to keep, so that what CBC's tolerances blur is kept.
SitingProblem harder(const SitingProblem& problem) {
  constexpr double part = 1e-6;
  SitingDraft draft = problem.draft();
  for (SiteSize& size : draft.requirements.sizes) size.capacity *= 1 - part;
  if (draft.requirements.budget) *draft.requirements.budget *= 1 - part;
  for (CoverageFloor& floor : draft.requirements.floors)
    floor.share = std::min(1.0, floor.share * (1 + part));
  return SitingProblem::unchecked(std::move(draft));
}

SitingSolution plan_of(const SitingProblem& problem, const Formulation& formulation,
                       const std::vector<double>& x) {
  const auto open = formulation.open_sites(x);
  if (problem.requirements().sizes.empty()) return evaluate_plan(problem, open);
  SitingSolution s;
  s.kind = problem.kind();
  s.open = open;
  for (const CandidateIndex j : open) s.sites += problem.rule(j) != SiteRule::existing;
  formulation.take_flows(x, s);
  return s;
}

/// A plan that keeps the requirements, where CBC's keeps them within its tolerances only: its sites
/// and sizes with flows measured anew, or the best plan of a problem that is a little harder.
/// False: there is none.
bool mend(const SitingProblem& problem, const Formulation& formulation,
          const std::vector<double>& x, const std::function<bool()>& stop, SitingSolution& s) {
  MipProgram fixed = formulation.program();
  fixed.row_tolerance = 1e-9;
  for (int c = 0; c < fixed.columns(); ++c) {
    if (fixed.whole[c]) fixed.lower[c] = fixed.upper[c] = x[c];
  }
  if (const MipResult again = solve_mip(fixed, {.stop = stop}); !again.x.empty()) {
    s = plan_of(problem, formulation, again.x);
    if (broken_requirement(problem, s).empty()) return true;
  }
  const SitingProblem stricter = harder(problem);
  const Formulation tight(stricter, {}, nullptr, stop);
  const MipResult again = solve_mip(tight.program(), {.stop = stop});
  if (again.x.empty()) return false;
  s = plan_of(stricter, tight, again.x);
  return broken_requirement(problem, s).empty();
}

}  // namespace

void keep_branches(const SitingProblem& problem, std::optional<BranchProof> proof, Solved& solved) {
  SitingSolution& s = solved.solution;
  if (!proof) {
    solved.certificate.reset();
    solved.no_certificate =
        "no proof was found in time (or there are more than 30 sizes); " + std::string(of_cbc);
    return;
  }
  const bool maximise = maximises(problem.kind());
  const double proven = maximise ? problem.weight_in_reach() - proof->claim : proof->claim;
  const double bound = problem.kind() == Kind::lscp ? std::ceil(proven) : proven;
  const double short_by = maximise ? bound - s.bound : s.bound - bound;
  if (short_by > tolerance_of(problem, s.objective)) {
    add_reason(s,
               "COIN CBC 的界未得证书证明 the certificate proves the bound; COIN CBC's, within "
               "its tolerances, is " +
                   short_number(s.bound));
  }
  s.bound = maximise ? std::max(bound, s.objective) : std::min(bound, s.objective);
  if (problem.kind() == Kind::lscp) s.sites_bound = static_cast<Index>(s.bound);
  solved.certificate->branches = std::move(proof);
}

std::function<bool()> stop_before_proof(const SearchContext& context, const Solved& solved) {
  if (!solved.certificate) return context.stop;
  const auto end = Clock::now() + std::chrono::duration<double>(0.6 * context.options.time_limit);
  return [&context, end] { return context.stop() || Clock::now() >= end; };
}

void add_reason(SitingSolution& s, const std::string& reason) {
  s.reason += (s.reason.empty() ? "" : "; ") + reason;
}

namespace {

class ConstrainedSearch {
 public:
  ConstrainedSearch(const SitingProblem& problem, const SearchContext& context, Solved& solved)
      : problem_(problem), context_(context), solved_(solved) {}

  void run() {
    if (auto proof = too_little_room(problem_, solved_.solution.reason)) {
      solved_.solution.status = Status::infeasible;
      if (solved_.certificate) solved_.certificate->branches = std::move(proof);
      return;
    }
    search_without_requirements();
    if (!met()) search_with_sizes();
    try {
      if (!met() && best_ && tree_alone()) tree_and_cbc();
      search_and_prove();
    } catch (const OutOfTime&) {  // what there is by now is the answer
    }
    if (infeasible_) return;
    solved_.solution.nodes = nodes_;
    if (!best_) return solved_.certificate.reset();
    finish();
    if (solved_.certificate) {
      keep_branches(problem_, std::move(proof_), solved_);
    } else if (by_cbc_) {
      solved_.solution.reason = of_cbc;
    }
    tell();
  }

 private:
  /// `context.stop`, or from so much of the time limit on.
  std::function<bool()> until(double share) const {
    const auto end = began_ + std::chrono::duration<double>(share * context_.options.time_limit);
    return [this, end] { return context_.stop() || Clock::now() >= end; };
  }

  bool maximise() const { return maximises(problem_.kind()); }
  bool sized() const { return !problem_.requirements().sizes.empty(); }
  double cost_of(const SitingSolution& s) const { return maximise() ? -s.objective : s.objective; }
  double best_cost() const { return best_ ? cost_of(*best_) : infinite; }
  /// A proof's cost is the weight that is missed, ours the weight that is covered below 0.
  double shift() const { return problem_.kind() == Kind::mclp ? problem_.weight_in_reach() : 0; }
  bool met() const {
    return best_ && best_cost() - bound_ <= tolerance_of(problem_, best_->objective);
  }

  /// Whether the proof is that no plan is better.
  bool shown() const {
    return best_ && proof_ &&
           best_cost() - (proof_->claim - shift()) <= tolerance_of(problem_, best_->objective);
  }

  void offer(SitingSolution plan) {
    if (!(cost_of(plan) < best_cost())) return;
    best_ = std::move(plan);
    tell();
  }
  void tell() const {
    const double sign = maximise() ? -1 : 1;
    if (context_.news) context_.news(sign * best_cost(), sign * std::min(bound_, best_cost()));
  }

  /// A bound without the requirements is one with them, and a plan that happens to keep them is
  /// as good as it is without. If it does not it is where the search for one begins.
  void search_without_requirements() {
    if (problem_.kind() == Kind::lscp) return;
    const bool cover = problem_.kind() == Kind::mclp;
    model_ = cover ? coverage_model(problem_, problem_.standard()) : median_model(problem_);
    const Model& model = *model_;
    if (problem_.wanted_sites()) {
      SolveOptions options = context_.options;
      options.certificate = false;
      options.node_limit = std::min<std::int64_t>(options.node_limit, sized() ? 1 : 2'000);
      const SearchContext part{options, until(sized() ? 0.05 : 0.25), nullptr};
      const TreeResult plain = minimise(model, part, {});
      bound_ = plain.bound - shift();
      nodes_ += plain.nodes;
      plain_ = plain.open;
    }
    if (sized()) return;
    offer_sites(plain_);
    if (met()) return;
    const auto pairs = static_cast<std::int64_t>(model.site.size());
    offer_sites(search_within_requirements(problem_, model, plain_, context_.options.seed,
                                           300'000'000 + 20 * pairs, until(0.4)));
  }

  void offer_sites(const std::vector<CandidateIndex>& open) {
    if (open.empty()) return;
    SitingSolution plan = evaluate_plan(problem_, open);
    const bool enough = !problem_.wanted_sites() || plan.sites == *problem_.wanted_sites();
    if (enough && plan.status == Status::feasible) offer(std::move(plan));
  }

  void search_with_sizes() {
    if (!sized()) return;
    const auto stop = until(0.2);
    sizes_.emplace(problem_, context_.options.seed);
    sizes_->improve(plain_, 1'000, stop);
    if (sizes_->best_cost() == infinite) return;
    offer_sized(sizes_->best());
    if (stop() || tree_alone()) return;
    // The same sites, with the best sizes and parts of demand for them.
    offer_sized(evaluate_plan(problem_, sizes_->best().open, stop));
  }

  void offer_sized(SitingSolution plan) {
    if (plan.status == Status::feasible && broken_requirement(problem_, plan).empty())
      offer(std::move(plan));
  }

  /// p sites, and no more than spacing or whole demand points: the tree that makes the proof finds
  /// the plan as well.
  bool tree_alone() const {
    const Requirements& r = problem_.requirements();
    return problem_.kind() != Kind::lscp && problem_.wanted_sites() && !r.budget &&
           r.floors.empty() && (!sized() || r.single_source) && r.sizes.size() <= proof::most_sizes;
  }

  /// The tree's bounds are good, its plans less so: CBC looks for a better one among the sites that
  /// the tree's root leaves, and the tree goes on from that.
  void tree_and_cbc() {
    search_tree(until(0.3));
    if (complete_ || !proof_ || context_.stop()) return;
    if (sized()) {
      Formulation rest(problem_, Counting{}, nullptr, context_.stop);
      leave_out(*proof_, rest);
      ask_cbc(rest, until(0.6));
    }
    const bool told = complete_ && !solved_.certificate;
    if (!told && !shown()) search_tree(until(0.95));
  }

  /// What the proof's root excludes is in no better plan.
  static void leave_out(const BranchProof& proof, Formulation& formulation) {
    MipProgram& program = formulation.program();
    std::vector<char> closed(static_cast<std::size_t>(program.columns()), 0);
    for (const auto& [site, option] : proof.nodes.front().excluded) {
      const auto& sizes = formulation.size_columns(site);
      if (option == 0) {
        program.lower[formulation.site_column(site)] = 1;
      } else if (sizes.size() > 1) {
        program.upper[sizes[static_cast<std::size_t>(option - 1)]] = 0;
      } else {
        program.upper[formulation.site_column(site)] = 0;
        closed[static_cast<std::size_t>(formulation.site_column(site))] = 1;
      }
    }
    for (const auto& part : formulation.parts()) {
      if (closed[static_cast<std::size_t>(formulation.site_column(part.site))])
        program.upper[part.column] = 0;
    }
  }

  void search_tree(const std::function<bool()>& stop) {
    const auto claim = [&] {
      const double cost = best_cost() + shift();
      return problem_.whole_objective() ? std::round(cost)
                                        : cost - 5e-7 * std::abs(best_->objective);
    };
    ProofGoal goal;
    goal.claim = claim();
    goal.most_nodes = context_.options.node_limit;
    goal.most_work = std::numeric_limits<std::int64_t>::max() / 2;
    goal.first_prices.assign(static_cast<std::size_t>(problem_.demands()), 0.0);
    for (const DemandIndex i : problem_.each_demand()) {
      if (best_->assignment[i] >= 0) goal.first_prices[i] = walk(i, best_->assignment[i]);
    }
    std::int64_t calls = 0;
    goal.find_plan = [&](const std::vector<CandidateIndex>& open) {
      if (sized()) {
        sizes_->improve(open, 5, stop);
        offer_sized(sizes_->best());
      } else if (calls++ % 16 == 0) {
        offer_sites(search_within_requirements(problem_, *model_, open, context_.options.seed,
                                               2'000'000, stop));
      }
      return claim();
    };
    auto proof = prove_by_prices(problem_, goal, stop);
    if (proof && (!proof_ || proof->claim >= proof_->claim)) proof_ = std::move(proof);
    if (!proof_) return;
    bound_ = std::max(bound_, proof_->claim - shift());
    complete_ = complete_ || proof_->claim >= claim();
  }

  double walk(DemandIndex demand, CandidateIndex site) const {
    if (problem_.kind() == Kind::mclp) return 0.5;
    const auto sites = problem_.distances().sites(demand);
    const auto at = std::find(sites.begin(), sites.end(), site) - sites.begin();
    return problem_.distances().distances(demand)[static_cast<std::size_t>(at)];
  }

  /// CBC, then the proof; if there is time left after that, CBC again with what it must beat.
  void search_and_prove() {
    const bool prove = solved_.certificate && !shown();
    if (!prove && (met() || complete_)) return;
    const Formulation formulation(problem_, Counting{}, nullptr, context_.stop);
    if (!met() && !complete_) ask_cbc(formulation, prove ? until(0.65) : context_.stop);
    if (complete_ && !best_) return explain(formulation);
    if (!prove || !best_) return;
    auto proof = prove_bound(problem_, *best_, formulation, context_);
    if (proof && (!proof_ || proof->claim > proof_->claim)) proof_ = std::move(proof);
    if (!shown() && !met() && !complete_ && !context_.stop()) ask_cbc(formulation, context_.stop);
  }

  void ask_cbc(const Formulation& formulation, const std::function<bool()>& stop) {
    const double step = problem_.whole_objective() ? 0.999 : 0;  // better is that much better
    const double constant = formulation.constant();
    MipSearch search{stop, best_cost() - constant - step};
    search.news = [&](double cost, double bound) {
      const double sign = maximise() ? -1 : 1;
      if (context_.news)
        context_.news(sign * std::min(cost + constant, best_cost()),
                      sign * std::max(bound + constant, bound_));
    };
    const MipResult result = solve_mip(formulation.program(), search);
    nodes_ += result.nodes;
    by_cbc_ = true;
    complete_ = result.complete;
    if (!result.x.empty()) {
      SitingSolution plan = plan_of(problem_, formulation, result.x);
      const bool kept = broken_requirement(problem_, plan).empty();
      complete_ = complete_ && kept;
      if (kept || mend(problem_, formulation, result.x, stop, plan)) {
        offer(std::move(plan));
      } else if (!best_) {
        return only_by_rounding(formulation);
      }
    }
    if (!complete_) bound_ = std::max(bound_, result.bound + constant);
  }

  /// CBC's tolerances let a plan be, exact sums none.
  void only_by_rounding(const Formulation& formulation) {
    SitingSolution& s = solved_.solution;
    if (prove_impossible(problem_, formulation, context_, solved_)) {
      infeasible_ = true;
      s.status = Status::infeasible;
      s.reason = why_infeasible(problem_, context_);
    } else {
      s.reason = "只差舍入误差 only plans that break a requirement by rounding were found";
    }
  }

  void explain(const Formulation& formulation) {
    infeasible_ = true;
    SitingSolution& s = solved_.solution;
    s.status = Status::infeasible;
    s.nodes = nodes_;
    s.reason = "无解：这些要求不能同时满足 infeasible: the requirements cannot be met together";
    try {
      s.reason = why_infeasible(problem_, context_);
    } catch (const OutOfTime&) {  // then without saying which
    }
    if (solved_.certificate) prove_impossible(problem_, formulation, context_, solved_);
  }

  void finish() {
    SitingSolution& s = solved_.solution;
    s = *best_;
    s.nodes = nodes_;
    s.status = complete_ || met() ? Status::optimal : Status::feasible;
    const double cost = best_cost();
    const double bound = complete_ ? cost : std::min(cost, bound_);
    s.bound = maximise() ? -bound : bound;
    if (problem_.kind() == Kind::lscp) {
      s.bound = s.sites_bound = static_cast<Index>(std::ceil(std::max(0.0, bound) - 1e-6));
    }
  }

  const SitingProblem& problem_;
  const SearchContext& context_;
  Solved& solved_;
  const Clock::time_point began_ = Clock::now();
  std::optional<Model> model_;  // without sizes
  std::optional<SizedSearch> sizes_;
  std::optional<BranchProof> proof_;
  std::vector<CandidateIndex> plain_;  // a plan without the requirements, or nothing
  std::optional<SitingSolution> best_;
  double bound_ = -infinite;
  bool complete_ = false, by_cbc_ = false, infeasible_ = false;
  std::int64_t nodes_ = 0;
};

}  // namespace

void solve_constrained(const SitingProblem& problem, const SearchContext& context, Solved& solved) {
  ConstrainedSearch(problem, context, solved).run();
}

}  // namespace jintu::siting
