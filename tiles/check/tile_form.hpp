// What a decoder made of the proto file passes over in silence: fields that are missing, repeated,
// unknown or of another type than MVT 2.1 §4 gives them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jintu::tiles {

struct FormFault {
  std::uint64_t feature = 0;  ///< its id; 0 for a fault of the layer, or of a feature without one
  std::string what;
};

/// Of each layer, in the order of the tile. `content` must be a message that a decoder takes.
std::vector<std::vector<FormFault>> faults_of_form(std::string_view content);

}  // namespace jintu::tiles
