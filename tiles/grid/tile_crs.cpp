#include "tiles/grid/tile_crs.hpp"

#include "geo/crs/transform.hpp"

namespace jintu::tiles {

std::optional<TileCrs> shifted_crs_of(std::string_view word) {
  if (word == "gcj02") return TileCrs::gcj02;
  if (word == "bd09") return TileCrs::bd09;
  return std::nullopt;
}

std::string_view word_of(TileCrs crs) {
  switch (crs) {
    case TileCrs::wgs84: return "wgs84";
    case TileCrs::gcj02: return "gcj02";
    case TileCrs::bd09: return "bd09";
  }
  return "";
}

std::string_view name_of(TileCrs crs) {
  switch (crs) {
    case TileCrs::wgs84: return Wgs84::name;
    case TileCrs::gcj02: return Gcj02::name;
    case TileCrs::bd09: return Bd09::name;
  }
  return "";
}

WorldPoint to_world(Position p, TileCrs crs) {
  // The square is the same for each datum: only the numbers that go into it differ.
  switch (crs) {
    case TileCrs::wgs84: break;
    case TileCrs::gcj02: {
      const auto q = convert<Gcj02>(p);
      return to_world(Position{q.lon, q.lat});
    }
    case TileCrs::bd09: {
      const auto q = convert<Bd09>(p);
      return to_world(Position{q.lon, q.lat});
    }
  }
  return to_world(p);
}

}  // namespace jintu::tiles
