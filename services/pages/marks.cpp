#include "services/pages/marks.hpp"

#include <algorithm>
#include <map>

#include "services/pages/built_in.hpp"

namespace jintu::pages {

namespace {

using html::element;
using html::Html;

struct Shape {
  std::string path, detail;
};

const Shape& shape_of(const std::string& name) {
  static const auto all = [] {
    std::map<std::string, Shape> shapes;
    const Json json = parse_json(drawn_marks, "data/presentation/marks.json");
    for (const auto& [key, shape] : json.items())
      shapes[key] = {shape.at("path").get<std::string>(), shape.value("detail", "")};
    return shapes;
  }();
  return all.at(name);
}

enum class Fill { solid, hatched, hollow };
struct Mark {
  std::string shape, colour;  ///< the latter a class of pages.css
  Fill fill = Fill::solid;
  std::string character = {};
};

/// The plan's ten themes, each with the character that marks it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> themes{
    {{"工业互联网", "工"},
     {"线上会展", "展"},
     {"新零售", "零"},
     {"线上教育", "教"},
     {"在线医疗", "医"},
     {"线上人力资源", "人"},
     {"智慧物流配送", "物"},
     {"数字文娱", "娱"},
     {"在线金融", "金"},
     {"网络安全服务", "安"}}};

Mark mark_spec(const Place& place) {
  if (place.layer == "night_streets") {
    const std::string name =
        "brand-" + (place.brand < 0
                        ? "none"
                        : std::string(brand_slugs[static_cast<std::size_t>(place.brand)]));
    return {name, name, place.fact("hours_status") == "known" ? Fill::solid : Fill::hatched};
  }
  if (place.event) return {"event", "event", place.flag("sample") ? Fill::hatched : Fill::solid};
  if (place.layer == "checkin_spots") return {"checkin", "checkin"};
  if (place.layer == "heritage_blocks") return {"heritage", "heritage"};
  if (place.layer == "lockers") {
    const std::string_view kind = place.fact("kind");
    const std::string name = kind == "pickup"        ? "locker-station"
                             : kind == "heated_food" ? "locker-warm"
                                                     : "locker-parcel";
    return {name, name, place.flag("sample") ? Fill::hatched : Fill::solid};
  }
  if (place.layer == "carriers") {
    const auto theme = std::find_if(themes.begin(), themes.end(), [&](const auto& one) {
      return one.first == place.fact("theme");
    });
    const auto at = theme == themes.end() ? themes.begin() : theme;
    return {place.fact("kind") == "building" ? "building" : "park",
            "theme-" + std::to_string(at - themes.begin()),
            place.fact("placement") == "district" ? Fill::hollow : Fill::solid,
            std::string(at->second)};
  }
  return {"dot", "dot"};
}

constexpr std::string_view hatching =
    "M-1 5L5-1M-1 11L11-1M-1 17L17-1M-1 23L23-1M3 25L25 3M9 25L25 9M15 25L25 15M21 25L25 21";

}  // namespace

Html mark_of(const Place& place, int size, int number) {
  const Mark mark = mark_spec(place);
  const Shape& shape = shape_of(mark.shape);
  const std::string fill = mark.fill == Fill::solid     ? "solid"
                           : mark.fill == Fill::hatched ? "hatched"
                                                        : "hollow";
  Html inner =
      element("path", {{"class", "mark-body"}, {"d", shape.path}, {"fill-rule", "evenodd"}});
  if (mark.fill == Fill::hatched) {
    const std::string id = "m" + std::to_string(number);
    inner += element("clipPath", {{"id", id}},
                     {element("path", {{"d", shape.path}, {"clip-rule", "evenodd"}})});
    inner += element(
        "path",
        {{"class", "mark-hatch"}, {"d", std::string(hatching)}, {"clip-path", "url(#" + id + ")"}});
  } else if (!shape.detail.empty() && mark.fill == Fill::solid) {
    inner += element("path", {{"class", "mark-detail"}, {"d", shape.detail}});
  }
  if (!mark.character.empty())
    inner += element(
        "text", {{"class", "mark-text"}, {"x", "12"}, {"y", "16.6"}, {"text-anchor", "middle"}},
        {html::text(mark.character)});
  const std::string pixels = std::to_string(size);
  return element("svg",
                 {{"class", "mark mark-" + fill + " of-" + mark.colour},
                  {"width", pixels},
                  {"height", pixels},
                  {"viewBox", "-1 -1 26 26"},
                  {"aria-hidden", "true"}},
                 {inner});
}

const std::string& brand_path(int brand) {
  return shape_of("brand-" +
                  (brand < 0 ? "none" : std::string(brand_slugs[static_cast<std::size_t>(brand)])))
      .path;
}

Html icon(Icon which, int size) {
  const auto path = [which]() -> std::string {
    switch (which) {
      case Icon::search:
        return "M10.500 4a6.500 6.500 0 1 1 0 13a6.500 6.500 0 0 1 0-13zM15.500 15.500L20.500 "
               "20.500";
      case Icon::sun:
        return "M12 8a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 "
               "12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 "
               "1.400M6.700 17.300l-1.400 1.400";
      case Icon::moon:
        return "M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z";
      case Icon::back:
        return "M14.500 5l-7 7l7 7";
      case Icon::out:
        return "M9 5H5v14h14v-4M13.500 4.500h6v6M19 5l-8.500 8.500";
    }
    return "";
  }();
  const std::string pixels = std::to_string(size);
  return element("svg",
                 {{"class", "icon"},
                  {"width", pixels},
                  {"height", pixels},
                  {"viewBox", "0 0 24 24"},
                  {"aria-hidden", "true"}},
                 {element("path", {{"d", path}})});
}

}  // namespace jintu::pages
