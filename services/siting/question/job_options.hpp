// How a siting problem is to be solved, and what is checked before it is queued.
#pragma once

#include <cstdint>
#include <string>

#include "geo/base/json.hpp"

namespace jintu::siting {

struct JobOptions {
  double time_limit_s = 60;  ///< above 0, at most an hour
  double gap = 0;
  std::uint64_t seed = 1;
  bool certificate = false;
  /// Id of a job that asked the same and stopped: its plan and its bound are where this one starts.
  std::string from;
};

/// The members time_limit_s, gap, seed, certificate, from. Throws Error{bad_input} naming the
/// member.
JobOptions job_options(const Json& json);

/// Throws Error{bad_input | too_large} for what can be seen without measuring: files, which nobody
/// may name from outside, no demand, more sites than candidates, too many points.
void check_before_queue(const Json& problem);

}  // namespace jintu::siting
