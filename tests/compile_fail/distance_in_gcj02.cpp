#include "geo/crs/transform.hpp"
using namespace jintu;
#ifdef MISUSE
Metres across(LonLat<Gcj02> a, LonLat<Gcj02> b) { return distance(a, b); }
#else
Metres across(LonLat<Cgcs2000> a, LonLat<Cgcs2000> b) { return distance(a, b); }
#endif
