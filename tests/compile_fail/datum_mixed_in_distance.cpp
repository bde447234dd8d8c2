#include "geo/crs/transform.hpp"
using namespace jintu;
Metres walk(Position from, LonLat<Gcj02> phone) {
#ifdef MISUSE
  return distance(from, phone);
#else
  return distance(from, convert<Wgs84>(phone));
#endif
}
