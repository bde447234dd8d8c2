// Walks of residents on the city's own network: one with its line, or all between a few places.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/crs/crs.hpp"
#include "geo/network/route.hpp"
#include "services/siting/city/city.hpp"
#include "services/siting/question/walking_network.hpp"

namespace jintu::walks {

/// A place farther from the network than this cannot be walked to.
inline constexpr Metres reach = Metres::of(250);
/// No longer walk is offered: an hour.
inline constexpr Metres longest = Metres::of(60 * siting::walking_metres_per_minute);
/// Of one table: 40 places and where one starts.
inline constexpr std::size_t most_places = 41;

struct Walk {
  Metres length;  ///< from point to point, the ways to the network included
  network::Route route;
};

/// Rounded up: whoever is told 5 minutes should not need 5.4. At 75 m a minute, as siting counts.
int minutes_of(Metres length);

/// Any thread. Follows the store's revisions, as `City` does. No ferries.
class Walks {
 public:
  explicit Walks(siting::City& city) : city_(city) {}

  /// Nothing when a point is not within `reach` of the network, or no walk is within `longest`.
  /// Throws Error{not_found} when no OSM extract was imported, Error{cancelled}.
  std::optional<Walk> walk(Position from, Position to, const Progress& progress = {});

  /// Row by row, of `points` × `points`; nothing where there is no walk within `longest`. Throws
  /// Error{too_large} for more than `most_places`, and as `walk`.
  std::vector<std::vector<std::optional<Metres>>> table(const std::vector<Position>& points,
                                                        const Progress& progress = {});

 private:
  struct Ground {
    explicit Ground(std::shared_ptr<const network::WalkGraph> graph);
    std::shared_ptr<const network::WalkGraph> graph;
    network::Snapper snapper;
    std::mutex mutex;  ///< of `finder`: it finds one route after another
    network::RouteFinder finder;
  };
  std::shared_ptr<Ground> ground(const Progress& progress);

  siting::City& city_;
  std::mutex mutex_;
  std::shared_ptr<Ground> ground_;  // of the newest network
};

}  // namespace jintu::walks
