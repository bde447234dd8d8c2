#include "services/pages/places.hpp"

#include <algorithm>

#include "geo/crs/transform.hpp"
#include "geo/geometry/box.hpp"
#include "services/pages/links.hpp"

namespace jintu::pages {

namespace {

/// Hundred-thousandths of a degree, as the document of venues has them.
constexpr double steps = 1e5;

/// A point to stand for a record: its own, the one it states, or the middle of its box.
std::optional<Position> point_of(const Feature& feature) {
  const Properties& p = feature.properties;
  if (p.text("placement") == "district") return std::nullopt;
  if (const auto* points = std::get_if<MultiPoint<Position>>(&feature.geometry))
    if (!points->empty()) return points->front();
  const auto stated = checked_lonlat<Wgs84>(p.number("lon", 999), p.number("lat", 999));
  if (stated) return *stated;
  Box<Wgs84> box;
  for_each_vertex(feature.geometry, [&](const Position& vertex) { box.add(vertex); });
  if (box.empty()) return std::nullopt;
  return Position{(box.min.lon + box.max.lon) / 2, (box.min.lat + box.max.lat) / 2};
}

std::string text_at(const Json& column, std::size_t i) {
  return column.is_array() && i < column.size() && column[i].is_string()
             ? column[i].get<std::string>()
             : std::string();
}
/// The text that a column of numbers names.
std::string text_by(const Json& document, const char* numbers, const char* texts, std::size_t i) {
  const auto column = document.find(numbers), list = document.find(texts);
  if (column == document.end() || list == document.end()) return "";
  if (i >= column->size() || !(*column)[i].is_number_integer()) return "";
  return text_at(*list, (*column)[i].get<std::size_t>());
}

}  // namespace

std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> all;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
    all.push_back(text.substr(i, end - i));
    i = end;
  }
  return all;
}

std::string folded(std::string_view character) {
  std::string lower(character);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::optional<double> Place::number(std::string_view field) const {
  constexpr double none = -1e300;
  const double value = facts->number(field, none);
  return value == none ? std::nullopt : std::optional(value);
}

bool Place::flag(std::string_view field) const {
  const Value* value = facts->find(field);
  const bool* yes = value ? std::get_if<bool>(value) : nullptr;
  return yes && *yes;
}

std::string Place::kind(const Wording& w) const {
  const std::string_view kind = fact("kind");
  if (layer == "events") return w.of("event_kinds", kind);
  if (layer == "venues") return flag("named") ? w.of("venue_kinds", kind) : std::string();
  if (w.is_chinese() && !fact("kind_zh").empty()) return std::string(fact("kind_zh"));
  return w.list_of("codes", kind);
}

std::string Place::path() const {
  std::string path = std::string(layer);
  for (std::size_t begin = 0; begin <= id.size();) {  // a slash of the id is one of the address
    const auto end = std::min(id.find('/', begin), id.size());
    path += "/" + percent_encoded(std::string_view(id).substr(begin, end - begin));
    begin = end + 1;
  }
  return path;
}

std::string Place::address() const { return "/places/" + path(); }

std::string Place::preview_address(Language language) const {
  return "/previews/" + path() + ".png" + (language == Language::en ? "?lang=en" : "");
}

Places::Places(std::shared_ptr<const Snapshot> snapshot, const std::string* venues,
               const venues::Pinyin& pinyin)
    : snapshot_(std::move(snapshot)), last_trains_(*snapshot_) {
  for (const std::string_view layer : place_layers) {
    if (layer == "events") continue;  // they belong to the others
    if (layer == "venues" && venues) take_venues(parse_json(*venues, "venues"), pinyin);
    take_layer(layer, pinyin);
  }
  take_events(pinyin);
}

/// In the order in which they begin. Those whose times cannot be read are left out.
void Places::take_events(const venues::Pinyin& pinyin) {
  const auto layer = snapshot_->layer("events");
  if (!layer) return;
  std::vector<Place> all;
  for (const Feature& feature : layer->features()) {
    const auto times = events::times_of(feature.properties);
    if (!times || feature.key.empty()) continue;
    Place place;
    place.layer = "events";
    place.id = feature.key;
    place.facts = &feature.properties;
    place.name_zh = place.fact("name_zh");
    place.name_en = place.fact("name_en");
    place.event = times;
    const std::string_view host = place.fact("place");
    const auto slash = std::min(host.find('/'), host.size());
    place.host = find(host.substr(0, slash), host.substr(std::min(host.size(), slash + 1)));
    place.at = point_of(feature);
    if (!place.at && place.host) place.at = place.host->at;
    all.push_back(std::move(place));
  }
  std::stable_sort(all.begin(), all.end(), [](const Place& a, const Place& b) {
    return a.event->start.value < b.event->start.value;
  });
  for (Place& place : all) add(std::move(place), pinyin);
}

void Places::take_layer(std::string_view name, const venues::Pinyin& pinyin) {
  const auto layer = snapshot_->layer(name);
  if (!layer) return;
  for (const Feature& feature : layer->features()) {
    if (feature.key.empty()) continue;
    Place place;
    place.layer = name;
    place.id = feature.key;
    place.facts = &feature.properties;  // the snapshot is kept
    place.record = &feature;
    place.name_zh = place.fact("name_zh");
    if (place.name_zh.empty()) place.name_zh = feature.key;
    place.name_en = place.fact("name_en");
    place.at = point_of(feature);
    const std::string_view hours = place.fact("hours_osm");
    if (name == "night_streets" || !hours.empty()) place.hours = hours_number(hours);
    const auto brand = std::find(brands.begin(), brands.end(), place.fact("brand"));
    if (brand != brands.end()) place.brand = static_cast<int>(brand - brands.begin());
    add(std::move(place), pinyin);
  }
}

void Places::take_venues(const Json& document, const venues::Pinyin& pinyin) {
  const Json none = Json::array();
  const auto column = [&](const char* name) -> const Json& {
    const auto it = document.find(name);
    return it != document.end() && it->is_array() ? *it : none;
  };
  const Json &ids = column("id"), &lon = column("lon"), &lat = column("lat");
  const Wording chinese(Language::zh), english(Language::en);
  for (std::size_t i = 0; i < ids.size() && i < lon.size() && i < lat.size(); ++i) {
    Place place;
    place.layer = "venues";
    place.id = text_at(ids, i);
    const std::string kind = text_by(document, "kind", "kinds", i);
    const std::string name = text_at(column("name"), i),
                      cuisine = text_by(document, "cuisine", "cuisines", i);
    place.name_zh = name.empty() ? chinese.of("venue_kinds", kind) : name;
    place.name_en = text_at(column("name_en"), i);
    if (place.name_en.empty() && name.empty()) place.name_en = english.of("venue_kinds", kind);
    place.at = checked_lonlat<Wgs84>(lon[i].get<double>() / steps, lat[i].get<double>() / steps);
    Properties& facts = own_facts_.emplace_back();
    facts.set("kind", Value(kind));
    facts.set("named", Value(!name.empty()));
    facts.set("hours_osm", Value(text_by(document, "hour", "hours", i)));
    facts.set("district", Value(text_by(document, "district", "districts", i)));
    facts.set("address", Value(text_at(column("address"), i)));
    facts.set("cuisine", Value(cuisine));
    place.facts = &facts;
    place.hours = hours_number(place.fact("hours_osm"));
    add(std::move(place), pinyin);
  }
}

void Places::add(Place place, const venues::Pinyin& pinyin) {
  static const Wording chinese(Language::zh), english(Language::en);
  const std::string_view district = place.fact("district"), cuisine = place.fact("cuisine");
  std::string also;
  for (const std::string& one :
       {std::string(district), english.list_of("districts", district, '/'), place.kind(chinese),
        place.kind(english), std::string(place.fact("brand")), chinese.list_of("cuisines", cuisine),
        std::string(cuisine), std::string(place.fact("theme")),
        english.of("themes", place.fact("theme")), std::string(place.fact("place_zh")),
        place.host ? place.host->name_zh + "\n" + place.host->name_en : std::string(),
        std::string(place.event ? "活动\nevent" : "")})
    also += one + "\n";
  place.also = folded(also);
  place.folded_zh = folded(place.name_zh);
  place.folded_en = folded(place.name_en);
  place.index = places_.size();
  for (const std::string_view character : characters(place.name_zh))
    place.glyphs.push_back({folded(character), pinyin.readings(character)});
  const Place& kept = places_.emplace_back(std::move(place));
  by_id_.emplace(std::pair<std::string_view, std::string_view>(kept.layer, kept.id), &kept);
}

int Places::hours_number(std::string_view text) {
  const auto [it, fresh] =
      hours_numbers_.try_emplace(std::string(text), static_cast<int>(hours_.size()));
  if (fresh) hours_.push_back(hours::parse_hours(text));
  return it->second;
}

const Place* Places::find(std::string_view layer, std::string_view id) const {
  const auto it = by_id_.find(std::pair(layer, id));
  return it == by_id_.end() ? nullptr : it->second;
}

std::size_t Places::count(std::string_view layer) const {
  return static_cast<std::size_t>(std::count_if(
      places_.begin(), places_.end(), [layer](const Place& p) { return p.layer == layer; }));
}

std::string short_name(const std::string& name) {
  const auto end = std::min(name.find("（"), name.find(" ("));
  return end == std::string::npos || end == 0 ? name : name.substr(0, end);
}

}  // namespace jintu::pages
