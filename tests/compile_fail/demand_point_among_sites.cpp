#include "geo/siting/certificate/certificate.hpp"
using namespace jintu::siting;
bool opens(const ProofStep& step, DemandIndex home, CandidateIndex locker) {
#ifdef MISUSE
  for (const CandidateIndex open : step.opened) {
    if (open == home) return true;
  }
#else
  for (const CandidateIndex open : step.opened) {
    if (open == locker) return home >= 0;
  }
#endif
  return false;
}
