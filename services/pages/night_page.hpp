// The first page: the evening's state, a drawn map, and the list, by state or by what was searched
// for.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "services/pages/ground.hpp"
#include "services/pages/parts.hpp"

namespace jintu::pages {

/// What the address asks for.
struct NightQuery {
  std::string q;
  std::string brand;     ///< a slug, or "none": streets without one; empty: any
  std::string station;   ///< what is near this metro station, the nearest first; empty: anywhere
  std::string district;  ///< GB/T 2260 code; empty: any
  std::optional<OpenState> state;
  Wanted wanted = Wanted::anything;
  std::optional<ClockMinute> at;  ///< another minute than now
  std::size_t page = 1;
};

inline constexpr std::size_t rows_of_page = 40;

/// The part of the page that stands in the app's place until the app does. `drawn`: drawn_map.
Page night_page(const Evening& evening, const NightQuery& query, const Ground& ground,
                const Html& drawn, const hours::Calendar& calendar, const Look& look,
                const Surroundings& around);

/// The slug of a chip in an address: "food"; empty for anything.
std::string_view slug_of(Wanted wanted);

}  // namespace jintu::pages
