#include "geo/siting/lagrange/swap_search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace jintu::siting {

namespace {

/// Some tenths of a millisecond: the clock costs nothing, and the limit is kept.
constexpr std::int64_t work_between_asking = 50'000;

/// Rows drawn with their cost as their chance. Costs only fall; sums are kept by blocks, so that a
/// draw looks at 2 √rows numbers.
class Lottery {
 public:
  explicit Lottery(std::vector<double> costs)
      : cost_(std::move(costs)), sum_(cost_.size() / block + 1, 0.0), stale_(sum_.size(), 1) {}

  void lower(RowIndex row, double cost) {
    if (cost >= cost_[row]) return;
    cost_[row] = cost;
    stale_[row / block] = 1;
  }
  double total() {
    double sum = 0;
    for (std::size_t b = 0; b < sum_.size(); ++b) {
      if (stale_[b]) sum_[b] = std::accumulate(first_of(b), first_of(b + 1), 0.0);
      stale_[b] = 0;
      sum += sum_[b];
    }
    return sum;
  }
  /// The row at `at` of `total()`.
  RowIndex at(double at) const {
    std::size_t b = 0;
    while (b + 1 < sum_.size() && at > sum_[b]) at -= sum_[b++];
    auto row = static_cast<std::size_t>(b * block);
    while (row + 1 < cost_.size() && (at -= cost_[row]) > 0) ++row;
    return RowIndex{row};
  }

 private:
  static constexpr Index block = 1024;
  std::vector<double>::const_iterator first_of(std::size_t b) const {
    return cost_.begin() + static_cast<std::ptrdiff_t>(std::min(b * block, cost_.size()));
  }
  std::vector<double> cost_, sum_;
  std::vector<char> stale_;
};

}  // namespace

SwapSearch::SwapSearch(const Model& model, std::uint64_t seed)
    : model_(model), random_(seed), miss_(model.miss), rows_(model.rows()) {
  double worst = 1;
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    const auto last = model.offset[r + 1];
    double unit = last > model.offset[r] ? model.distance[last - 1] : 0;
    if (miss_[r] != infinite) unit = std::max(unit, miss_[r]);
    if (model.backup) unit = 1;
    worst += model.weight[r] * unit;
  }
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    if (miss_[r] == infinite) miss_[r] = std::ceil(worst / model.weight[r]) + 2;
  }
  epsilon_ = model.integral ? 0.5 : 1e-9 * worst / std::max<double>(1, model.rows());
  offset_.assign(model.sites + 1, 0);
  for (const CandidateIndex j : model.site) ++offset_[j + 1];
  for (const CandidateIndex j : each<CandidateIndex>(model.sites)) offset_[j + 1] += offset_[j];
  row_.resize(model.site.size());
  distance_.resize(model.site.size());
  auto at = offset_;
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k) {
      const auto to = at[model.site[k]]++;
      row_[to] = r;
      distance_[to] = model.distance[k];
    }
  }
  std::vector<std::pair<double, RowIndex>> list;
  for (const CandidateIndex j : each<CandidateIndex>(model.sites)) {
    list.clear();
    for (auto k = offset_[j]; k < offset_[j + 1]; ++k) list.emplace_back(distance_[k], row_[k]);
    if (std::is_sorted(list.begin(), list.end())) continue;  // coverage: every distance is 0
    std::sort(list.begin(), list.end());
    for (std::size_t k = 0; k < list.size(); ++k) {
      distance_[offset_[j] + static_cast<std::int64_t>(k)] = list[k].first;
      row_[offset_[j] + static_cast<std::int64_t>(k)] = list[k].second;
    }
  }
  const auto sites = static_cast<std::size_t>(model.sites);
  is_open_.assign(sites, 0);
  barred_.assign(sites, 0);
  queued_.assign(sites, 0);
  slot_.assign(sites, -1);
  loss_.assign(sites, 0);
  extra_.assign(sites, 0);
  forbid(model.start);
}

void SwapSearch::forbid(const Sides& sides) {
  for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) {
    if (sides[j] == Side::closed) barred_[j] = 1;
  }
}

void SwapSearch::find_nearest(RowIndex r) {
  Row& row = rows_[r];
  row.s1 = row.s2 = CandidateIndex::none();
  row.d1 = row.d2 = miss_[r];
  for (auto k = model_.offset[r]; k < model_.offset[r + 1]; ++k) {
    const CandidateIndex j = model_.site[k];
    if (!is_open_[j]) continue;
    if (row.s1 < 0) {
      row.s1 = j;
      row.d1 = model_.distance[k];
    } else {
      row.s2 = j;
      row.d2 = model_.distance[k];
      return;
    }
  }
}

/// `in` was opened at distance d, nearer than the second nearest (not for backup rows).
void SwapSearch::came(RowIndex r, CandidateIndex in, double d) {
  Row& row = rows_[r];
  if (d < row.d1) {
    row.s2 = row.s1;
    row.d2 = row.d1;
    row.s1 = in;
    row.d1 = d;
  } else {
    row.s2 = in;
    row.d2 = d;
  }
}

/// `out`, one of the nearest two, was closed: the next is looked for beyond them.
void SwapSearch::left(RowIndex r, CandidateIndex out) {
  Row& row = rows_[r];
  if (row.s1 == out) {
    row.s1 = row.s2;
    row.d1 = row.d2;
  }
  if (row.s1 < 0) return;  // it was the only one
  const auto end = model_.offset[r + 1];
  auto k = std::lower_bound(model_.distance.begin() + model_.offset[r],
                            model_.distance.begin() + end, row.d2) -
           model_.distance.begin();
  const auto from = k;
  row.s2 = CandidateIndex::none();
  row.d2 = miss_[r];
  for (; k < end; ++k) {
    const CandidateIndex j = model_.site[k];
    if (!is_open_[j] || j == row.s1) continue;
    row.s2 = j;
    row.d2 = model_.distance[k];
    break;
  }
  work_ += (k - from) / 16;
}

double SwapSearch::row_cost(RowIndex r) const {
  const Row& row = rows_[r];
  if (!model_.backup) return model_.weight[r] * row.d1;
  return model_.weight[r] * (row.count == 0 ? miss_[r] : row.count == 1 ? 1 : 0);
}

/// Adds (sign 1) or takes away (−1) what row r contributes to the cost and the losses.
void SwapSearch::account(RowIndex r, double sign) {
  const Row& row = rows_[r];
  const double weight = sign * model_.weight[r];
  cost_ += sign * row_cost(r);
  if (!model_.backup) {
    if (row.s1 >= 0) loss_[row.s1] += weight * (row.d2 - row.d1);
  } else if (row.count == 1) {
    loss_[row.s1] += weight * (miss_[r] - 1);
  } else if (row.count == 2) {
    loss_[row.s1] += weight;
    loss_[row.s2] += weight;
  }
}

void SwapSearch::refresh() {
  cost_ = 0;
  for (const CandidateIndex j : open_) loss_[j] = 0;
  reach_ = 0;
  for (const RowIndex r : each<RowIndex>(model_.rows())) {
    account(r, 1);
    reach_ = std::max(reach_, rows_[r].d2);
  }
  if (model_.backup) reach_ = infinite;
  for (const CandidateIndex j : open_) cost_ += model_.site_cost[j];
  since_refresh_ = 0;
}

void SwapSearch::set(const std::vector<CandidateIndex>& open) {
  std::fill(is_open_.begin(), is_open_.end(), 0);
  open_ = open;
  std::sort(open_.begin(), open_.end());
  for (std::size_t k = 0; k < open_.size(); ++k) {
    is_open_[open_[k]] = 1;
    slot_[open_[k]] = static_cast<Index>(k);
  }
  for (Row& row : rows_) row.count = 0;
  for (const CandidateIndex j : open_) {
    for (auto k = offset_[j]; k < offset_[j + 1]; ++k) ++rows_[row_[k]].count;
  }
  for (const RowIndex r : each<RowIndex>(model_.rows())) find_nearest(r);
  refresh();
  journal_.clear();
  std::vector<CandidateIndex> order(model_.sites);
  for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) order[j] = j;
  std::shuffle(order.begin(), order.end(), random_);
  for (const CandidateIndex j : order) wake(j);
}

std::vector<CandidateIndex> SwapSearch::completed(const std::vector<CandidateIndex>& some) {
  std::vector<char> in(model_.sites, 0);
  std::vector<CandidateIndex> plan;
  const auto add = [&](CandidateIndex j) {
    if (in[j] || static_cast<Index>(plan.size()) >= model_.opens) return;
    in[j] = 1;
    plan.push_back(j);
  };
  for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) {
    if (model_.start[j] == Side::open) add(j);
  }
  for (const CandidateIndex j : some) {
    if (model_.start[j] != Side::closed) add(j);
  }
  // The rest by a row that is far from everything so far, drawn with its cost as its chance.
  std::vector<double> cost(model_.rows());
  for (const RowIndex r : each<RowIndex>(model_.rows())) cost[r] = miss_[r] * model_.weight[r];
  Lottery lottery(cost);
  const auto serve = [&](CandidateIndex j) {
    for (auto k = offset_[j]; k < offset_[j + 1]; ++k) {
      lottery.lower(row_[k], distance_[k] * model_.weight[row_[k]]);
    }
  };
  for (const CandidateIndex j : plan) serve(j);
  for (int tries = 0;
       static_cast<Index>(plan.size()) < model_.opens && tries < 20 * model_.sites;) {
    const double total = lottery.total();
    if (!(total > 0)) break;  // nobody is left to be served, or nobody ever was
    const RowIndex r = lottery.at(std::uniform_real_distribution<double>(0, total)(random_));
    const auto size = model_.offset[r + 1] - model_.offset[r];
    ++tries;
    if (size == 0) break;
    const auto near = std::min<std::int64_t>(size, 5);
    const auto k = std::uniform_int_distribution<std::int64_t>(0, near - 1)(random_);
    const CandidateIndex j = model_.site[model_.offset[r] + k];
    if (model_.start[j] == Side::closed || in[j]) continue;
    add(j);
    serve(j);
  }
  for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) {
    if (model_.start[j] == Side::free && !barred_[j]) add(j);
  }
  for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) {
    if (model_.start[j] == Side::free) add(j);
  }
  std::sort(plan.begin(), plan.end());
  return plan;
}

void SwapSearch::wake(CandidateIndex site) {
  if (is_open_[site] || barred_[site] || queued_[site]) return;
  queued_[site] = 1;
  queue_.push_back(site);
}

/// Rows changed: the sites that may now gain are those nearer than the second nearest.
void SwapSearch::wake_near(RowIndex r) {
  const double reach = rows_[r].d2;
  auto k = model_.offset[r];
  for (; k < model_.offset[r + 1]; ++k) {
    if (model_.distance[k] >= reach && !model_.backup) break;
    wake(model_.site[k]);
  }
  work_ += (k - model_.offset[r]) / 16;
}

SwapSearch::Swap SwapSearch::best_swap(CandidateIndex in) {
  double gain = model_.site_cost.empty() ? 0 : -model_.site_cost[in];
  const auto add_extra = [this](CandidateIndex site, double value) {
    if (extra_[site] == 0) touched_.push_back(site);
    extra_[site] += value;
  };
  auto k = offset_[in];
  for (; k < offset_[in + 1]; ++k) {
    const double d = distance_[k];
    if (d >= reach_) break;
    const Row& row = rows_[row_[k]];
    const double weight = model_.weight[row_[k]];
    if (model_.backup) {
      if (row.count == 0) gain += weight * (miss_[row_[k]] - 1);
      if (row.count == 1) {
        gain += weight;
        add_extra(row.s1, weight * (miss_[row_[k]] - 1) - weight);
      }
      if (row.count == 2) {
        add_extra(row.s1, weight);
        add_extra(row.s2, weight);
      }
      continue;
    }
    if (d >= row.d2) continue;
    if (d < row.d1) gain += weight * (row.d1 - d);
    if (row.s1 >= 0) add_extra(row.s1, weight * (row.d2 - std::max(d, row.d1)));
  }
  work_ += k - offset_[in] + 10;
  // extra ≥ 0 but for backup rows, so the least loss of all is a fair rival of those touched.
  Swap swap{in, least_loss_site_, gain - least_loss_};
  if (swap.out >= 0) swap.profit += extra_[swap.out];
  for (const CandidateIndex j : touched_) {
    const double profit = gain - loss_[j] + extra_[j];
    if (model_.start[j] != Side::open && (swap.out < 0 || profit > swap.profit)) {
      swap.out = j;
      swap.profit = profit;
    }
    extra_[j] = 0;
  }
  touched_.clear();
  return swap;
}

void SwapSearch::apply(CandidateIndex in, CandidateIndex out) {
  work_ += 4 * (offset_[in + 1] - offset_[in] + offset_[out + 1] - offset_[out]);
  slot_[in] = slot_[out];
  open_[slot_[in]] = in;
  slot_[out] = -1;
  loss_[in] = 0;
  cost_ += model_.site_cost[in] - model_.site_cost[out];
  is_open_[in] = 1;  // first in, then out: rows are consistent between the two
  for (auto k = offset_[in]; k < offset_[in + 1]; ++k) {
    const RowIndex r = row_[k];
    if (!model_.backup && distance_[k] >= rows_[r].d2) continue;
    account(r, -1);
    ++rows_[r].count;
    if (model_.backup) {
      find_nearest(r);
    } else {
      came(r, in, distance_[k]);
    }
    account(r, 1);
    wake_near(r);
  }
  is_open_[out] = 0;
  for (auto k = offset_[out]; k < offset_[out + 1]; ++k) {
    const RowIndex r = row_[k];
    Row& row = rows_[r];
    if (!model_.backup && row.s1 != out && row.s2 != out) continue;
    account(r, -1);
    --row.count;
    if (model_.backup) {
      find_nearest(r);
    } else {
      left(r, out);
    }
    account(r, 1);
    reach_ = std::max(reach_, row.d2);
    wake_near(r);
  }
  loss_[out] = 0;
  least_loss_ = infinite;
  least_loss_site_ = CandidateIndex::none();
  for (const CandidateIndex j : open_) {
    if (model_.start[j] == Side::open) continue;
    if (loss_[j] < least_loss_) {
      least_loss_ = loss_[j];
      least_loss_site_ = j;
    }
  }
  wake(out);
  if (++since_refresh_ >= 256) refresh();
}

double SwapSearch::descend(const std::function<bool()>& stop) {
  least_loss_ = infinite;
  least_loss_site_ = CandidateIndex::none();
  for (const CandidateIndex j : open_) {
    if (model_.start[j] != Side::open && loss_[j] < least_loss_) {
      least_loss_ = loss_[j];
      least_loss_site_ = j;
    }
  }
  std::size_t at = 0;
  std::int64_t asked = work_;
  while (at < queue_.size()) {
    const CandidateIndex in = queue_[at++];
    queued_[in] = 0;
    if (at > 4096 && at * 2 > queue_.size()) {
      queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(at));
      at = 0;
    }
    if (is_open_[in] || barred_[in] || least_loss_site_ < 0) continue;
    if (work_ - asked > work_between_asking) {
      asked = work_;
      if (stop && stop()) break;
    }
    const Swap swap = best_swap(in);
    if (swap.profit > epsilon_) {
      journal_.push_back(swap);
      apply(swap.in, swap.out);
    }
  }
  for (; at < queue_.size(); ++at) queued_[queue_[at]] = 0;
  queue_.clear();
  return cost_;
}

double SwapSearch::improve(std::int64_t work, double good, const std::function<bool()>& stop) {
  const std::int64_t end = work_ + work;
  descend(stop);
  double best = cost_;
  std::int64_t asked = work_;
  for (; work_ < end && best > good; work_ += 100) {
    if (work_ - asked > work_between_asking) {
      asked = work_;
      if (stop && stop()) break;
    }
    journal_.clear();
    if (!kick()) continue;
    descend(stop);
    if (cost_ <= best) {
      best = cost_;
      continue;
    }
    const auto moves = std::move(journal_);
    journal_ = {};
    for (auto it = moves.rbegin(); it != moves.rend(); ++it) apply(it->out, it->in);
    for (const CandidateIndex j : queue_) queued_[j] = 0;
    queue_.clear();
    best = cost_;
  }
  return best;
}

std::vector<CandidateIndex> SwapSearch::open_sites() const {
  auto sites = open_;
  std::sort(sites.begin(), sites.end());
  return sites;
}

Index SwapSearch::unserved() const {
  Index count = 0;
  for (const RowIndex r : each<RowIndex>(model_.rows())) {
    count += model_.miss[r] == infinite && rows_[r].s1 < 0;
  }
  return count;
}

}  // namespace jintu::siting
