// Tiles as a request wants them: in another datum, with the opening state at a minute, of some
// features only. A variant is a source of its own, made of the layer and kept while it is asked
// for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "geo/feature/layer.hpp"
#include "services/hours/hours.hpp"
#include "services/tile/tile.hpp"
#include "tiles/grid/tile_crs.hpp"

namespace jintu::tile {

struct VariantQuery {
  std::optional<hours::ClockMinute> at;
  tiles::TileCrs crs = tiles::TileCrs::wgs84;
  std::string filter;  ///< what names `shows`: equal texts mean equal functions; empty: no filter
  std::function<bool(const Feature&)> shows;

  bool plain() const { return !at && crs == tiles::TileCrs::wgs84 && filter.empty(); }
  /// Equal for equal wishes.
  std::string key() const;
};

/// The name of the property that `at` adds: open, closing, later, closed or unknown.
inline constexpr std::string_view opening_property = "opening";
/// Of a record, by its `hours_osm`.
hours::OpenState opening_of(const Feature& feature, hours::ClockMinute at,
                            const hours::Calendar& calendar);

/// Sources that were cut in another datum beforehand, by the id of the plain one.
using MovedSources =
    std::map<std::pair<std::string, tiles::TileCrs>, std::shared_ptr<const tiles::TileSource>>;

/// What variants are made of; the layers from which the plain sources were made.
struct VariantGround {
  const Snapshot& snapshot;
  const hours::Calendar& calendar;
  const MovedSources& moved;
};

/// Keeps the variants used last, in bounded memory. Any thread.
class Variants {
 public:
  /// `limit_bytes`: of the sources that were made; the last made is kept whatever it weighs.
  explicit Variants(std::size_t most = 64, std::size_t limit_bytes = std::size_t{256} << 20)
      : most_(most), limit_bytes_(limit_bytes) {}

  /// Nothing when a source has to be made first. A plain query gives `plain` itself.
  std::optional<Selection> find(const Selection& plain, const VariantQuery& query);
  /// Makes what is missing; one at a time, so that equal wishes share one source. Minutes at which
  /// every place has the same state share it too, and with it their tiles and entity tags.
  /// Throws Error{bad_input} for an archive in a datum in which it was not cut, or filtered, and
  /// for `at` where no part has opening hours.
  Selection make(const Selection& plain, const VariantQuery& query, const VariantGround& ground);

  /// Forgets variants of sources that are not among these, which nobody can ask for any more.
  void keep_only(const Sources& sources);

  std::size_t size() const;
  std::size_t bytes() const;

 private:
  using Source = std::shared_ptr<const tiles::TileSource>;
  struct Entry {
    std::uint64_t base;  ///< the state of the plain source
    std::string key;
    Source made;
  };

  Source find_one(const Source& base, const std::string& key);
  Source make_one(const Source& base, const VariantQuery& query, const VariantGround& ground);
  void keep(const Source& base, const std::string& key, const Source& made);

  /// Under the mutex. One source may stand under several keys.
  std::size_t counted() const;

  const std::size_t most_, limit_bytes_;
  std::mutex making_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // latest first
};

}  // namespace jintu::tile
