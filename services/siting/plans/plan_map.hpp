// A plan as it is drawn: its sites, its demand and who walks where.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "geo/base/json.hpp"
#include "services/siting/question/solution_file.hpp"
#include "tiles/grid/tile_crs.hpp"
#include "tiles/source/tile_source.hpp"

namespace jintu::siting {

struct PlanMap {
  FeatureTable sites, walks, demand;
};

/// Throws Error{conflict} when there is no plan, Error{unsupported} when the problem has no places.
PlanMap plan_map(const ProblemFile& problem, const SitingSolution& solution);
/// The same from what a scenario keeps: a problem with its points in it, and a solution with
/// `walk_m`. Throws Error{conflict} without a solution, Error{unsupported} when the points are not
/// in the problem, Error{bad_input} when the two do not fit.
PlanMap plan_map(const Json& problem, const Json& solution);

/// Tile layers `sites`, `walks` and `demand` (docs/http.md), cut in the datum `crs`.
std::shared_ptr<const tiles::TileSource> plan_source(const std::string& id,
                                                     const std::string& title, const PlanMap& map,
                                                     tiles::TileCrs crs = tiles::TileCrs::wgs84);

/// The plans whose tiles were asked for last, in bounded memory. Any thread; who asks while one is
/// made waits.
class PlanSources {
 public:
  using Source = std::shared_ptr<const tiles::TileSource>;
  /// The last made is kept whatever it weighs.
  explicit PlanSources(std::size_t most = 16, std::size_t limit_bytes = std::size_t{128} << 20)
      : most_(most), limit_bytes_(limit_bytes) {}
  /// `version` and `datum` name one state of the plan `name` for ever; of its versions one is kept.
  Source get(const std::string& name, const std::string& version, const std::string& datum,
             const std::function<Source()>& make);
  /// All of the plan.
  void forget(const std::string& name);
  std::size_t bytes() const;

 private:
  struct Kept {
    std::string name, version, datum;
    Source source;
  };
  std::size_t counted() const;

  const std::size_t most_, limit_bytes_;
  mutable std::mutex mutex_;
  std::list<Kept> kept_;  // latest first
};

}  // namespace jintu::siting
