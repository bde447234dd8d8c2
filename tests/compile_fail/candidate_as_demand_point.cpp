#include "geo/siting/question/problem.hpp"
using namespace jintu::siting;
double people_at(const SitingProblem& problem, const SitingSolution& plan, DemandIndex home) {
  const CandidateIndex locker = plan.assignment[home];
#ifdef MISUSE
  return problem.weight(locker);
#else
  return problem.rule(locker) == SiteRule::forbidden ? 0 : problem.weight(home);
#endif
}
