// Dates and times of day in filters, and how periods stand to one another (CQL2, table 7).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace jintu::filter {

/// Microseconds since 1970, UTC; a date is its midnight.
using Moment = std::int64_t;

/// "2026-11-30".
std::optional<Moment> date_of(std::string_view text);
/// "2026-11-30T22:00:00.5Z", or with an offset ("+08:00").
std::optional<Moment> timestamp_of(std::string_view text);

/// Both ends belong to it; of a moment they are the same.
struct Period {
  Moment from, to;
};

enum class PeriodRelation {
  after,
  before,
  disjoint,
  equals,
  intersects,
  contains,
  during,
  finished_by,
  finishes,
  meets,
  met_by,
  overlapped_by,
  overlaps,
  started_by,
  starts
};
bool related(const Period& a, PeriodRelation relation, const Period& b);

}  // namespace jintu::filter
