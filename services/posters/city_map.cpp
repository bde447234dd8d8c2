#include "services/posters/city_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "services/drawing/pens.hpp"
#include "services/pages/marks.hpp"
#include "services/posters/svg_path.hpp"

namespace jintu::posters {

using drawing::Align;
using drawing::Glow;
using drawing::Outline;
using drawing::Point;
using drawing::Rectangle;
using drawing::Shape;
using drawing::Words;

namespace {

bool overlap(const Rectangle& a, const Rectangle& b) {
  return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

}  // namespace

CityMap::CityMap(drawing::Picture& picture, const Rectangle& area, LonLat<Wgs84> centre,
                 double degrees_wide, const Palette& palette, Sizes sizes, double corner_radius)
    : picture_(picture),
      area_(area),
      frame_(centre, degrees_wide, area.width, area.height),
      palette_(palette),
      sizes_(sizes),
      degrees_(degrees_wide),
      centre_(centre) {
  drawing::Clip clip;
  clip.outline.rectangle(area, corner_radius);
  picture_.add(std::move(clip));
}

Point CityMap::at(LonLat<Wgs84> position) const {
  const auto pixel = frame_.at(position);
  return {area_.x + pixel.x, area_.y + pixel.y};
}

/// The stretches of it that may be seen; rounded off at its corners where it flows.
Outline CityMap::outline_of(const std::vector<LonLat<Wgs84>>& line, bool flowing) const {
  Outline outline;
  const double margin = 40 * sizes_.line;
  const auto may_show = [&](Point a, Point b) {
    return std::max(a.x, b.x) > area_.x - margin && std::min(a.x, b.x) < area_.right() + margin &&
           std::max(a.y, b.y) > area_.y - margin && std::min(a.y, b.y) < area_.bottom() + margin;
  };
  const auto between = [](Point a, Point b, double part) {
    return Point{a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
  };
  std::vector<Point> points;
  points.reserve(line.size());
  for (const auto& position : line) points.push_back(at(position));
  bool drawing = false;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const Point a = points[i], b = points[i + 1];
    if (!may_show(a, b)) {
      drawing = false;
      continue;
    }
    if (!flowing) {
      if (!drawing) outline.move(a);
      outline.line(b);
    } else {
      // From the middle of this stretch to that of the next, around the corner between them.
      const Point middle = between(a, b, 0.5);
      if (!drawing) outline.move(i == 0 ? a : middle);
      if (!drawing && i == 0) outline.line(middle);
      if (i + 2 < points.size()) {
        const Point next = between(b, points[i + 2], 0.5);
        outline.curve(between(middle, b, 2.0 / 3), between(next, b, 2.0 / 3), next);
      } else {
        outline.line(b);
      }
    }
    drawing = true;
  }
  return outline;
}

void CityMap::stroke(Outline outline, const Colour& colour, double width,
                     std::vector<double> dash) {
  if (outline.empty()) return;
  Shape shape;
  shape.outline = std::move(outline);
  shape.stroke = colour;
  shape.width = width;
  shape.dash = std::move(dash);
  picture_.add(std::move(shape));
}

Box<Wgs84> CityMap::box() const {
  const double north = degrees_ * area_.height / area_.width * 0.5;  // more than is seen
  Box<Wgs84> box;
  box.add(Position{centre_.lon - degrees_ / 2, centre_.lat - north});
  box.add(Position{centre_.lon + degrees_ / 2, centre_.lat + north});
  return box;
}

void CityMap::fill(const std::vector<Base::Area>& areas, const Colour& colour) {
  Shape shape;
  shape.fill = colour;
  shape.even_odd = true;
  for (const Base::Area& area : areas) {
    shape.outline = {};
    for (const auto& ring : area.rings) {
      bool first = true;
      for (const auto& position : ring) {
        first ? shape.outline.move(at(position)) : shape.outline.line(at(position));
        first = false;
      }
      if (!first) shape.outline.close();
    }
    if (!shape.outline.empty()) picture_.add(shape);
  }
}

/// Fills the one that is told of; borders wait for water and roads.
void CityMap::draw_districts(const Snapshot& snapshot, std::string_view district, bool english) {
  const pages::Words& words = pages::Words::shipped();
  const auto districts = snapshot.layer("districts");
  if (!districts) return;
  for (const Feature& one : districts->features()) {
    const bool told = !district.empty() && one.properties.text("name_zh") == district;
    if (const auto* areas = std::get_if<MultiPolygon<Position>>(&one.geometry)) {
      for (const auto& part : *areas) {
        if (told) {  // whole: it is filled
          bool first = true;
          for (const auto& position : part.outer.points) {
            first ? here_.move(at(position)) : here_.line(at(position));
            first = false;
          }
          here_.close();
        }
        const Outline border = outline_of(part.outer.points, false);
        auto point = border.points().begin();
        for (const auto step : border.steps())
          step == Outline::Step::move ? borders_.move(*point++) : borders_.line(*point++);
      }
    }
    const Properties& p = one.properties;
    const auto label =
        checked_lonlat<Wgs84>(p.number("label_lon", 999), p.number("label_lat", 999));
    if (!label || !shows(*label)) continue;
    const std::string name(p.text("name_zh"));
    const auto* both = words.find("districts", name);
    districts_.push_back({at(*label), english && both ? both->en : name});
  }
  if (here_.empty()) return;
  Shape shape;
  shape.outline = here_;
  shape.fill = palette_.here;
  picture_.add(std::move(shape));
}

void CityMap::draw_water(const pages::Ground& ground) {
  const double thin = sizes_.line;
  if (has_base()) {
    fill(base_.parks, palette_.park);
    fill(base_.water, palette_.water);
    for (const auto& line : base_.streams) stroke(outline_of(line, false), palette_.water, thin);
    return;
  }
  for (const auto& line : ground.sea) {
    Outline outline;
    for (std::size_t i = 0; i < line.size(); ++i)
      i == 0 ? outline.move(at(line[i])) : outline.line(at(line[i]));
    if (outline.empty()) continue;
    Shape sea;
    sea.outline = std::move(outline);
    sea.fill = palette_.water;
    sea.stroke = palette_.bank;
    sea.width = thin;
    picture_.add(std::move(sea));
  }
  if (degrees_ < river_degrees) return;  // some are a mile off: half of a small map
  for (const auto& line : ground.rivers) {
    const Outline river = outline_of(line, true);
    if (palette_.glow > 0.5) stroke(river, palette_.bank.with_alpha(0.22), thin * 11);
    stroke(river, palette_.bank, thin * 6);
    stroke(river, palette_.water, thin * 4.4);
  }
}

/// The least first, each kind as one shape: what crosses is drawn once.
void CityMap::draw_roads() {
  constexpr std::array<double, 4> widths{2.6, 1.9, 1.1, 0.6};
  // Small roads are a haze on a wide map.
  const std::size_t kinds = degrees_ > 0.4 ? 1 : degrees_ > 0.12 ? 2 : degrees_ > 0.06 ? 3 : 4;
  for (std::size_t kind = kinds; kind-- > 0;) {
    Outline all;
    for (const Base::Street& street : base_.streets) {
      if (static_cast<std::size_t>(street.road) != kind) continue;
      const Outline line = outline_of(street.line, false);
      auto point = line.points().begin();
      for (const auto step : line.steps())
        step == Outline::Step::move ? all.move(*point++) : all.line(*point++);
    }
    stroke(std::move(all), palette_.roads[kind], sizes_.line * widths[kind]);
  }
}

void CityMap::draw_ground(const City& city, std::string_view district, bool english,
                          std::uint64_t most_tiles) {
  const double thin = sizes_.line;
  base_ = base_in(city.base, box(), most_tiles);
  Shape back;
  back.outline.rectangle(area_);
  back.fill = palette_.land;
  picture_.add(std::move(back));
  draw_districts(city.places.snapshot(), district, english);
  draw_water(city.ground);
  draw_roads();
  stroke(borders_, palette_.border, thin, {thin * 4, thin * 3});
  if (!here_.empty()) stroke(here_, palette_.edge, thin * 1.8);
  for (const auto& line : city.ground.metro)
    stroke(outline_of(line, false), palette_.metro.with_alpha(0.62), thin * 1.5);
}

/// Brands are of night streets.
const Colour& CityMap::colour_of(const pages::Place& place) const {
  return place.layer == "night_streets" ? palette_.brand(place.brand) : palette_.accent;
}

void CityMap::draw_light(const pages::Place& place, double strength) {
  const Colour& colour = colour_of(place);
  const double light = palette_.glow * strength;
  const auto lit_line = [&](const std::vector<Position>& points) {
    const Outline line = outline_of(points, false);
    stroke(line, colour.with_alpha(0.16 * light), sizes_.line * 22);
    stroke(line, colour.with_alpha(0.3 * light), sizes_.line * 10);
    stroke(line, colour, sizes_.line * 3);
  };
  bool lit = false;
  if (const auto* feature = place.record) {
    lit = !std::holds_alternative<MultiPoint<Position>>(feature->geometry);
    if (const auto* lines = std::get_if<MultiLineString<Position>>(&feature->geometry))
      for (const auto& line : *lines) lit_line(line.points);
    if (const auto* areas = std::get_if<MultiPolygon<Position>>(&feature->geometry))
      for (const auto& area : *areas) lit_line(area.outer.points);
  }
  // "和平路·滨江道" are two roads; a road of the same name elsewhere is another one.
  constexpr std::size_t least_name = 9;  // three characters
  constexpr double near_degrees = 0.012;
  if (!lit && place.at && place.layer == "night_streets") {
    for (const Base::Street& street : base_.streets) {
      if (street.name.size() < least_name || street.line.empty() ||
          place.name_zh.find(street.name) == std::string::npos)
        continue;
      const auto& middle = street.line[street.line.size() / 2];
      if (std::abs(middle.lon - place.at->lon) > near_degrees ||
          std::abs(middle.lat - place.at->lat) > near_degrees)
        continue;
      const Outline line = outline_of(street.line, false);
      stroke(line, colour.with_alpha(0.3 * strength), sizes_.line * 8);
      stroke(line, colour, sizes_.line * 2.2);
    }
  }
  if (!place.at || !(light > 0)) return;
  picture_.add(Glow{at(*place.at), sizes_.line * 46, colour.with_alpha(0.5 * light)});
  picture_.add(Glow{at(*place.at), sizes_.line * 18, colour.with_alpha(0.75 * light)});
}

void CityMap::draw_mark(const pages::Place& place, int number, double radius) {
  if (!place.at) return;
  const Point centre = at(*place.at);
  const Colour& colour = colour_of(place);
  if (const auto accuracy = place.number("position_accuracy_m")) {
    const auto north = travel(*place.at, 0, Metres::of(*accuracy));
    const double reach = centre.y - at(north).y;
    if (reach > radius * 1.3) {
      Outline ring;
      ring.circle(centre, std::min(reach, 4 * area_.width));
      stroke(std::move(ring), colour.with_alpha(0.5), sizes_.line,
             {sizes_.line * 2, sizes_.line * 4});
    }
  }
  Shape disc;
  const bool street = place.layer == "night_streets";
  if (number > 0 || !street) {
    disc.outline.circle(centre, number > 0 ? radius : radius * 0.8);
  } else {
    const double scale = radius / 12;
    disc.outline = posters::outline_of(pages::brand_path(place.brand), scale * 1.25,
                                       {centre.x - radius * 1.25, centre.y - radius * 1.25});
    disc.even_odd = true;
  }
  disc.fill = colour;
  disc.stroke = palette_.halo;
  disc.width = sizes_.line * 1.2;
  picture_.add(std::move(disc));
  taken_.push_back({centre.x - radius, centre.y - radius, 2 * radius, 2 * radius});
  if (number <= 0) return;
  Words digits;
  digits.text = std::to_string(number);
  digits.size = radius * (number > 9 ? 1.1 : 1.3);
  digits.at = {centre.x, centre.y + digits.size * 0.36};
  digits.bold = true;
  digits.align = Align::middle;
  digits.colour = palette_.halo;
  picture_.add(std::move(digits));
}

bool CityMap::take(const Rectangle& room) {
  if (room.x < area_.x || room.y < area_.y || room.right() > area_.right() ||
      room.bottom() > area_.bottom())
    return false;
  for (const Rectangle& other : taken_)
    if (overlap(room, other)) return false;
  taken_.push_back(room);
  return true;
}

bool CityMap::name_at(const std::string& name, Point beside, Align align, double size, bool bold,
                      const Colour& colour) {
  const double width = drawing::measure(name, size, bold).width + size * 0.4;
  const double left = align == Align::left    ? beside.x
                      : align == Align::right ? beside.x - width
                                              : beside.x - width / 2;
  if (!take({left, beside.y - size, width, size * 1.3})) return false;
  Words words;
  words.text = name;
  words.at = beside;
  words.size = size;
  words.bold = bold;
  words.align = align;
  words.colour = colour;
  words.halo = palette_.halo;
  picture_.add(std::move(words));
  return true;
}

void CityMap::name_place(const pages::Place& place, const std::string& name, double size,
                         double radius) {
  if (!place.at || !shows(*place.at)) return;
  const Point p = at(*place.at);
  const double gap = radius + size * 0.35;
  const Colour& colour = palette_.text;
  if (name_at(name, {p.x + gap, p.y + size * 0.36}, Align::left, size, true, colour)) return;
  if (name_at(name, {p.x - gap, p.y + size * 0.36}, Align::right, size, true, colour)) return;
  if (name_at(name, {p.x, p.y + gap + size}, Align::middle, size, true, colour)) return;
  name_at(name, {p.x, p.y - gap - size * 0.2}, Align::middle, size, true, colour);
}

void CityMap::draw_stations(const pages::Ground& ground) {
  const double radius = sizes_.line * 2.4;
  for (const auto& station : ground.stations) {
    if (!shows(station.at)) continue;
    const Point p = at(station.at);
    Shape dot;
    dot.outline.circle(p, radius);
    dot.fill = palette_.land;
    dot.stroke = palette_.metro;
    dot.width = sizes_.line * 1.3;
    picture_.add(std::move(dot));
    taken_.push_back({p.x - radius, p.y - radius, 2 * radius, 2 * radius});
    stations_.push_back(&station);
  }
}

/// Where lines meet first, then from the middle of the map outwards.
void CityMap::name_stations(std::size_t most) {
  const Point middle{area_.x + area_.width / 2, area_.y + area_.height / 2};
  const auto order = [&](const pages::Station* s) {
    const Point p = at(s->at);
    const bool crossing = s->lines.find("、") != std::string::npos;
    return std::pair(!crossing, std::hypot(p.x - middle.x, p.y - middle.y));
  };
  std::stable_sort(stations_.begin(), stations_.end(),
                   [&](const auto* a, const auto* b) { return order(a) < order(b); });
  std::size_t named = 0;
  const double size = sizes_.letters, gap = sizes_.line * 2.4 + size * 0.35;
  for (const auto* station : stations_) {
    if (named >= most) break;
    const Point p = at(station->at);
    if (name_at(station->name, {p.x + gap, p.y + size * 0.36}, Align::left, size, false,
                palette_.muted) ||
        name_at(station->name, {p.x - gap, p.y + size * 0.36}, Align::right, size, false,
                palette_.muted))
      ++named;
  }
}

void CityMap::name_districts() {
  const double size = sizes_.letters * 1.5;
  for (const Name& one : districts_) {
    for (const double down : {0.0, -1.6, 1.6, -3.2, 3.2})
      if (name_at(one.words, {one.at.x, one.at.y + down * size}, Align::middle, size, false,
                  palette_.label.with_alpha(0.75)))
        break;
  }
}

void CityMap::finish() { picture_.add(drawing::ClipEnd{}); }

}  // namespace jintu::posters
