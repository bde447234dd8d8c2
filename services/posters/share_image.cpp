#include "services/posters/share_image.hpp"

#include <algorithm>

#include "services/drawing/pens.hpp"
#include "services/pages/place_page.hpp"
#include "services/posters/city_map.hpp"
#include "services/posters/week.hpp"

namespace jintu::posters {

using drawing::Picture;
using drawing::Point;
using drawing::Rectangle;
using drawing::Shape;
using drawing::Words;
using pages::Language;
using pages::Place;
using pages::Wording;

namespace {

constexpr double left = 56, column = 560;

const Palette& palette() { return palette_of(pages::Theme::night); }

/// Words in the column at the left, one below the other.
class Column {
 public:
  Column(Picture& picture, const Wording& w) : picture_(picture), w_(w) {}

  /// `y`: where the first line's letters stand. Gives back where the last line's do.
  double say(const std::string& text, double y, double size, const Colour& colour,
             bool bold = false, int most_lines = 1, double leading = 1.28) {
    if (text.empty()) return y;
    Words words;
    words.text = text;
    words.at = {left, y};
    words.size = size;
    words.bold = bold;
    words.colour = colour;
    words.width = column;
    words.most_lines = most_lines;
    words.leading = leading;
    if (!w_.is_chinese() && !pages::has_chinese(text)) words.language = "en";
    const int lines = most_lines > 1 ? drawing::pens().measure(words).lines : 1;
    picture_.add(std::move(words));
    return y + (lines - 1) * size * leading;
  }

 private:
  Picture& picture_;
  const Wording& w_;
};

Picture empty_image(const std::string& title, const Wording& w) {
  Picture picture;
  picture.width = share_width;
  picture.height = share_height;
  picture.ground = palette().page;
  picture.title = title;
  picture.language = w.is_chinese() ? "zh-Hans" : "en";
  return picture;
}

/// Whose it is, above; what the law and honesty want told, below.
void frame_words(Picture& picture, Column& say, const City& city, const std::string& source,
                 bool has_base, const Wording& w) {
  const double x = left + 11, y = 68;
  picture.add(drawing::Glow{{x, y}, 30, palette().accent.with_alpha(0.8)});
  Shape lamp;
  lamp.outline.circle({x, y}, 8);
  lamp.fill = palette().accent;
  picture.add(std::move(lamp));
  Words name;
  name.text = w("title") + "  ·  " + w("product");
  name.at = {left + 34, 76};
  name.size = 23;
  name.bold = true;
  name.colour = palette().label;
  picture.add(std::move(name));
  pages::Surroundings around;
  around.review_number = city.told.review_number;
  say.say(source, 552, 16.5, palette().muted);
  say.say(w(has_base ? "drawn_base_osm" : "drawn_base"), 578, w.is_chinese() ? 15 : 13.5,
          palette().muted);
  say.say(pages::review_line(around, w), 604, 16.5, palette().accent, true);
}

void cover_left(Picture& picture) {
  picture.add(drawing::Fade{{560, 0, 240, share_height}, palette().page});
  Shape back;
  back.outline.rectangle({0, 0, 561, share_height});
  back.fill = palette().page;
  picture.add(std::move(back));
}

/// Badges in a row.
double badges(Picture& picture, const std::vector<std::pair<std::string, Colour>>& all, double y) {
  double x = left;
  for (const auto& [text, colour] : all) {
    if (text.empty()) continue;
    const double size = 20, width = drawing::measure(text, size).width + 28;
    if (x + width > left + column + 40) break;
    Shape back;
    back.outline.rectangle({x, y, width, 36}, 18);
    back.fill = colour.with_alpha(0.16);
    back.stroke = colour.with_alpha(0.6);
    back.width = 1.2;
    picture.add(std::move(back));
    Words words;
    words.text = text;
    words.at = {x + 14, y + 25.5};
    words.size = size;
    words.colour = colour;
    picture.add(std::move(words));
    x += width + 12;
  }
  return y + 36;
}

/// A source by its name; one that has none by its host.
std::string name_of(const pages::Source& source) {
  const bool named = std::any_of(source.words.begin(), source.words.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
  });
  if (named || source.url.empty()) return source.words;
  std::string host = source.url.substr(source.url.find("//") + 2);
  host = host.substr(0, host.find('/'));
  return host.starts_with("www.") ? host.substr(4) : host;
}

std::string source_words(const Place& place, const Wording& w) {
  std::string said;
  const auto sources = pages::split_sources(place.fact("source"));
  if (place.layer == "venues") {
    said = w("drawn_source", {{"source", "© OpenStreetMap contributors (ODbL)"}});
  } else if (sources.empty()) {
    said = w("source_unknown");
  } else {
    std::string first = name_of(sources[0]);
    if (sources.size() > 1)
      first = w("drawn_sources_more", {{"source", first}, {"n", std::to_string(sources.size())}});
    said = w("drawn_source", {{"source", first}});
  }
  // How exact it is comes first: a long name of a source is cut at its end.
  if (const auto accuracy = place.number("position_accuracy_m"))
    said = w("drawn_within", {{"distance", pages::metres_text(Metres::of(*accuracy), w)}}) + " · " +
           said;
  return said;
}

double hours_words(Column& say, const Place& place, const City& city, double y, const Wording& w) {
  if (place.hours < 0) return y;
  const auto& rules = city.places.hours()[static_cast<std::size_t>(place.hours)];
  const std::string_view text = place.fact("hours_osm");
  if (text.empty() || text == "unknown") return say.say(w("drawn_ask"), y, 24, palette().muted);
  y = say.say(w("drawn_hours"), y, 19, palette().muted);
  if (!rules) return say.say(w("drawn_unread"), y + 36, 26, palette().text, true);
  const WeekHours week = week_hours(*rules, w);
  if (week.seasonal) {
    y = say.say(w("drawn_seasonal"), y + 36, 24, palette().text, true);
  } else if (week.lines.size() == 2) {
    for (const auto& line : week.lines)
      y = say.say(line.days + "  " + line.hours, y + 36, 26, palette().text, true);
  } else if (week.lines.size() == 1) {
    y = say.say(week.joined(w), y + 36, 26, palette().text, true);
  } else {
    y = say.say(week.joined(w), y + 34, 22, palette().text, true, 2);
  }
  return say.say(w("drawn_holidays"), y + 30, 17, palette().muted);
}

/// When an event is on, and where.
double event_words(Column& say, const Place& place, double y, const Wording& w) {
  y = say.say(pages::event_dated(*place.event, w), y, 26, palette().text, true, 2);
  return say.say(pages::event_place(place, w), y + 38, 22, palette().muted, false, 2);
}

}  // namespace

Picture image_of_place(const Place& place, const City& city, Language language) {
  const Wording w(language);
  const std::string& name = place.name_zh.empty() ? place.name_en : place.name_zh;
  Picture picture = empty_image(place.name(language) + " · " + w("title"), w);
  const bool english = !w.is_chinese();
  const std::string district(place.fact("district"));
  // The place stands in the right part of the picture: the map's middle is to its west.
  const LonLat<Wgs84> around = place.at.value_or(Position{117.205, 39.125});
  const double wide = place.at ? 0.052 : 0.32;
  CityMap map(picture, {0, 0, share_width, share_height}, {around.lon - wide * 0.23, around.lat},
              wide, palette(), {2, 19}, 0);
  map.draw_ground(city, district, english, 6);
  // What the words cover takes no names.
  map.keep_free({0, 0, 640, share_height});
  map.draw_stations(city.ground);
  if (place.at) map.draw_light(place, 1);
  for (const Place& other : city.places.all())
    if (other.layer == "night_streets" && &other != &place && other.at && map.shows(*other.at)) {
      map.draw_light(other, 0.45);
      map.draw_mark(other, 0, 9);
    }
  if (place.at) map.draw_mark(place, 0, 17);
  map.name_stations(14);
  if (!place.at) map.name_districts();
  map.finish();
  cover_left(picture);

  Column say(picture, w);
  // What stands in brackets, below and smaller.
  const std::string main = pages::short_name(name);
  double y = say.say(main, 176, main.size() > 27 ? 50 : 62, palette().text, true, 2);
  if (main.size() < name.size())
    y = say.say(name.substr(main.size()), y + 42, 28, palette().label, true);
  if (!place.name_en.empty() && place.name_en != name)
    y = say.say(place.name_en, y + 40, 25, palette().muted);
  const std::string kind = place.kind(w);
  const std::string layer = w("layer_" + std::string(place.layer));
  std::vector<std::pair<std::string, Colour>> marks;
  if (place.event && place.event->cancelled)
    marks.emplace_back(w("event_cancelled"), palette().accent);
  else if (place.event && place.fact("status") == "tentative")
    marks.emplace_back(w("event_tentative"), palette().accent);
  if (place.flag("sample")) marks.emplace_back(w("example_long"), palette().accent);
  marks.emplace_back(w.list_of("districts", district, '/'), palette().label);
  marks.emplace_back(kind.empty() ? layer : kind, palette().label);
  if (place.brand >= 0) {
    std::string brand =
        w("brand_" + std::string(pages::brand_slugs[static_cast<std::size_t>(place.brand)]));
    if (place.fact("brand_status") == "example") brand += w("example_in_brackets");
    marks.emplace_back(std::move(brand), palette().brand(place.brand));
  }
  if (!place.at)
    marks.emplace_back(w(place.fact("placement") == "district" ? "unverified" : "unplaced"),
                       palette().accent);
  y = badges(picture, marks, y + 26);
  if (place.event)
    event_words(say, place, y + 50, w);
  else
    hours_words(say, place, city, y + 50, w);
  frame_words(picture, say, city, source_words(place, w), map.has_base(), w);
  return picture;
}

Picture image_of_city(const City& city, Language language) {
  const Wording w(language);
  Picture picture = empty_image(w("title") + " · " + w("product"), w);
  const bool english = !w.is_chinese();
  constexpr double wide = 0.30;
  CityMap map(picture, {0, 0, share_width, share_height}, {117.205 - wide * 0.2, 39.125}, wide,
              palette(), {1.7, 17}, 0);
  map.draw_ground(city, "", english, 6);
  map.keep_free({0, 0, 640, share_height});
  std::size_t streets = 0, known = 0;
  std::vector<const Place*> shown;
  for (const Place& place : city.places.all()) {
    if (place.layer != "night_streets") continue;
    ++streets;
    if (place.fact("hours_status") == "known") ++known;
    if (place.at && map.shows(*place.at)) shown.push_back(&place);
  }
  for (const Place* place : shown) map.draw_light(*place, place->brand >= 0 ? 0.9 : 0.55);
  for (const Place* place : shown) map.draw_mark(*place, 0, place->brand >= 0 ? 11 : 8);
  std::stable_sort(shown.begin(), shown.end(),
                   [](const Place* a, const Place* b) { return (a->brand < 0) < (b->brand < 0); });
  for (std::size_t i = 0; i < std::min<std::size_t>(shown.size(), 14); ++i)
    map.name_place(*shown[i], pages::short_name(shown[i]->name(language)), 17, 11);
  map.name_districts();
  map.finish();
  cover_left(picture);

  Column say(picture, w);
  double y = say.say(w("title"), 206, english ? 58 : 96, palette().text, true, 2);
  y = say.say(english ? "津夜生活" : "Tianjin by Night", y + 50, 28, palette().muted);
  y = say.say(w("tagline"), y + 62, 30, palette().accent, true);
  y = say.say(w("drawn_city_streets", {{"n", std::to_string(streets)}}), y + 46, 25,
              palette().text);
  y = say.say(w("drawn_city_known", {{"n", std::to_string(known)}}), y + 36, 21, palette().muted);
  say.say(w("drawn_city_more"), y + 32, 21, palette().muted);
  std::string source;
  for (const auto& one : city.told.sources) {
    source = w("drawn_source", {{"source", one.source.in(language)}});
    break;
  }
  frame_words(picture, say, city, source, map.has_base(), w);
  return picture;
}

}  // namespace jintu::posters
