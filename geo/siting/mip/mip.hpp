// Mixed-integer programs, by CBC: for requirements that no bound of ours takes in. The only home of
// CBC. Its bounds rest on floating-point tolerances, so that none of them is a certificate.
// Internal to geo/siting.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "geo/siting/lagrange/model.hpp"

namespace jintu::siting {

/// Minimise Σ cost × column, row by row between two limits.
struct MipProgram {
  struct Term {
    int column = 0;
    double value = 0;
  };

  int add_column(double cost, double lower, double upper, bool whole);
  void add_row(double lower, double upper, const std::vector<Term>& terms);
  int columns() const { return static_cast<int>(cost.size()); }

  std::vector<double> cost, lower, upper;
  std::vector<char> whole;
  std::vector<double> row_lower, row_upper;
  std::vector<std::int64_t> offset{0};
  std::vector<int> column;
  std::vector<double> value;
  double row_tolerance = 1e-7;  ///< by which a row may be broken
};

struct MipResult {
  std::vector<double> x;  ///< of each column; empty when nothing was found
  double cost = infinite;
  double bound = -infinite;  ///< no solution costs less, as far as CBC's tolerances go
  bool complete = false;     ///< `x` is optimal, or (empty) there is no solution below `known`
  std::int64_t nodes = 0;
};

/// Refuses programs above this size: Error{too_large}.
inline constexpr std::int64_t most_mip_terms = 5'000'000;

struct MipSearch {
  std::function<bool()> stop;  ///< may be empty
  double known = infinite;     ///< a cost that has been reached; only less is of interest
  std::function<void(double cost, double bound)> news = nullptr;  ///< of what it found itself
};

/// Ends at the optimum or as soon as `stop()`, with the best found so far: CBC works in a process
/// of its own, since its first relaxation, its cuts and its heuristics do not look at the clock.
/// Complete without an `x`: nothing costs less than `known`. Deterministic but for `stop`.
MipResult solve_mip(const MipProgram& program, const MipSearch& search);

}  // namespace jintu::siting
