// What a certificate belongs to: a hash of all that defines a problem. Shares nothing with the
// solvers.
#include "geo/siting/certificate/certificate.hpp"

namespace jintu::siting {

namespace {

class Fnv {
 public:
  void bytes(const void* data, std::size_t size) {
    const auto* at = static_cast<const unsigned char*>(data);
    for (std::size_t k = 0; k < size; ++k) hash_ = (hash_ ^ at[k]) * 0x100000001b3u;
  }
  void number(double value) {
    if (value == 0) value = 0;  // −0 is 0
    bytes(&value, sizeof value);
  }
  void number(std::int64_t value) { bytes(&value, sizeof value); }
  template <class From, class To>
  void table(const Distances<From, To>& distances) {
    number(static_cast<std::int64_t>(distances.demands()));
    for (const From i : each<From>(distances.demands())) {
      const auto sites = distances.sites(i);
      number(static_cast<std::int64_t>(sites.size()));
      for (std::size_t k = 0; k < sites.size(); ++k) {
        number(std::int64_t{sites[k].number()});
        number(distances.distances(i)[k]);
      }
    }
  }
  void numbers(const std::vector<double>& values) {
    number(static_cast<std::int64_t>(values.size()));
    for (const double v : values) number(v);
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

void mix_requirements(const Requirements& r, Fnv& fnv) {
  fnv.number(r.spacing.value_or(-1));
  fnv.table(r.between);
  fnv.number(r.between.cutoff());
  fnv.number(static_cast<std::int64_t>(r.sizes.size()));
  for (const SiteSize& size : r.sizes) {
    fnv.number(size.capacity);
    fnv.number(size.cost);
  }
  fnv.numbers(r.load);
  fnv.number(std::int64_t{r.existing_size.value_or(-1)});
  fnv.number(std::int64_t{r.single_source});
  fnv.numbers(r.site_cost);
  fnv.number(r.budget.value_or(-1));
  for (const CoverageFloor& floor : r.floors) {
    fnv.number(floor.share);
    fnv.number(static_cast<std::int64_t>(floor.demands.size()));
    for (const DemandIndex i : floor.demands) fnv.number(std::int64_t{i.number()});
  }
  if (!r.market) return;
  fnv.number(std::int64_t{r.market->logit});
  fnv.number(r.market->decay);
  fnv.numbers(r.market->attraction);
  fnv.numbers(r.market->rival_attraction);
  fnv.table(r.market->rivals);
}

}  // namespace

std::uint64_t digest(const SitingProblem& problem) {
  Fnv fnv;
  fnv.number(std::int64_t{static_cast<int>(problem.kind())});
  fnv.number(std::int64_t{problem.demands()});
  fnv.number(std::int64_t{problem.candidates()});
  fnv.number(std::int64_t{problem.p()});
  fnv.number(problem.standard());
  fnv.number(problem.unserved_distance().value_or(-1));
  for (const CandidateIndex j : problem.each_candidate())
    fnv.number(std::int64_t{static_cast<int>(problem.rule(j))});
  for (const DemandIndex i : problem.each_demand()) {
    fnv.number(problem.weight(i));
    const auto sites = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    fnv.number(static_cast<std::int64_t>(sites.size()));
    for (std::size_t k = 0; k < sites.size(); ++k) {
      fnv.number(std::int64_t{sites[k].number()});
      fnv.number(distances[k]);
    }
  }
  const bool more = !problem.requirements().none() || problem.kind() == Kind::p_dispersion ||
                    problem.kind() == Kind::market_share;
  if (more) mix_requirements(problem.requirements(), fnv);
  return fnv.value();
}

}  // namespace jintu::siting
