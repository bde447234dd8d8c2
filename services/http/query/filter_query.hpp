// Filters in a query: a property by its own name, and `filter` in CQL2 text or JSON.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "services/filter/expression.hpp"
#include "services/http/message/uri.hpp"

namespace jintu::http {

struct AskedFilter {
  std::vector<filter::Filter> parts;  ///< all must match
  std::string text;                   ///< names the whole; empty: no filter
  std::string repeated;               ///< "&kind=x&filter=…", to be repeated in links

  bool matches(const Feature& feature) const;
};

/// The parameters that are not properties' names, whatever the properties are called.
inline constexpr std::array<std::string_view, 3> filter_parameters{"filter", "filter-lang",
                                                                   "filter-crs"};

/// Properties by name (equality), filter, filter-lang (cql2-text, cql2-json), filter-crs. A
/// property that has the name of one of `reserved` can be asked for in `filter` only. Throws
/// Error{bad_input}.
AskedFilter asked_filter(const Query& query, std::span<const Field> queryables,
                         std::span<const std::string_view> reserved);

}  // namespace jintu::http
