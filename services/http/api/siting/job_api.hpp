// Siting: jobs with progress by long poll, their answers, and plans of the planner's own.
#pragma once

#include <cstdint>
#include <vector>

#include "services/http/api/siting/desk.hpp"
#include "services/http/api/siting/plan_reports.hpp"

namespace jintu::http {

class JobApi {
 public:
  JobApi(const Context& context, SitingDesk& desk, PlanReports& reports)
      : context_(context), desk_(desk), reports_(reports) {}
  void routes(std::vector<Route>& table);

 private:
  Response list(const Call& call) const;
  std::optional<Response> state(const Call& call, const Later& later);
  Response cancelled(const Call& call) const;
  std::optional<Response> problem(const Call& call, const Later& later);
  std::optional<Response> solution(const Call& call, const Later& later);
  std::optional<Response> catchments(const Call& call, const Later& later);
  std::optional<Response> evaluated(const Call& call, const Later& later);
  Response job_started(const Call& call) const;
  Response elbow_started(const Call& call) const;
  Response robustness_started(const Call& call) const;
  /// Answers once the job is beyond `since`, or at `until`.
  void poll(const Call& call, const Later& later, std::uint64_t since, Clock::time_point until);

  const Context& context_;
  SitingDesk& desk_;
  PlanReports& reports_;
};

}  // namespace jintu::http
