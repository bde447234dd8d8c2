// How much memory finished jobs take.
#pragma once

#include <cstddef>

#include "services/siting/jobs/jobs.hpp"

namespace jintu::siting {

/// Of the problem with its distances, the answer, its certificate, and what `FreshDistances` keeps
/// once it was asked. Not the walking network, which jobs share.
std::size_t bytes_of(const JobResult& result);

/// With the index of its edges that `FreshDistances` makes.
std::size_t bytes_of_network(const network::WalkGraph& graph);

}  // namespace jintu::siting
