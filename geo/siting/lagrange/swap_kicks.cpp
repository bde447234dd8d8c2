// The kicks of the iterated swap search: exchanges that need not gain, after which it descends
// anew.
#include <algorithm>

#include "geo/siting/lagrange/swap_search.hpp"

namespace jintu::siting {

/// An open site that may be closed; -1 if a few draws find none.
CandidateIndex SwapSearch::movable_site() {
  for (int tries = 0; tries < 8; ++tries) {
    const CandidateIndex j =
        open_[std::uniform_int_distribution<std::size_t>(0, open_.size() - 1)(random_)];
    if (model_.start[j] != Side::open) return j;
  }
  return CandidateIndex::none();
}

/// A site that shares a row with `site`, or with one that does.
CandidateIndex SwapSearch::site_near(CandidateIndex site) {
  const int hops = std::uniform_int_distribution<int>(1, 2)(random_);
  for (int h = 0; h < hops && offset_[site + 1] > offset_[site]; ++h) {
    const RowIndex r = row_[std::uniform_int_distribution<std::int64_t>(
        offset_[site], offset_[site + 1] - 1)(random_)];
    site = model_.site[std::uniform_int_distribution<std::int64_t>(
        model_.offset[r], model_.offset[r + 1] - 1)(random_)];
  }
  return site;
}

void SwapSearch::swap_anyway(CandidateIndex in, CandidateIndex out) {
  journal_.push_back({in, out, 0});
  apply(in, out);
}

/// Where few rows can be covered most rows have no open site near, so that a kick there is lost: it
/// starts from an open site. Either one to three neighbours shift a little, or a site leaves for
/// the surroundings of another, which no single swap that gains would do: both places must be set
/// anew.
bool SwapSearch::kick_coverage() {
  CandidateIndex out = movable_site();
  if (out < 0) return false;
  const auto may_come = [this](CandidateIndex j) { return !is_open_[j] && !barred_[j]; };
  if (std::uniform_int_distribution<int>(0, 9)(random_) >= 4) {
    const CandidateIndex other = movable_site();
    if (other >= 0 && loss_[other] < loss_[out]) out = other;
    const CandidateIndex goal = movable_site();
    if (goal < 0) return false;
    const CandidateIndex in = site_near(goal);
    if (!may_come(in)) return false;
    swap_anyway(in, out);
    return true;
  }
  bool moved = false;
  const int wanted = std::uniform_int_distribution<int>(1, 3)(random_);
  for (int k = 0; k < wanted; ++k) {
    const CandidateIndex in = site_near(out);
    if (!may_come(in)) continue;
    swap_anyway(in, out);
    moved = true;
    CandidateIndex next{-1};
    for (int tries = 0; tries < 10 && next < 0; ++tries) {
      const CandidateIndex near = site_near(in);
      if (near != in && is_open_[near] && model_.start[near] != Side::open) next = near;
    }
    if (next < 0) break;
    out = next;
  }
  return moved;
}

/// Exchanges one to three open sites near a random row for other sites near it.
bool SwapSearch::kick() {
  if (model_.rows() == 0 || open_.empty()) return false;
  if (model_.coverage) return kick_coverage();
  const RowIndex r{std::uniform_int_distribution<Index>(0, model_.rows() - 1)(random_)};
  const int wanted = std::uniform_int_distribution<int>(1, 3)(random_);
  std::vector<CandidateIndex> near_open, near_closed;
  for (auto k = model_.offset[r]; k < model_.offset[r + 1]; ++k) {
    const CandidateIndex j = model_.site[k];
    if (is_open_[j]) {
      if (model_.start[j] != Side::open) near_open.push_back(j);
      if (static_cast<int>(near_open.size()) > wanted) break;
    } else if (!barred_[j]) {
      near_closed.push_back(j);
    }
  }
  if (near_open.empty()) {  // an unserved row: take the site from anywhere
    if (const CandidateIndex j = movable_site(); j >= 0) near_open.push_back(j);
  }
  std::shuffle(near_open.begin(), near_open.end(), random_);
  bool moved = false;
  for (int k = 0; k < wanted && k < static_cast<int>(near_open.size()); ++k) {
    if (near_closed.empty()) break;
    const auto pick =
        std::uniform_int_distribution<std::size_t>(0, near_closed.size() - 1)(random_);
    swap_anyway(near_closed[pick], near_open[k]);
    near_closed.erase(near_closed.begin() + static_cast<std::ptrdiff_t>(pick));
    moved = true;
  }
  return moved;
}

}  // namespace jintu::siting
