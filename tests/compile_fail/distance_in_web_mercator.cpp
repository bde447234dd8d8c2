#include "geo/crs/transform.hpp"
using namespace jintu;
Metres across(XY<WebMercator<Wgs84>> a, XY<WebMercator<Wgs84>> b) {
#ifdef MISUSE
  return distance(a, b);
#else
  return distance(from_web_mercator(a), from_web_mercator(b));
#endif
}
