// Collects found pairs row by row, or column by column, into SparseDistances.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/network/many_to_many.hpp"

namespace jintu::network {

struct Found {
  std::int32_t index;
  Millimetres distance;
};

/// Guards memory: every thread adds what it found for one of `lists`.
class PairLimit {
 public:
  PairLimit(std::uint64_t most, std::size_t lists) : most_(most), lists_(lists) {}
  /// Throws Error{too_large}, saying about how many pairs there would be, judged by the lists so
  /// far.
  void add(std::uint64_t pairs);

 private:
  std::uint64_t most_;
  std::size_t lists_;
  std::atomic<std::uint64_t> sum_{0}, done_{0};
};

/// `lists[i]` holds the columns of row i. Empties `lists`.
SparseDistances from_rows(std::vector<std::vector<Found>>&& lists, int threads,
                          const Progress& progress);
/// `lists[j]` holds the rows of column j. Empties `lists`.
SparseDistances from_columns(std::vector<std::vector<Found>>&& lists, std::size_t rows, int threads,
                             const Progress& progress);

/// Throws Error{bad_input} unless 0 ≤ cutoff.
Millimetres checked_cutoff(Metres cutoff);

}  // namespace jintu::network
