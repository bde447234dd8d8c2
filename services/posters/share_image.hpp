// What a link looks like where it is passed on: 1200 by 630 pixels. Nothing in it changes with the
// hour: it is kept by those who pass it on.
#pragma once

#include "services/drawing/picture.hpp"
#include "services/posters/told.hpp"

namespace jintu::posters {

inline constexpr int share_width = 1200, share_height = 630;

drawing::Picture image_of_place(const pages::Place& place, const City& city,
                                pages::Language language);
drawing::Picture image_of_city(const City& city, pages::Language language);

}  // namespace jintu::posters
