#include "geo/siting/question/check_requirements.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "geo/base/error.hpp"
#include "geo/siting/question/limits.hpp"

namespace jintu::siting {

std::vector<SitePair> close_pairs(const SiteDistances& between, double least) {
  std::vector<SitePair> pairs;
  for (const CandidateIndex a : each<CandidateIndex>(between.demands())) {
    const auto sites = between.sites(a);
    const auto distances = between.distances(a);
    for (std::size_t k = 0; k < sites.size() && distances[k] < least; ++k) {
      if (sites[k] != a) pairs.emplace_back(std::min(a, sites[k]), std::max(a, sites[k]));
    }
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

namespace {

/// What sums of doubles may be off by, as a part of them.
constexpr double rounding = 1e-9;
/// A pull below this is none: its square must not vanish.
constexpr double least_pull = 1e-100;

}  // namespace

double Market::pull(double attraction_of_site, double distance) const {
  const double pull = logit ? attraction_of_site * std::exp(-decay * distance)
                            : attraction_of_site / std::pow(std::max(distance, 1.0), decay);
  return pull < least_pull ? 0 : pull;
}

namespace {

[[noreturn]] void refuse(const std::string& what) { throw Error(ErrorCode::bad_input, what); }

std::string per_cent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g%%", 100 * share);
  return text;
}

bool must_open(SiteRule rule) { return rule == SiteRule::required || rule == SiteRule::existing; }

void check_between(const SitingProblem& problem) {
  const Requirements& r = problem.requirements();
  const bool dispersion = problem.kind() == Kind::p_dispersion;
  if (!dispersion && !r.spacing) return;
  if (r.between.demands() != problem.candidates() ||
      r.between.candidates() != problem.candidates()) {
    refuse("distances between candidates: expected one row and one column for each of the " +
           std::to_string(problem.candidates()) + " candidates");
  }
  if (dispersion) {
    if (problem.p() < 1 || problem.open_count() < 2)
      refuse("p_dispersion needs two sites at least, one of them new");
    for (const CandidateIndex a : problem.each_candidate()) {
      if (std::isfinite(r.between.cutoff())) break;
      const auto others =
          r.between.demands() -
          (std::count(r.between.sites(a).begin(), r.between.sites(a).end(), a) > 0 ? 0 : 1);
      if (static_cast<Index>(r.between.sites(a).size()) < others) {
        refuse("p_dispersion: the distance between candidate " + problem.candidate_name(a) +
               " and another is missing");
      }
    }
    return;
  }
  check_range(*r.spacing, limits::distance, "min_spacing");
  if (*r.spacing > r.between.cutoff())
    refuse(
        "min_spacing is beyond the cut-off of the distances between candidates; a shorter "
        "min_spacing_m helps");
  for (const auto& [a, b] : close_pairs(r.between, *r.spacing)) {
    const SiteRule one = problem.rule(a), other = problem.rule(b);
    if (!must_open(one) || !must_open(other) ||
        (one == SiteRule::existing && other == SiteRule::existing))
      continue;
    refuse("相互矛盾 the sites " + problem.candidate_name(a) + " (" + std::string(to_string(one)) +
           ") and " + problem.candidate_name(b) + " (" + std::string(to_string(other)) +
           ") are nearer to each other than the least spacing; a shorter min_spacing_m or one of "
           "them less helps");
  }
}

void check_money(const SitingProblem& problem) {
  const Requirements& r = problem.requirements();
  if (!r.site_cost.empty() && static_cast<Index>(r.site_cost.size()) != problem.candidates()) {
    refuse("costs of sites: expected one for each candidate");
  }
  double dearest = 0, all_costs = 0, all_loads = 0;
  for (const CandidateIndex j : problem.each_candidate()) {
    check_range(problem.site_cost(j), limits::cost,
                "cost of candidate " + problem.candidate_name(j));
    all_costs += problem.site_cost(j);
  }
  if (!r.load.empty() && static_cast<Index>(r.load.size()) != problem.demands())
    refuse("loads: expected one for each demand point");
  if (!r.load.empty() && r.sizes.empty()) refuse("loads belong to sizes");
  for (const DemandIndex i : r.load.indices()) {
    check_range(r.load[i], limits::weight, "load of demand " + problem.demand_name(i));
    all_loads += r.load[i];
  }
  check_total(all_loads, limits::total_weight, "loads");
  double cheapest = r.sizes.empty() ? 0 : std::numeric_limits<double>::infinity();
  std::set<std::string> ids;
  for (const SiteSize& size : r.sizes) {
    if (!ids.insert(size.id).second) refuse("sizes: \"" + size.id + "\" is listed twice");
    check_range(size.capacity, limits::capacity, "size " + size.id + ": capacity");
    check_range(size.cost, limits::cost, "size " + size.id + ": cost");
    cheapest = std::min(cheapest, size.cost);
    dearest = std::max(dearest, size.cost);
  }
  check_total(all_costs + dearest * problem.candidates(), limits::total_weight, "costs");
  if (r.sizes.empty() && (r.existing_size || r.single_source))
    refuse("existing_size and single_source belong to sizes");
  if (!r.sizes.empty() && problem.existing_count() > 0 && !r.existing_size) {
    refuse("sizes: existing_size: say which of them the existing sites have");
  }
  if (r.existing_size &&
      (*r.existing_size < 0 || *r.existing_size >= static_cast<Index>(r.sizes.size()))) {
    refuse("existing_size: there is no such size");
  }
  if (!r.budget) return;
  check_range(*r.budget, limits::budget, "budget");
  double least = 0;
  Index required = 0;
  std::vector<double> others;
  for (const CandidateIndex j : problem.each_candidate()) {
    const double cost = problem.site_cost(j) + cheapest;
    if (problem.rule(j) == SiteRule::required) {
      least += cost;
      ++required;
    } else if (problem.rule(j) == SiteRule::free) {
      others.push_back(cost);
    }
  }
  std::sort(others.begin(), others.end());
  const Index more = problem.wanted_sites() ? *problem.wanted_sites() - required : 0;
  for (Index k = 0; k < more; ++k) least += others[k];
  if (least > *r.budget * (1 + 1e-12)) {
    refuse("预算不足，最便宜也要 " + short_number(least) + " 才够 budget " +
           short_number(*r.budget) + " is less than the " + short_number(least) + " that " +
           (more > 0 ? "the cheapest p sites" : "the required sites") + " cost; a larger budget" +
           (more > 0 ? ", a smaller p" : ", fewer required sites") + " or a cheaper size helps");
  }
}

void check_floors(const SitingProblem& problem) {
  std::set<std::string> ids;
  for (const CoverageFloor& floor : problem.requirements().floors) {
    if (!ids.insert(floor.id).second) refuse("equity: group \"" + floor.id + "\" is listed twice");
    check_range(floor.share, limits::share, "equity: group " + floor.id + ": share");
    double all = 0, reachable = 0;
    std::set<DemandIndex> seen;
    for (const DemandIndex i : floor.demands) {
      if (i < 0 || i >= problem.demands())
        refuse("equity: group " + floor.id + ": no such demand point");
      if (!seen.insert(i).second)
        refuse("equity: group " + floor.id + ": demand " + problem.demand_name(i) +
               " is listed twice");
      all += problem.weight(i);
      const auto sites = problem.distances().sites(i);
      for (std::size_t k = 0;
           k < sites.size() && problem.distances().distances(i)[k] <= problem.standard(); ++k) {
        if (problem.rule(sites[k]) == SiteRule::forbidden) continue;
        reachable += problem.weight(i);
        break;
      }
    }
    if (reachable < floor.share * all * (1 - 1e-12)) {
      refuse("公平底线达不到：标准之内至多覆盖分组 " + floor.id + " 的 " +
             per_cent(reachable / all) + "，要求 " + per_cent(floor.share) +
             " 以上 equity of the group cannot be met, as no more than " +
             per_cent(reachable / all) +
             " of its weight has a permitted candidate within the standard; a smaller least_share, "
             "a longer standard_m or candidates nearer to it help");
    }
  }
}

void check_market(const SitingProblem& problem) {
  const auto& market = problem.requirements().market;
  const bool wanted = problem.kind() == Kind::market_share;
  if (wanted != market.has_value()) {
    refuse(wanted ? "market_share needs a market: who chooses how, and the rivals"
                  : "a market belongs to market_share, not to " +
                        std::string(to_string(problem.kind())));
  }
  if (!wanted) return;
  check_range(market->decay, limits::decay, "market: decay");
  if (market->rivals.demands() != problem.demands())
    refuse("market: rivals: expected distances from each demand point");
  const auto check = [](const std::vector<double>& list, Index size, const char* what) {
    if (!list.empty() && static_cast<Index>(list.size()) != size)
      refuse(std::string("market: ") + what + ": expected one for each");
    for (const double a : list) {
      check_range(a, limits::attraction, std::string("market: ") + what);
    }
  };
  check(market->attraction, problem.candidates(), "attraction");
  check(market->rival_attraction, market->rivals.candidates(), "attraction of rivals");
}

void check_front(const SitingProblem& problem) {
  const Requirements& r = problem.requirements();
  if (!r.front) return;
  if (*r.front == Front::worst_walk) {
    if (problem.kind() != Kind::p_median) refuse("front: worst_walk belongs to p_median");
    if (problem.unserved_distance() || !r.sizes.empty())
      refuse("front: worst_walk goes with neither unserved_distance nor sizes");
    return;
  }
  if (problem.kind() != Kind::mclp) refuse("front: cost belongs to mclp");
  if (problem.wanted_sites()) refuse("front: cost takes no p: the number of sites is weighed");
}

}  // namespace

void check_requirements(const SitingProblem& problem) {
  const Requirements& r = problem.requirements();
  const std::string kind(to_string(problem.kind()));
  const bool chooses = problem.kind() == Kind::p_median || problem.kind() == Kind::mclp;
  if (r.spacing && !chooses && problem.kind() != Kind::lscp)
    refuse("min_spacing belongs to p_median, mclp and lscp, not to " + kind);
  if (!chooses && (!r.sizes.empty() || r.budget || !r.site_cost.empty()))
    refuse("sizes, costs and a budget belong to p_median and mclp, not to " + kind);
  if (!r.floors.empty() && problem.kind() != Kind::mclp)
    refuse("equity belongs to mclp, not to " + kind);
  check_between(problem);
  check_money(problem);
  check_floors(problem);
  check_market(problem);
  check_front(problem);
}

namespace {

/// Each demand point belongs to the site that takes most of it, or to none.
std::string broken_assignment(const SitingProblem& problem, const SitingSolution& s) {
  std::vector<double> most(problem.demands(), 0), given(problem.demands(), 0);
  for (const Flow& flow : s.flows) {
    most[flow.demand] = std::max(most[flow.demand], flow.share);
    if (s.assignment[flow.demand] == flow.site) given[flow.demand] = flow.share;
  }
  for (const DemandIndex i : problem.each_demand()) {
    if (given[i] != most[i] || (most[i] == 0 && s.assignment[i] != -1))
      return "demand " + problem.demand_name(i) + " is not assigned to the site that takes most";
  }
  return "";
}

std::string broken_flow(const SitingProblem& problem, const SitingSolution& s,
                        std::vector<double>& covered) {
  const Requirements& r = problem.requirements();
  if (s.sizes.size() != s.open.size()) return "sizes: expected one for each open site";
  std::vector<double> room(problem.candidates(), -1), given(problem.demands(), 0);
  for (std::size_t k = 0; k < s.open.size(); ++k) {
    if (s.sizes[k] < 0 || s.sizes[k] >= static_cast<Index>(r.sizes.size()))
      return "sizes: there is no such size";
    if (problem.rule(s.open[k]) == SiteRule::existing && s.sizes[k] != *r.existing_size)
      return "an existing site has another size";
    room[s.open[k]] = r.sizes[s.sizes[k]].capacity * (1 + rounding);
  }
  std::pair<DemandIndex, CandidateIndex> last(-1, -1);
  for (const Flow& flow : s.flows) {
    if (flow.demand < 0 || flow.demand >= problem.demands() || flow.site < 0 ||
        flow.site >= problem.candidates())
      return "flows: no such point";
    const auto sites = problem.distances().sites(flow.demand);
    const auto at = std::find(sites.begin(), sites.end(), flow.site);
    if (room[flow.site] < -0.5 || at == sites.end())
      return "flows: to a site that is closed or out of reach";
    const double d =
        problem.distances().distances(flow.demand)[static_cast<std::size_t>(at - sites.begin())];
    if (problem.kind() == Kind::mclp && d > problem.standard()) return "flows: beyond the standard";
    const std::pair pair(flow.demand, flow.site);
    if (pair <= last) return "flows: not in the order of demand and site, or a pair twice";
    last = pair;
    if (!(flow.share > 0 && flow.share <= 1)) return "flows: expected a share of 0 to 1";
    if (r.single_source && flow.share != 1)
      return "flows: a demand point is divided, and single_source is asked for";
    given[flow.demand] += flow.share;
    covered[flow.demand] += problem.weight(flow.demand) * flow.share;
  }
  std::vector<double> load(problem.candidates(), 0);
  for (const Flow& flow : s.flows) load[flow.site] += problem.load(flow.demand) * flow.share;
  for (const CandidateIndex j : s.open) {
    if (load[j] > room[j])
      return "site " + problem.candidate_name(j) + " serves more than it holds";
  }
  for (const DemandIndex i : problem.each_demand()) {
    if (problem.weight(i) <= 0) continue;
    if (given[i] > 1 + rounding)
      return "demand " + problem.demand_name(i) + " is served more than once";
    const bool must = problem.kind() != Kind::mclp && !problem.unserved_distance();
    if (must && given[i] < 1 - rounding)
      return "demand " + problem.demand_name(i) + " is not served in full";
  }
  return broken_assignment(problem, s);
}

}  // namespace

double objective_of_flows(const SitingProblem& problem, const std::vector<Flow>& flows) {
  const bool cover = problem.kind() == Kind::mclp;
  std::vector<double> rest(problem.demands(), 1);
  long double sum = 0;
  for (const Flow& flow : flows) {
    const auto sites = problem.distances().sites(flow.demand);
    const auto at = std::find(sites.begin(), sites.end(), flow.site) - sites.begin();
    const double d = problem.distances().distances(flow.demand)[static_cast<std::size_t>(at)];
    const long double weight = static_cast<long double>(problem.weight(flow.demand)) * flow.share;
    sum += cover ? weight : weight * d;
    rest[flow.demand] -= flow.share;
  }
  for (const DemandIndex i : problem.each_demand()) {
    if (cover || !problem.unserved_distance()) break;
    const long double left = std::max(0.0, rest[i]);
    if (left > rounding) sum += problem.weight(i) * left * *problem.unserved_distance();
  }
  return static_cast<double>(sum);
}

double share_of_market(const SitingProblem& problem, const std::vector<CandidateIndex>& open) {
  const Market& market = *problem.requirements().market;
  std::vector<char> is_open(problem.candidates(), 0);
  for (const CandidateIndex j : open) is_open[j] = 1;
  double won = 0;
  for (const DemandIndex i : problem.each_demand()) {
    double ours = 0, theirs = 0;
    for (std::size_t k = 0; k < problem.distances().sites(i).size(); ++k) {
      const CandidateIndex j = problem.distances().sites(i)[k];
      if (is_open[j])
        ours += market.pull(market.attraction.empty() ? 1 : market.attraction[j],
                            problem.distances().distances(i)[k]);
    }
    for (std::size_t k = 0; k < market.rivals.sites(i).size(); ++k) {
      const RivalIndex rival = market.rivals.sites(i)[k];
      theirs += market.pull(market.rival_attraction.empty() ? 1 : market.rival_attraction[rival],
                            market.rivals.distances(i)[k]);
    }
    if (ours > 0) won += problem.weight(i) * (ours / (ours + theirs));
  }
  return won;
}

std::string broken_requirement(const SitingProblem& problem, const SitingSolution& s) {
  const Requirements& r = problem.requirements();
  std::vector<char> open(problem.candidates(), 0);
  for (const CandidateIndex j : s.open) open[j] = 1;
  if (r.spacing) {
    for (const auto& [a, b] : close_pairs(r.between, *r.spacing)) {
      if (!open[a] || !open[b] ||
          (problem.rule(a) == SiteRule::existing && problem.rule(b) == SiteRule::existing))
        continue;
      return "the sites " + problem.candidate_name(a) + " and " + problem.candidate_name(b) +
             " are nearer to each other than the least spacing";
    }
  }
  std::vector<double> covered(problem.demands(), 0);
  if (!r.sizes.empty()) {
    const std::string broken = broken_flow(problem, s, covered);
    if (!broken.empty()) return broken;
  } else {
    for (const DemandIndex i : problem.each_demand())
      covered[i] = s.assignment[i] >= 0 ? problem.weight(i) : 0;
  }
  double cost = 0;
  for (std::size_t k = 0; k < s.open.size(); ++k) {
    if (problem.rule(s.open[k]) == SiteRule::existing) continue;
    cost += problem.site_cost(s.open[k]) + (r.sizes.empty() ? 0 : r.sizes[s.sizes[k]].cost);
  }
  if (!(std::abs(cost - s.cost) <= rounding * cost)) return "the cost is wrong";
  if (r.budget && cost > *r.budget * (1 + rounding)) return "the plan costs more than the budget";
  for (const CoverageFloor& floor : r.floors) {
    double all = 0, got = 0;
    for (const DemandIndex i : floor.demands) {
      all += problem.weight(i);
      got += covered[i];
    }
    if (got < floor.share * all - rounding * all)
      return "group " + floor.id + " has less than its share covered";
  }
  return "";
}

}  // namespace jintu::siting
