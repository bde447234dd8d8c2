// p-center: a search over the distances that can be the answer, each a question of covering. The
// question is put for a few demand points first: a plan for these that leaves others out brings
// the farthest of them in, and where no plan serves the few, none serves all (Chen & Chen 2009;
// Contardo, Iori & Kramer 2019).
#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "geo/siting/lagrange/cover_search.hpp"
#include "geo/siting/lagrange/dominance.hpp"
#include "geo/siting/question/out_of_time.hpp"
#include "geo/siting/solvers/center_walks.hpp"
#include "geo/siting/solvers/solvers.hpp"

namespace jintu::siting {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t few_nodes = 50;
constexpr std::size_t most_pairs_of_all = 500'000;

class CenterSearch {
 public:
  CenterSearch(const SitingProblem& problem, const SearchContext& context, Solved& solved)
      : problem_(problem),
        context_(context),
        solved_(solved),
        walks_(problem),
        asked_(problem.demands(), 0),
        low_(walks_.least_worst()) {}

  void run() {
    try {
      offer(filled(problem_, walks_.spread_out(seeds_, context_.stop)));
    } catch (const OutOfTime&) {  // a plan is one of any sites then
    }
    if (best_.empty()) offer(filled(problem_, fixed_sites(problem_)));
    raise_by_packing();
    search_without_proof();
    close_in();
    finish();
  }

 private:
  /// Takes a plan with enough sites if it is the best so far.
  void offer(const std::vector<CandidateIndex>& open) {
    const auto walk = walks_.of(open);
    const double worst = walk.empty() ? 0 : *std::max_element(walk.begin(), walk.end());
    if (!(worst < high_)) return;
    best_ = open;
    high_ = worst;
    tell();
  }
  void tell() const {
    if (context_.news) context_.news(high_, std::min(low_, high_));
  }

  /// A bound that costs next to nothing, whatever the time.
  void raise_by_packing() {
    double end = high_;
    for (int step = 0; step < 60 && low_ < end; ++step) {
      const double radius = walks_.middle(low_, end);
      if (radius >= end) break;
      auto apart = walks_.packing(radius, seeds_);
      if (static_cast<Index>(apart.size()) <= problem_.p()) {
        end = radius;
      } else {
        apart.resize(static_cast<std::size_t>(problem_.p()) + 1);
        packed_ = apart;
        packed_is_proof_ = true;
        low_ = walks_.next_above(radius);
      }
      if (context_.stop() && step > 2) break;
    }
    for (const DemandIndex i : packed_) ask(i);
    for (const DemandIndex i : seeds_) ask(i);
    tell();
  }

  void ask(DemandIndex demand) {
    if (asked_[demand]) return;
    asked_[demand] = 1;
    few_.push_back(demand);
  }

  /// The covering model of the few within `radius`.
  Model model_of_few(double radius) const {
    SitingDraft draft;
    draft.kind = Kind::lscp;
    draft.standard = radius;
    draft.weights.assign(few_.size(), 1.0);
    draft.rules = problem_.draft().rules;
    draft.distances = DistanceTable(problem_.candidates());
    for (const DemandIndex i : few_) {
      std::vector<Neighbour> row;
      const auto d = problem_.distances().distances(i);
      for (std::size_t k = 0; k < d.size() && d[k] <= radius; ++k)
        row.push_back({problem_.distances().sites(i)[k], d[k]});
      draft.distances.add_row(std::move(row));
    }
    Model model = set_cover_model(SitingProblem::unchecked(std::move(draft)), radius);
    IndexedVector<DemandIndex, RowIndex> row_of(problem_.demands(), RowIndex::none());
    for (std::size_t k = 0; k < few_.size(); ++k) row_of[few_[k]] = model.row_of[DemandIndex{k}];
    model.row_of = std::move(row_of);
    return model;
  }

  /// Everyone's, as long as it is no large one: its relaxation says more than that of the few, and
  /// no plan of it leaves anybody out.
  Model model_to_prove(double radius) const {
    Model all = set_cover_model(problem_, radius);
    return all.site.size() <= most_pairs_of_all ? std::move(all) : model_of_few(radius);
  }

  /// Whoever walks farther than `radius`, farthest first, no two near each other.
  bool ask_those_left_out(const std::vector<CandidateIndex>& open, double radius) {
    const auto walk = walks_.of(open);
    std::vector<std::pair<double, DemandIndex>> out;
    for (std::size_t k = 0; k < walk.size(); ++k) {
      if (walk[k] > radius && !asked_[walks_.demand()[k]])
        out.emplace_back(-walk[k], walks_.demand()[k]);
    }
    std::sort(out.begin(), out.end());
    std::vector<char> taken(problem_.candidates(), 0);
    const std::size_t most = few_.size() + 10 + few_.size() / 3;
    for (const auto& entry : out) {
      if (few_.size() >= most) break;
      const auto sites = problem_.distances().sites(entry.second);
      const auto d = problem_.distances().distances(entry.second);
      bool near = false;
      for (std::size_t k = 0; k < d.size() && d[k] <= radius && !near; ++k) near = taken[sites[k]];
      if (near) continue;
      for (std::size_t k = 0; k < d.size() && d[k] <= radius; ++k) taken[sites[k]] = 1;
      ask(entry.second);
    }
    return !out.empty();
  }

  /// Most plans of the few that others are left out of are found by search, long before a tree
  /// comes to them.
  std::vector<CandidateIndex> plan_of_few(const Model& model, std::int64_t nodes) const {
    const auto pairs = static_cast<std::int64_t>(model.site.size());
    const std::int64_t steps = nodes <= few_nodes ? 1'000 : 4'000;
    CoverSearch search(model, context_.options.seed);
    return search.find(problem_.open_count(), best_, steps * pairs, context_.stop);
  }

  /// Decides whether `radius` is enough, within so many nodes. False: still open.
  bool decide(double radius, std::int64_t nodes) {
    SolveOptions options = context_.options;
    const SearchContext silent{options, context_.stop, nullptr};
    for (std::int64_t left = nodes; left > 0 && !context_.stop();) {
      SmallCover small = small_cover(
          nodes > few_nodes ? model_to_prove(radius) : model_of_few(radius), context_.stop);
      if (const auto found = plan_of_few(small.model, nodes); !found.empty()) {
        offer(filled(problem_, found));
        if (high_ <= radius || !ask_those_left_out(found, radius)) return true;
        continue;
      }
      options.node_limit = std::min(left, context_.options.node_limit);
      TreeResult result = least_cover(small.model, problem_.p() + 1.0, problem_.p(), silent);
      solved_.solution.nodes += result.nodes;
      solved_.solution.iterations += result.iterations;
      if (!result.open.empty()) {  // of the few: that costs no nodes, as there will be more of them
        offer(filled(problem_, result.open));
        if (high_ <= radius) return true;
        if (!ask_those_left_out(result.open, radius)) return true;
        continue;
      }
      left -= result.nodes;
      if (!result.complete) return false;
      low_ = walks_.next_above(radius);
      packed_is_proof_ = false;
      keep_of(small, std::move(result));
      tell();
      return true;
    }
    return false;
  }

  /// The proof is of the rows that are left, and begins with what is superfluous.
  void keep_of(SmallCover& small, TreeResult result) {
    proof_ = std::move(result);
    if (!proof_.proof.nodes.empty() && !small.dominated.empty()) {
      ProofStep step;
      step.dominated = std::move(small.dominated);
      auto& steps = proof_.proof.nodes.front().steps;
      steps.insert(steps.begin(), std::move(step));
    }
    proof_model_ = std::move(small.model);
    proof_demands_.clear();
    for (const DemandIndex i : problem_.each_demand()) {
      if (proof_model_.row_of[i] >= 0) proof_demands_.push_back(i);
    }
  }

  /// A plan of everyone within `radius`, by about so many steps for each pair; nothing found is no
  /// proof. Whether there is one.
  bool look_for_plan(double radius, std::int64_t steps, const std::function<bool()>& stop) {
    const Model model = small_cover(set_cover_model(problem_, radius), stop).model;
    const auto pairs = static_cast<std::int64_t>(model.site.size());
    CoverSearch search(model, context_.options.seed);
    const auto found = search.find(problem_.open_count(), best_, steps * pairs, stop);
    if (!found.empty()) offer(filled(problem_, found));
    return high_ <= radius;
  }

  /// From below the best plan again and again.
  void improve_plan(std::int64_t steps, const std::function<bool()>& stop) {
    while (low_ < high_ && high_ < infinite && !stop()) {
      const double radius = walks_.next_below(high_);
      if (radius < low_ || !look_for_plan(radius, steps, stop)) break;
    }
  }

  void search_without_proof() {
    const double limit = 0.15 * context_.options.time_limit;
    const auto end = Clock::now() + std::chrono::duration<double>(limit);
    const std::function<bool()> late = [&] { return context_.stop() || Clock::now() >= end; };
    double least = low_;
    while (least < high_ && !late()) {
      const double radius = walks_.middle(least, high_);
      if (radius >= high_) break;
      if (!look_for_plan(radius, 1'000, late)) least = walks_.next_above(radius);
    }
    improve_plan(20'000, late);
  }

  /// What the relaxation alone proves.
  void raise_by_relaxation() {
    double most = high_;
    while (low_ < most && !context_.stop()) {
      const double radius = walks_.middle(low_, most);
      if (radius >= most) break;
      if (!decide(radius, 1)) most = radius;
      most = std::min(most, high_);
    }
  }

  /// Most distances below the hard ones are soon proven too short, most above soon reached.
  void bisect() {
    double least = low_, most = high_;
    while (!context_.stop()) {
      least = std::max(least, low_);
      most = std::min(most, high_);
      if (!(least < most)) break;
      const double radius = walks_.middle(least, most);
      if (radius >= most) break;
      if (decide(radius, few_nodes)) continue;
      // Not known: first the easier ones above, whose plans are worth most, then those below.
      least = walks_.next_above(radius);
      hard_ = std::min(hard_, radius);
    }
    most = std::min(hard_, high_);
    while (low_ < most && !context_.stop()) {
      const double radius = walks_.middle(low_, most);
      if (radius >= most) break;
      if (!decide(radius, few_nodes)) most = radius;
      most = std::min(most, high_);
    }
  }

  void close_in() {
    raise_by_relaxation();
    // From below the best plan: most often it is the best, and one proof is enough.
    bool bisected = false;
    for (std::int64_t nodes = 6 * few_nodes; low_ < high_ && !context_.stop();) {
      const double radius = high_ == infinite ? walks_.farthest() : walks_.next_below(high_);
      if (decide(radius, nodes)) continue;
      improve_plan(1'000 * nodes, context_.stop);
      if (!std::exchange(bisected, true)) {
        bisect();
      } else {
        const double half = walks_.middle(low_, high_);
        if (half < radius && !context_.stop()) decide(half, nodes);
      }
      if (nodes >= context_.options.node_limit) break;
      nodes *= 4;
    }
  }

  void finish() {
    SitingSolution& s = solved_.solution;
    const bool complete = low_ >= high_;
    if (high_ == infinite && low_ == infinite) {
      return explain();
    }
    if (high_ < infinite) {
      TreeResult result;
      result.open = best_;
      result.cost = high_;
      result.bound = std::min(low_, high_);
      result.complete = complete;
      take_result(problem_, result, solved_);
      s.bound = result.bound;
    }
    if (context_.options.certificate) keep_certificate();
  }

  void explain() {
    SitingSolution& s = solved_.solution;
    s.status = Status::infeasible;
    if (packed_is_proof_) {  // the search's proof is of those that were packed, then
      few_ = packed_;
      proof_model_ = model_of_few(walks_.farthest());
      proof_demands_ = few_;  // until it is decided
      decide(walks_.farthest(), few_nodes);
    }
    explain_too_few_sites(problem_, problem_.distances().cutoff(), proof_model_, proof_, context_,
                          solved_);
    if (!solved_.certificate || !solved_.certificate->trees.back().only.empty()) return;
    solved_.certificate->trees.back().only = s.conflict = in_order(proof_demands_);
  }

  static std::vector<DemandIndex> in_order(std::vector<DemandIndex> demands) {
    std::sort(demands.begin(), demands.end());
    return demands;
  }

  void keep_certificate() {
    const bool all = low_ == infinite;  // the proof is of every distance
    const double radius = all ? walks_.farthest() : std::min(low_, high_);
    if (!packed_is_proof_ && proof_model_.sites > 0) {
      keep_proof(problem_, proof_model_, proof_, context_, solved_);
      if (!solved_.certificate) return;
      auto& tree = solved_.certificate->trees.back();
      tree.strict = !all;
      tree.radius = radius;
      tree.only = in_order(proof_demands_);
      return;
    }
    if (!std::isfinite(radius)) return;
    ProofTree tree;
    tree.subject = ProofSubject::site_count;
    tree.radius = radius;
    tree.strict = !all;
    tree.claim = problem_.p() + 1.0;
    ProofNode& node = tree.nodes.emplace_back();
    if (packed_is_proof_) {
      node.end = ProofEnd::bound;
      node.last.assign(problem_.demands(), 0.0);
      for (const DemandIndex i : packed_) node.last[i] = 1;
    } else {  // below the bound one demand point has nobody
      node.end = ProofEnd::impossible;
      node.demand = walks_.lonely(radius);
    }
    solved_.certificate->trees.push_back(std::move(tree));
  }

  const SitingProblem& problem_;
  const SearchContext& context_;
  Solved& solved_;
  const CenterWalks walks_;
  std::vector<DemandIndex> seeds_;  // far from each other
  std::vector<DemandIndex> few_;    // demand points of which plans are asked
  std::vector<char> asked_;         // whether a demand point is among them
  std::vector<CandidateIndex> best_;
  double low_;              // distances below it are proven too short
  double high_ = infinite;  // what `best_` reaches
  double hard_ = infinite;  // a distance that was given up once
  std::vector<DemandIndex> packed_;
  bool packed_is_proof_ = false;
  TreeResult proof_;  // that distances below `low_` are too short, unless packing is
  Model proof_model_;
  std::vector<DemandIndex> proof_demands_;
};

}  // namespace

void solve_p_center(const SitingProblem& problem, const SearchContext& context, Solved& solved) {
  CenterSearch(problem, context, solved).run();
}

}  // namespace jintu::siting
