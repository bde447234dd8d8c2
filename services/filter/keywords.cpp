#include "services/filter/keywords.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace jintu::filter {

namespace {

constexpr std::array<std::pair<std::string_view, Relation>, 8> space_words{
    {{"S_INTERSECTS", Relation::intersects},
     {"S_DISJOINT", Relation::disjoint},
     {"S_CONTAINS", Relation::contains},
     {"S_WITHIN", Relation::within},
     {"S_OVERLAPS", Relation::overlaps},
     {"S_CROSSES", Relation::crosses},
     {"S_TOUCHES", Relation::touches},
     {"S_EQUALS", Relation::equals}}};

constexpr std::array<std::pair<std::string_view, PeriodRelation>, 15> time_words{
    {{"T_AFTER", PeriodRelation::after},
     {"T_BEFORE", PeriodRelation::before},
     {"T_DISJOINT", PeriodRelation::disjoint},
     {"T_EQUALS", PeriodRelation::equals},
     {"T_INTERSECTS", PeriodRelation::intersects},
     {"T_CONTAINS", PeriodRelation::contains},
     {"T_DURING", PeriodRelation::during},
     {"T_FINISHEDBY", PeriodRelation::finished_by},
     {"T_FINISHES", PeriodRelation::finishes},
     {"T_MEETS", PeriodRelation::meets},
     {"T_METBY", PeriodRelation::met_by},
     {"T_OVERLAPPEDBY", PeriodRelation::overlapped_by},
     {"T_OVERLAPS", PeriodRelation::overlaps},
     {"T_STARTEDBY", PeriodRelation::started_by},
     {"T_STARTS", PeriodRelation::starts}}};

template <class Table>
auto found_in(const Table& table, const Word& word) {
  const auto it =
      std::find_if(table.begin(), table.end(), [&](const auto& row) { return word.is(row.first); });
  return it == table.end() ? std::nullopt : std::optional(it->second);
}

}  // namespace

std::optional<Relation> space_relation(const Word& word) { return found_in(space_words, word); }

std::optional<PeriodRelation> time_relation(const Word& word) { return found_in(time_words, word); }

bool is_keyword(const Word& word) {
  static constexpr std::array<std::string_view, 15> keywords{
      "AND",  "OR",    "NOT",   "LIKE", "BETWEEN",   "IN",       "IS", "NULL",
      "TRUE", "FALSE", "CASEI", "DATE", "TIMESTAMP", "INTERVAL", "DIV"};
  return std::any_of(keywords.begin(), keywords.end(),
                     [&](std::string_view k) { return word.is(k); }) ||
         word.is("ACCENTI") || space_relation(word) || time_relation(word);
}

}  // namespace jintu::filter
