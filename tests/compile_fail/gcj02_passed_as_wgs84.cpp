#include "geo/crs/transform.hpp"
using namespace jintu;
void store(Position);
void import(LonLat<Gcj02> from_amap) {
#ifdef MISUSE
  store(from_amap);
#else
  store(convert<Wgs84>(from_amap));
#endif
}
