// What the solvers work on: one form that p-median, MCLP, LSCP and LSCP-B all take, so that bound,
// fixing, branching and certificate are written once. Internal to geo/siting.
//
//   min  Σ_j f_j y_j + Σ_i w_i c_i(y),   Σ_j y_j = opens (or free),   y binary
//
// c_i is the distance to the nearest open site of row i's list, `miss` when none is open. With
// `backup`, c_i is 0 when two sites of the list are open and 1 when one is (all distances are 0).
// MCLP: distances 0, miss 1 (the uncovered weight). LSCP: distances 0, miss infinite, f = 1.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "geo/siting/question/problem.hpp"

namespace jintu::siting {

/// Of a row within its model. Its sites are the problem's candidates.
using RowIndex = TypedIndex<struct RowTag>;

enum class Side : std::int8_t { free, open, closed };
using Sides = IndexedVector<CandidateIndex, Side>;

inline constexpr double infinite = std::numeric_limits<double>::infinity();
inline constexpr Index any_number = -1;

struct Model {
  Index sites = 0;
  IndexedVector<RowIndex, double> weight;  ///< of each row, > 0
  IndexedVector<RowIndex, double>
      miss;  ///< of each row, for a unit of weight; infinite: must be served
  std::vector<std::int64_t> offset{0};
  std::vector<CandidateIndex> site;
  std::vector<double> distance;  ///< ascending within a row
  IndexedVector<CandidateIndex, double> site_cost;
  Index opens = any_number;  ///< open sites in all, existing ones included
  bool backup = false;
  bool covering = false;  ///< every distance is 0 and every row must be served
  bool coverage = false;  ///< every distance is 0, and a row may be missed
  bool integral = false;  ///< every plan's cost is a whole number
  Sides start;            ///< existing and required open, forbidden closed
  IndexedVector<DemandIndex, RowIndex>
      row_of;  ///< of each demand point of the problem its row, or -1

  Index rows() const { return static_cast<Index>(weight.size()); }
};

/// Demand of weight 0 is left out; demand with the same list becomes one row.
Model median_model(const SitingProblem& problem);
/// Rows with the candidates within `standard`; uncovered rows cost their weight (MCLP). Demand that
/// nobody can cover has no row.
Model coverage_model(const SitingProblem& problem, double standard);
/// Everyone covered at distance ≤ `standard` by the fewest sites; existing ones are free.
Model set_cover_model(const SitingProblem& problem, double standard);
/// Everyone covered, `opens` sites in all, least weight that is covered only once.
Model backup_model(const SitingProblem& problem, double standard, Index opens);

/// The same rows and sites without the pairs that play no part once `sides` are decided: closed
/// sites, and those beyond a row's first open one. Any further decisions may be made on it.
Model trimmed(const Model& model, const Sides& sides);

/// Rows with the same sites at the same distances as one, their weights added; says nothing of
/// demand points (`row_of`).
Model merged(const Model& model);

/// The cost of opening exactly `open`; infinite when someone who must be served is not.
double plan_cost(const Model& model, const std::vector<CandidateIndex>& open);

}  // namespace jintu::siting
