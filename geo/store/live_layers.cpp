#include "geo/store/live_layers.hpp"

#include <array>

namespace jintu {

std::span<const std::string_view> live_layer_names() {
  static constexpr std::array<std::string_view, 6> names{
      "districts", "heritage_blocks", "carriers", "night_streets", "checkin_spots", "lockers"};
  return names;
}

std::span<const EnteredLayer> entered_layers() {
  static constexpr std::array<EnteredLayer, 2> layers{
      {{"events", "活动 What is on"}, {"last_trains", "首末班车 First and last trains"}}};
  return layers;
}

}  // namespace jintu
