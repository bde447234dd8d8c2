#include "geo/siting/mip/relaxation.hpp"

#include <ClpEventHandler.hpp>
#include <ClpSimplex.hpp>
#include <CoinPackedMatrix.hpp>
#include <algorithm>
#include <cmath>

namespace jintu::siting {

namespace {

/// Asks `stop` at each pivot: in a large program one may take milliseconds. CLP copies handlers, so
/// it holds no state of its own.
class Stopper : public ClpEventHandler {
 public:
  explicit Stopper(const std::function<bool()>* stop) : stop_(stop) {}
  int event(Event what) override {
    if (what != endOfIteration) return -1;
    return *stop_ && (*stop_)() ? 5 : -1;
  }
  ClpEventHandler* clone() const override { return new Stopper(*this); }

 private:
  const std::function<bool()>* stop_;
};

double limit(double v) { return std::isinf(v) ? std::copysign(COIN_DBL_MAX, v) : v; }

}  // namespace

struct Relaxation::Program {
  ClpSimplex clp;
};

Relaxation::Relaxation(const MipProgram& program) : program_(std::make_unique<Program>()) {
  const int columns = program.columns(), rows = static_cast<int>(program.row_lower.size());
  std::vector<CoinBigIndex> start(program.offset.begin(), program.offset.end());
  std::vector<int> lengths(rows);
  for (int r = 0; r < rows; ++r) lengths[r] = static_cast<int>(start[r + 1] - start[r]);
  const CoinPackedMatrix matrix(
      false, columns, rows, static_cast<CoinBigIndex>(program.column.size()), program.value.data(),
      program.column.data(), start.data(), lengths.data());
  std::vector<double> lower(rows), upper(rows), column_upper(columns);
  std::transform(program.row_lower.begin(), program.row_lower.end(), lower.begin(), limit);
  std::transform(program.row_upper.begin(), program.row_upper.end(), upper.begin(), limit);
  std::transform(program.upper.begin(), program.upper.end(), column_upper.begin(), limit);
  ClpSimplex& clp = program_->clp;
  clp.setLogLevel(0);
  clp.loadProblem(matrix, program.lower.data(), column_upper.data(), program.cost.data(),
                  lower.data(), upper.data());
}

Relaxation::~Relaxation() = default;

void Relaxation::set_bounds(int column, double lower, double upper) {
  program_->clp.setColumnBounds(column, lower, limit(upper));
}

void Relaxation::add_rows(const MipProgram& rows) {
  if (rows.row_lower.empty()) return;
  const std::vector<CoinBigIndex> start(rows.offset.begin(), rows.offset.end());
  std::vector<double> lower(rows.row_lower.size()), upper(rows.row_lower.size());
  std::transform(rows.row_lower.begin(), rows.row_lower.end(), lower.begin(), limit);
  std::transform(rows.row_upper.begin(), rows.row_upper.end(), upper.begin(), limit);
  program_->clp.addRows(static_cast<int>(lower.size()), lower.data(), upper.data(), start.data(),
                        rows.column.data(), rows.value.data());
}

Relaxation::End Relaxation::solve(std::int64_t& pivots, const std::function<bool()>& stop) {
  ClpSimplex& clp = program_->clp;
  Stopper stopper(&stop);
  clp.passInEventHandler(&stopper);
  clp.setMaximumIterations(static_cast<int>(std::clamp<std::int64_t>(pivots, 0, 1'000'000'000)));
  clp.dual();
  pivots -= clp.numberIterations();
  if (clp.status() == 0) return End::optimal;
  return clp.status() == 1 ? End::infeasible : End::stopped;
}

std::vector<double> Relaxation::x() const {
  const double* x = program_->clp.primalColumnSolution();
  return {x, x + program_->clp.numberColumns()};
}

std::vector<double> Relaxation::duals() const {
  const double* dual = program_->clp.dualRowSolution();
  return {dual, dual + program_->clp.numberRows()};
}

std::vector<double> Relaxation::ray() const {
  const std::unique_ptr<double[]> ray(program_->clp.infeasibilityRay());
  if (!ray) return {};
  std::vector<double> result(ray.get(), ray.get() + program_->clp.numberRows());
  double largest = 0;
  for (const double v : result) largest = std::max(largest, std::abs(v));
  for (double& v : result) v = largest > 0 ? v / largest : 0;
  return result;
}

int Relaxation::rows() const { return program_->clp.numberRows(); }

}  // namespace jintu::siting
