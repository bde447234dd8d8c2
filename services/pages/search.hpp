// Places by a name in Chinese, pinyin, initials or English, and by words for what they are.
#pragma once

#include <string_view>
#include <vector>

#include "services/pages/evening.hpp"
#include "services/pages/ground.hpp"
#include "services/venues/pinyin.hpp"

namespace jintu::pages {

/// Readings of characters, as this program was built with them.
const venues::Pinyin& shipped_pinyin();

/// The best match first, at equal matches what is open first. Every word of `query` has to match
/// the name, or what the place is: district, kind, brand, kitchen, or its state ("营业中",
/// "open"). Of a longer query its first 64 bytes count. Empty: nothing is found.
std::vector<const Place*> search(const Evening& evening, std::string_view query);

/// Metro stations by name in Chinese, pinyin or initials ("营口道站" too), or by line ("3号线");
/// the best match first.
std::vector<const Station*> search_stations(const Ground& ground, std::string_view query);

}  // namespace jintu::pages
