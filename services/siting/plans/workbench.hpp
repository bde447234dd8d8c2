// All of the siting side of one server.
#pragma once

#include <string>
#include <utility>

#include "services/siting/city/city.hpp"
#include "services/siting/jobs/jobs.hpp"
#include "services/siting/plans/plan_map.hpp"
#include "services/siting/plans/scenarios.hpp"

namespace jintu::siting {

/// Any thread.
struct Workbench {
  /// `scenarios_path`: the file of the scenarios, which need not be there yet.
  Workbench(const JobsOptions& options, StoreOpener store, std::string scenarios_path)
      : city(std::move(store)),
        scenarios(std::move(scenarios_path)),
        plans(16, options.memory_bytes / 4),
        jobs(options, city) {}

  City city;
  Scenarios scenarios;
  PlanSources plans;
  Jobs jobs;  ///< after the city: its threads use it
};

}  // namespace jintu::siting
