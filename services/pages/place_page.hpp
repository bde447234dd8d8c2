// The page of one place: its state, the hours of a week, what is known of it and how well, what is
// near, and how to get there.
#pragma once

#include "services/hours/calendar.hpp"
#include "services/pages/ground.hpp"
#include "services/pages/parts.hpp"

namespace jintu::pages {

/// Stations farther away, in a straight line, are not near.
inline constexpr Metres station_reach = Metres::of(3000);
inline constexpr std::size_t most_stations = 3;

/// `stations`: those near it, the nearest first, with their walks where these are known.
std::string place_page(const Place& place, const Evening& evening, const Ground& ground,
                       const std::vector<NearStation>& stations, const hours::Calendar& calendar,
                       const Look& look, const Surroundings& around);

/// A part of the sources that a record names.
struct Source {
  std::string words;
  std::string url;  ///< empty, or of http(s)
  friend bool operator==(const Source&, const Source&) = default;
};
/// Entries joined by " | " or "; ", each some words and perhaps one address.
std::vector<Source> split_sources(std::string_view sources);

}  // namespace jintu::pages
