// The relaxation of a formulation under what a node of a proof decides, by CLP.
#include <algorithm>
#include <bit>

#include "geo/siting/mip/prove_branches.hpp"
#include "geo/siting/mip/relaxation.hpp"

namespace jintu::siting {

namespace {

using proof::Decided;

/// How far a share is from being decided.
double doubt(double share) { return std::min(share, 1 - share); }

class ProgramRelaxation : public NodeRelaxation {
 public:
  ProgramRelaxation(const SitingProblem& problem, const Formulation& formulation, double scale)
      : problem_(problem),
        formulation_(formulation),
        scale_(scale),
        program_(scaled(formulation.program(), scale)),
        lp_(program_) {}

  const std::vector<std::vector<CandidateIndex>>& cliques() const override {
    return formulation_.cliques();
  }

  Relaxed solve(const Decided& at, std::int64_t most_work,
                const std::function<bool()>& stop) override {
    set_bounds(at);
    Relaxed result;
    const std::int64_t unit = lp_.rows() + program_.columns() / 4 + 1;
    const std::int64_t most = std::max<std::int64_t>(1, most_work / unit);
    std::int64_t pivots = most;
    const auto end = lp_.solve(pivots, stop);
    result.work = (most - pivots + 10) * unit;
    if (end == Relaxation::End::infeasible) {
      result.end = Relaxed::End::infeasible;
      auto ray = lp_.ray();
      for (int sign = 0; sign < 2 && !ray.empty(); ++sign) {
        result.multipliers.push_back(formulation_.multipliers(ray, 0));
        for (double& v : ray) v = -v;
      }
      return result;
    }
    if (end == Relaxation::End::stopped) return result;
    result.end = Relaxed::End::solved;
    result.multipliers.push_back(formulation_.multipliers(lp_.duals(), scale_));
    result.branch = branch(lp_.x(), at);
    return result;
  }

 private:
  static MipProgram scaled(MipProgram program, double scale) {
    for (double& cost : program.cost) cost *= scale;
    return program;
  }

  void set_bounds(const Decided& at) {
    for (const CandidateIndex j : problem_.each_candidate()) {
      const std::uint32_t options = at.options[j];
      lp_.set_bounds(formulation_.site_column(j), (options & 1) != 0 ? 0 : 1, options > 1 ? 1 : 0);
      const auto& sizes = formulation_.size_columns(j);
      for (std::size_t t = 0; t < sizes.size(); ++t)
        lp_.set_bounds(sizes[t], 0, (options >> (t + 1) & 1) != 0 ? 1 : 0);
    }
    for (const auto& part : formulation_.parts()) {
      if (at.server.empty()) break;
      const CandidateIndex server = at.server[part.demand];
      const bool barred =
          (server >= 0 && server != part.site) ||
          std::binary_search(at.barred.begin(), at.barred.end(), std::pair(part.demand, part.site));
      lp_.set_bounds(part.column, server == part.site ? 1 : 0, barred ? 0 : 1);
    }
  }

  Branch branch(const std::vector<double>& x, const Decided& at) const {
    Branch best;
    double most = 1e-6;
    for (const CandidateIndex j : problem_.each_candidate()) {
      const double open = x[formulation_.site_column(j)];
      if (std::popcount(at.options[j]) < 2 || doubt(open) <= most) continue;
      most = doubt(open);
      best = {j, {0}};
    }
    if (best.site >= 0) return best;
    for (const CandidateIndex j : problem_.each_candidate()) {
      const auto& sizes = formulation_.size_columns(j);
      for (std::size_t t = 0; t < sizes.size(); ++t) {
        if (std::popcount(at.options[j]) < 2 || doubt(x[sizes[t]]) <= most) continue;
        most = doubt(x[sizes[t]]);
        best = {j, {static_cast<Index>(t) + 1}};
      }
    }
    if (best.site >= 0 || at.server.empty()) return best;
    for (const auto& part : formulation_.parts()) {
      const double large = doubt(x[part.column]) * (1 + problem_.load(part.demand));
      if (at.server[part.demand] >= 0 || doubt(x[part.column]) <= 1e-6 || large <= most) continue;
      most = large;
      best = {part.site, {}, part.demand};
    }
    return best;
  }

  const SitingProblem& problem_;
  const Formulation& formulation_;
  double scale_;
  MipProgram program_;
  Relaxation lp_;
};

}  // namespace

std::optional<BranchProof> prove_branches(const SitingProblem& problem,
                                          const Formulation& formulation, const ProofGoal& goal,
                                          const std::function<bool()>& stop) {
  ProgramRelaxation relaxation(problem, formulation, goal.impossible ? 0 : 1);
  return prove_branches(problem, relaxation, goal, stop);
}

}  // namespace jintu::siting
