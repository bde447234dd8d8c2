// What a fault says to people.
#pragma once

#include "geo/topology/gate.hpp"

namespace jintu::topology {

/// "3.2 m²", "1,250 m²", "0.04 m".
std::string size_text(double measure, std::string_view unit);

/// Fills `zh` and `en` from code, measure and neighbour. `share`: of the area, for `area_change`.
void say(Fault& fault, double share = 0);

}  // namespace jintu::topology
