// Siting: a finished job, or a plan that was kept, as a page to read and to print.
#pragma once

#include <optional>
#include <string>

#include "services/http/api/siting/desk.hpp"
#include "services/http/message/uri.hpp"
#include "services/siting/answers/job_answers.hpp"

namespace jintu::http {

class PlanReports {
 public:
  PlanReports(const Context& context, SitingDesk& desk) : context_(context), desk_(desk) {}

  std::optional<Response> of_job(const Call& call, const Later& later);
  /// Its walks are measured anew: a scenario keeps what was found, not the way there.
  std::optional<Response> of_scenario(const Call& call, const Later& later);
  /// For files. Nothing where there is no store.
  siting::PlaceNames names(const Request& request) const;

 private:
  struct Bilingual {
    std::string chinese, english;
  };
  Response answer(const Call& call, const siting::ProblemFile& file, const siting::Solved& solved,
                  const std::string& title, const Bilingual& when) const;

  const Context& context_;
  SitingDesk& desk_;
};

/// Nothing when it is not given: the newest. Throws Error{bad_input}.
std::optional<std::int64_t> scenario_version(const Query& query);

}  // namespace jintu::http
