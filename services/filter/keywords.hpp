// The words of CQL2 that are no names of properties, unless they stand in double quotes.
#pragma once

#include <optional>

#include "geo/geometry/relate.hpp"
#include "services/filter/lexer.hpp"
#include "services/filter/moment.hpp"

namespace jintu::filter {

bool is_keyword(const Word& word);

/// S_INTERSECTS …; nothing for other words.
std::optional<Relation> space_relation(const Word& word);
/// T_AFTER …
std::optional<PeriodRelation> time_relation(const Word& word);

}  // namespace jintu::filter
