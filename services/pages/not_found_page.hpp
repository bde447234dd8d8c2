// What browsers are shown where nothing is: words, and a way on.
#pragma once

#include "services/pages/parts.hpp"

namespace jintu::pages {

enum class Missing { place, page };
std::string not_found_page(Missing missing, const Look& look, const Surroundings& around);

}  // namespace jintu::pages
