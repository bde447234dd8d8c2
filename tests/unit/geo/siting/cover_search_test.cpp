#include "geo/siting/lagrange/cover_search.hpp"

#include <catch2/catch.hpp>

using namespace jintu::siting;

namespace {

/// Rows by the sites that cover them.
Model cover_of(Index sites, const std::vector<std::vector<int>>& rows) {
  Model model;
  model.sites = sites;
  model.covering = true;
  for (const auto& row : rows) {
    for (const int site : row) model.site.push_back(CandidateIndex{site});
    model.offset.push_back(static_cast<std::int64_t>(model.site.size()));
  }
  model.distance.assign(model.site.size(), 0.0);
  model.weight.assign(static_cast<Index>(rows.size()), 1.0);
  model.miss.assign(static_cast<Index>(rows.size()), infinite);
  model.site_cost.assign(sites, 1.0);
  model.start.assign(sites, Side::free);
  return model;
}

}  // namespace

TEST_CASE("a search for a cover takes back a site around which nothing has changed", "[siting]") {
  // Site 0 is the first to go, and nobody else covers its row.
  const Model model = cover_of(4, {{0}, {1}, {2}, {2, 3}});
  const std::vector<CandidateIndex> start = {CandidateIndex{0}, CandidateIndex{1},
                                             CandidateIndex{3}};
  const auto plan = CoverSearch(model, 1).find(3, start, 100'000, nullptr);
  CHECK(plan ==
        std::vector<CandidateIndex>{CandidateIndex{0}, CandidateIndex{1}, CandidateIndex{2}});
}
