// Pages of features and single features, as GeoJSON text.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "geo/feature/layer.hpp"
#include "services/catalog/collections.hpp"
#include "services/catalog/crs_uri.hpp"

namespace jintu::catalog {

inline constexpr std::uint64_t default_limit = 100, max_limit = 1000;

/// min.lon > max.lon: across the antimeridian.
struct BboxFilter {
  double west, south, east, north;
};

struct ItemsQuery {
  std::uint64_t limit = default_limit;
  std::uint64_t offset = 0;
  std::optional<BboxFilter> bbox;
  AnswerCrs crs = AnswerCrs::crs84;
  std::function<bool(const Feature&)> shows;  ///< empty: all
  std::string filters;  ///< "&bbox=…&crs=…", as asked, for the links to other pages
  std::size_t page_bytes =
      512 * 1024;  ///< a page ends before it grows beyond; one feature always fits
};

struct ItemsPage {
  std::string body;
  std::size_t stable_bytes;  ///< the part before "timeStamp": equal while the features are
  std::uint64_t matched = 0, returned = 0;
  bool last = true;
};

/// `root` is what links begin with ("https://map.example"). A feature without a place matches every
/// bbox (17-069r4, /req/core/fc-bbox-response). Features stand in the order of their ids, so pages
/// of one revision neither overlap nor leave gaps.
ItemsPage items_page(const Collection& collection, const ItemsQuery& query, std::string_view root,
                     std::string_view now);

/// By text id, or by number where a feature has no text id; nullptr when there is none.
const Feature* find_item(const Collection& collection, std::string_view id);

/// One Feature with its links.
std::string item_text(const Collection& collection, const Feature& feature, AnswerCrs crs,
                      std::string_view root);

}  // namespace jintu::catalog
