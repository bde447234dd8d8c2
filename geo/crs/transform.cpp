#include "geo/crs/transform.hpp"

#include <geodesic.h>
#include <proj.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "geo/base/error.hpp"

namespace jintu::detail {

namespace {

// PROJ objects are not shared between threads: each has its own context and operation.
struct GaussKruger {
  GaussKruger() {
    context.reset(proj_context_create());
    proj_context_set_enable_network(context.get(), 0);
    std::unique_ptr<PJ, decltype(&proj_destroy)> raw(
        proj_create_crs_to_crs(context.get(), "EPSG:4490", "EPSG:4548", nullptr), &proj_destroy);
    if (raw) operation.reset(proj_normalize_for_visualization(context.get(), raw.get()));
    if (!operation) {
      throw Error(ErrorCode::internal,
                  "PROJ cannot make EPSG:4490 to EPSG:4548; is proj-data installed?");
    }
  }
  std::unique_ptr<PJ_CONTEXT, decltype(&proj_context_destroy)> context{nullptr,
                                                                       &proj_context_destroy};
  std::unique_ptr<PJ, decltype(&proj_destroy)> operation{nullptr, &proj_destroy};
};

PJ* gauss_kruger() {
  thread_local GaussKruger instance;
  return instance.operation.get();
}

const geod_geodesic& wgs84_geodesic() {
  static const geod_geodesic geodesic = [] {
    geod_geodesic g;
    geod_init(&g, 6378137.0, 1 / 298.257223563);
    return g;
  }();
  return geodesic;
}

constexpr double mercator_radius = 6378137.0;
constexpr double mercator_max_latitude = 85.051128779806592;

}  // namespace

Plane2 gk117_forward(Degrees2 p) {
  const PJ_COORD out = proj_trans(gauss_kruger(), PJ_FWD, proj_coord(p.lon, p.lat, 0, 0));
  return {out.xy.x, out.xy.y};
}

Degrees2 gk117_inverse(Plane2 p) {
  const PJ_COORD out = proj_trans(gauss_kruger(), PJ_INV, proj_coord(p.x, p.y, 0, 0));
  return {out.xy.x, out.xy.y};
}

// Closed forms: exact, and thousands of times cheaper than a PROJ call for each vertex of a tile.
Plane2 web_mercator_forward(Degrees2 p) {
  constexpr double radians = std::numbers::pi / 180;
  const double lat = std::clamp(p.lat, -mercator_max_latitude, mercator_max_latitude) * radians;
  return {mercator_radius * p.lon * radians, mercator_radius * std::asinh(std::tan(lat))};
}

Degrees2 web_mercator_inverse(Plane2 p) {
  constexpr double degrees = 180 / std::numbers::pi;
  return {p.x / mercator_radius * degrees, std::atan(std::sinh(p.y / mercator_radius)) * degrees};
}

double geodesic_metres(Degrees2 a, Degrees2 b) {
  double metres = 0;
  geod_inverse(&wgs84_geodesic(), a.lat, a.lon, b.lat, b.lon, &metres, nullptr, nullptr);
  return metres;
}

Degrees2 geodesic_direct(Degrees2 from, double azimuth_degrees, double metres) {
  Degrees2 to{};
  geod_direct(&wgs84_geodesic(), from.lat, from.lon, azimuth_degrees, metres, &to.lat, &to.lon,
              nullptr);
  return to;
}

}  // namespace jintu::detail
