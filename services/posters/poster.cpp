#include "services/posters/poster.hpp"

#include <algorithm>
#include <cmath>

#include "geo/base/error.hpp"
#include "geo/base/tianjin_clock.hpp"
#include "services/drawing/pens.hpp"
#include "services/pages/marks.hpp"
#include "services/posters/city_map.hpp"
#include "services/posters/qr.hpp"
#include "services/posters/svg_path.hpp"
#include "services/posters/week.hpp"

namespace jintu::posters {

using drawing::Align;
using drawing::Outline;
using drawing::Picture;
using drawing::Point;
using drawing::Rectangle;
using drawing::Shape;
using drawing::Words;
using pages::Place;
using pages::Wording;

namespace {

constexpr double margin = 42, gutter = 20;
constexpr double wide = sheet_width - 2 * margin;
/// A Friday evening at that hour is late.
constexpr int late_minute = 22 * 60;
constexpr std::size_t most_late = 12;
constexpr double entry_height = 57;

struct Entry {
  const Place* place = nullptr;
  int number = 0;
};

/// What a sheet is about.
struct Night {
  const Feature* district = nullptr;
  std::string name;  ///< in the reader's language, without "District"
  std::vector<Entry> entries;
  std::size_t streets = 0, known = 0, late = 0, left_out = 0;
};

bool lies_in(const Place& place, std::string_view district) {
  return place.fact("district").find(district) != std::string_view::npos;
}

Night night_of(const City& city, std::string_view code, const Wording& w) {
  Night night;
  if (const auto districts = city.places.snapshot().layer("districts"))
    night.district = districts->find(code);
  if (!night.district) throw Error(ErrorCode::not_found, "没有这个区 there is no such district");
  const std::string_view district = night.district->properties.text("name_zh");
  night.name = w.of("districts", district);
  std::vector<const Place*> streets, late;
  for (const Place& place : city.places.all()) {
    if (!lies_in(place, district)) continue;
    if (place.layer == "night_streets") streets.push_back(&place);
    if (place.layer != "venues" || place.hours < 0 || !place.flag("named")) continue;
    const auto& rules = city.places.hours()[static_cast<std::size_t>(place.hours)];
    if (rules && is_open_on_friday(*rules, late_minute)) late.push_back(&place);
  }
  // Those that are on the map first, with a brand before those without; else as they are kept.
  std::stable_sort(streets.begin(), streets.end(), [](const Place* a, const Place* b) {
    return std::pair(!a->at, a->brand < 0) < std::pair(!b->at, b->brand < 0);
  });
  night.streets = streets.size();
  night.late = late.size();
  for (const Place* place : streets)
    if (place->fact("hours_status") == "known") ++night.known;
  const auto take = [&night](const std::vector<const Place*>& from, std::size_t most) {
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (i >= most || night.entries.size() >= most_entries) {
        night.left_out += from.size() - i;
        return;
      }
      night.entries.push_back({from[i], static_cast<int>(night.entries.size()) + 1});
    }
  };
  take(streets, most_entries);
  take(late, most_late);
  return night;
}

/// All entries, else the whole district.
pages::View view_of(const Night& night, double height_by_width) {
  Box<Wgs84> box;
  for (const Entry& entry : night.entries)
    if (entry.place->at) box.add(*entry.place->at);
  if (box.empty())
    if (const auto* areas = std::get_if<MultiPolygon<Position>>(&night.district->geometry))
      for (const auto& area : *areas)
        for (const auto& point : area.outer.points) box.add(point);
  return pages::fitted(box, height_by_width);
}

/// Puts words on the sheet.
class Sheet {
 public:
  Sheet(Picture& picture, const Palette& palette, const Wording& w)
      : picture_(picture), palette_(palette), w_(w) {}

  struct Style {
    double size = 10;
    Colour colour;
    bool bold = false;
    double width = 0;
    int most_lines = 1;
    Align align = Align::left;
    double leading = 1.4;
  };
  /// How many lines it took.
  int say(const std::string& text, Point at, const Style& style) {
    if (text.empty()) return 0;
    Words words;
    words.text = text;
    words.at = at;
    words.size = style.size;
    words.bold = style.bold;
    words.colour = style.colour;
    words.width = style.width;
    words.most_lines = style.most_lines;
    words.align = style.align;
    words.leading = style.leading;
    if (!w_.is_chinese() && !pages::has_chinese(text)) words.language = "en";
    const int lines = style.most_lines > 1 ? drawing::pens().measure(words).lines : 1;
    picture_.add(std::move(words));
    return lines;
  }
  void line(Point from, Point to, const Colour& colour, double width,
            std::vector<double> dash = {}) {
    Shape shape;
    shape.outline.move(from).line(to);
    shape.stroke = colour;
    shape.width = width;
    shape.dash = std::move(dash);
    picture_.add(std::move(shape));
  }
  void disc(Point centre, double radius, const Colour& colour) {
    Shape shape;
    shape.outline.circle(centre, radius);
    shape.fill = colour;
    picture_.add(std::move(shape));
  }
  Picture& picture() { return picture_; }
  const Palette& palette() const { return palette_; }
  const Wording& words() const { return w_; }

 private:
  Picture& picture_;
  const Palette& palette_;
  const Wording& w_;
};

/// Where the map begins.
double draw_head(Sheet& sheet, const Night& night) {
  const Wording& w = sheet.words();
  const Palette& p = sheet.palette();
  sheet.picture().add(drawing::Glow{{margin + 6, 50}, 22, p.accent.with_alpha(0.8 * p.glow)});
  sheet.disc({margin + 6, 50}, 5, p.accent);
  sheet.say(w("title") + "  ·  " + w("product"), {margin + 20, 54.5},
            {.size = 13, .colour = p.label, .bold = true});
  sheet.say(w("tagline"), {sheet_width - margin, 54.5},
            {.size = 11, .colour = p.muted, .align = Align::right});
  const std::string title = w("poster_title", {{"district", night.name}});
  sheet.say(title, {margin - 2, 126},
            {.size = w.is_chinese() ? 66.0 : 58.0, .colour = p.text, .bold = true, .width = wide});
  std::string lead =
      night.streets == 0
          ? w("poster_none")
          : w(night.known == 0 ? "poster_lead_none" : "poster_lead",
              {{"n", std::to_string(night.streets)}, {"known", std::to_string(night.known)}});
  if (night.late > 0) lead += w("poster_lead_late", {{"n", std::to_string(night.late)}});
  sheet.say(lead, {margin, 158}, {.size = 13.5, .colour = p.accent, .width = wide});
  return 178;
}

/// What the legend and the sources tell of the map.
struct MapFacts {
  bool base = false, river = false;
};

MapFacts draw_map(Sheet& sheet, const Night& night, const City& city, const Rectangle& area) {
  const Wording& w = sheet.words();
  const pages::View view = view_of(night, area.height / area.width);
  CityMap map(sheet.picture(), area, view.centre, view.degrees_wide, sheet.palette(), {0.9, 7.6},
              10);
  map.draw_ground(city, night.district->properties.text("name_zh"), !w.is_chinese(), 30);
  MapFacts facts{map.has_base(), map.has_base() || view.degrees_wide >= river_degrees};
  map.draw_stations(city.ground);
  std::vector<const Place*> others;
  for (const Place& place : city.places.all()) {
    const bool listed = std::any_of(night.entries.begin(), night.entries.end(),
                                    [&](const Entry& e) { return e.place == &place; });
    if (place.layer == "night_streets" && place.at && !listed && map.shows(*place.at))
      others.push_back(&place);
  }
  for (const Place* other : others) map.draw_light(*other, 0.35);
  for (const Entry& entry : night.entries)
    map.draw_light(*entry.place, entry.place->layer == "venues" ? 0.4 : 1);
  for (const Place* other : others) map.draw_mark(*other, 0, 4);
  // The first stand on top.
  for (auto entry = night.entries.rbegin(); entry != night.entries.rend(); ++entry)
    map.draw_mark(*entry->place, entry->number, entry->place->layer == "venues" ? 6 : 9);
  for (const Entry& entry : night.entries)
    map.name_place(*entry.place, pages::short_name(entry.place->name(w.language())),
                   entry.place->layer == "venues" ? 8 : 11, entry.place->layer == "venues" ? 6 : 9);
  map.name_stations(40);
  map.name_districts();
  map.finish();
  Shape edge;
  edge.outline.rectangle(area, 10);
  edge.stroke = sheet.palette().line;
  edge.width = 0.8;
  sheet.picture().add(std::move(edge));
  return facts;
}

std::string hours_of(const Place& place, const City& city, const Wording& w) {
  const std::string_view text = place.fact("hours_osm");
  if (place.hours < 0 || text.empty() || text == "unknown") return w("hours_unknown");
  const auto& rules = city.places.hours()[static_cast<std::size_t>(place.hours)];
  if (!rules) return w("drawn_unread");
  const WeekHours week = week_hours(*rules, w);
  return week.seasonal ? w("drawn_seasonal") : week.joined(w);
}

std::string metro_of(const Place& place, const City& city, const Wording& w) {
  if (!place.at) return w("poster_unplaced");
  std::string said;
  for (const auto& near : pages::stations_near(city.ground, *place.at, 2, Metres::of(1500)))
    said += (said.empty()     ? ""
             : w.is_chinese() ? "、"
                              : ", ") +
            near.station->name + " " + pages::metres_text(near.distance, w);
  return said.empty() ? w("poster_no_metro") : w("poster_metro", {{"stations", said}});
}

std::string facts_of(const Place& place, const Wording& w) {
  std::string said;
  const auto add = [&said](const std::string& more) {
    if (!more.empty()) said += (said.empty() ? "" : " · ") + more;
  };
  if (place.brand >= 0)
    add(w("brand_" + std::string(pages::brand_slugs[static_cast<std::size_t>(place.brand)])) +
        (place.fact("brand_status") == "example" ? w("example_in_brackets") : ""));
  else
    add(place.kind(w));
  if (const auto accuracy = place.number("position_accuracy_m"); accuracy && place.at)
    add(w("drawn_within", {{"distance", pages::metres_text(Metres::of(*accuracy), w)}}));
  if (place.flag("sample")) add(w("example"));
  return said;
}

void draw_entry(Sheet& sheet, const Entry& entry, const City& city, Point at, double width) {
  const Wording& w = sheet.words();
  const Palette& p = sheet.palette();
  const Place& place = *entry.place;
  const Colour& colour = p.brand(place.brand);
  constexpr double indent = 24;
  sheet.disc({at.x + 8.5, at.y + 9}, 8.5, colour);
  const double digits = entry.number > 9 ? 9.4 : 11;
  sheet.say(std::to_string(entry.number), {at.x + 8.5, at.y + 9 + digits * 0.36},
            {.size = digits, .colour = p.halo, .bold = true, .align = Align::middle});
  const double x = at.x + indent, room = width - indent;
  const std::string name = place.name(w.language());
  const std::string hours = hours_of(place, city, w);
  const bool known = hours != w("hours_unknown");
  double y = at.y + 13;
  sheet.say(name.empty() ? facts_of(place, w) : name, {x, y},
            {.size = 11.5, .colour = p.text, .bold = true, .width = room});
  y += 13;
  const int lines = sheet.say(hours, {x, y},
                              {.size = 8.6,
                               .colour = known ? p.accent : p.muted,
                               .bold = known,
                               .width = room,
                               .most_lines = 2,
                               .leading = 1.22});
  y += lines > 1 ? 21 : 11.5;
  sheet.say(metro_of(place, city, w), {x, y}, {.size = 7.6, .colour = p.label, .width = room});
  y += 10;
  if (lines < 2 || y < at.y + entry_height - 4)
    sheet.say(facts_of(place, w), {x, y}, {.size = 7, .colour = p.muted, .width = room});
  if (!city.told.root.empty())
    sheet.picture().add(drawing::Link{{at.x, at.y, width, 18}, city.told.root + place.address()});
}

std::size_t columns_of(const Night& night) { return night.entries.size() <= 8 ? 2 : 3; }
std::size_t rows_of(const Night& night) {
  return (night.entries.size() + columns_of(night) - 1) / columns_of(night);
}

void draw_list(Sheet& sheet, const Night& night, const City& city, double top) {
  const std::size_t columns = columns_of(night), rows = rows_of(night);
  const double width =
      (wide - gutter * static_cast<double>(columns - 1)) / static_cast<double>(columns);
  for (std::size_t i = 0; i < night.entries.size(); ++i) {
    const double column = static_cast<double>(i / rows), row = static_cast<double>(i % rows);
    draw_entry(sheet, night.entries[i], city,
               {margin + column * (width + gutter), top + row * entry_height}, width);
  }
}

void draw_legend(Sheet& sheet, const MapFacts& facts, double y) {
  const Wording& w = sheet.words();
  const Palette& p = sheet.palette();
  double x = margin;
  // English says more: all of it stays in one row.
  const double size = w.is_chinese() ? 7.8 : 6.7, gap = w.is_chinese() ? 15 : 9;
  const auto said = [&](const std::string& text) {
    sheet.say(text, {x, y + size * 0.36}, {.size = size, .colour = p.label});
    x += drawing::measure(text, size).width + gap;
  };
  for (int brand = 0; brand <= static_cast<int>(pages::brands.size()); ++brand) {
    const int number = brand == static_cast<int>(pages::brands.size()) ? -1 : brand;
    Shape mark;
    mark.outline = outline_of(pages::brand_path(number), 0.55, {x, y - 6.6});
    mark.even_odd = true;
    mark.fill = p.brand(number);
    sheet.picture().add(std::move(mark));
    x += 17;
    said(number < 0
             ? w("poster_no_brand")
             : w("brand_" + std::string(pages::brand_slugs[static_cast<std::size_t>(number)])));
  }
  Shape ring;
  ring.outline.circle({x + 6, y}, 6);
  ring.stroke = p.brand(-1).with_alpha(0.8);
  ring.width = 0.9;
  ring.dash = {1.8, 2.4};
  sheet.picture().add(std::move(ring));
  x += 17;
  said(w("poster_ring"));
  sheet.line({x, y}, {x + 16, y}, p.metro, 1.5);
  x += 21;
  said(w("poster_metro_line"));
  if (!facts.river) return;
  sheet.line({x, y}, {x + 16, y}, p.bank, 5);
  sheet.line({x, y}, {x + 16, y}, p.water, 3.6);
  x += 22;
  said(w(facts.base ? "poster_water" : "poster_river"));
}

std::string date_words(const Told& told, const Wording& w) {
  const std::string revision = std::to_string(told.revision);
  const auto minute = parse_minute(told.date);  // in UTC: the day is Tianjin's
  return !minute ? w("poster_revision", {{"revision", revision}})
                 : w("poster_date", {{"date", day_text(pages::ClockMinute{minute->value}.day())},
                                     {"revision", revision}});
}

/// From the foot upwards: where it begins.
constexpr double foot_top = sheet_height - 148;

void draw_foot(Sheet& sheet, const Night& night, const City& city, const MapFacts& facts,
               std::string_view code) {
  const Wording& w = sheet.words();
  const Palette& p = sheet.palette();
  const Told& told = city.told;
  sheet.line({margin, foot_top}, {sheet_width - margin, foot_top}, p.line, 0.7);
  draw_legend(sheet, facts, foot_top + 16);
  const bool coded = !told.root.empty();
  constexpr double code_size = 82;
  const double room = coded ? wide - code_size - 22 : wide;
  double y = foot_top + 40;
  const auto say = [&](const std::string& text, int most_lines, double size, const Colour& colour,
                       bool bold = false) {
    const int lines = sheet.say(text, {margin, y},
                                {.size = size,
                                 .colour = colour,
                                 .bold = bold,
                                 .width = room,
                                 .most_lines = most_lines,
                                 .leading = 1.35});
    y += (lines - 1) * size * 1.35 + size * 1.5;
  };
  say(w("poster_hours_note") + (w.is_chinese() ? "" : " ") + w("poster_brand_note"), 2, 7.2,
      p.muted);
  std::string sources = w("poster_sources") + (w.is_chinese() ? "：" : ": ");
  for (const auto& one : told.sources)
    sources += w("poster_layer_source", {{"layer", one.layer.in(w.language())},
                                         {"source", one.source.in(w.language())},
                                         {"accuracy", one.accuracy.in(w.language())}}) +
               (w.is_chinese() ? "。" : ". ");
  if (night.late > 0) sources += w("poster_osm") + (w.is_chinese() ? "。" : ". ");
  sources += w(facts.base ? "drawn_base_osm" : "drawn_base") + (w.is_chinese() ? "。" : ".");
  say(sources, 5, 7.2, p.muted);
  pages::Surroundings around;
  around.review_number = told.review_number;
  y = std::max(y, sheet_height - 42.0);
  say(pages::review_line(around, w) + "    " + date_words(told, w), 1, 9, p.accent, true);
  if (!coded) return;
  const Rectangle square{sheet_width - margin - code_size, foot_top + 30, code_size, code_size};
  const std::string address = told.root + "/?district=" + std::string(code);
  draw_qr(sheet.picture(), address, square);
  sheet.picture().add(drawing::Link{square, address});
  sheet.say(w("poster_scan"), {square.x + code_size / 2, square.bottom() + 12},
            {.size = 8, .colour = p.label, .align = Align::middle});
}

}  // namespace

Picture district_poster(const City& city, std::string_view code, pages::Language language,
                        pages::Theme theme) {
  const Wording w(language);
  const Night night = night_of(city, code, w);
  const Palette& palette = palette_of(theme);
  Picture picture;
  picture.width = sheet_width;
  picture.height = sheet_height;
  picture.ground = palette.page;
  picture.title = w("poster_title", {{"district", night.name}}) + " · " + w("title");
  picture.language = w.is_chinese() ? "zh-Hans" : "en";
  picture.date = city.told.date;
  Sheet sheet(picture, palette, w);
  const double map_top = draw_head(sheet, night);
  const double more = night.left_out > 0 ? 14 : 0;
  const double list_height = static_cast<double>(rows_of(night)) * entry_height;
  const double list_top = foot_top - 8 - more - list_height;
  const MapFacts facts =
      draw_map(sheet, night, city, {margin, map_top, wide, list_top - 18 - map_top});
  draw_list(sheet, night, city, list_top);
  if (more > 0)
    sheet.say(w("poster_more", {{"n", std::to_string(night.left_out)}}), {margin, foot_top - 10},
              {.size = 8.5, .colour = palette.label});
  draw_foot(sheet, night, city, facts, code);
  return picture;
}

}  // namespace jintu::posters
