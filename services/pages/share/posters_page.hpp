// Posters of the districts' nights, and how to put the list into another page: /posters.
#pragma once

#include <string>

#include "services/pages/evening.hpp"
#include "services/pages/parts.hpp"

namespace jintu::pages {

/// "/posters/120101.pdf", with the language and the theme that the reader has.
std::string poster_address(std::string_view code, std::string_view ending, const Look& look);

std::string posters_page(const Evening& evening, const Look& look, const Surroundings& around);

}  // namespace jintu::pages
