// The coordinate reference systems that feature answers can be asked for (OGC API – Features 2).
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "geo/geometry/geometry.hpp"

namespace jintu::catalog {

/// Numbers stand in the order that the URI means: longitude, latitude in CRS84; latitude, longitude
/// in 4326 and 4490; northing, easting in 4548 and 4527 (CGCS2000 / 3-degree Gauss-Krüger, CM 117E,
/// without and with the zone in the easting); easting, northing in 3857. WGS 84 and CGCS2000 are
/// equal to centimetres, so 4490 differs from 4326 by name only.
enum class AnswerCrs { crs84, epsg4326, epsg4490, epsg4548, epsg4527, epsg3857 };

std::span<const AnswerCrs> answer_crss();
std::string_view uri(AnswerCrs crs);
std::optional<AnswerCrs> crs_of_uri(std::string_view uri);
constexpr bool is_projected(AnswerCrs crs) { return crs >= AnswerCrs::epsg4548; }
/// Of those in degrees.
constexpr bool latitude_first(AnswerCrs crs) {
  return crs == AnswerCrs::epsg4326 || crs == AnswerCrs::epsg4490;
}

/// What a place is called in a CRS: two numbers in its order, in its units.
struct Numbers {
  double first, second;
};
Numbers numbers_of(Position position, AnswerCrs crs);
/// Nothing for numbers that are no place there.
std::optional<Position> position_of(Numbers numbers, AnswerCrs crs);

/// Every vertex replaced by its numbers in `crs`: `lon` is the first then, `lat` the second.
Geometry<Position> in_numbers(Geometry<Position> geometry, AnswerCrs crs);

}  // namespace jintu::catalog
