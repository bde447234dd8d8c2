// What a change does to a record, in words.
#pragma once

#include <string>
#include <vector>

#include "geo/base/json.hpp"

namespace jintu::changes {

struct Words {
  std::string zh, en;
};

/// One sentence for each thing that differs between two GeoJSON features; null: it is not there.
/// `schema` is that of a feature of the layer in JSON Schema, which says how properties are called;
/// may be null. A shape that is no geometry yet is said to be one that is not finished.
std::vector<Words> words_of(const Json& before, const Json& after, const Json* schema);

}  // namespace jintu::changes
