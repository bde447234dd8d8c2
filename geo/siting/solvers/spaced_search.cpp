#include "geo/siting/solvers/spaced_search.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace jintu::siting {

namespace {

constexpr CandidateIndex nothing{-1};

class SpacedSearch {
 public:
  SpacedSearch(const SitingProblem& problem, const Model& model, std::uint64_t seed)
      : problem_(problem),
        model_(model),
        random_(seed),
        p_free_(!problem.wanted_sites()),
        miss_(model.miss),
        boost_(model.rows(), 1.0),
        rows_(model.rows()) {
    make_columns();
    make_conflicts();
    make_floors();
    const auto sites = static_cast<std::size_t>(model.sites);
    in_.assign(sites, 0);
    clash_.assign(sites, 0);
    loss_.assign(sites, 0);
    extra_.assign(sites, 0);
    tabu_until_.assign(sites, 0);
  }

  std::vector<CandidateIndex> run(const std::vector<CandidateIndex>& start, std::int64_t work,
                                  const std::function<bool()>& stop) {
    set(start);
    const double size = std::max(1.0, std::abs(cost_) / static_cast<double>(open_.size() + 1));
    clash_penalty_ = size;
    money_penalty_ = budget() < infinite ? 4 * size / std::max(1e-9, mean_cost()) : 0;
    std::int64_t idle = 0;
    for (work_ = 0; work_ < work && idle < most_idle && !(stop && stop()); ++step_) {
      if (!move()) break;
      ++idle;
      if (!broken() && cost_ < best_cost_ - 1e-9 * std::max(1.0, std::abs(cost_))) {
        best_cost_ = cost_;
        best_ = open_;
        idle = 0;
      }
      adapt();
    }
    std::sort(best_.begin(), best_.end());
    return best_;
  }

 private:
  struct Row {
    CandidateIndex s1 = nothing, s2 = nothing;
    double d1 = 0, d2 = 0;
  };
  struct Move {
    CandidateIndex in = nothing, out = nothing;
    double profit = -infinite;
  };
  static constexpr std::int64_t most_idle = 600;
  static constexpr std::size_t tried_at_city_size = 300;

  double budget() const { return problem_.requirements().budget.value_or(infinite); }
  double money(CandidateIndex j) const {
    return problem_.rule(j) == SiteRule::existing ? 0 : problem_.site_cost(j);
  }
  double mean_cost() const {
    double sum = 0;
    for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) sum += problem_.site_cost(j);
    return sum / std::max<Index>(1, model_.sites);
  }

  void make_columns() {
    double worst = 1;
    for (const RowIndex r : each<RowIndex>(model_.rows())) {
      const auto last = model_.offset[r + 1];
      const double far = last > model_.offset[r] ? model_.distance[last - 1] : 0;
      worst += model_.weight[r] * (miss_[r] < infinite ? std::max(far, miss_[r]) : far);
    }
    for (const RowIndex r : each<RowIndex>(model_.rows())) {
      if (miss_[r] == infinite) miss_[r] = worst / model_.weight[r];
    }
    offset_.assign(static_cast<std::size_t>(model_.sites) + 1, 0);
    for (const CandidateIndex j : model_.site) ++offset_[j + 1];
    for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) offset_[j + 1] += offset_[j];
    column_.resize(model_.site.size());
    auto at = offset_;
    for (const RowIndex r : each<RowIndex>(model_.rows())) {
      for (auto k = model_.offset[r]; k < model_.offset[r + 1]; ++k)
        column_[at[model_.site[k]]++] = {r, model_.distance[k]};
    }
  }

  void make_conflicts() {
    near_.resize(static_cast<std::size_t>(model_.sites));
    const auto& r = problem_.requirements();
    if (!r.spacing) return;
    for (const auto& [a, b] : close_pairs(r.between, *r.spacing)) {
      if (problem_.rule(a) == SiteRule::existing && problem_.rule(b) == SiteRule::existing)
        continue;
      near_[a].push_back(b);
      near_[b].push_back(a);
    }
    for (auto& list : near_) std::sort(list.begin(), list.end());
  }

  /// Of each row, which floors it counts for and by how much.
  void make_floors() {
    const auto& floors = problem_.requirements().floors;
    of_floor_.resize(static_cast<std::size_t>(model_.rows()));
    floor_boost_.assign(floors.size(), 0.0);
    for (std::size_t g = 0; g < floors.size(); ++g) {
      double all = 0;
      for (const DemandIndex i : floors[g].demands) {
        all += problem_.weight(i);
        if (model_.row_of[i] >= 0)
          of_floor_[model_.row_of[i]].emplace_back(static_cast<Index>(g), problem_.weight(i));
      }
      least_.push_back(floors[g].share * all);
    }
  }

  bool clashes(CandidateIndex a, CandidateIndex b) const {
    return std::binary_search(near_[a].begin(), near_[a].end(), b);
  }
  double weight(RowIndex r) const { return model_.weight[r] * boost_[r]; }

  void set(const std::vector<CandidateIndex>& start) {
    for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) {
      if (model_.start[j] == Side::open) add(j);
    }
    for (const CandidateIndex j : start) {
      const bool room = p_free_ || static_cast<Index>(open_.size()) < model_.opens;
      if (room && !in_[j] && model_.start[j] != Side::closed) add(j);
    }
    std::vector<CandidateIndex> rest(static_cast<std::size_t>(model_.sites));
    for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) rest[j] = j;
    std::shuffle(rest.begin(), rest.end(), random_);
    for (const CandidateIndex j : rest) {
      if (p_free_ || static_cast<Index>(open_.size()) >= model_.opens) break;
      if (!in_[j] && model_.start[j] == Side::free) add(j);
    }
    for (const RowIndex r : each<RowIndex>(model_.rows())) find_nearest(r);
    account();
  }
  void add(CandidateIndex j) {
    in_[j] = 1;
    open_.push_back(j);
    spent_ += money(j);
    for (const CandidateIndex b : near_[j]) ++clash_[b];
  }
  void remove(CandidateIndex j) {
    in_[j] = 0;
    open_.erase(std::find(open_.begin(), open_.end(), j));
    spent_ -= money(j);
    for (const CandidateIndex b : near_[j]) --clash_[b];
  }

  void find_nearest(RowIndex r) {
    Row& row = rows_[r];
    row = {nothing, nothing, miss_[r], miss_[r]};
    for (auto k = model_.offset[r]; k < model_.offset[r + 1]; ++k) {
      const CandidateIndex j = model_.site[k];
      if (!in_[j]) continue;
      if (row.s1 == nothing) {
        row.s1 = j;
        row.d1 = model_.distance[k];
      } else {
        row.s2 = j;
        row.d2 = model_.distance[k];
        work_ += k - model_.offset[r];
        return;
      }
    }
    work_ += model_.offset[r + 1] - model_.offset[r];
  }

  /// Cost, what closing each site loses, and how far each floor is missed.
  void account() {
    cost_ = 0;
    for (const CandidateIndex j : open_) loss_[j] = 0;
    std::vector<double> got(least_.size(), 0.0);
    for (const RowIndex r : each<RowIndex>(model_.rows())) {
      const Row& row = rows_[r];
      cost_ += model_.weight[r] * row.d1;
      if (row.s1 != nothing) {
        loss_[row.s1] += weight(r) * (row.d2 - row.d1);
        for (const auto& [g, w] : of_floor_[r]) got[g] += w;
      }
    }
    short_of_floors_ = false;
    for (std::size_t g = 0; g < least_.size(); ++g) {
      missed_[g] = got[g] < least_[g] * (1 - 1e-12) - 1e-12;
      short_of_floors_ = short_of_floors_ || missed_[g];
    }
    clashing_ = 0;
    for (const CandidateIndex j : open_) clashing_ += clash_[j];
    work_ += model_.rows();
  }

  bool broken() const {
    return clashing_ > 0 || short_of_floors_ || spent_ > budget() * (1 + 1e-12) + 1e-12;
  }
  double overspent(double more) const { return std::max(0.0, spent_ + more - budget()); }

  /// What opening `in` gains, best together with one that closes.
  Move best_with(CandidateIndex in) {
    double gain = -clash_penalty_ * clash_[in];
    touched_.clear();
    for (auto k = offset_[in]; k < offset_[in + 1]; ++k) {
      const auto& [r, d] = column_[k];
      const Row& row = rows_[r];
      if (d >= row.d2) continue;
      const double w = weight(r);
      if (d < row.d1) gain += w * (row.d1 - d);
      if (row.s1 == nothing) continue;
      if (extra_[row.s1] == 0) touched_.push_back(row.s1);
      extra_[row.s1] += w * (row.d2 - std::max(d, row.d1));
    }
    work_ += offset_[in + 1] - offset_[in] + static_cast<std::int64_t>(open_.size());
    const double spent = money_penalty_ > 0 ? money_penalty_ * overspent(0) : 0;
    Move best{in, nothing, -infinite};
    if (p_free_) best.profit = gain + spent - money_penalty_ * overspent(money(in));
    for (const CandidateIndex out : open_) {
      if (model_.start[out] == Side::open || tabu_until_[out] > step_) continue;
      double profit = gain - loss_[out] + extra_[out] + clash_penalty_ * clash_[out];
      if (clash_[in] > 0 && clashes(in, out)) profit += clash_penalty_;
      if (money_penalty_ > 0) profit += spent - money_penalty_ * overspent(money(in) - money(out));
      if (profit > best.profit) best = {in, out, profit};
    }
    for (const CandidateIndex j : touched_) extra_[j] = 0;
    return best;
  }

  bool move() {
    candidates_.clear();
    for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) {
      if (!in_[j] && model_.start[j] == Side::free && tabu_until_[j] <= step_)
        candidates_.push_back(j);
    }
    if (candidates_.size() > 2 * tried_at_city_size) {
      for (std::size_t k = 0; k < tried_at_city_size; ++k) {
        std::uniform_int_distribution<std::size_t> draw(k, candidates_.size() - 1);
        std::swap(candidates_[k], candidates_[draw(random_)]);
      }
      candidates_.resize(tried_at_city_size);
    }
    Move best;
    for (const CandidateIndex in : candidates_) {
      if (const Move tried = best_with(in); tried.profit > best.profit) best = tried;
    }
    if (p_free_) {
      for (const CandidateIndex out : open_) {
        if (model_.start[out] == Side::open || tabu_until_[out] > step_) continue;
        const double profit = clash_penalty_ * clash_[out] - loss_[out] +
                              money_penalty_ * (overspent(0) - overspent(-money(out)));
        if (profit > best.profit) best = {nothing, out, profit};
      }
    }
    if (best.in == nothing && best.out == nothing) {
      std::fill(tabu_until_.begin(), tabu_until_.end(), 0);  // everything was barred
      return ++stuck_ < 20;
    }
    apply(best);
    return true;
  }

  void apply(const Move& chosen) {
    const auto tenure = [&](std::int64_t least) {
      return step_ + least + static_cast<std::int64_t>(random_() % 8);
    };
    std::vector<RowIndex> stale;
    if (chosen.out != nothing) {
      remove(chosen.out);
      tabu_until_[chosen.out] = tenure(6);
      for (auto k = offset_[chosen.out]; k < offset_[chosen.out + 1]; ++k) {
        const Row& row = rows_[column_[k].first];
        if (row.s1 == chosen.out || row.s2 == chosen.out) stale.push_back(column_[k].first);
      }
    }
    if (chosen.in != nothing) {
      add(chosen.in);
      tabu_until_[chosen.in] = tenure(open_.size() > 12 ? 4 : 1);
      for (auto k = offset_[chosen.in]; k < offset_[chosen.in + 1]; ++k) {
        if (column_[k].second < rows_[column_[k].first].d2) stale.push_back(column_[k].first);
      }
      loss_[chosen.in] = 0;
    }
    for (const RowIndex r : stale) find_nearest(r);
    account();
  }

  void adapt() {
    const auto change = [](double& penalty, bool is_broken) { penalty *= is_broken ? 1.08 : 0.97; };
    change(clash_penalty_, clashing_ > 0);
    if (money_penalty_ > 0) change(money_penalty_, spent_ > budget());
    if (least_.empty()) return;
    for (std::size_t g = 0; g < least_.size(); ++g)
      floor_boost_[g] = missed_[g] ? floor_boost_[g] * 1.2 + 0.1 : floor_boost_[g] * 0.95;
    for (const RowIndex r : each<RowIndex>(model_.rows())) {
      boost_[r] = 1;
      for (const auto& [g, w] : of_floor_[r]) boost_[r] += floor_boost_[g] * w / model_.weight[r];
    }
    account();
  }

  const SitingProblem& problem_;
  const Model& model_;
  std::mt19937_64 random_;
  const bool p_free_;
  std::vector<double> miss_;
  std::vector<double> boost_;  // of each row's weight, for the floors that are missed
  std::vector<Row> rows_;
  std::vector<std::int64_t> offset_;
  std::vector<std::pair<RowIndex, double>> column_;  // of each site its rows
  std::vector<std::vector<CandidateIndex>> near_;    // of each site those it excludes
  std::vector<std::vector<std::pair<Index, double>>> of_floor_;
  std::vector<double> least_, floor_boost_;
  std::vector<char> missed_ = std::vector<char>(problem_.requirements().floors.size(), 0);
  std::vector<char> in_;
  std::vector<CandidateIndex> open_, candidates_, touched_;
  std::vector<int> clash_;  // of each site how many open ones it excludes
  std::vector<double> loss_, extra_;
  std::vector<std::int64_t> tabu_until_;
  double cost_ = 0, spent_ = 0, clash_penalty_ = 0, money_penalty_ = 0;
  int clashing_ = 0, stuck_ = 0;
  bool short_of_floors_ = false;
  double best_cost_ = infinite;
  std::vector<CandidateIndex> best_;
  std::int64_t step_ = 0, work_ = 0;
};

}  // namespace

std::vector<CandidateIndex> search_within_requirements(const SitingProblem& problem,
                                                       const Model& model,
                                                       const std::vector<CandidateIndex>& start,
                                                       std::uint64_t seed, std::int64_t work,
                                                       const std::function<bool()>& stop) {
  if (stop && stop()) return {};
  return SpacedSearch(problem, model, seed).run(start, work, stop);
}

}  // namespace jintu::siting
