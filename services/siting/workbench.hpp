// All of the siting side of one server.
#pragma once

#include "services/siting/city.hpp"
#include "services/siting/jobs.hpp"

namespace jintu::siting {

/// Any thread.
struct Workbench {
  Workbench(const JobsOptions& options, StoreOpener store) : city(std::move(store)), jobs(options, city) {}

  City city;
  Jobs jobs;  ///< after the city: its threads use it
};

}  // namespace jintu::siting
