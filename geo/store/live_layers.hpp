// The layers that the product is about; every other layer is a user's own.
#pragma once

#include <span>
#include <string_view>

#include "geo/feature/layer.hpp"

namespace jintu {

/// districts, carriers, night_streets, lockers, checkin_spots, heritage_blocks: in display order.
std::span<const std::string_view> live_layer_names();

/// Layers that ship empty: what they hold is entered by editors, or imported.
struct EnteredLayer {
  std::string_view name, title;
};
/// events, last_trains.
std::span<const EnteredLayer> entered_layers();

}  // namespace jintu
