#include "services/catalog/crs_uri.hpp"

#include <array>

namespace jintu::catalog {

std::span<const AnswerCrs> answer_crss() {
  static constexpr std::array all{AnswerCrs::crs84, AnswerCrs::epsg4326, AnswerCrs::epsg4490};
  return all;
}

std::string_view uri(AnswerCrs crs) {
  switch (crs) {
    case AnswerCrs::crs84:
      return "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
    case AnswerCrs::epsg4326:
      return "http://www.opengis.net/def/crs/EPSG/0/4326";
    case AnswerCrs::epsg4490:
      return "http://www.opengis.net/def/crs/EPSG/0/4490";
  }
  return "";
}

std::optional<AnswerCrs> crs_of_uri(std::string_view text) {
  for (const AnswerCrs crs : answer_crss()) {
    if (uri(crs) == text) return crs;
  }
  return std::nullopt;
}

}  // namespace jintu::catalog
