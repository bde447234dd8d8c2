#include "services/siting/jobs/job_state.hpp"

namespace jintu::siting {

std::string_view to_string(JobStatus status) noexcept {
  switch (status) {
    case JobStatus::queued:
      return "queued";
    case JobStatus::running:
      return "running";
    case JobStatus::proven:
      return "proven";
    case JobStatus::stopped:
      return "stopped";
    case JobStatus::infeasible:
      return "infeasible";
    case JobStatus::failed:
      return "failed";
    case JobStatus::cancelled:
      return "cancelled";
  }
  return "failed";
}

JobStatus status_of(const SitingSolution& solution) noexcept {
  switch (solution.status) {
    case Status::optimal:
      return JobStatus::proven;
    case Status::infeasible:
      return JobStatus::infeasible;
    case Status::feasible:
    case Status::unknown:
      break;
  }
  return JobStatus::stopped;
}

std::string problem_text(const Json& problem) {
  return problem.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace jintu::siting
