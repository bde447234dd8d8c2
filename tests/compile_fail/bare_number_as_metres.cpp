#include "geo/base/units.hpp"
using namespace jintu;
#ifdef MISUSE
Metres limit() { return 400.0; }
#else
Metres limit() { return Metres::of(400.0); }
#endif
