// The coordinate reference systems that feature answers can be asked for (OGC API – Features 2).
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "geo/geometry/geometry.hpp"

namespace jintu::catalog {

/// CRS84 is longitude first; EPSG's own order, which these URIs mean, is latitude first. WGS 84 and
/// CGCS2000 are equal to centimetres, so 4490 differs from 4326 by name only.
enum class AnswerCrs { crs84, epsg4326, epsg4490 };

std::span<const AnswerCrs> answer_crss();
std::string_view uri(AnswerCrs crs);
std::optional<AnswerCrs> crs_of_uri(std::string_view uri);
constexpr bool latitude_first(AnswerCrs crs) { return crs != AnswerCrs::crs84; }

}  // namespace jintu::catalog
