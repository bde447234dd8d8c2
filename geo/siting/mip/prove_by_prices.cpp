// Proofs whose prices are found by subgradient steps alone.
#include "geo/siting/mip/conflicts.hpp"
#include "geo/siting/mip/prove_branches.hpp"
#include "geo/siting/question/out_of_time.hpp"

namespace jintu::siting {

namespace {

class NoRelaxation : public NodeRelaxation {
 public:
  explicit NoRelaxation(std::vector<std::vector<Index>> cliques) : cliques_(std::move(cliques)) {}
  bool solves() const override { return false; }
  Relaxed solve(const proof::Decided&, std::int64_t, const std::function<bool()>&) override {
    Relaxed result;
    result.end = Relaxed::End::solved;
    return result;
  }
  const std::vector<std::vector<Index>>& cliques() const override { return cliques_; }

 private:
  std::vector<std::vector<Index>> cliques_;
};

std::vector<std::vector<Index>> cliques_of(const SitingProblem& problem,
                                           const std::function<bool()>& stop) {
  MipProgram rows;
  std::vector<int> column;
  for (Index j = 0; j < problem.candidates(); ++j)
    column.push_back(rows.add_column(0, 0, 1, false));
  return add_conflicts(rows, column, proof::PricedProblem(problem, 0).conflicts(), stop);
}

}  // namespace

std::optional<BranchProof> prove_by_prices(const SitingProblem& problem, const ProofGoal& goal,
                                           const std::function<bool()>& stop) {
  try {
    NoRelaxation none(problem.requirements().spacing ? cliques_of(problem, stop)
                                                     : std::vector<std::vector<Index>>());
    return prove_branches(problem, none, goal, stop);
  } catch (const OutOfTime&) {
    return std::nullopt;
  }
}

}  // namespace jintu::siting
