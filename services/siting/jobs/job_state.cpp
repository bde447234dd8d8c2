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

std::string problem_text(const Json& problem) {
  return problem.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace jintu::siting
