#include "geo/base/units.hpp"
using namespace jintu;
#ifdef MISUSE
SquareMetres sum(SquareMetres a, Metres b) { return a + b; }
#else
SquareMetres sum(SquareMetres a, SquareMetres b) { return a + b; }
#endif
