#include "geo/base/ids.hpp"
using namespace jintu;
FeatureId next(FeatureId id, Revision revision) {
#ifdef MISUSE
  return revision.value > 0 ? revision : id;
#else
  return revision.value > 0 ? FeatureId{id.value + 1} : id;
#endif
}
