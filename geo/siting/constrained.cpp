// p-median, MCLP and LSCP with spacing, sizes, money or floors, as one mixed-integer program:
// García, Labbé & Marín's (2011) radius form where sites hold any number of people, assignments
// where they do not.
#include <algorithm>
#include <cmath>
#include <map>

#include "geo/base/error.hpp"
#include "geo/siting/bound.hpp"
#include "geo/siting/check_requirements.hpp"
#include "geo/siting/conflicts.hpp"
#include "geo/siting/mip.hpp"
#include "geo/siting/solvers.hpp"

namespace jintu::siting {

namespace {

/// Requirements that are to count; for an explanation one of them is left out.
struct Counting {
  bool spacing = true, budget = true, capacity = true;
  Index without_floor = -1;
};

class Formulation {
 public:
  /// `open`: exactly these sites, if given.
  Formulation(const SitingProblem& problem, const Counting& counting, const std::vector<Index>* open)
      : problem_(problem), r_(problem.requirements()), counting_(counting) {
    add_sites(open);
    add_site_rows();
    if (!r_.sizes.empty()) {
      add_flows();
    } else if (problem.kind() == Kind::mclp) {
      add_coverage();
    } else if (problem.kind() == Kind::lscp) {
      add_cover();
    } else {
      add_radii();
    }
  }

  MipProgram& program() { return program_; }

  /// mclp: the cost becomes the objective, the weight covered a row.
  void prefer_cheap(double weight) {
    Terms covered;
    for (int c = 0; c < program_.columns(); ++c) {
      if (program_.cost[c] != 0) covered.push_back({c, -program_.cost[c]});
      program_.cost[c] = 0;
    }
    program_.add_row(weight, infinite, covered);
    for (Index j = 0; j < problem_.candidates(); ++j) {
      if (problem_.rule(j) == SiteRule::existing) continue;
      program_.cost[site_[j]] = problem_.site_cost(j);
      for (std::size_t t = 0; t < sized_[j].size(); ++t) program_.cost[sized_[j][t]] = r_.sizes[t].cost;
    }
  }
  double constant() const { return constant_; }

  std::vector<Index> open_sites(const std::vector<double>& x) const {
    std::vector<Index> open;
    for (Index j = 0; j < problem_.candidates(); ++j) {
      if (x[site_[j]] > 0.5) open.push_back(j);
    }
    return open;
  }

  /// Sizes, flows, assignment and objective of a plan with sizes.
  void take_flows(const std::vector<double>& x, SitingSolution& s) const {
    for (const Index j : s.open) {
      Index size = r_.existing_size.value_or(0);
      for (std::size_t t = 0; t < sized_[j].size(); ++t) {
        if (x[sized_[j][t]] > 0.5) size = static_cast<Index>(t);
      }
      s.sizes.push_back(size);
      if (problem_.rule(j) != SiteRule::existing) s.cost += problem_.site_cost(j) + r_.sizes[size].cost;
    }
    s.assignment.assign(problem_.demands(), -1);
    std::vector<double> most(problem_.demands(), 0);
    s.objective = constant_;
    for (const Part& part : parts_) {
      const double share = std::min(1.0, r_.single_source ? std::round(x[part.column]) : x[part.column]);
      if (share < 1e-7) continue;
      s.flows.push_back({part.demand, part.site, share});
      s.objective += program_.cost[part.column] * share;
      if (share > most[part.demand]) {
        most[part.demand] = share;
        s.assignment[part.demand] = part.site;
      }
    }
    if (maximises(problem_.kind())) s.objective = -s.objective;
  }

 private:
  using Terms = std::vector<MipProgram::Term>;
  struct Part {
    Index demand, site;
    int column;
  };

  void add_sites(const std::vector<Index>* open) {
    std::vector<char> wanted(problem_.candidates(), 0);
    if (open) {
      for (const Index j : *open) wanted[j] = 1;
    }
    for (Index j = 0; j < problem_.candidates(); ++j) {
      const SiteRule rule = problem_.rule(j);
      const bool must = open ? wanted[j] != 0 : rule == SiteRule::required || rule == SiteRule::existing;
      const bool may = open ? wanted[j] != 0 : rule != SiteRule::forbidden;
      const double cost = problem_.kind() == Kind::lscp && rule != SiteRule::existing ? 1 : 0;
      site_.push_back(program_.add_column(cost, must ? 1 : 0, may ? 1 : 0, true));
    }
    sized_.resize(problem_.candidates());
    if (r_.sizes.empty()) return;
    for (Index j = 0; j < problem_.candidates(); ++j) {
      if (problem_.rule(j) == SiteRule::existing) continue;
      Terms one{{site_[j], -1}};
      for (std::size_t t = 0; t < r_.sizes.size(); ++t) {
        sized_[j].push_back(program_.add_column(0, 0, program_.upper[site_[j]], true));
        one.push_back({sized_[j].back(), 1});
      }
      program_.add_row(0, 0, one);
    }
  }

  void add_site_rows() {
    Terms count, money;
    for (Index j = 0; j < problem_.candidates(); ++j) {
      if (problem_.rule(j) == SiteRule::existing) continue;
      count.push_back({site_[j], 1});
      if (problem_.site_cost(j) > 0) money.push_back({site_[j], problem_.site_cost(j)});
      for (std::size_t t = 0; t < sized_[j].size(); ++t) {
        if (r_.sizes[t].cost > 0) money.push_back({sized_[j][t], r_.sizes[t].cost});
      }
    }
    if (const auto p = problem_.wanted_sites()) program_.add_row(*p, *p, count);
    if (r_.budget && counting_.budget) program_.add_row(-infinite, *r_.budget, money);
    if (r_.spacing && counting_.spacing) add_spacing();
  }

  void add_spacing() {
    std::vector<std::pair<Index, Index>> open_question;
    const auto fixed = [&](Index j) { return program_.lower[site_[j]] > 0.5; };
    for (const auto& [a, b] : close_pairs(r_.between, *r_.spacing)) {
      if (problem_.rule(a) == SiteRule::existing && problem_.rule(b) == SiteRule::existing) continue;
      if (fixed(a) && fixed(b)) {
        program_.add_row(-infinite, 1, {{site_[a], 1}, {site_[b], 1}});
      } else if (fixed(a)) {
        program_.upper[site_[b]] = 0;
      } else if (fixed(b)) {
        program_.upper[site_[a]] = 0;
      } else {
        open_question.emplace_back(a, b);
      }
    }
    add_conflicts(program_, site_, open_question);
  }

  /// z of each row: whether it is covered. Costs are what is not covered.
  void add_coverage() {
    const Model model = coverage_model(problem_, problem_.standard());
    std::vector<int> covered;
    for (Index r = 0; r < model.rows(); ++r) {
      covered.push_back(program_.add_column(-model.weight[r], 0, 1, false));
      Terms terms{{covered.back(), 1}};
      for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k) terms.push_back({site_[model.site[k]], -1});
      program_.add_row(-infinite, 0, terms);
    }
    each_floor([&](Index i, std::map<int, double>& terms) {
      if (model.row_of[i] >= 0) terms[covered[model.row_of[i]]] += problem_.weight(i);
    });
  }

  template <class AddDemand>
  void each_floor(AddDemand&& add) {
    for (std::size_t g = 0; g < r_.floors.size(); ++g) {
      if (static_cast<Index>(g) == counting_.without_floor) continue;
      std::map<int, double> sum;
      double all = 0;
      for (const Index i : r_.floors[g].demands) {
        if (problem_.weight(i) <= 0) continue;
        all += problem_.weight(i);
        add(i, sum);
      }
      Terms terms;
      for (const auto& [column, value] : sum) terms.push_back({column, value});
      program_.add_row(r_.floors[g].share * all, infinite, terms);
    }
  }

  void add_cover() {
    const Model model = set_cover_model(problem_, problem_.standard());
    for (Index r = 0; r < model.rows(); ++r) {
      Terms terms;
      for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k) terms.push_back({site_[model.site[k]], 1});
      program_.add_row(1, infinite, terms);
    }
  }

  /// z of each distance of a row: nobody nearer than the next distance is open.
  void add_radii() {
    const Model model = median_model(problem_);
    for (Index r = 0; r < model.rows(); ++r) {
      const auto end = model.offset[r + 1];
      auto k = model.offset[r];
      constant_ += model.weight[r] * (k < end ? model.distance[k] : model.miss[r]);
      int nearer = -1;  // the z before; −1: 1
      while (k < end) {
        const double here = model.distance[k];
        Terms terms;
        bool always = false;
        for (; k < end && model.distance[k] == here; ++k) {
          terms.push_back({site_[model.site[k]], 1});
          always = always || program_.lower[site_[model.site[k]]] > 0.5;
        }
        if (always) break;
        const double next = k < end ? model.distance[k] : model.miss[r];
        const double least = nearer < 0 ? 1 : 0;
        if (nearer >= 0) terms.push_back({nearer, -1});
        if (next < infinite) {
          nearer = program_.add_column(model.weight[r] * (next - here), 0, 1, false);
          terms.push_back({nearer, 1});
        }
        program_.add_row(least, infinite, terms);
      }
    }
  }

  /// x of each pair: the part of the demand point that the site serves.
  void add_flows() {
    const bool cover = problem_.kind() == Kind::mclp;
    const auto miss = problem_.unserved_distance();
    std::vector<Terms> load(problem_.candidates());
    std::vector<std::vector<int>> of(problem_.demands());
    for (Index i = 0; i < problem_.demands(); ++i) {
      const double weight = problem_.weight(i);
      if (weight <= 0) continue;
      if (!cover && miss) constant_ += weight * *miss;
      Terms whole;
      const auto sites = problem_.distances().sites(i);
      for (std::size_t k = 0; k < sites.size(); ++k) {
        const double d = problem_.distances().distances(i)[k];
        if (cover && d > problem_.standard()) break;
        const Index j = sites[k];
        if (program_.upper[site_[j]] < 0.5) continue;
        const double cost = cover ? -weight : weight * (d - miss.value_or(0));
        const int column = program_.add_column(cost, 0, 1, r_.single_source);
        parts_.push_back({i, j, column});
        of[i].push_back(column);
        whole.push_back({column, 1});
        load[j].push_back({column, problem_.load(i)});
        program_.add_row(-infinite, 0, {{column, 1}, {site_[j], -1}});
      }
      program_.add_row(cover || miss ? -infinite : 1, 1, whole);
    }
    for (Index j = 0; j < problem_.candidates() && counting_.capacity; ++j) {
      if (load[j].empty()) continue;
      double room = 0;
      if (problem_.rule(j) == SiteRule::existing) room = r_.sizes[*r_.existing_size].capacity;
      for (std::size_t t = 0; t < sized_[j].size(); ++t) load[j].push_back({sized_[j][t], -r_.sizes[t].capacity});
      program_.add_row(-infinite, room, load[j]);
    }
    each_floor([&](Index i, std::map<int, double>& terms) {
      for (const int column : of[i]) terms[column] += problem_.weight(i);
    });
  }

  const SitingProblem& problem_;
  const Requirements& r_;
  Counting counting_;
  MipProgram program_;
  double constant_ = 0;
  std::vector<int> site_;
  std::vector<std::vector<int>> sized_;  // of each new site a column for each size
  std::vector<Part> parts_;
};

/// Which requirements, left out alone, would let a plan be.
std::string why_infeasible(const SitingProblem& problem, const SearchContext& context) {
  const Requirements& r = problem.requirements();
  std::vector<std::pair<std::string, Counting>> trials;
  const auto trial = [&](std::string name) -> Counting& { return trials.emplace_back(std::move(name), Counting{}).second; };
  if (r.spacing) trial("最小间距 min_spacing").spacing = false;
  if (r.budget) trial("预算 budget").budget = false;
  if (!r.sizes.empty()) trial("容量 capacity").capacity = false;
  for (std::size_t g = 0; g < r.floors.size(); ++g) trial("公平 equity of " + r.floors[g].id).without_floor = static_cast<Index>(g);
  std::string names;
  for (const auto& [name, counting] : trials) {
    Formulation without(problem, counting, nullptr);
    std::fill(without.program().cost.begin(), without.program().cost.end(), 0.0);
    if (!solve_mip(without.program(), context.stop).x.empty()) names += (names.empty() ? "" : ", ") + name;
  }
  return "无解：这些要求不能同时满足 infeasible: the requirements cannot be met together" +
         (names.empty() ? "; leaving out any one of them alone does not help"
                        : "; a plan would be possible without any one of: " + names);
}

/// A bound without the requirements is one with them.
double relaxed_bound(const SitingProblem& problem, const SearchContext& context) {
  if (!problem.wanted_sites() || problem.kind() == Kind::lscp) return -infinite;
  const bool cover = problem.kind() == Kind::mclp;
  const Model model = cover ? coverage_model(problem, problem.standard()) : median_model(problem);
  const Subproblem sub = subproblem(model, model.start);
  if (sub.impossible) return -infinite;
  PriceSearch search;
  search.iterations = 200;
  search.target = cover ? 0 : 1.05 * improve_prices(sub, first_prices(model, {}), {1}, context.stop).bound.value;
  const double bound = improve_prices(sub, first_prices(model, {}), search, context.stop).bound.value;
  return cover ? bound - problem.total_weight() : bound;
}

}  // namespace

SitingSolution evaluate_sized_plan(const SitingProblem& problem, const std::vector<Index>& open) {
  SitingSolution s;
  s.kind = problem.kind();
  Formulation formulation(problem, {}, &open);
  for (const Index j : open) s.sites += problem.rule(j) != SiteRule::existing;
  s.open = open;
  const MipResult result = solve_mip(formulation.program(), nullptr);
  if (result.x.empty()) {
    s.objective = infinite;
    s.assignment.assign(problem.demands(), -1);
    s.reason = "此方案不合要求 no sizes and flows let these sites keep the requirements";
    return s;
  }
  formulation.take_flows(result.x, s);
  s.status = Status::feasible;
  return s;
}

std::vector<Index> cheapest_plan(const SitingProblem& problem, double weight, const SearchContext& context, bool& proven) {
  Formulation formulation(problem, {}, nullptr);
  formulation.prefer_cheap(weight);
  const MipResult result = solve_mip(formulation.program(), context.stop);
  proven = result.complete;
  return result.x.empty() ? std::vector<Index>() : formulation.open_sites(result.x);
}

void solve_constrained(const SitingProblem& problem, const SearchContext& context, Solved& solved) {
  SitingSolution& s = solved.solution;
  Formulation formulation(problem, {}, nullptr);
  const bool maximise = maximises(problem.kind());
  const double relaxed = relaxed_bound(problem, context);
  const MipResult result = solve_mip(formulation.program(), context.stop);
  const std::string caution =
      "无证书：界由 CBC 按浮点容差给出 no certificate: with these requirements the bound is CBC's, within its tolerances";
  solved.certificate.reset();
  if (result.x.empty()) {
    s.status = result.complete ? Status::infeasible : Status::unknown;
    s.reason = result.complete ? why_infeasible(problem, context) + "; " + caution : caution;
    s.nodes = result.nodes;
    return;
  }
  const auto open = formulation.open_sites(result.x);
  if (problem.requirements().sizes.empty()) {
    s = evaluate_plan(problem, open);
  } else {
    s.open = open;
    for (const Index j : open) s.sites += problem.rule(j) != SiteRule::existing;
    formulation.take_flows(result.x, s);
  }
  if (const std::string broken = broken_requirement(problem, s); !broken.empty()) {
    throw Error(ErrorCode::internal, "CBC's plan breaks a requirement: " + broken);
  }
  s.nodes = result.nodes;
  s.reason = caution;
  s.status = result.complete ? Status::optimal : Status::feasible;
  const double cost = maximise ? -s.objective : s.objective;
  const double bound = result.complete ? cost : std::min(cost, std::max(result.bound + formulation.constant(), relaxed));
  s.bound = maximise ? -bound : bound;
  if (problem.kind() == Kind::lscp) {
    s.bound = s.sites_bound = static_cast<Index>(std::ceil(std::max(0.0, bound) - 1e-6));
    if (s.bound >= s.objective) s.status = Status::optimal;
  }
  if (s.status == Status::optimal) s.tolerance = 1e-6 * std::max(1.0, std::abs(s.objective));
  if (context.news) context.news(s.objective, s.bound);
}

}  // namespace jintu::siting
