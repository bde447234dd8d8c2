// A test that lacks its input says so and counts: its program then ends with 77, which CTest shows
// as skipped, unless something failed.
#pragma once

#include <string>

namespace jintu_test {

/// How many times something was skipped in this program.
int skips();
/// Notes that what follows is not tested, and why ("../shared/data/osm/x.pbf is not there").
void skip(const std::string& why);

}  // namespace jintu_test
