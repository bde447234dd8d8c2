#include "geo/siting/lagrange/cover_search.hpp"

#include <algorithm>

namespace jintu::siting {

CoverSearch::CoverSearch(const Model& model, std::uint64_t seed)
    : model_(model),
      random_(seed),
      rows_of_(model.sites),
      slot_(model.sites, -1),
      is_open_(model.sites, 0),
      changed_(model.sites, 1),
      covered_(model.rows(), 0),
      keeper_sum_(model.rows(), 0),
      place_(model.rows(), -1),
      weight_(model.rows(), 1),
      score_(model.sites, 0),
      moved_(model.sites, 0) {
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k) {
      const CandidateIndex j = model.site[k];
      rows_of_[j].push_back(r);
      ++score_[j];
    }
    place_[r] = static_cast<Index>(left_out_.size());
    left_out_.push_back(r);
  }
  for (const CandidateIndex j : each<CandidateIndex>(model.sites)) {
    if (model.start[j] == Side::open) open(j);
  }
}

void CoverSearch::open(CandidateIndex site) {
  is_open_[site] = 1;
  moved_[site] = step_;
  if (model_.start[site] != Side::open) {
    slot_[site] = static_cast<Index>(open_.size());
    open_.push_back(site);
  }
  score_[site] = 0;
  for (const RowIndex r : rows_of_[site]) {
    keeper_sum_[r] += site;
    if (++covered_[r] > 2) continue;
    if (covered_[r] == 2) {  // the other one is not alone any more
      score_[keeper_sum_[r] - site] -= weight_[r];
      continue;
    }
    score_[site] += weight_[r];
    place_[left_out_.back()] = place_[r];
    left_out_[place_[r]] = left_out_.back();
    left_out_.pop_back();
    place_[r] = -1;
    work_ += model_.offset[r + 1] - model_.offset[r];
    for (auto k = model_.offset[r]; k < model_.offset[r + 1]; ++k) {
      const CandidateIndex j = model_.site[k];
      changed_[j] = 1;
      if (j != site && is_open_[j] == 0) score_[j] -= weight_[r];
    }
  }
  work_ += static_cast<std::int64_t>(rows_of_[site].size());
}

void CoverSearch::close(CandidateIndex site) {
  is_open_[site] = 0;
  changed_[site] = 0;
  moved_[site] = step_;
  open_[slot_[site]] = open_.back();
  slot_[open_.back()] = slot_[site];
  open_.pop_back();
  slot_[site] = -1;
  score_[site] = 0;
  for (const RowIndex r : rows_of_[site]) {
    keeper_sum_[r] -= site;
    if (--covered_[r] > 1) continue;
    if (covered_[r] == 1) {
      score_[keeper_sum_[r]] += weight_[r];
      continue;
    }
    place_[r] = static_cast<Index>(left_out_.size());
    left_out_.push_back(r);
    work_ += model_.offset[r + 1] - model_.offset[r];
    for (auto k = model_.offset[r]; k < model_.offset[r + 1]; ++k) {
      const CandidateIndex j = model_.site[k];
      if (j != site) changed_[j] = 1;
      if (is_open_[j] == 0) score_[j] += weight_[r];
    }
  }
  work_ += static_cast<std::int64_t>(rows_of_[site].size());
}

/// The open site whose closing costs least, the one that stood longest first; not the last opened.
CandidateIndex CoverSearch::least_missed() const {
  CandidateIndex best{-1};
  for (const CandidateIndex j : open_) {
    if (j == last_ && open_.size() > 1) continue;
    if (best < 0 || score_[j] < score_[best] ||
        (score_[j] == score_[best] && moved_[j] < moved_[best]))
      best = j;
  }
  return best;
}

/// The site that covers most of what is left out, among those that cover the row.
CandidateIndex CoverSearch::best_for(RowIndex row) const {
  CandidateIndex best{-1}, unchanged{-1};
  const auto better = [&](CandidateIndex j, CandidateIndex than) {
    return than < 0 || score_[j] > score_[than] ||
           (score_[j] == score_[than] && moved_[j] < moved_[than]);
  };
  for (auto k = model_.offset[row]; k < model_.offset[row + 1]; ++k) {
    const CandidateIndex j = model_.site[k];
    if (model_.start[j] == Side::closed) continue;
    if (changed_[j] != 0 ? better(j, best) : better(j, unchanged))
      (changed_[j] != 0 ? best : unchanged) = j;
  }
  // Where nothing near the row changed since its sites closed, nothing ever would.
  return best < 0 ? unchanged : best;
}

std::vector<CandidateIndex> CoverSearch::find(Index opens, const std::vector<CandidateIndex>& start,
                                              std::int64_t work,
                                              const std::function<bool()>& stop) {
  const auto fixed =
      static_cast<Index>(std::count(model_.start.begin(), model_.start.end(), Side::open));
  const auto most = static_cast<std::size_t>(std::max<Index>(0, opens - fixed));
  while (!open_.empty()) close(open_.back());
  for (const CandidateIndex j : start) {
    if (is_open_[j] == 0 && model_.start[j] == Side::free) open(j);
  }
  while (open_.size() > most) close(least_missed());
  const std::int64_t end = work_ + work;
  std::int64_t asked = work_;
  while (!left_out_.empty()) {
    if (work_ - asked > 50'000) {
      asked = work_;
      if (stop && stop()) return {};
    }
    if (work_ > end || most == 0) return {};
    ++step_;
    if (open_.size() >= most) close(least_missed());
    const RowIndex row = left_out_[random_() % left_out_.size()];
    const CandidateIndex in = best_for(row);
    if (in >= 0) open(in);
    last_ = in;
    for (const RowIndex r : left_out_) {
      ++weight_[r];
      for (auto k = model_.offset[r]; k < model_.offset[r + 1]; ++k) ++score_[model_.site[k]];
      work_ += model_.offset[r + 1] - model_.offset[r];
    }
    work_ += static_cast<std::int64_t>(open_.size()) + 20;
  }
  std::vector<CandidateIndex> plan = open_;
  for (const CandidateIndex j : each<CandidateIndex>(model_.sites)) {
    if (model_.start[j] == Side::open) plan.push_back(j);
  }
  std::sort(plan.begin(), plan.end());
  return plan;
}

}  // namespace jintu::siting
