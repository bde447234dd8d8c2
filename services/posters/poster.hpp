// A district's night on a sheet of A3: its streets on a map and in a list, by number.
#pragma once

#include "services/drawing/picture.hpp"
#include "services/posters/told.hpp"

namespace jintu::posters {

/// Points of 1/72 inch: 297 by 420 mm.
inline constexpr double sheet_width = 841.89, sheet_height = 1190.55;
/// How many entries there is room for.
inline constexpr std::size_t most_entries = 24;

/// `code` names the district ("120101"). Throws Error{not_found} when there is none.
drawing::Picture district_poster(const City& city, std::string_view code, pages::Language language,
                                 pages::Theme theme);

}  // namespace jintu::posters
