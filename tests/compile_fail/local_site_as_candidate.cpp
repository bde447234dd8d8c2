#include "geo/siting/lagrange/bound.hpp"
using namespace jintu::siting;
Side side_of(const Subproblem& part, const Sides& sides, LocalSite left) {
#ifdef MISUSE
  return sides[left];
#else
  return sides[part.site[left]];
#endif
}
