#include "geo/network/sparse_rows.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "geo/base/error.hpp"
#include "geo/network/parallel.hpp"

namespace jintu::network {

namespace {

void sort_rows(SparseDistances& table, int threads, const Progress& progress) {
  parallel_chunks(table.rows(), 256, threads, "network.sort", progress, [&table] {
    return
        [&table, keys = std::vector<std::uint64_t>()](std::size_t begin, std::size_t end) mutable {
          for (std::size_t row = begin; row < end; ++row) {
            const auto first = static_cast<std::size_t>(table.offset[row]),
                       last = static_cast<std::size_t>(table.offset[row + 1]);
            keys.clear();
            for (std::size_t i = first; i < last; ++i) {
              keys.push_back(std::uint64_t{table.distance[i]} << 32 |
                             static_cast<std::uint32_t>(table.column[i]));
            }
            std::sort(keys.begin(), keys.end());
            for (std::size_t i = first; i < last; ++i) {
              table.column[i] = static_cast<std::int32_t>(keys[i - first] & 0xffff'ffff);
              table.distance[i] = static_cast<Millimetres>(keys[i - first] >> 32);
            }
          }
        };
  });
}

void reserve_pairs(SparseDistances& table) {
  for (std::size_t i = 1; i < table.offset.size(); ++i) table.offset[i] += table.offset[i - 1];
  table.column.resize(static_cast<std::size_t>(table.offset.back()));
  table.distance.resize(table.column.size());
}

}  // namespace

void PairLimit::add(std::uint64_t pairs) {
  const std::uint64_t done = done_.fetch_add(1) + 1, sum = sum_.fetch_add(pairs) + pairs;
  if (sum <= most_) return;
  const auto millions = [](double count) { return std::to_string(std::llround(count / 1e6)); };
  const double all =
      static_cast<double>(sum) * static_cast<double>(lists_) / static_cast<double>(done);
  // Solving takes up to 60 bytes a pair: the table, the model by demand and by site, and what is
  // undecided.
  const auto gigabytes = std::to_string(std::max(1LL, std::llround(all * 60 / 1e9)));
  throw Error(ErrorCode::too_large,
              "距离矩阵过大，约 " + millions(all) + " 百万对，求解约需内存 " + gigabytes +
                  " GB，上限 " + millions(static_cast<double>(most_)) +
                  " 百万对：请缩短截断距离，或减少点数 the distance matrix would have about " +
                  millions(all) + " million pairs, and solving would take about " + gigabytes +
                  " GB of memory; at most " + millions(static_cast<double>(most_)) +
                  " million pairs: shorten the cut-off (cutoff_m), or take fewer points");
}

Millimetres checked_cutoff(Metres cutoff) {
  if (!(cutoff.value() >= 0)) {
    throw Error(ErrorCode::bad_input,
                "截断距离 cut-off: expected 0 m or more, got " + std::to_string(cutoff.value()));
  }
  return to_millimetres(cutoff);
}

SparseDistances from_rows(std::vector<std::vector<Found>>&& lists, int threads,
                          const Progress& progress) {
  SparseDistances table;
  table.offset.assign(lists.size() + 1, 0);
  for (std::size_t row = 0; row < lists.size(); ++row)
    table.offset[row + 1] = static_cast<std::int64_t>(lists[row].size());
  reserve_pairs(table);
  std::size_t at = 0;
  for (auto& list : lists) {
    for (const Found& found : list) {
      table.column[at] = found.index;
      table.distance[at++] = found.distance;
    }
    list = {};
  }
  sort_rows(table, threads, progress);
  return table;
}

SparseDistances from_columns(std::vector<std::vector<Found>>&& lists, std::size_t rows, int threads,
                             const Progress& progress) {
  SparseDistances table;
  table.offset.assign(rows + 1, 0);
  for (const auto& list : lists) {
    for (const Found& found : list) ++table.offset[static_cast<std::size_t>(found.index) + 1];
  }
  reserve_pairs(table);
  std::vector<std::int64_t> next(table.offset.begin(), table.offset.end() - 1);
  for (std::size_t column = 0; column < lists.size(); ++column) {
    for (const Found& found : lists[column]) {
      const auto at = static_cast<std::size_t>(next[found.index]++);
      table.column[at] = static_cast<std::int32_t>(column);
      table.distance[at] = found.distance;
    }
    lists[column] = {};
  }
  sort_rows(table, threads, progress);
  return table;
}

}  // namespace jintu::network
