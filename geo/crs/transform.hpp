// Typed conversions between the CRSs of crs.hpp. All are safe to call from any thread.
#pragma once

#include <optional>

#include "geo/base/units.hpp"
#include "geo/crs/crs.hpp"

namespace jintu {

/// Raw numbers from outside: nothing unless finite and in range. Units: degrees.
template <GeographicCrs C>
std::optional<LonLat<C>> checked_lonlat(double lon, double lat) {
  if (!(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90)) return std::nullopt;
  return LonLat<C>{lon, lat};
}

namespace detail {
struct Degrees2 {
  double lon, lat;
};
Degrees2 wgs84_to_gcj02(Degrees2 p);
Degrees2 gcj02_to_wgs84(Degrees2 p);
Degrees2 gcj02_to_bd09(Degrees2 p);
Degrees2 bd09_to_gcj02(Degrees2 p);
double geodesic_metres(Degrees2 a, Degrees2 b);
Degrees2 geodesic_direct(Degrees2 from, double azimuth_degrees, double metres);
struct Plane2 {
  double x, y;
};
Plane2 gk117_forward(Degrees2 p);
Degrees2 gk117_inverse(Plane2 p);
Plane2 web_mercator_forward(Degrees2 p);
Degrees2 web_mercator_inverse(Plane2 p);
}  // namespace detail

/// Converts between datums. WGS 84 and CGCS2000 agree to centimetres and PROJ treats them as equal
/// (EPSG:4490 ↔ 4326 is a null operation); so do we. GCJ-02 and BD-09 forward are the published
/// formulas (≤ 1 cm of gcoord); the inverses iterate to a fixed point (round trip ≤ 1 cm).
/// Outside China's bounding box GCJ-02 is the identity.
template <GeographicCrs To, GeographicCrs From>
LonLat<To> convert(LonLat<From> p) {
  detail::Degrees2 d{p.lon, p.lat};
  constexpr bool from_shifted = !EllipsoidalCrs<From>;
  constexpr bool to_shifted = !EllipsoidalCrs<To>;
  if constexpr (std::same_as<To, From> || (!from_shifted && !to_shifted)) {
    // nothing to do
  } else {
    if constexpr (std::same_as<From, Bd09>) d = detail::bd09_to_gcj02(d);
    if constexpr (from_shifted && !to_shifted) d = detail::gcj02_to_wgs84(d);
    if constexpr (!from_shifted && to_shifted) d = detail::wgs84_to_gcj02(d);
    if constexpr (std::same_as<To, Bd09>) d = detail::gcj02_to_bd09(d);
  }
  return {d.lon, d.lat};
}

/// EPSG:4548, metres, easting first. Agrees with PROJ 9.1 to 1 mm (it is PROJ).
inline XY<Cgcs2000Gk117> project(LonLat<Cgcs2000> p) {
  const auto q = detail::gk117_forward({p.lon, p.lat});
  return {q.x, q.y};
}
inline LonLat<Cgcs2000> unproject(XY<Cgcs2000Gk117> p) {
  const auto q = detail::gk117_inverse({p.x, p.y});
  return {q.lon, q.lat};
}

/// Web mercator map units. Latitudes beyond ±85.0511° are clamped to the edge of the square.
template <GeographicCrs D>
XY<WebMercator<D>> to_web_mercator(LonLat<D> p) {
  const auto q = detail::web_mercator_forward({p.lon, p.lat});
  return {q.x, q.y};
}
template <GeographicCrs D>
LonLat<D> from_web_mercator(XY<WebMercator<D>> p) {
  const auto q = detail::web_mercator_inverse({p.x, p.y});
  return {q.lon, q.lat};
}

/// Length of the geodesic (Karney, by PROJ).
template <EllipsoidalCrs C>
Metres distance(LonLat<C> a, LonLat<C> b) {
  return Metres::of(detail::geodesic_metres({a.lon, a.lat}, {b.lon, b.lat}));
}

/// The point reached after `length` along the geodesic that leaves `from` at `azimuth_degrees`
/// (clockwise from north).
template <EllipsoidalCrs C>
LonLat<C> travel(LonLat<C> from, double azimuth_degrees, Metres length) {
  const auto p = detail::geodesic_direct({from.lon, from.lat}, azimuth_degrees, length.value());
  return {p.lon, p.lat};
}

}  // namespace jintu
