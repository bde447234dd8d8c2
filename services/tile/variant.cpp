#include "services/tile/variant.hpp"

#include <algorithm>
#include <set>

#include "geo/base/error.hpp"
#include "tiles/blob/tile.hpp"
#include "tiles/source/live_source.hpp"

namespace jintu::tile {

namespace {

constexpr std::string_view hours_property = "hours_osm";

std::string key_of(std::string_view time, const VariantQuery& query) {
  return std::string(tiles::word_of(query.crs)) + "&" + std::string(time) + "&" + query.filter;
}
bool has_hours(const Layer& layer) {
  const auto& fields = layer.schema().fields;
  return std::any_of(fields.begin(), fields.end(),
                     [](const Field& f) { return f.name == hours_property; }) ||
         std::any_of(layer.features().begin(), layer.features().end(),
                     [](const Feature& f) { return f.properties.find(hours_property) != nullptr; });
}

/// One letter a feature.
std::string states(const Layer& layer, hours::ClockMinute at, const hours::Calendar& calendar) {
  std::string letters;
  for (const Feature& f : layer.features())
    letters += static_cast<char>('0' + static_cast<int>(opening_of(f, at, calendar)));
  return "states=" + letters;
}

std::shared_ptr<const Layer> layer_of(const tiles::TileSource& source, const Snapshot& snapshot) {
  if (source.info().kind != tiles::SourceKind::live) return nullptr;
  return snapshot.layer(source.info().id);
}

void check(const Selection& plain, const VariantQuery& query, const VariantGround& ground) {
  bool any_hours = false;
  for (const auto& part : plain.parts) {
    const auto layer = layer_of(*part, ground.snapshot);
    any_hours = any_hours || (layer && has_hours(*layer));
    if (layer) continue;
    if (query.crs != tiles::TileCrs::wgs84 &&
        !ground.moved.contains({part->info().id, query.crs})) {
      const std::string word(tiles::word_of(query.crs));
      const std::string command = "jintu tiles build --crs " + word;
      throw Error(ErrorCode::bad_input, "crs: " + part->info().id + " 没有 " + word +
                                            " 瓦片，可用 " + command +
                                            " 生成 is an archive and was not cut in " + word +
                                            "; make it with " + command);
    }
    if (!query.filter.empty())
      throw Error(ErrorCode::bad_input,
                  "filter: " + part->info().id +
                      " 不能筛选 is an archive; only live layers can be filtered");
  }
  if (query.at && !any_hours)
    throw Error(
        ErrorCode::bad_input,
        "at: 所选图层没有营业时间 none of the sources has opening hours; night_streets has");
}

/// The tile memory takes the ids for the name of what it keeps: one for each set of sources,
/// whichever words asked for it.
Selection named(Selection selection) {
  selection.ids += '?';
  for (const auto& part : selection.parts) selection.ids += std::to_string(part->state()) + ",";
  return selection;
}

}  // namespace

std::string VariantQuery::key() const {
  return key_of(at ? "at=" + std::to_string(at->value) : "", *this);
}

hours::OpenState opening_of(const Feature& feature, hours::ClockMinute at,
                            const hours::Calendar& calendar) {
  const auto text = feature.properties.text(hours_property);
  const auto rules = text.empty() ? std::nullopt : hours::parse_hours(text);
  return rules ? hours::status_at(*rules, at, calendar).state : hours::OpenState::unknown;
}

Variants::Source Variants::find_one(const Source& base, const std::string& key) {
  const std::lock_guard lock(mutex_);
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    if (it->base != base->state() || it->key != key) continue;
    entries_.splice(entries_.begin(), entries_, it);
    return it->made;
  }
  return nullptr;
}

void Variants::keep(const Source& base, const std::string& key, const Source& made) {
  const std::lock_guard lock(mutex_);
  entries_.push_front({base->state(), key, made});
  while (entries_.size() > most_ || (entries_.size() > 1 && counted() > limit_bytes_))
    entries_.pop_back();
}

void Variants::keep_only(const Sources& sources) {
  std::set<std::uint64_t> known;
  for (const auto& [id, source] : sources) known.insert(source->state());
  const std::lock_guard lock(mutex_);
  entries_.remove_if([&](const Entry& entry) { return !known.contains(entry.base); });
}

std::size_t Variants::counted() const {
  std::set<const tiles::TileSource*> seen;
  std::size_t sum = 0;
  for (const Entry& entry : entries_) {
    sum += sizeof entry + entry.key.capacity();
    if (seen.insert(entry.made.get()).second) sum += entry.made->bytes();
  }
  return sum;
}

std::size_t Variants::bytes() const {
  const std::lock_guard lock(mutex_);
  return counted();
}

std::size_t Variants::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

std::optional<Selection> Variants::find(const Selection& plain, const VariantQuery& query) {
  if (query.plain()) return plain;
  const std::string key = query.key();
  Selection found{plain.ids, {}};
  for (const auto& part : plain.parts) {
    auto made = find_one(part, key);
    if (!made) return std::nullopt;
    found.parts.push_back(std::move(made));
  }
  return named(std::move(found));
}

Variants::Source Variants::make_one(const Source& base, const VariantQuery& query,
                                    const VariantGround& ground) {
  const std::string asked = query.key();
  if (auto made = find_one(base, asked)) return made;
  const auto layer = layer_of(*base, ground.snapshot);
  if (const auto cut = ground.moved.find({base->info().id, query.crs});
      !layer && cut != ground.moved.end()) {
    keep(base, asked, cut->second);
    return cut->second;
  }
  const bool timed = layer && query.at && has_hours(*layer);
  if (!layer || (!timed && query.crs == tiles::TileCrs::wgs84 && query.filter.empty())) {
    keep(base, asked, base);
    return base;
  }
  const std::string shared = key_of(timed ? states(*layer, *query.at, ground.calendar) : "", query);
  auto made = find_one(base, shared);
  if (!made) {
    tiles::LiveVariant variant;
    variant.crs = query.crs;
    variant.shows = query.shows;
    if (timed)
      variant.add_properties = [&](const Feature& f, Properties& p) {
        p.set(opening_property, std::string(to_string(opening_of(f, *query.at, ground.calendar))));
      };
    made = tiles::make_live_source(*layer, ground.snapshot.layer("districts").get(), variant);
    keep(base, shared, made);
  }
  if (shared != asked) keep(base, asked, made);
  return made;
}

Selection Variants::make(const Selection& plain, const VariantQuery& query,
                         const VariantGround& ground) {
  if (query.plain()) return plain;
  check(plain, query, ground);
  const std::lock_guard one_at_a_time(making_);
  Selection made{plain.ids, {}};
  for (const auto& part : plain.parts) made.parts.push_back(make_one(part, query, ground));
  return named(std::move(made));
}

}  // namespace jintu::tile
