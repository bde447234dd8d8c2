// Any bytes as what planners send: {"problem", "options", "elbow", "evaluate", "solution"}. What is
// read is solved where it is small, and what is called proven must convince the checker; of an
// answer that was made up nothing but the checker's word is asked.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "geo/base/error.hpp"
#include "services/siting/answers/evaluate.hpp"
#include "services/siting/jobs/elbow.hpp"
#include "services/siting/plans/plan_map.hpp"
#include "services/siting/question/fields.hpp"
#include "services/siting/question/job_options.hpp"
#include "services/siting/question/solution_file.hpp"

using namespace jintu;
using namespace jintu::siting;

namespace {

constexpr Index small = 8;  // points that are solved within milliseconds

std::shared_ptr<const FeatureStore> no_store() { throw Error(ErrorCode::not_found, "no store"); }

template <class Step>
void tried(const Step& step) {
  try {
    step();
  } catch (const Error&) {
  }
}

const Json& part(const Json& json, const char* name) {
  static const Json nothing;
  const auto at = json.find(name);
  return at == json.end() ? nothing : *at;
}

/// By the problem's kind whatever else it asks for.
bool is_plain(const SitingProblem& problem) {
  const Requirements& r = problem.requirements();
  return r.none() && !r.front && !r.market && problem.kind() != Kind::p_dispersion;
}

void solve_and_check(const ProblemFile& file) {
  const SitingProblem& problem = file.problem;
  if (problem.demands() > small || problem.candidates() > small || !is_plain(problem)) return;
  SolveOptions options;
  options.time_limit = 2;
  options.node_limit = 2000;
  options.certificate = true;
  const Solved solved = solve_with_certificate(problem, options, {});
  const Json text = to_json(file, solved);
  if (solution_from_json(file, text, "fuzz").solution.open != solved.solution.open) std::abort();
  if (!solved.solution.proven() || !solved.certificate) return;
  const CheckResult check = check_certificate(problem, solved.solution, *solved.certificate);
  if (check.valid) return;
  std::fprintf(stderr, "called proven, and refused: %s\n", check.reason.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tried([&] {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const Json json = parse_json(text, "fuzz");
    const Json& problem = part(json, "problem");
    tried([&] { job_options(part(json, "options")); });
    tried([&] {
      Fields fields(part(json, "elbow"), "fuzz");
      widest_problem(problem, elbow_ask(fields));
    });
    tried([&] { plan_map(problem, part(json, "solution")); });
    check_before_queue(problem);
    JobResult result{read_problem(problem, "fuzz", "", no_store, {}), {}};
    tried([&] { evaluate(result, part(json, "evaluate")); });
    tried([&] {
      const Solved given = solution_from_json(result.problem, part(json, "solution"), "fuzz");
      check_plan(result.problem.problem, given.solution);
      if (given.certificate)
        check_certificate(result.problem.problem, given.solution, *given.certificate);
    });
    solve_and_check(result.problem);
  });
  return 0;
}
