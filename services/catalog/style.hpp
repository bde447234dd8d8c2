// The map's styles for other clients, as the web app's build left them.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/geometry/box.hpp"

namespace jintu::catalog {

struct StyleName {
  std::string_view id, title;
};
inline constexpr std::array<StyleName, 2> style_names{{{"night", "夜 night"}, {"day", "昼 day"}}};

/// What stands in the built styles for the address that the server is asked at.
inline constexpr std::string_view style_origin_mark = "https://origin.invalid";

struct StyleGround {
  std::vector<std::string> live;  ///< sources that are there, of those that the style knows
  bool basemap = false;
  Box<Wgs84> bounds;      ///< of the live sources; empty: not said
  std::string_view root;  ///< what links begin with
  bool sprites = false;
};

/// The list of styles, as OGC API – Styles has it.
Json styles_json(std::string_view root);
/// `built` (a MapLibre style, version 8) without what this server has not and without what belongs
/// to the page only, with its own addresses. Throws Error{internal} when it is no such style.
Json style_json(const Json& built, std::string_view id, const StyleGround& ground);

}  // namespace jintu::catalog
