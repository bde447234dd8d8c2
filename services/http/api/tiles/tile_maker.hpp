// Tiles as requests want them: remembered, or made once for all who wait for the same.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "services/http/api/frame/context.hpp"
#include "services/tile/single_flight.hpp"
#include "services/tile/tile_memory.hpp"
#include "services/tile/variant.hpp"

namespace jintu::http {

/// Any thread.
class TileMaker {
 public:
  explicit TileMaker(const Context& context)
      : context_(context), memory_(context.options.tile_cache_bytes) {}

  /// One tile as one request wants it.
  struct Wish {
    tile::Selection plain;
    tile::VariantQuery variant;
    tiles::TileCoord coord;
  };
  std::optional<Response> answer(const Call& call, const Later& later, Wish wish);

  /// The selection as the query wants it; what is missing is made here.
  tile::Selection varied(const Call& call, const tile::Selection& plain,
                         const tile::VariantQuery& query);
  /// Whether `varied` has nothing to make.
  bool is_ready(const tile::Selection& plain, const tile::VariantQuery& query) {
    return variants_.find(plain, query).has_value();
  }
  /// Nothing when it has to be made; in it nothing when it is empty.
  std::optional<std::optional<tiles::Tile>> remembered(const Wish& wish,
                                                       tile::TileMemory::Look look);
  std::optional<tiles::Tile> make_tile(const Call& call, const Wish& wish);

  /// After a publish: what was made of other sources is forgotten.
  void keep_only(const tile::Sources& sources) { variants_.keep_only(sources); }
  tile::TileMemory::Figures figures() const { return memory_.figures(); }

 private:
  /// A request that waits for a tile that is being made.
  struct Waiting {
    Call call;
    Later later;
  };
  void land(const std::string& flight, const std::function<Response(const Call&)>& answer);

  const Context& context_;
  tile::TileMemory memory_;
  tile::Variants variants_;
  tile::SingleFlight<Waiting> flights_;
};

}  // namespace jintu::http
