// The relaxation of a market share under what a node decides: tangents, and what sites gain alone
// beside those that are open there.
#include <algorithm>
#include <bit>
#include <cmath>

#include "geo/siting/mip/prove_branches.hpp"
#include "geo/siting/mip/relaxation.hpp"
#include "geo/siting/question/out_of_time.hpp"

namespace jintu::siting {

namespace {

struct Customer {
  DemandIndex demand;
  double weight, rivals;
  std::vector<std::pair<CandidateIndex, double>> pulls;
  std::vector<double> tangents;  // our pulls at which lines touch the share; they hold everywhere

  double share(double ours) const { return ours > 0 ? ours / (ours + rivals) : 0; }
  double slope(double ours) const {
    return rivals > 0 ? rivals / ((ours + rivals) * (ours + rivals)) : 0;
  }
};

class MarketRelaxation : public NodeRelaxation {
 public:
  explicit MarketRelaxation(const SitingProblem& problem) : problem_(problem) {
    const Market& market = *problem.requirements().market;
    for (const DemandIndex i : problem.each_demand()) {
      if (problem.weight(i) <= 0) continue;
      Customer c{i, problem.weight(i), 0, {}, {}};
      for (std::size_t k = 0; k < problem.distances().sites(i).size(); ++k) {
        const CandidateIndex j = problem.distances().sites(i)[k];
        c.pulls.emplace_back(j, market.pull(market.attraction.empty() ? 1 : market.attraction[j],
                                            problem.distances().distances(i)[k]));
      }
      for (std::size_t k = 0; k < market.rivals.sites(i).size(); ++k) {
        const RivalIndex rival = market.rivals.sites(i)[k];
        c.rivals +=
            market.pull(market.rival_attraction.empty() ? 1 : market.rival_attraction[rival],
                        market.rivals.distances(i)[k]);
      }
      customers_.push_back(std::move(c));
    }
  }

  const std::vector<std::vector<CandidateIndex>>& cliques() const override { return none_; }

  Relaxed solve(const proof::Decided& at, std::int64_t most_work,
                const std::function<bool()>& stop) override {
    try {
      return solve_at(at, most_work, stop);
    } catch (const OutOfTime&) {
      return {};
    }
  }

 private:
  Relaxed solve_at(const proof::Decided& at, std::int64_t most_work,
                   const std::function<bool()>& stop) {
    Master master(*this, at, stop);
    Relaxed result;
    const std::int64_t unit = master.lp->rows() + problem_.candidates() + 1;
    std::int64_t pivots = std::max<std::int64_t>(1, most_work / unit);
    const std::int64_t before = pivots;
    for (int round = 0; round < 60 && pivots > 0; ++round) {
      const auto end = master.lp->solve(pivots, stop);
      if (end == Relaxation::End::infeasible) result.end = Relaxed::End::infeasible;
      if (end != Relaxation::End::optimal) break;
      result.end = Relaxed::End::solved;
      const auto x = master.lp->x();
      result.multipliers = {mixed(master), tangent(master, x)};
      result.branch = branch(x, at);
      if (cut(master, x) == 0) break;
    }
    result.work = (before - pivots + 10) * unit;
    if (result.end == Relaxed::End::infeasible) {  // too many or too few sites are decided
      result.multipliers.resize(2);
      result.multipliers[0].site = 1;
      result.multipliers[1].site = -1;
    }
    return result;
  }

  struct Tangent {
    std::size_t customer;
    double slope;
    int row;
  };

  /// Columns: a share for each customer, then the sites. Rows: p, gains of each customer, tangents.
  struct Master {
    std::unique_ptr<Relaxation> lp;
    std::vector<Tangent> tangents;
    Lookout lookout;

    /// Throws OutOfTime.
    Master(const MarketRelaxation& market, const proof::Decided& at,
           const std::function<bool()>& stop)
        : lookout(stop) {
      MipProgram program;
      const auto& problem = market.problem_;
      for (const Customer& c : market.customers_) program.add_column(-c.weight, 0, 1, false);
      std::vector<MipProgram::Term> count;
      for (const CandidateIndex j : problem.each_candidate()) {
        const int column = program.add_column(0, (at.options[j] & 1) != 0 ? 0 : 1,
                                              (at.options[j] & 2) != 0 ? 1 : 0, false);
        if (problem.rule(j) != SiteRule::existing) count.push_back({column, 1});
      }
      program.add_row(problem.p(), problem.p(), count);
      const int first_site = static_cast<int>(market.customers_.size());
      for (int k = 0; k < first_site; ++k) {
        const Customer& c = market.customers_[k];
        lookout.worked(static_cast<std::int64_t>(10 * c.pulls.size()));
        double open = 0;
        for (const auto& [j, pull] : c.pulls) open += (at.options[j] & 1) == 0 ? pull : 0;
        std::vector<MipProgram::Term> terms{{k, 1}};
        for (const auto& [j, pull] : c.pulls) {
          if ((at.options[j] & 1) != 0)
            terms.push_back({first_site + j, -(c.share(open + pull) - c.share(open))});
        }
        program.add_row(-infinite, c.share(open), terms);
      }
      for (std::size_t k = 0; k < market.customers_.size(); ++k) {
        for (const double ours : market.customers_[k].tangents)
          add_tangent(market, k, ours, program, 0);
      }
      lp = std::make_unique<Relaxation>(program);
    }

    /// `before`: rows that the program is going to follow.
    void add_tangent(const MarketRelaxation& market, std::size_t k, double ours,
                     MipProgram& program, int before) {
      const Customer& c = market.customers_[k];
      const double slope = c.slope(ours);
      std::vector<MipProgram::Term> terms{{static_cast<int>(k), 1}};
      for (const auto& [j, pull] : c.pulls)
        terms.push_back({static_cast<int>(market.customers_.size()) + j, -slope * pull});
      lookout.worked(static_cast<std::int64_t>(10 * terms.size()));
      tangents.push_back({k, slope, before + static_cast<int>(program.row_lower.size())});
      program.add_row(-infinite, c.share(ours) - slope * ours, terms);
    }
  };

  double ours(const Customer& c, const std::vector<double>& x) const {
    double sum = 0;
    for (const auto& [j, pull] : c.pulls)
      sum += pull * std::clamp(x[customers_.size() + static_cast<std::size_t>(j)], 0.0, 1.0);
    return sum;
  }

  int cut(Master& master, const std::vector<double>& x) {
    constexpr std::size_t most_tangents = 12;  // of those kept for other nodes
    int added = 0;
    MipProgram rows;
    for (std::size_t k = 0; k < customers_.size(); ++k) {
      Customer& c = customers_[k];
      const double pull = ours(c, x);
      if (c.rivals <= 0 || x[k] <= c.share(pull) + 1e-8) continue;
      master.add_tangent(*this, k, pull, rows, master.lp->rows());
      if (c.tangents.size() >= most_tangents) c.tangents.erase(c.tangents.begin());
      c.tangents.push_back(pull);
      ++added;
    }
    master.lp->add_rows(rows);
    return added;
  }

  /// The duals: how much of each customer's weight its gains and its tangents carry.
  Multipliers mixed(const Master& master) const {
    const auto dual = master.lp->duals();
    Multipliers m;
    m.prices.assign(problem_.demands(), 0);
    m.gains.assign(problem_.demands(), 0);
    m.site = dual[0];
    std::vector<double> part(customers_.size(), 0);
    for (const Tangent& t : master.tangents) {
      const double carried = std::max(0.0, -dual[t.row]) / customers_[t.customer].weight;
      part[t.customer] += carried;
      m.prices[customers_[t.customer].demand] += carried * t.slope;
    }
    for (std::size_t k = 0; k < customers_.size(); ++k) {
      const double gains = std::max(0.0, -dual[1 + k]) / customers_[k].weight;
      const double rest = std::max(0.0, 1 - gains - part[k]);
      m.gains[customers_[k].demand] = gains / (gains + part[k] + rest);
      if (part[k] + rest > 0) m.prices[customers_[k].demand] /= part[k] + rest;
    }
    return m;
  }

  Multipliers tangent(const Master& master, const std::vector<double>& x) const {
    Multipliers m;
    m.prices.assign(problem_.demands(), 0);
    m.gains.assign(problem_.demands(), 0);
    m.site = master.lp->duals()[0];
    for (const Customer& c : customers_) {
      if (c.rivals <= 0) m.gains[c.demand] = 1;
      m.prices[c.demand] = c.slope(ours(c, x));
    }
    return m;
  }

  Branch branch(const std::vector<double>& x, const proof::Decided& at) const {
    Branch best;
    double most = 1e-6;
    for (const CandidateIndex j : problem_.each_candidate()) {
      const double open = x[customers_.size() + static_cast<std::size_t>(j)];
      const double doubt = std::min(open, 1 - open);
      if (std::popcount(at.options[j]) < 2 || doubt <= most) continue;
      most = doubt;
      best = {j, {0}};
    }
    return best;
  }

  const SitingProblem& problem_;
  std::vector<Customer> customers_;
  std::vector<std::vector<CandidateIndex>> none_;
};

}  // namespace

std::optional<BranchProof> prove_market_share(const SitingProblem& problem, const ProofGoal& goal,
                                              const std::function<bool()>& stop) {
  MarketRelaxation relaxation(problem);
  return prove_branches(problem, relaxation, goal, stop);
}

}  // namespace jintu::siting
