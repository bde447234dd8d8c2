// A small page for frames in other pages: /widget. Without a script; its links open elsewhere.
#pragma once

#include <string>

#include "services/pages/ground.hpp"
#include "services/pages/parts.hpp"

namespace jintu::pages {

inline constexpr std::size_t rows_of_widget = 12;

/// The night streets of the district with this code, else of the whole city.
std::string widget_page(const Evening& evening, const Ground& ground, const std::string& district,
                        const Look& look, const Surroundings& around);

}  // namespace jintu::pages
