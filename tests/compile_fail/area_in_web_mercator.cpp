#include "geo/geometry/validity.hpp"
using namespace jintu;
#ifdef MISUSE
SquareMetres size(const MultiPolygon<XY<WebMercator<Wgs84>>>& park) { return area(park); }
#else
SquareMetres size(const MultiPolygon<Position>& park) { return area(park); }
#endif
