#include "tiles/grid/world.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace jintu::tiles {
namespace {

constexpr double world_size = 4294967296.0;

std::uint32_t to_units(double unit) {
  const double v = std::floor(unit * world_size + 0.5);
  return v <= 0 ? 0u : v >= world_size - 1 ? 0xffffffffu : static_cast<std::uint32_t>(v);
}

}  // namespace

UnitPoint to_unit_square(Position p) {
  using std::numbers::pi;
  const double s = std::sin(p.lat * (pi / 180));
  const double y = s >= 1 ? 0.0 : s <= -1 ? 1.0 : 0.5 - std::log((1 + s) / (1 - s)) / (4 * pi);
  return {std::clamp(p.lon / 360 + 0.5, 0.0, 1.0), std::clamp(y, 0.0, 1.0)};
}

Position from_unit_square(double x, double y) {
  using std::numbers::pi;
  return {x * 360 - 180, std::atan(std::sinh(pi * (1 - 2 * y))) * (180 / pi)};
}

WorldPoint to_world(Position p) {
  const UnitPoint u = to_unit_square(p);
  return {to_units(u.x), to_units(u.y)};
}

Position from_world(WorldPoint p) { return from_unit_square(p.x / world_size, p.y / world_size); }

}  // namespace jintu::tiles
