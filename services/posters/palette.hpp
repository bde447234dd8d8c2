// Colours of drawn pictures: those of the map (web/src/map/style/tokens.ts).
#pragma once

#include <array>

#include "services/drawing/picture.hpp"
#include "services/pages/parts.hpp"

namespace jintu::posters {

using drawing::Colour;

struct Palette {
  Colour page, panel, line, text, muted, accent;
  Colour land, here;  ///< districts; the one that is told of
  Colour park;
  std::array<Colour, 4> roads;  ///< as `Base::Road`
  Colour water, bank, metro, border, edge, halo, label;
  std::array<Colour, 5> brands;  ///< as `pages::brands`; the last: none
  double glow = 0;               ///< how strong light is; 0: none

  const Colour& brand(int number) const {
    return brands[number < 0 ? brands.size() - 1 : static_cast<std::size_t>(number)];
  }
};
const Palette& palette_of(pages::Theme theme);

}  // namespace jintu::posters
