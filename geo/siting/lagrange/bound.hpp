// The Lagrangian bound: everyone pays a price μ (a distance) and takes a rebate μ − d at each open
// site nearer than that. Any prices at all give a valid bound; `improve_prices` looks for good
// ones. Internal to geo/siting.
#pragma once

#include <functional>

#include "geo/siting/lagrange/model.hpp"

namespace jintu::siting {

/// Of a site or a row that is left within a Subproblem.
using LocalSite = TypedIndex<struct LocalSiteTag>;
using LocalRow = TypedIndex<struct LocalRowTag>;

/// A model with some sites decided, in compact form: only free sites, only pairs that matter.
struct Subproblem {
  bool impossible = false;      ///< too many or too few open, or someone cannot be served
  RowIndex unservable_row{-1};  ///< then, if that is why
  double constant = 0;          ///< cost of open sites and of rows without a choice left
  Index to_open = any_number;
  IndexedVector<LocalSite, CandidateIndex> site;  ///< of each local site that of the model
  IndexedVector<LocalSite, double> site_cost;     ///< of each local site
  IndexedVector<LocalRow, RowIndex> row;          ///< of each local row that of the model
  IndexedVector<LocalRow, double> weight;
  IndexedVector<LocalRow, double> cap;  ///< a price above this is no better
  IndexedVector<LocalRow, char> twice;  ///< backup row with nothing open yet
  std::vector<std::int64_t> offset{0};
  std::vector<LocalSite> pair_site;
  std::vector<double> pair_distance;
  IndexedVector<RowIndex, double> fixed_price;  ///< of each model row that is not local
};

Subproblem subproblem(const Model& model, const Sides& sides);

/// Prices by model row. NaN-free; those of rows with no choice left are ignored.
using Prices = IndexedVector<RowIndex, double>;

struct Bound {
  double value = -infinite;  ///< safe: rounding errors are subtracted already
  IndexedVector<LocalSite, double>
      reduced;                    ///< of each local site: cost of opening it, rebates deducted
  std::vector<LocalSite> picked;  ///< local sites that the bound opens, cheapest first
  double last_in = 0;             ///< largest reduced cost picked; with any number: 0
  double first_out = 0;           ///< smallest not picked (infinite: none); with any number: 0
};

/// O(pairs nearer than the price + sites). Reuses the storage of `bound`.
void evaluate(const Subproblem& sub, const Prices& prices, Bound& bound);

/// Decides sites whose other side costs `cutoff` or more. Returns how many were decided.
Index fix_by_reduced_cost(const Subproblem& sub, const Bound& bound, double cutoff, Sides& sides);

struct PriceSearch {
  int iterations = 500;
  int patience = 25;  ///< iterations without progress before the step is halved
  double step = 1.2;
  double least_step = 0.01;
  double target = 0;         ///< the best known cost
  double cutoff = infinite;  ///< stop once the bound reaches it
};

struct PriceResult {
  Prices prices;
  Bound bound;
  IndexedVector<LocalSite, double>
      share;  ///< of each local site: how often the bound opened it lately, 0–1
  std::int64_t iterations = 0;
};

/// Subgradient steps with a smoothed direction, from `start`. `stop` is asked now and then.
/// Deterministic.
PriceResult improve_prices(const Subproblem& sub, const Prices& start, const PriceSearch& search,
                           const std::function<bool()>& stop);

/// Prices to start from when nothing is known: half-way between the nearest and second nearest
/// site of `open`, or for covering rows the share of a site of ordinary size.
Prices first_prices(const Model& model, const std::vector<CandidateIndex>& open);

/// Prices of all rows as the certificate wants them.
Prices full_prices(const Model& model, const Subproblem& sub, const Prices& prices);

}  // namespace jintu::siting
