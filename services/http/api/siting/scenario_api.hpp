// Siting: plans that are kept, every version of them.
#pragma once

#include <vector>

#include "services/http/api/siting/desk.hpp"
#include "services/http/api/siting/plan_reports.hpp"

namespace jintu::http {

class ScenarioApi {
 public:
  ScenarioApi(const Context& context, SitingDesk& desk, PlanReports& reports)
      : context_(context), desk_(desk), reports_(reports) {}
  void routes(std::vector<Route>& table);

 private:
  std::optional<Response> list(const Call& call, const Later& later);
  std::optional<Response> read(const Call& call, const Later& later);
  std::optional<Response> versions(const Call& call, const Later& later);
  Response created(const Call& call);
  Response changed_or_removed(const Call& call);

  const Context& context_;
  SitingDesk& desk_;
  PlanReports& reports_;
};

}  // namespace jintu::http
