#include "geo/siting/mip/formulation.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "geo/siting/mip/conflicts.hpp"
#include "geo/siting/question/check_requirements.hpp"

namespace jintu::siting {

Formulation::Formulation(const SitingProblem& problem, const Counting& counting,
                         const std::vector<CandidateIndex>* open, std::function<bool()> stop)
    : problem_(problem),
      r_(problem.requirements()),
      counting_(counting),
      stop_(std::move(stop)),
      served_(problem.demands()) {
  add_sites(open);
  add_site_rows();
  if (problem.kind() == Kind::p_dispersion) return;
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

int Formulation::add_row(double lower, double upper, const Terms& terms, double level) {
  lookout_.worked(20 + 4 * static_cast<std::int64_t>(terms.size()));
  program_.add_row(lower, upper, terms);
  level_.resize(program_.row_lower.size(), 0);
  level_.back() = level;
  return static_cast<int>(program_.row_lower.size()) - 1;
}

void Formulation::prefer_cheap(double weight) {
  Terms covered;
  for (int c = 0; c < program_.columns(); ++c) {
    if (program_.cost[c] != 0) covered.push_back({c, -program_.cost[c]});
    program_.cost[c] = 0;
  }
  program_.add_row(weight, infinite, covered);
  for (const CandidateIndex j : problem_.each_candidate()) {
    if (problem_.rule(j) == SiteRule::existing) continue;
    program_.cost[site_[j]] = problem_.site_cost(j);
    for (std::size_t t = 0; t < sized_[j].size(); ++t)
      program_.cost[sized_[j][t]] = r_.sizes[t].cost;
  }
}

std::vector<CandidateIndex> Formulation::open_sites(const std::vector<double>& x) const {
  std::vector<CandidateIndex> open;
  for (const CandidateIndex j : problem_.each_candidate()) {
    if (x[site_[j]] > 0.5) open.push_back(j);
  }
  return open;
}

void Formulation::take_flows(const std::vector<double>& x, SitingSolution& s) const {
  for (const CandidateIndex j : s.open) {
    Index size = r_.existing_size.value_or(0);
    for (std::size_t t = 0; t < sized_[j].size(); ++t) {
      if (x[sized_[j][t]] > 0.5) size = static_cast<Index>(t);
    }
    s.sizes.push_back(size);
    if (problem_.rule(j) != SiteRule::existing)
      s.cost += problem_.site_cost(j) + r_.sizes[size].cost;
  }
  std::vector<double> given(problem_.demands(), 0);
  for (const Part& part : parts_) {
    const double share =
        std::min(1.0, r_.single_source ? std::round(x[part.column]) : x[part.column]);
    if (share < 1e-9) continue;
    s.flows.push_back({part.demand, part.site, share});
    given[part.demand] += share;
  }
  std::sort(s.flows.begin(), s.flows.end(), [](const Flow& a, const Flow& b) {
    return std::pair(a.demand, a.site) < std::pair(b.demand, b.site);
  });
  s.assignment.assign(problem_.demands(), CandidateIndex::none());
  std::vector<double> most(problem_.demands(), 0);
  for (Flow& flow : s.flows) {
    // Shares of a whole demand point that miss it by the solver's tolerance.
    if (std::abs(given[flow.demand] - 1) < 1e-6)
      flow.share = std::min(1.0, flow.share / given[flow.demand]);
    if (flow.share > most[flow.demand]) {
      most[flow.demand] = flow.share;
      s.assignment[flow.demand] = flow.site;
    }
  }
  s.objective = objective_of_flows(problem_, s.flows);
}

void Formulation::add_sites(const std::vector<CandidateIndex>* open) {
  std::vector<char> wanted(problem_.candidates(), 0);
  if (open) {
    for (const CandidateIndex j : *open) wanted[j] = 1;
  }
  for (const CandidateIndex j : problem_.each_candidate()) {
    const SiteRule rule = problem_.rule(j);
    const bool must =
        open ? wanted[j] != 0 : rule == SiteRule::required || rule == SiteRule::existing;
    const bool may = open ? wanted[j] != 0 : rule != SiteRule::forbidden;
    const double cost = problem_.kind() == Kind::lscp && rule != SiteRule::existing ? 1 : 0;
    site_.push_back(program_.add_column(cost, must ? 1 : 0, may ? 1 : 0, true));
  }
  sized_.resize(problem_.candidates());
  if (!r_.sizes.empty()) add_sizes();
}

void Formulation::add_sizes() {
  for (const CandidateIndex j : problem_.each_candidate()) {
    if (problem_.rule(j) == SiteRule::existing) continue;
    Terms one{{site_[j], -1}};
    for (std::size_t t = 0; t < r_.sizes.size(); ++t) {
      sized_[j].push_back(program_.add_column(0, 0, program_.upper[site_[j]], true));
      one.push_back({sized_[j].back(), 1});
    }
    add_row(0, 0, one);
  }
}

void Formulation::add_site_rows() {
  Terms count, money;
  for (const CandidateIndex j : problem_.each_candidate()) {
    if (problem_.rule(j) == SiteRule::existing) continue;
    count.push_back({site_[j], 1});
    if (problem_.site_cost(j) > 0) money.push_back({site_[j], problem_.site_cost(j)});
    for (std::size_t t = 0; t < sized_[j].size(); ++t) {
      if (r_.sizes[t].cost > 0) money.push_back({sized_[j][t], r_.sizes[t].cost});
    }
  }
  if (const auto p = problem_.wanted_sites()) count_row_ = add_row(*p, *p, count);
  if (r_.budget && counting_.budget) budget_row_ = add_row(-infinite, *r_.budget, money);
  if (problem_.kind() == Kind::p_dispersion) {
    add_spacing(counting_.apart);
  } else if (r_.spacing && counting_.spacing) {
    add_spacing(*r_.spacing);
  }
}

void Formulation::add_spacing(double least) {
  std::vector<SitePair> open_question;
  const auto fixed = [&](CandidateIndex j) { return program_.lower[site_[j]] > 0.5; };
  for (const auto& [a, b] : close_pairs(r_.between, least)) {
    if (problem_.rule(a) == SiteRule::existing && problem_.rule(b) == SiteRule::existing) continue;
    if (fixed(a) && fixed(b)) {
      add_row(-infinite, 1, {{site_[a], 1}, {site_[b], 1}});
    } else if (fixed(a)) {
      program_.upper[site_[b]] = 0;
    } else if (fixed(b)) {
      program_.upper[site_[a]] = 0;
    } else {
      open_question.emplace_back(a, b);
    }
  }
  first_clique_row_ = static_cast<int>(program_.row_lower.size());
  cliques_ = add_conflicts(program_, site_, open_question, stop_);
}

/// z of each row: whether it is covered. Costs are what is not covered.
void Formulation::add_coverage() {
  const Model model = coverage_model(problem_, problem_.standard());
  std::vector<int> covered, row;
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    covered.push_back(program_.add_column(-model.weight[r], 0, 1, false));
    Terms terms{{covered.back(), 1}};
    for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k)
      terms.push_back({site_[model.site[k]], -1});
    row.push_back(add_row(-infinite, 0, terms));
  }
  for (const DemandIndex i : problem_.each_demand()) {
    if (const RowIndex r = model.row_of[i]; r >= 0)
      served_[i] = {row[r], row[r], model.weight[r], infinite};
  }
  each_floor([&](DemandIndex i, std::map<int, double>& terms) {
    if (model.row_of[i] >= 0) terms[covered[model.row_of[i]]] += problem_.weight(i);
  });
}

template <class AddDemand>
void Formulation::each_floor(AddDemand&& add) {
  floor_rows_.assign(r_.floors.size(), -1);
  for (std::size_t g = 0; g < r_.floors.size(); ++g) {
    if (static_cast<Index>(g) == counting_.without_floor) continue;
    std::map<int, double> sum;
    double all = 0;
    for (const DemandIndex i : r_.floors[g].demands) {
      if (problem_.weight(i) <= 0) continue;
      all += problem_.weight(i);
      add(i, sum);
    }
    Terms terms;
    for (const auto& [column, value] : sum) terms.push_back({column, value});
    floor_rows_[g] = add_row(r_.floors[g].share * all, infinite, terms);
  }
}

void Formulation::add_cover() {
  const Model model = set_cover_model(problem_, problem_.standard());
  std::vector<int> row;
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    Terms terms;
    for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k)
      terms.push_back({site_[model.site[k]], 1});
    row.push_back(add_row(1, infinite, terms));
  }
  for (const DemandIndex i : problem_.each_demand()) {  // a row is one demand point's
    const RowIndex r = model.row_of[i];
    if (r < 0 || row[r] < 0) continue;
    served_[i] = {row[r], row[r], 1, infinite};
    row[r] = -1;
  }
}

/// z of each distance of a row: nobody nearer than the next distance is open.
void Formulation::add_radii() {
  const Model model = median_model(problem_);
  std::vector<Served> of_row;
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    const auto end = model.offset[r + 1];
    auto k = model.offset[r];
    constant_ += model.weight[r] * (k < end ? model.distance[k] : model.miss[r]);
    of_row.push_back({-1, -1, model.weight[r], model.miss[r]});
    int nearer = -1;  // the z before; −1: 1
    while (k < end) {
      const double here = model.distance[k];
      Terms terms;
      bool always = false;
      for (; k < end && model.distance[k] == here; ++k) {
        terms.push_back({site_[model.site[k]], 1});
        always = always || program_.lower[site_[model.site[k]]] > 0.5;
      }
      if (always) {
        of_row[r].cap = here;
        break;
      }
      const double next = k < end ? model.distance[k] : model.miss[r];
      const double least = nearer < 0 ? 1 : 0;
      if (nearer >= 0) terms.push_back({nearer, -1});
      if (next < infinite) {
        nearer = program_.add_column(model.weight[r] * (next - here), 0, 1, false);
        terms.push_back({nearer, 1});
      }
      of_row[r].last = add_row(least, infinite, terms, here);
      if (of_row[r].row < 0) of_row[r].row = of_row[r].last;
    }
  }
  for (const DemandIndex i : problem_.each_demand()) {
    if (model.row_of[i] >= 0) served_[i] = of_row[model.row_of[i]];
  }
}

/// x of each pair: the part of the demand point that the site serves.
void Formulation::add_flows() {
  const bool cover = problem_.kind() == Kind::mclp;
  const auto miss = problem_.unserved_distance();
  std::vector<Terms> load(problem_.candidates());
  std::vector<std::vector<int>> of(problem_.demands());
  for (const DemandIndex i : problem_.each_demand()) {
    const double weight = problem_.weight(i);
    if (weight <= 0) continue;
    if (!cover && miss) constant_ += weight * *miss;
    Terms whole;
    const auto sites = problem_.distances().sites(i);
    for (std::size_t k = 0; k < sites.size(); ++k) {
      const double d = problem_.distances().distances(i)[k];
      if (cover && d > problem_.standard()) break;
      const CandidateIndex j = sites[k];
      if (program_.upper[site_[j]] < 0.5) continue;
      const double cost = cover ? -weight : weight * (d - miss.value_or(0));
      const int column = program_.add_column(cost, 0, 1, r_.single_source);
      parts_.push_back({i, j, column});
      of[i].push_back(column);
      whole.push_back({column, 1});
      load[j].push_back({column, problem_.load(i)});
      add_row(-infinite, 0, {{column, 1}, {site_[j], -1}});
    }
    const int row = add_row(cover || miss ? -infinite : 1, 1, whole, cover ? 1 : miss.value_or(0));
    served_[i] = {row, row, weight, infinite};
  }
  for (CandidateIndex j{0}; j < problem_.candidates() && counting_.capacity; ++j) {
    if (load[j].empty()) continue;
    double room = 0;
    if (problem_.rule(j) == SiteRule::existing) room = r_.sizes[*r_.existing_size].capacity;
    for (std::size_t t = 0; t < sized_[j].size(); ++t)
      load[j].push_back({sized_[j][t], -r_.sizes[t].capacity});
    add_row(-infinite, room, load[j]);
  }
  each_floor([&](DemandIndex i, std::map<int, double>& terms) {
    for (const int column : of[i]) terms[column] += problem_.weight(i);
  });
}

Multipliers Formulation::multipliers(const std::vector<double>& dual, double scale) const {
  Multipliers m;
  m.prices.assign(problem_.demands(), 0);
  std::vector<double> fine(problem_.demands(), 0);
  for (std::size_t g = 0; g < floor_rows_.size(); ++g) {
    m.floors.push_back(floor_rows_[g] < 0 ? 0 : std::max(0.0, dual[floor_rows_[g]]));
    for (const DemandIndex i : r_.floors[g].demands) fine[i] += m.floors[g];
  }
  const bool covers = problem_.kind() == Kind::mclp && r_.sizes.empty();
  std::vector<double> row_miss(covers ? program_.row_lower.size() : 0, 0);
  for (DemandIndex i{0}; i < problem_.demands() && covers; ++i) {
    if (served_[i].row >= 0) row_miss[served_[i].row] += problem_.weight(i) * (scale + fine[i]);
  }
  for (const DemandIndex i : problem_.each_demand()) {
    const Served& s = served_[i];
    if (covers && s.row >= 0) {  // the row's price, shared as its demand points would be missed
      m.prices[i] = row_miss[s.row] > 0
                        ? std::max(0.0, -dual[s.row]) * (scale + fine[i]) / row_miss[s.row]
                        : 0;
      continue;
    }
    double price = s.cap < infinite ? scale * s.cap : s.row < 0 ? 0 : infinite;
    for (int row = s.row; row >= 0 && row <= s.last; ++row)
      price = std::min(price, scale * level_[row] + dual[row] / s.weight);
    m.prices[i] = std::max(0.0, price + fine[i]);
  }
  if (count_row_ >= 0) m.site = dual[count_row_];
  if (budget_row_ >= 0) m.money = std::max(0.0, -dual[budget_row_]);
  for (std::size_t c = 0; c < cliques_.size(); ++c) {
    const double price = -dual[static_cast<std::size_t>(first_clique_row_) + c];
    if (price > 0) m.cliques.emplace_back(static_cast<Index>(c), price);
  }
  return m;
}

}  // namespace jintu::siting
