#include "services/pages/drawn_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "geo/crs/transform.hpp"
#include "services/pages/frame.hpp"

namespace jintu::pages {

namespace {

using html::element;
using html::Html;

std::string whole(double value) { return std::to_string(std::lround(value)); }

std::string box_of(const Frame& frame) {
  char text[64];
  std::snprintf(text, sizeof text, "0 0 %.0f %.0f", frame.width(), frame.height());
  return text;
}

/// The stretches of a line that may be seen, to whole units.
std::string path_of(const Frame& frame, const std::vector<LonLat<Wgs84>>& line) {
  std::string path;
  bool drawing = false;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const Pixel a = frame.at(line[i]), b = frame.at(line[i + 1]);
    if (!frame.may_show(a, b)) {
      drawing = false;
      continue;
    }
    if (!drawing) path += "M" + whole(a.x) + " " + whole(a.y);
    path += "L" + whole(b.x) + " " + whole(b.y);
    drawing = true;
  }
  return path;
}

/// As path_of, but rounded off at its corners: a river has none.
std::string flowing(const Frame& frame, const std::vector<LonLat<Wgs84>>& line) {
  if (line.size() < 3) return path_of(frame, line);
  const auto text = [](Pixel p) { return whole(p.x) + " " + whole(p.y); };
  const auto middle = [](Pixel a, Pixel b) { return Pixel{(a.x + b.x) / 2, (a.y + b.y) / 2}; };
  std::string path = "M" + text(frame.at(line.front()));
  for (std::size_t i = 1; i + 1 < line.size(); ++i) {
    const Pixel corner = frame.at(line[i]);
    path += "Q" + text(corner) + " " + text(middle(corner, frame.at(line[i + 1])));
  }
  return path + "L" + text(frame.at(line.back()));
}

Html path(std::string css, std::string d) {
  return d.empty() ? Html() : element("path", {{"class", std::move(css)}, {"d", std::move(d)}});
}

Html words_at(std::string css, Pixel at, std::string_view words) {
  return element("text",
                 {{"class", std::move(css)},
                  {"x", whole(at.x)},
                  {"y", whole(at.y)},
                  {"text-anchor", "middle"}},
                 {html::text(words)});
}

DrawnGround ground_in(const Frame& frame, const Snapshot& snapshot, const Ground& ground,
                      Language language) {
  DrawnGround drawn;
  std::string borders, river, metro, sea;
  if (const auto districts = snapshot.layer("districts")) {
    for (const Feature& district : districts->features()) {
      if (const auto* areas = std::get_if<MultiPolygon<Position>>(&district.geometry))
        for (const auto& area : *areas) borders += path_of(frame, area.outer.points);
      const Properties& p = district.properties;
      const auto label =
          checked_lonlat<Wgs84>(p.number("label_lon", 999), p.number("label_lat", 999));
      if (!label) continue;
      std::string name(p.text("name_zh"));
      if (language == Language::en && !p.text("name_en").empty()) {
        name = p.text("name_en");
        if (const auto end = name.find(" District"); end != std::string::npos) name.resize(end);
      }
      if (const Pixel at = frame.at(*label); frame.shows(at, -40))
        drawn.districts.push_back({at.x, at.y, name});
    }
  }
  for (const auto& line : ground.sea) sea += path_of(frame, line);
  for (const auto& line : ground.rivers) river += flowing(frame, line);
  for (const auto& line : ground.metro) metro += path_of(frame, line);
  drawn.lines += path("drawn-border", borders);
  drawn.lines += path("drawn-metro", metro);
  drawn.lines += path("drawn-bank", river);
  drawn.lines += path("drawn-river", river + sea);
  return drawn;
}

/// Names of places that do not cover each other.
class Labels {
 public:
  /// `at`: the middle of the foot of what is drawn.
  void cover(Pixel at, double width, double height) {
    taken_.push_back({at.x - width / 2, at.y - height, at.x + width / 2, at.y});
  }
  /// False where something is there already.
  bool place(Pixel at, double width, double height) {
    const Box box{at.x - width / 2, at.y - height, at.x + width / 2, at.y + 4};
    for (const Box& other : taken_)
      if (box.west < other.east && other.west < box.east && box.north < other.south &&
          other.north < box.south)
        return false;
    taken_.push_back(box);
    return true;
  }

 private:
  struct Box {
    double west, north, east, south;
  };
  std::vector<Box> taken_;
};

double width_of(std::string_view name) {
  double width = 0;
  for (const std::string_view character : characters(name)) width += character.size() > 1 ? 24 : 13;
  return width;
}

/// Of districts, each as near to its place as there is room, or not at all. Letters stand apart.
Html district_names(const std::vector<DrawnGround::Name>& districts, Labels& labels) {
  Html names;
  for (const auto& [x, y, words] : districts) {
    const double width = width_of(words) * 1.35;
    for (const double down : {0.0, -34.0, 34.0, -68.0, 68.0, -102.0, 102.0}) {
      const Pixel at{x, y + down};
      if (!labels.place(at, width, 30)) continue;
      names += words_at("drawn-district", at, words);
      break;
    }
  }
  return names;
}

Frame heart_of_city() { return {{117.205, 39.125}, 0.205, 1000, 900}; }

Html svg(const Frame& frame, const std::string& label, const Html& inner) {
  return element("svg",
                 {{"class", "drawn"},
                  {"viewBox", box_of(frame)},
                  {"preserveAspectRatio", "xMidYMid slice"},
                  {"role", "img"},
                  {"aria-label", label}},
                 {inner});
}

Html map_in(const Frame& frame, const Evening& evening, const DrawnGround& ground,
            const Wording& w) {
  constexpr std::size_t most_names = 14;
  std::vector<const Place*> streets;
  for (const Place& place : evening.places().all())
    if (place.layer == "night_streets" && place.at && frame.shows(frame.at(*place.at)))
      streets.push_back(&place);
  evening.sort(streets);
  Html halos, marks, names;
  Labels labels;
  for (const Place* place : streets) {
    const Pixel at = frame.at(*place->at);
    labels.cover({at.x, at.y + 12}, 24, 24);
  }
  names += district_names(ground.districts, labels);
  std::size_t named = 0;
  for (const Place* place : streets) {
    const Pixel at = frame.at(*place->at);
    const OpenState state = evening.of(*place).state;
    const std::string x = whole(at.x), y = whole(at.y);
    const bool glows = state == OpenState::open || state == OpenState::closing;
    if (glows)
      halos += element(
          "circle", {{"class", state == OpenState::open ? "drawn-halo" : "drawn-halo drawn-ember"},
                     {"cx", x},
                     {"cy", y},
                     {"r", "26"}});
    marks += element("circle", {{"class", "drawn-street is-" + std::string(to_string(state))},
                                {"cx", x},
                                {"cy", y},
                                {"r", glows ? "10" : "8"}});
    const std::string name = short_name(place->name(w.language()));
    if (named >= most_names) continue;
    for (const Pixel beside : {Pixel{at.x, at.y + 38}, Pixel{at.x, at.y - 18}}) {
      if (!frame.shows(beside, -width_of(name) / 2) ||
          !labels.place(beside, width_of(name) + 8, 28))
        continue;
      ++named;
      names += words_at(glows ? "drawn-name" : "drawn-name drawn-quiet", beside, name);
      break;
    }
  }
  for (const Place* event : evening.tonight()) {
    if (!event->at || event->event->cancelled || !frame.shows(frame.at(*event->at))) continue;
    const Pixel at = frame.at(*event->at);
    marks += element(
        "path", {{"class", "drawn-event"},
                 {"d", "M" + whole(at.x) + " " + whole(at.y - 34) + "l11 11l-11 11l-11 -11z"}});
  }
  return svg(frame, w("drawn_map"), ground.lines + halos + marks + names);
}

}  // namespace

DrawnGround drawn_ground(const Snapshot& snapshot, const Ground& ground, Language language) {
  return ground_in(heart_of_city(), snapshot, ground, language);
}

Html drawn_map(const Evening& evening, const DrawnGround& ground, const Wording& w) {
  return map_in(heart_of_city(), evening, ground, w);
}

Html drawn_map_of(const std::vector<const Place*>& places, const Evening& evening,
                  const Ground& ground, const Wording& w) {
  constexpr double width = 1000, height = 560;
  Box<Wgs84> box;
  for (const Place* place : places)
    if (place->at) box.add(*place->at);
  const View view = fitted(box, height / width);
  const Frame frame(view.centre, view.degrees_wide, width, height);
  return map_in(frame, evening, ground_in(frame, evening.places().snapshot(), ground, w.language()),
                w);
}

Html drawn_spot(const Place& place, const Snapshot& snapshot, const Ground& ground,
                const Wording& w) {
  if (!place.at) return {};
  const Frame frame(*place.at, 0.042, 1000, 420);
  const DrawnGround drawn = ground_in(frame, snapshot, ground, w.language());
  Html inner = drawn.lines;
  Labels labels;
  labels.cover({500, 240}, 60, 60);
  for (const Station& station : ground.stations)
    if (const Pixel at = frame.at(station.at); frame.shows(at))
      labels.cover({at.x, at.y + 11}, 22, 22);
  for (const Station& station : ground.stations) {
    const Pixel at = frame.at(station.at);
    if (!frame.shows(at)) continue;
    inner +=
        element("circle",
                {{"class", "drawn-station"}, {"cx", whole(at.x)}, {"cy", whole(at.y)}, {"r", "9"}});
    if (const Pixel below{at.x, at.y + 36}; labels.place(below, width_of(station.name) + 8, 26))
      inner += words_at("drawn-name drawn-quiet", below, station.name);
  }
  inner += district_names(drawn.districts, labels);
  if (const auto accuracy = place.number("position_accuracy_m")) {
    const LonLat<Wgs84> north = travel(*place.at, 0, Metres::of(*accuracy));
    const double radius = 210 - frame.at(north).y;
    if (radius > 20)
      inner += element("circle", {{"class", "drawn-ring"},
                                  {"cx", "500"},
                                  {"cy", "210"},
                                  {"r", whole(std::min(radius, 2000.0))}});
  }
  inner += element("circle", {{"class", "drawn-halo"}, {"cx", "500"}, {"cy", "210"}, {"r", "30"}});
  inner += element("circle",
                   {{"class", "drawn-street is-open"}, {"cx", "500"}, {"cy", "210"}, {"r", "12"}});
  return svg(frame, w("drawn_spot", {{"name", place.name(w.language())}}), inner);
}

}  // namespace jintu::pages
