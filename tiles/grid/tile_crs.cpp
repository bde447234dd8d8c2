#include "tiles/grid/tile_crs.hpp"

#include <algorithm>
#include <cmath>

#include "geo/crs/transform.hpp"

namespace jintu::tiles {
namespace {

constexpr double world_size = 4294967296.0;

std::uint32_t to_units(double unit) {
  return static_cast<std::uint32_t>(
      std::clamp(std::floor(unit * world_size + 0.5), 0.0, world_size - 1));
}

}  // namespace

std::optional<TileCrs> shifted_crs_of(std::string_view word) {
  if (word == "gcj02") return TileCrs::gcj02;
  if (word == "bd09") return TileCrs::bd09;
  return std::nullopt;
}

std::string_view word_of(TileCrs crs) {
  switch (crs) {
    case TileCrs::wgs84:
      return "wgs84";
    case TileCrs::gcj02:
      return "gcj02";
    case TileCrs::bd09:
      return "bd09";
    case TileCrs::cgcs2000_degrees:
      return "cgcs2000_degrees";
  }
  return "";
}

std::string_view name_of(TileCrs crs) {
  switch (crs) {
    case TileCrs::wgs84:
      return Wgs84::name;
    case TileCrs::gcj02:
      return Gcj02::name;
    case TileCrs::bd09:
      return Bd09::name;
    case TileCrs::cgcs2000_degrees:
      return Cgcs2000::name;
  }
  return "";
}

WorldPoint to_world(Position p, TileCrs crs) {
  // The square is the same for each datum: only the numbers that go into it differ.
  switch (crs) {
    case TileCrs::wgs84:
      break;
    case TileCrs::gcj02: {
      const auto q = convert<Gcj02>(p);
      return to_world(Position{q.lon, q.lat});
    }
    case TileCrs::bd09: {
      const auto q = convert<Bd09>(p);
      return to_world(Position{q.lon, q.lat});
    }
    case TileCrs::cgcs2000_degrees:
      return {to_units((p.lon + 180) / 360), to_units((90 - p.lat) / 360)};
  }
  return to_world(p);
}

Position from_world(WorldPoint p, TileCrs crs) {
  if (crs != TileCrs::cgcs2000_degrees) return from_world(p);
  return {p.x / world_size * 360 - 180, 90 - p.y / world_size * 360};
}

std::optional<TileCrs> crs_named(std::string_view name) {
  for (const TileCrs crs :
       {TileCrs::wgs84, TileCrs::gcj02, TileCrs::bd09, TileCrs::cgcs2000_degrees})
    if (name == name_of(crs)) return crs;
  return std::nullopt;
}

Box<Wgs84> moved(const Box<Wgs84>& box, TileCrs crs) {
  if (box.empty() || crs == TileCrs::wgs84) return box;
  Box<Wgs84> out;
  for (const Position corner : {box.min, box.max}) out.add(from_world(to_world(corner, crs), crs));
  return out;
}

}  // namespace jintu::tiles
