// How a plan stands when demand turns out otherwise: the problem solved for random demands.
#pragma once

#include <string>
#include <vector>

#include "services/siting/jobs/series.hpp"
#include "services/siting/question/fields.hpp"

namespace jintu::siting {

struct RobustnessAsk {
  std::vector<std::string> sites;  ///< open sites of the plan, the existing ones too
  int draws = 10;
  double spread = 0.2;  ///< each weight times a number from 1 − spread to 1 + spread, evenly
};

inline constexpr int most_draws = 50;
inline constexpr double most_robustness_seconds = 3600;  ///< draws × time limit

/// The members sites, draws and spread. Throws Error{bad_input}.
RobustnessAsk robustness_ask(Fields& fields);
/// What can be seen of the problem before it is read: its kind weighs its demand, and the draws end
/// in time. Throws Error{bad_input}.
void check_robustness(const Json& problem, const RobustnessAsk& ask, const JobOptions& options);

/// Rows {"best", "bound", "mine", "regret", "regret_most", "status"}: what could be had, what the
/// plan gives, and the difference as a share of what could be had; `regret_most` against the bound,
/// null where there is none. `chosen`: how often the best plan of a draw has each site, the most
/// chosen first. The draws are those of `options.seed`, whatever the machine. Throws
/// Error{bad_input} naming a site that is no candidate, Error{conflict} when the plan is none.
Series robustness(const ProblemFile& file, const RobustnessAsk& ask, const JobOptions& options,
                  const Progress& progress, const OnRow& on_row);

}  // namespace jintu::siting
