// The data that pages are made of, as texts in the program.
#pragma once

#include <string_view>

namespace jintu::pages {

extern const std::string_view words_of_pages, words_of_pictures, words_of_places;  ///< data/words
extern const std::string_view drawn_marks;             ///< data/presentation/marks.json
extern const std::string_view readings_of_characters;  ///< data/pinyin.json
extern const std::string_view ground_of_city;          ///< data/base/tianjin.geojson

}  // namespace jintu::pages
