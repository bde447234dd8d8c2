#include "geo/crs/transform.hpp"
using namespace jintu;
XY<Cgcs2000Gk117> plot(LonLat<Bd09> p) {
#ifdef MISUSE
  return project(p);
#else
  return project(convert<Cgcs2000>(p));
#endif
}
