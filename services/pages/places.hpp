// All that has a page of its own, of one published state: records of the live layers and the
// venues of an imported extract.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/feature/layer.hpp"
#include "services/events/event.hpp"
#include "services/events/last_trains.hpp"
#include "services/hours/hours.hpp"
#include "services/pages/words.hpp"
#include "services/venues/pinyin.hpp"

namespace jintu::pages {

/// Layers whose records have pages, in the order of lists.
inline constexpr std::array<std::string_view, 7> place_layers{
    "night_streets", "events", "venues", "checkin_spots", "heritage_blocks", "carriers", "lockers"};
/// The plan's four, in its order, and the words for them in addresses.
inline constexpr std::array<std::string_view, 4> brands{"支付一条街", "网红直播街", "智慧口碑街",
                                                        "云上夜市"};
inline constexpr std::array<std::string_view, 4> brand_slugs{"payment", "live", "review", "cloud"};

/// A character of a name, and how it is read.
struct Glyph {
  std::string folded;  ///< one character, ASCII in lower case
  const std::string* readings = nullptr;
};

struct Place {
  std::string_view layer;  ///< one of `place_layers`
  std::string id;
  std::string name_zh, name_en;  ///< the latter may be empty
  std::optional<Position> at;
  const Properties* facts = nullptr;
  const Feature* record = nullptr;  ///< of a live layer; nullptr: of a venue
  int hours = -1;  ///< number of its text of hours; -1: it is not asked whether it is open
  std::optional<events::Times> event;  ///< of an event
  const Place* host = nullptr;         ///< the place that an event belongs to
  int brand = -1;                      ///< among `brands`; -1: none
  // For searches
  std::vector<Glyph> glyphs;         ///< of the Chinese name
  std::string folded_zh, folded_en;  ///< the names
  std::string also;  ///< what it is beside its name, folded: district, kind, brand, kitchen, theme
  std::size_t index = 0;  ///< in Places::all

  const std::string& name(Language language) const {
    return language == Language::en && !name_en.empty() ? name_en : name_zh;
  }
  std::string_view fact(std::string_view field) const { return facts->text(field); }
  std::optional<double> number(std::string_view field) const;
  bool flag(std::string_view field) const;
  /// What it is, in words; empty when that is not known, or is its name.
  std::string kind(const Wording& w) const;
  std::string address() const;  ///< of its page: "/places/night_streets/ns01"
  /// Of what it looks like where a link to it is passed on: "/previews/night_streets/ns01.png".
  std::string preview_address(Language language) const;
  std::string path() const;  ///< its layer and its id, encoded: "night_streets/ns01"
};

/// Immutable. Any thread.
class Places {
 public:
  /// `venues`: the document of GET /api/venues, or nullptr. `pinyin` outlives this.
  Places(std::shared_ptr<const Snapshot> snapshot, const std::string* venues,
         const venues::Pinyin& pinyin);

  const std::deque<Place>& all() const { return places_; }
  /// nullptr when there is none.
  const Place* find(std::string_view layer, std::string_view id) const;
  /// Each text of hours once; nothing for one that cannot be read.
  const std::vector<std::optional<hours::Hours>>& hours() const { return hours_; }
  const events::LastTrains& last_trains() const { return last_trains_; }
  const Snapshot& snapshot() const { return *snapshot_; }
  std::size_t count(std::string_view layer) const;

 private:
  void take_events(const venues::Pinyin& pinyin);
  void take_layer(std::string_view name, const venues::Pinyin& pinyin);
  void take_venues(const Json& document, const venues::Pinyin& pinyin);
  void add(Place place, const venues::Pinyin& pinyin);
  int hours_number(std::string_view text);

  std::shared_ptr<const Snapshot> snapshot_;
  events::LastTrains last_trains_;
  std::deque<Place> places_;
  std::deque<Properties> own_facts_;  ///< of venues
  std::vector<std::optional<hours::Hours>> hours_;
  std::map<std::string, int, std::less<>> hours_numbers_;
  std::map<std::pair<std::string_view, std::string_view>, const Place*> by_id_;
};

/// The name without what stands in brackets.
std::string short_name(const std::string& name);
/// The characters of a text, one at a time.
std::vector<std::string_view> characters(std::string_view text);
/// A character in lower case where it is an ASCII letter.
std::string folded(std::string_view character);

}  // namespace jintu::pages
