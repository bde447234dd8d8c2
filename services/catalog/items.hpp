// Pages of features and single features, as GeoJSON text.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "geo/base/progress.hpp"
#include "geo/feature/layer.hpp"
#include "geo/store/feature_store.hpp"
#include "services/catalog/collections.hpp"
#include "services/catalog/crs_uri.hpp"

namespace jintu::catalog {

inline constexpr std::uint64_t default_limit = 100, max_limit = 1000;

/// Degrees; west > east: across the antimeridian.
struct BboxFilter {
  double west, south, east, north;
  /// Of a box in a projected CRS: its least and greatest numbers. The degrees are then those of a
  /// box around it.
  std::optional<std::pair<Numbers, Numbers>> plane = std::nullopt;
  AnswerCrs crs = AnswerCrs::crs84;
};

/// A property, or "id".
struct SortKey {
  std::string property;
  bool descending = false;
};

struct ItemsQuery {
  std::uint64_t limit = default_limit;
  std::uint64_t offset = 0;
  FeatureId after{};                   ///< features of higher ids only
  std::optional<Revision> revision{};  ///< which the pages are of; nothing: of the latest
  std::optional<BboxFilter> bbox;
  AnswerCrs crs = AnswerCrs::crs84;
  std::function<bool(const Feature&)> shows;  ///< empty: all
  /// Of each feature, in the order of the schema; nothing: all of them.
  std::optional<std::vector<std::string>> properties{};
  std::vector<SortKey> sort{};  ///< before the ids; what is not known stands last
  std::string filters;          ///< "&bbox=…&crs=…", as asked, for the links to other pages
  std::size_t page_bytes =
      512 * 1024;  ///< a page ends before it grows beyond; one feature always fits
};

struct ItemsPage {
  std::string body;
  std::size_t stable_bytes;  ///< the part before "timeStamp": equal while the features are
  std::optional<std::uint64_t> matched;  ///< nothing: it would take a count of them
  std::uint64_t returned = 0;
  bool last = true;
};

/// `root` is what links begin with ("https://map.example"). A feature without a place matches every
/// bbox (17-069r4, /req/core/fc-bbox-response). Features stand in the order of their ids, and the
/// link to the next page holds the last of them and `revision`: pages neither overlap nor leave
/// gaps, and the ten thousandth costs what the first does. Where they are sorted it holds their
/// number in the place of the last.
ItemsPage items_page(const Collection& collection, const ItemsQuery& query, Revision revision,
                     std::string_view root, std::string_view now);

/// How long a page of a stored layer may be looked for. A page that holds something when `enough`
/// is over ends there, and the next one goes on.
struct PageTime {
  std::chrono::milliseconds enough{2'000}, most{10'000};
};

/// The same of a stored layer, or of a live one as it was at `query.revision`. `matched` is known
/// where no count is needed. Throws Error{unavailable} when it takes longer than that to find
/// anything, Error{cancelled}.
ItemsPage stored_page(const Collection& collection, LayerReading& reading, const ItemsQuery& query,
                      std::string_view root, std::string_view now, const Progress& progress,
                      const PageTime& time = {});

/// By text id, or by number where a feature has no text id; nullptr when there is none.
const Feature* find_item(const Collection& collection, std::string_view id);
/// The same in a stored layer.
std::optional<Feature> find_stored_item(LayerReading& reading, std::string_view id);

/// One Feature with its links.
std::string item_text(const Collection& collection, const Feature& feature, AnswerCrs crs,
                      std::string_view root);

}  // namespace jintu::catalog
