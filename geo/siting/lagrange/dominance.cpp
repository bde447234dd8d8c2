#include "geo/siting/lagrange/dominance.hpp"

#include <algorithm>

namespace jintu::siting {

namespace {

constexpr std::int64_t most_work = 200'000'000;

/// Of each thing of one kind those of the other that it has, ascending.
template <class From, class To>
using Lists = IndexedVector<From, std::vector<To>>;

/// Whether each of `few` is in `many`; both ascending. Most answers are no, and come soon.
template <class T>
bool within(const std::vector<T>& few, const std::vector<T>& many, std::int64_t& work) {
  if (few.size() > many.size()) return false;
  for (const T k : few) {
    work -= 8;
    if (!std::binary_search(many.begin(), many.end(), k)) return false;
  }
  return true;
}

/// Asks every few places: what was found by then holds.
bool late(const std::function<bool()>& stop, Index at) { return at % 64 == 0 && stop && stop(); }

Lists<LocalRow, LocalSite> rows_of(const Subproblem& sub) {
  Lists<LocalRow, LocalSite> rows(sub.row.size());
  for (const LocalRow i : rows.indices()) {
    rows[i].assign(sub.pair_site.begin() + sub.offset[i],
                   sub.pair_site.begin() + sub.offset[i + 1]);
    std::sort(rows[i].begin(), rows[i].end());
  }
  return rows;
}

template <class From, class To>
Lists<To, From> transposed(const Lists<From, To>& lists, std::size_t size) {
  Lists<To, From> result(size);
  for (const From k : lists.indices()) {
    for (const To of : lists[k]) result[of].push_back(k);
  }
  return result;
}

}  // namespace

std::vector<SitePair> dominated_sites(const Subproblem& sub, const std::function<bool()>& stop) {
  const auto rows = rows_of(sub);
  const auto covers = transposed(rows, sub.site.size());
  std::vector<SitePair> result;
  std::vector<char> gone(sub.site.size(), 0);
  std::int64_t work = most_work;
  for (const LocalSite j : covers.indices()) {
    if (work <= 0) break;
    if (late(stop, j)) break;
    if (covers[j].empty()) continue;  // its reduced cost closes it
    const LocalRow rarest =
        *std::min_element(covers[j].begin(), covers[j].end(),
                          [&](LocalRow a, LocalRow b) { return rows[a].size() < rows[b].size(); });
    for (const LocalSite other : rows[rarest]) {
      if (other == j || gone[other] || sub.site_cost[other] > sub.site_cost[j]) continue;
      if (!within(covers[j], covers[other], work)) continue;
      gone[j] = 1;
      result.emplace_back(sub.site[j], sub.site[other]);
      break;
    }
  }
  return result;
}

Subproblem essential_rows(const Subproblem& sub, const std::function<bool()>& stop) {
  const auto rows = rows_of(sub);
  const auto covers = transposed(rows, sub.site.size());
  std::vector<char> gone(rows.size(), 0);
  std::int64_t work = most_work;
  for (const LocalRow i : rows.indices()) {
    if (work <= 0) break;
    if (late(stop, i)) break;
    if (gone[i]) continue;
    // Rows that contain row i share its rarest site.
    const LocalSite rarest = *std::min_element(
        rows[i].begin(), rows[i].end(),
        [&](LocalSite a, LocalSite b) { return covers[a].size() < covers[b].size(); });
    for (const LocalRow other : covers[rarest]) {
      if (other != i && !gone[other] && within(rows[i], rows[other], work)) gone[other] = 1;
    }
  }
  Subproblem result = sub;
  result.row.clear();
  result.weight.clear();
  result.cap.clear();
  result.twice.clear();
  result.offset.assign(1, 0);
  result.pair_site.clear();
  result.pair_distance.clear();
  for (const LocalRow i : rows.indices()) {
    if (gone[i]) continue;
    result.row.push_back(sub.row[i]);
    result.weight.push_back(sub.weight[i]);
    result.cap.push_back(sub.cap[i]);
    result.twice.push_back(sub.twice[i]);
    result.pair_site.insert(result.pair_site.end(), rows[i].begin(), rows[i].end());
    result.pair_distance.resize(result.pair_site.size(), 0.0);
    result.offset.push_back(static_cast<std::int64_t>(result.pair_site.size()));
  }
  return result;
}

namespace {

/// Rows that contain another one's sites go. Whether any did. Emptied lists are of rows that went.
bool drop_rows(Lists<RowIndex, CandidateIndex>& rows, std::size_t sites, std::int64_t& work,
               const std::function<bool()>& stop) {
  const auto covers = transposed(rows, sites);
  bool dropped = false;
  for (const RowIndex i : rows.indices()) {
    if (work <= 0) break;
    if (rows[i].empty()) continue;
    if (late(stop, i)) break;
    const CandidateIndex rarest = *std::min_element(
        rows[i].begin(), rows[i].end(),
        [&](CandidateIndex a, CandidateIndex b) { return covers[a].size() < covers[b].size(); });
    for (const RowIndex other : covers[rarest]) {
      if (other == i || rows[other].empty() || !within(rows[i], rows[other], work)) continue;
      rows[other].clear();
      dropped = true;
    }
  }
  return dropped;
}

bool drop_sites(Lists<RowIndex, CandidateIndex>& rows, std::size_t sites,
                std::vector<SitePair>& dominated, std::int64_t& work,
                const std::function<bool()>& stop) {
  const auto covers = transposed(rows, sites);
  std::vector<char> gone(sites, 0);
  bool dropped = false;
  for (const CandidateIndex j : covers.indices()) {
    if (work <= 0) break;
    if (covers[j].empty()) continue;
    if (late(stop, j)) break;
    const RowIndex rarest =
        *std::min_element(covers[j].begin(), covers[j].end(),
                          [&](RowIndex a, RowIndex b) { return rows[a].size() < rows[b].size(); });
    for (const CandidateIndex other : rows[rarest]) {
      if (other == j || gone[other] || !within(covers[j], covers[other], work)) continue;
      gone[j] = 1;
      dominated.emplace_back(j, other);
      dropped = true;
      break;
    }
  }
  for (auto& row : rows) std::erase_if(row, [&](CandidateIndex j) { return gone[j] != 0; });
  return dropped;
}

}  // namespace

SmallCover small_cover(const Model& model, const std::function<bool()>& stop) {
  SmallCover small;
  const auto sites = static_cast<std::size_t>(model.sites);
  Lists<RowIndex, CandidateIndex> rows(static_cast<std::size_t>(model.rows()));
  std::vector<char> impossible(rows.size(), 0);
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    bool covered = false;
    for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k) {
      const Side side = model.start[model.site[k]];
      covered = covered || side == Side::open;
      if (side == Side::free) rows[r].push_back(model.site[k]);
    }
    impossible[r] = rows[r].empty() && !covered;
    if (covered) rows[r].clear();
    std::sort(rows[r].begin(), rows[r].end());
  }
  std::int64_t work = most_work;
  for (int round = 0; round < 6 && work > 0 && !(stop && stop()); ++round) {
    const bool fewer_rows = drop_rows(rows, sites, work, stop);
    if (!fewer_rows && round > 0) break;
    if (!drop_sites(rows, sites, small.dominated, work, stop)) break;
  }
  Model& result = small.model;
  result.sites = model.sites;
  result.site_cost = model.site_cost;
  result.opens = model.opens;
  result.covering = model.covering;
  result.integral = model.integral;
  result.start = model.start;
  for (const auto& pair : small.dominated) result.start[pair.first] = Side::closed;
  std::vector<RowIndex> now(rows.size(), RowIndex::none());
  for (const RowIndex r : rows.indices()) {
    if (rows[r].empty() && !impossible[r]) continue;
    now[r] = RowIndex{result.rows()};
    result.weight.push_back(model.weight[r]);
    result.miss.push_back(model.miss[r]);
    result.site.insert(result.site.end(), rows[r].begin(), rows[r].end());
    result.distance.resize(result.site.size(), 0.0);
    result.offset.push_back(static_cast<std::int64_t>(result.site.size()));
  }
  for (const RowIndex r : model.row_of) result.row_of.push_back(r < 0 ? RowIndex::none() : now[r]);
  return small;
}

}  // namespace jintu::siting
