#include "geo/siting/question/distances.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include "geo/base/error.hpp"
#include "geo/siting/question/limits.hpp"

namespace jintu::siting {

template <class From, class To>
Distances<From, To>::Distances(Index candidates, double cutoff)
    : candidates_(candidates), cutoff_(cutoff), offset_{0} {}

template <class From, class To>
Distances<From, To> Distances<From, To>::dense(Index demands, Index candidates,
                                               std::span<const double> matrix, double cutoff) {
  const auto columns = static_cast<std::size_t>(candidates);
  if (matrix.size() != static_cast<std::size_t>(demands) * columns) {
    throw Error(ErrorCode::bad_input, "distance matrix: expected " + std::to_string(demands) +
                                          " × " + std::to_string(candidates) + " values, got " +
                                          std::to_string(matrix.size()));
  }
  Distances table(candidates, cutoff);
  for (const From i : each<From>(demands)) {
    std::vector<Neighbour> row;
    row.reserve(columns);
    for (const To j : each<To>(candidates)) {
      const double d = matrix[static_cast<std::size_t>(i) * columns + static_cast<std::size_t>(j)];
      if (d == std::numeric_limits<double>::infinity()) continue;
      row.push_back({j, d});
    }
    table.add_row(std::move(row));
  }
  return table;
}

template <class From, class To>
void Distances<From, To>::add_row(std::vector<Neighbour> row) {
  const auto where = [this] { return "distances of demand " + std::to_string(demands()) + ": "; };
  for (const auto& pair : row) {
    if (pair.site < 0 || pair.site >= candidates_) {
      throw Error(ErrorCode::bad_input, where() + "candidate " + std::to_string(pair.site) +
                                            " does not exist; there are " +
                                            std::to_string(candidates_));
    }
    if (limits::distance.holds(pair.distance)) continue;
    check_range(pair.distance, limits::distance,
                where() + "to candidate " + std::to_string(pair.site));
  }
  std::sort(row.begin(), row.end(), [](const Neighbour& a, const Neighbour& b) {
    return std::tie(a.distance, a.site) < std::tie(b.distance, b.site);
  });
  std::vector<To> named;
  named.reserve(row.size());
  for (const auto& pair : row) named.push_back(pair.site);
  std::sort(named.begin(), named.end());
  const auto twice = std::adjacent_find(named.begin(), named.end());
  if (twice != named.end()) {
    throw Error(ErrorCode::bad_input,
                where() + "candidate " + std::to_string(*twice) + " is listed twice");
  }
  for (const auto& pair : row) {
    if (pair.distance > cutoff_) break;
    site_.push_back(pair.site);
    distance_.push_back(pair.distance);
  }
  list_.push_back(lists());
  offset_.push_back(static_cast<std::int64_t>(site_.size()));
}

template <class From, class To>
void Distances<From, To>::add_row_of(From demand) {
  list_.push_back(list_.at(demand));
}

template <class From, class To>
void Distances<From, To>::reserve(Index demands, std::int64_t pairs) {
  list_.reserve(demands);
  offset_.reserve(demands + 1);
  site_.reserve(pairs);
  distance_.reserve(pairs);
}

template class Distances<DemandIndex, CandidateIndex>;
template class Distances<CandidateIndex, CandidateIndex>;
template class Distances<DemandIndex, RivalIndex>;

}  // namespace jintu::siting
