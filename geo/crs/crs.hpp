// Coordinate reference systems as types, so that mixing them does not compile.
//
// Longitude first, easting first, everywhere. Datums here: WGS 84 (GPS, OSM), CGCS2000 (China's
// legal datum), GCJ-02 (Amap, Tencent) and BD-09 (Baidu); the last two have no EPSG code and are
// about 556 m and 1.2 km away in Tianjin.
#pragma once

#include <concepts>
#include <string_view>

namespace jintu {

struct Wgs84 {
  static constexpr int epsg = 4326;
  static constexpr std::string_view name = "WGS 84";
};
struct Cgcs2000 {
  static constexpr int epsg = 4490;
  static constexpr std::string_view name = "CGCS2000";
};
struct Gcj02 {
  static constexpr std::string_view name = "GCJ-02";
};
struct Bd09 {
  static constexpr std::string_view name = "BD-09";
};
/// CGCS2000 / 3-degree Gauss-Krüger CM 117E; ours is easting, northing (EPSG's own order is the
/// other).
struct Cgcs2000Gk117 {
  using Geographic = Cgcs2000;
  static constexpr int epsg = 4548;
  static constexpr std::string_view name = "CGCS2000 / 3-degree Gauss-Kruger CM 117E";
};
/// Spherical web mercator of a datum. Its units are not metres on the ground: in Tianjin its
/// lengths are 1.29 times the true ones, so `distance` and `area` do not accept it.
template <class Datum>
struct WebMercator {
  using Geographic = Datum;
  static constexpr std::string_view name = "Web Mercator";
};

template <class C>
concept GeographicCrs = std::same_as<C, Wgs84> || std::same_as<C, Cgcs2000> ||
    std::same_as<C, Gcj02> || std::same_as<C, Bd09>;

/// CRSs whose geographic coordinates lie on a true ellipsoid, so that geodesics mean something.
template <class C>
concept EllipsoidalCrs = std::same_as<C, Wgs84> || std::same_as<C, Cgcs2000>;

template <class C>
concept ProjectedCrs = requires {
  typename C::Geographic;
};

/// Degrees. Inside the program always finite, lon in [-180, 180], lat in [-90, 90]:
/// what comes from outside passes `checked_lonlat` first.
template <GeographicCrs C>
struct LonLat {
  using Crs = C;
  double lon = 0;
  double lat = 0;
  friend constexpr bool operator==(LonLat, LonLat) = default;
};

/// Easting and northing in the units of the projection.
template <ProjectedCrs C>
struct XY {
  using Crs = C;
  double x = 0;
  double y = 0;
  friend constexpr bool operator==(XY, XY) = default;
};

/// What the store, the snapshot and the tiles' source geometry are kept in.
using Position = LonLat<Wgs84>;

}  // namespace jintu
