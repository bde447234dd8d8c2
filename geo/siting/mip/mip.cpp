#include "geo/siting/mip/mip.hpp"

#include <CbcEventHandler.hpp>
#include <CbcModel.hpp>
#include <CbcStrategy.hpp>
#include <ClpEventHandler.hpp>
#include <CoinPackedMatrix.hpp>
#include <OsiClpSolverInterface.hpp>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include "geo/base/error.hpp"
#include "geo/siting/mip/child_process.hpp"

namespace jintu::siting {

namespace {

/// What CBC tells while it works.
struct Listener {
  std::function<void(const double* x)> found;
  std::function<void(double)> bounded;
};

/// Passes on plans and bounds of one model: CBC gives copies of its handler to the smaller models
/// of its heuristics, whose columns are others and whose bounds say nothing.
class Handler : public CbcEventHandler {
 public:
  Handler(const CbcModel* whole, const Listener* to, const std::function<bool()>* asked)
      : whole_(whole), to_(to), stop_(asked) {}
  CbcAction event(CbcEvent what) override {
    if (model_ == whole_) tell(what);
    return *stop_ && (*stop_)() ? CbcEventHandler::stop : noAction;
  }
  CbcEventHandler* clone() const override { return new Handler(*this); }

 private:
  void tell(CbcEvent what) {
    if ((what == solution || what == heuristicSolution) && model_->bestSolution())
      to_->found(model_->bestSolution());
    if (what != node) return;
    const double bound = model_->getBestPossibleObjValue();
    if (!(bound > told_)) return;
    told_ = bound;
    to_->bounded(bound);
  }

  const CbcModel* whole_;
  const Listener* to_;
  const std::function<bool()>* stop_;
  double told_ = -infinite;
};

/// The same for CLP's pivots.
class PivotHandler : public ClpEventHandler {
 public:
  explicit PivotHandler(const std::function<bool()>* asked) : stop_(asked) {}
  int event(Event what) override { return what == endOfIteration && *stop_ && (*stop_)() ? 5 : -1; }
  ClpEventHandler* clone() const override { return new PivotHandler(*this); }

 private:
  const std::function<bool()>* stop_;
};

double limit(double v) { return std::isinf(v) ? std::copysign(COIN_DBL_MAX, v) : v; }

struct CbcEnd {
  bool complete = false;  ///< what was found last is optimal, or there is nothing below the cutoff
  std::int64_t nodes = 0;
};

void load(OsiClpSolverInterface& osi, const MipProgram& program) {
  const int columns = program.columns();
  const int rows = static_cast<int>(program.row_lower.size());
  std::vector<CoinBigIndex> start(program.offset.begin(), program.offset.end());
  std::vector<int> lengths(rows);
  for (int r = 0; r < rows; ++r) lengths[r] = static_cast<int>(start[r + 1] - start[r]);
  const CoinPackedMatrix matrix(
      false, columns, rows, static_cast<CoinBigIndex>(program.column.size()), program.value.data(),
      program.column.data(), start.data(), lengths.data());
  std::vector<double> row_lower(rows), row_upper(rows), upper(columns);
  std::transform(program.row_lower.begin(), program.row_lower.end(), row_lower.begin(), limit);
  std::transform(program.row_upper.begin(), program.row_upper.end(), row_upper.begin(), limit);
  std::transform(program.upper.begin(), program.upper.end(), upper.begin(), limit);
  osi.messageHandler()->setLogLevel(0);
  osi.getModelPtr()->setLogLevel(0);
  osi.loadProblem(matrix, program.lower.data(), upper.data(), program.cost.data(), row_lower.data(),
                  row_upper.data());
  for (int c = 0; c < columns; ++c) {
    if (program.whole[c]) osi.setInteger(c);
  }
  osi.setDblParam(OsiPrimalTolerance, program.row_tolerance);
}

CbcEnd run_cbc(const MipProgram& program, double cutoff, const Listener& listener,
               const std::function<bool()>& stop) {
  OsiClpSolverInterface osi;
  load(osi, program);
  PivotHandler pivots(&stop);
  osi.getModelPtr()->passInEventHandler(&pivots);
  CbcModel model(osi);
  model.setLogLevel(0);
  model.messageHandler()->setLogLevel(0);
  model.setIntegerTolerance(1e-7);
  if (cutoff < infinite) model.setCutoff(cutoff);
  model.initialSolve();
  CbcEnd end;
  if (model.solver()->isProvenPrimalInfeasible()) {
    end.complete = true;
    return end;
  }
  if (model.solver()->isProvenOptimal()) listener.bounded(model.solver()->getObjValue());
  if (stop && stop()) return end;
  // Without its preprocessing, whose solutions broke rows of small programs (2.10.8).
  CbcStrategyDefault strategy(1, 5, 5);
  model.setStrategy(strategy);
  const Handler handler(&model, &listener, &stop);
  model.passInEventHandler(&handler);
  model.branchAndBound();
  end.nodes = model.getNodeCount();
  if (model.bestSolution()) listener.found(model.bestSolution());
  const bool ended = model.isProvenOptimal() || model.isProvenInfeasible();
  end.complete = ended && model.status() == 0;
  if (!end.complete) listener.bounded(model.getBestPossibleObjValue());
  return end;
}

enum class Told : char { found, bounded, end };

template <class Number>
std::string_view bytes_of(const Number* first, std::size_t count) {
  return {reinterpret_cast<const char*>(first), count * sizeof(Number)};
}

std::string message(Told what, std::string_view rest) {
  std::string text(1, static_cast<char>(what));
  return text.append(rest);
}

/// Nothing when the system gave no process.
std::optional<CbcEnd> run_cbc_in_child(const MipProgram& program, double cutoff,
                                       const Listener& listener,
                                       const std::function<bool()>& stop) {
  const auto work = [&](const SendToParent& send) {
    const auto columns = static_cast<std::size_t>(program.columns());
    const Listener pass_on{
        [&](const double* x) { send(message(Told::found, bytes_of(x, columns))); },
        [&](double bound) { send(message(Told::bounded, bytes_of(&bound, 1))); }};
    const CbcEnd end = run_cbc(program, cutoff, pass_on, nullptr);
    send(message(Told::end, bytes_of(&end, 1)));
  };
  CbcEnd end;
  std::vector<double> x(static_cast<std::size_t>(program.columns()));
  const auto receive = [&](std::string_view text) {
    const char* rest = text.data() + 1;
    if (static_cast<Told>(text[0]) == Told::found) {
      std::memcpy(x.data(), rest, x.size() * sizeof(double));
      listener.found(x.data());
    } else if (static_cast<Told>(text[0]) == Told::bounded) {
      double bound = 0;
      std::memcpy(&bound, rest, sizeof bound);
      listener.bounded(bound);
    } else {
      std::memcpy(&end, rest, sizeof end);
    }
  };
  if (run_in_child(work, receive, stop) == ChildEnd::not_started) return std::nullopt;
  return end;
}

/// CBC is quick with programs below this size, and looks at the clock in time; a process more would
/// cost more than it does.
constexpr std::size_t small_terms = 2'000;

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

MipResult solve_mip(const MipProgram& program, const MipSearch& search) {
  MipResult result;
  const auto columns = static_cast<std::size_t>(program.columns());
  const auto tell = [&] {
    if (search.news) search.news(result.cost, result.bound);
  };
  const auto found = [&](const double* x) {
    std::vector<double> plan(x, x + columns);
    double cost = 0;
    for (std::size_t c = 0; c < columns; ++c) {
      if (program.whole[c]) plan[c] = std::round(plan[c]);
      cost += program.cost[c] * plan[c];
    }
    if (cost >= result.cost) return;
    result.cost = cost;
    result.x = std::move(plan);
    tell();
  };
  const auto bounded = [&](double bound) {
    if (bound <= result.bound) return;
    result.bound = bound;
    tell();
  };
  const double known = search.known;
  const double cutoff = known - (known < infinite ? 1e-7 * std::max(1.0, std::abs(known)) : 0);
  const Listener listener{found, bounded};
  std::optional<CbcEnd> end;
  if (program.column.size() > small_terms)
    end = run_cbc_in_child(program, cutoff, listener, search.stop);
  if (!end) end = run_cbc(program, cutoff, listener, search.stop);
  result.nodes = end->nodes;
  result.complete = end->complete;
  // Infinite when there is no solution.
  const double best = std::min(result.cost, known);
  result.bound = result.complete ? best : std::min(result.bound, best);
  return result;
}

}  // namespace jintu::siting
