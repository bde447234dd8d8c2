#include "geo/siting/mip.hpp"

#include <CbcEventHandler.hpp>
#include <CbcModel.hpp>
#include <CbcStrategy.hpp>
#include <CoinPackedMatrix.hpp>
#include <OsiClpSolverInterface.hpp>
#include <algorithm>
#include <cmath>

#include "geo/base/error.hpp"

namespace jintu::siting {

namespace {

class Stopper : public CbcEventHandler {
 public:
  explicit Stopper(const std::function<bool()>* asked) : stop_(asked) {}
  CbcAction event(CbcEvent) override {
    return *stop_ && (*stop_)() ? CbcEventHandler::stop : noAction;
  }
  CbcEventHandler* clone() const override { return new Stopper(*this); }

 private:
  const std::function<bool()>* stop_;
};

}  // namespace

int MipProgram::add_column(double unit_cost, double low, double high, bool is_whole) {
  cost.push_back(unit_cost);
  lower.push_back(low);
  upper.push_back(high);
  whole.push_back(is_whole ? 1 : 0);
  return columns() - 1;
}

void MipProgram::add_row(double low, double high, const std::vector<Term>& terms) {
  for (const Term& term : terms) {
    column.push_back(term.column);
    value.push_back(term.value);
  }
  offset.push_back(static_cast<std::int64_t>(column.size()));
  row_lower.push_back(low);
  row_upper.push_back(high);
  if (offset.back() > most_mip_terms) {
    throw Error(ErrorCode::too_large,
                "问题过大 these requirements make a program of more than " +
                    std::to_string(most_mip_terms) +
                    " terms: take fewer points, a shorter cut-off, or leave the requirements out");
  }
}

MipResult solve_mip(const MipProgram& program, const std::function<bool()>& stop) {
  const int columns = program.columns();
  const int rows = static_cast<int>(program.row_lower.size());
  std::vector<CoinBigIndex> start(program.offset.begin(), program.offset.end());
  std::vector<int> lengths(rows);
  for (int r = 0; r < rows; ++r) lengths[r] = static_cast<int>(start[r + 1] - start[r]);
  const CoinPackedMatrix matrix(
      false, columns, rows, static_cast<CoinBigIndex>(program.column.size()), program.value.data(),
      program.column.data(), start.data(), lengths.data());
  const auto limit = [](double v) { return std::isinf(v) ? std::copysign(COIN_DBL_MAX, v) : v; };
  std::vector<double> row_lower(rows), row_upper(rows), upper(columns);
  for (int r = 0; r < rows; ++r) {
    row_lower[r] = limit(program.row_lower[r]);
    row_upper[r] = limit(program.row_upper[r]);
  }
  for (int c = 0; c < columns; ++c) upper[c] = limit(program.upper[c]);
  OsiClpSolverInterface osi;
  osi.messageHandler()->setLogLevel(0);
  osi.getModelPtr()->setLogLevel(0);
  osi.loadProblem(matrix, program.lower.data(), upper.data(), program.cost.data(), row_lower.data(),
                  row_upper.data());
  for (int c = 0; c < columns; ++c) {
    if (program.whole[c]) osi.setInteger(c);
  }

  osi.setDblParam(OsiPrimalTolerance, program.row_tolerance);

  MipResult result;
  CbcModel model(osi);
  model.setLogLevel(0);
  model.messageHandler()->setLogLevel(0);
  model.setIntegerTolerance(1e-7);
  model.initialSolve();
  if (model.solver()->isProvenPrimalInfeasible()) {
    result.complete = true;
    result.bound = infinite;
    return result;
  }
  if (model.solver()->isProvenOptimal()) result.bound = model.solver()->getObjValue();
  // Without its preprocessing, whose solutions broke rows of small programs (2.10.8).
  CbcStrategyDefault strategy(1, 5, 5);
  model.setStrategy(strategy);
  const Stopper stopper(&stop);
  model.passInEventHandler(&stopper);
  model.branchAndBound();
  result.nodes = model.getNodeCount();
  if (const double* best = model.bestSolution()) {
    result.x.assign(best, best + columns);
    result.cost = 0;
    for (int c = 0; c < columns; ++c) {
      if (program.whole[c]) result.x[c] = std::round(result.x[c]);
      result.cost += program.cost[c] * result.x[c];
    }
  }
  const bool ended = model.isProvenOptimal() || model.isProvenInfeasible();
  result.complete = ended && model.status() == 0;
  if (result.complete) {
    result.bound = result.cost;  // infinite when there is no solution
  } else {
    result.bound = std::max(result.bound, std::min(model.getBestPossibleObjValue(), result.cost));
  }
  return result;
}

}  // namespace jintu::siting
