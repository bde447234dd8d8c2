#include "services/catalog/crs_uri.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "geo/crs/transform.hpp"

namespace jintu::catalog {

namespace {

struct Named {
  AnswerCrs crs;
  std::string_view uri;
};
constexpr std::array<Named, 6> named{{
    {AnswerCrs::crs84, "http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
    {AnswerCrs::epsg4326, "http://www.opengis.net/def/crs/EPSG/0/4326"},
    {AnswerCrs::epsg4490, "http://www.opengis.net/def/crs/EPSG/0/4490"},
    {AnswerCrs::epsg4548, "http://www.opengis.net/def/crs/EPSG/0/4548"},
    {AnswerCrs::epsg4527, "http://www.opengis.net/def/crs/EPSG/0/4527"},
    {AnswerCrs::epsg3857, "http://www.opengis.net/def/crs/EPSG/0/3857"},
}};

/// 4527 writes the number of its zone, 39, before the easting of 4548.
constexpr double zone_easting = 39'000'000;

}  // namespace

std::span<const AnswerCrs> answer_crss() {
  static constexpr auto all = [] {
    std::array<AnswerCrs, named.size()> list{};
    for (std::size_t i = 0; i < named.size(); ++i) list[i] = named[i].crs;
    return list;
  }();
  return all;
}

std::string_view uri(AnswerCrs crs) { return named[static_cast<std::size_t>(crs)].uri; }

std::optional<AnswerCrs> crs_of_uri(std::string_view text) {
  for (const Named& one : named)
    if (one.uri == text) return one.crs;
  return std::nullopt;
}

Numbers numbers_of(Position position, AnswerCrs crs) {
  switch (crs) {
    case AnswerCrs::crs84:
      break;
    case AnswerCrs::epsg4326:
    case AnswerCrs::epsg4490:
      return {position.lat, position.lon};
    case AnswerCrs::epsg4548:
    case AnswerCrs::epsg4527: {
      const auto plane = project(convert<Cgcs2000>(position));
      return {plane.y, plane.x + (crs == AnswerCrs::epsg4527 ? zone_easting : 0)};
    }
    case AnswerCrs::epsg3857: {
      const auto plane = to_web_mercator(position);
      return {plane.x, plane.y};
    }
  }
  return {position.lon, position.lat};
}

std::optional<Position> position_of(Numbers n, AnswerCrs crs) {
  if (!std::isfinite(n.first) || !std::isfinite(n.second)) return std::nullopt;
  // Farther than the earth reaches, where the formulas answer with places all the same.
  constexpr double farthest = 1e8;
  if (is_projected(crs) && std::max(std::abs(n.first), std::abs(n.second)) > farthest)
    return std::nullopt;
  switch (crs) {
    case AnswerCrs::crs84:
      break;
    case AnswerCrs::epsg4326:
    case AnswerCrs::epsg4490:
      return checked_lonlat<Wgs84>(n.second, n.first);
    case AnswerCrs::epsg4548:
    case AnswerCrs::epsg4527: {
      const double easting = n.second - (crs == AnswerCrs::epsg4527 ? zone_easting : 0);
      const auto place = unproject(XY<Cgcs2000Gk117>{easting, n.first});
      return checked_lonlat<Wgs84>(place.lon, place.lat);
    }
    case AnswerCrs::epsg3857: {
      const auto place = from_web_mercator(XY<WebMercator<Wgs84>>{n.first, n.second});
      return checked_lonlat<Wgs84>(place.lon, place.lat);
    }
  }
  return checked_lonlat<Wgs84>(n.first, n.second);
}

namespace {

void replace(std::vector<Position>& points, AnswerCrs crs) {
  for (Position& p : points) {
    const Numbers n = numbers_of(p, crs);
    p = {n.first, n.second};
  }
}

}  // namespace

Geometry<Position> in_numbers(Geometry<Position> geometry, AnswerCrs crs) {
  if (auto* points = std::get_if<MultiPoint<Position>>(&geometry)) replace(*points, crs);
  if (auto* lines = std::get_if<MultiLineString<Position>>(&geometry))
    for (auto& line : *lines) replace(line.points, crs);
  if (auto* polygons = std::get_if<MultiPolygon<Position>>(&geometry)) {
    for (auto& polygon : *polygons) {
      replace(polygon.outer.points, crs);
      for (auto& hole : polygon.holes) replace(hole.points, crs);
    }
  }
  return geometry;
}

}  // namespace jintu::catalog
