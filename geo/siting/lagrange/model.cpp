#include "geo/siting/lagrange/model.hpp"

#include <algorithm>
#include <unordered_map>

namespace jintu::siting {

namespace {

Sides start_sides(const SitingProblem& problem) {
  Sides sides(problem.candidates(), Side::free);
  for (const CandidateIndex j : problem.each_candidate()) {
    if (problem.rule(j) == SiteRule::forbidden) sides[j] = Side::closed;
    if (problem.rule(j) == SiteRule::existing || problem.rule(j) == SiteRule::required) {
      sides[j] = Side::open;
    }
  }
  return sides;
}

/// Collects rows, merging those whose lists are equal.
class RowMerger {
 public:
  RowMerger(Model& model) : model_(model) {}

  /// `distances` empty: all 0.
  RowIndex add(const std::vector<CandidateIndex>& sites, const std::vector<double>& distances,
               double weight, double miss) {
    std::uint64_t hash = 0x9e3779b97f4a7c15u;
    const auto mix = [&hash](std::uint64_t value) {
      hash = (hash ^ value) * 0xff51afd7ed558ccdu;
      hash ^= hash >> 32;
    };
    for (const CandidateIndex j : sites) mix(static_cast<std::uint64_t>(j.number()));
    for (const double d : distances) mix(static_cast<std::uint64_t>(d * 1024));
    const auto [first, last] = known_.equal_range(hash);
    for (auto it = first; it != last; ++it) {
      if (same(it->second, sites, distances, miss)) {
        model_.weight[it->second] += weight;
        return it->second;
      }
    }
    const RowIndex row{model_.rows()};
    model_.weight.push_back(weight);
    model_.miss.push_back(miss);
    model_.site.insert(model_.site.end(), sites.begin(), sites.end());
    if (distances.empty()) {
      model_.distance.resize(model_.site.size(), 0.0);
    } else {
      model_.distance.insert(model_.distance.end(), distances.begin(), distances.end());
    }
    model_.offset.push_back(static_cast<std::int64_t>(model_.site.size()));
    known_.emplace(hash, row);
    return row;
  }

 private:
  bool same(RowIndex row, const std::vector<CandidateIndex>& sites,
            const std::vector<double>& distances, double miss) const {
    const auto begin = model_.offset[row];
    const auto size = static_cast<std::size_t>(model_.offset[row + 1] - begin);
    if (size != sites.size() || model_.miss[row] != miss) return false;
    return std::equal(sites.begin(), sites.end(), model_.site.begin() + begin) &&
           (distances.empty() ||
            std::equal(distances.begin(), distances.end(), model_.distance.begin() + begin));
  }

  Model& model_;
  std::unordered_multimap<std::uint64_t, RowIndex> known_;
};

Model empty_model(const SitingProblem& problem) {
  Model model;
  model.sites = problem.candidates();
  model.start = start_sides(problem);
  model.site_cost.assign(model.sites, 0.0);
  model.row_of.assign(problem.demands(), RowIndex::none());
  model.integral = problem.integral();
  return model;
}

enum class Weights { of_demand, one };

/// Rows of the candidates within `standard`, in order of candidate.
void add_cover_rows(const SitingProblem& problem, double standard, Weights weights, double miss,
                    Model& model) {
  RowMerger merger(model);
  std::vector<CandidateIndex> covering;
  std::vector<RowIndex> row_of_list(problem.distances().lists(), RowIndex::none());
  for (const DemandIndex i : problem.each_demand()) {
    if (problem.weight(i) <= 0) continue;
    const double weight = weights == Weights::one ? 1 : problem.weight(i);
    RowIndex& known = row_of_list[problem.distances().list(i)];
    if (known >= 0) {
      model.weight[known] += weight;
      model.row_of[i] = known;
      continue;
    }
    const auto sites = problem.distances().sites(i);
    const auto distances = problem.distances().distances(i);
    covering.clear();
    for (std::size_t k = 0; k < sites.size() && distances[k] <= standard; ++k) {
      if (problem.rule(sites[k]) != SiteRule::forbidden) covering.push_back(sites[k]);
    }
    if (covering.empty() && miss < infinite) continue;  // no plan covers it: it costs all the same
    std::sort(covering.begin(), covering.end());
    model.row_of[i] = known = merger.add(covering, {}, weight, miss);
  }
}

}  // namespace

Model merged(const Model& model) {
  Model result;
  result.sites = model.sites;
  result.site_cost = model.site_cost;
  result.opens = model.opens;
  result.coverage = model.coverage;
  result.integral = model.integral;
  result.start = model.start;
  RowMerger merger(result);
  std::vector<CandidateIndex> sites;
  std::vector<double> distances;
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    const auto begin = model.offset[r], end = model.offset[r + 1];
    sites.assign(model.site.begin() + begin, model.site.begin() + end);
    distances.assign(model.distance.begin() + begin, model.distance.begin() + end);
    merger.add(sites, distances, model.weight[r], model.miss[r]);
  }
  return result;
}

Model median_model(const SitingProblem& problem) {
  Model model = empty_model(problem);
  model.opens = problem.open_count();
  RowMerger merger(model);
  const double miss = problem.unserved_distance().value_or(infinite);
  std::vector<CandidateIndex> sites;
  std::vector<double> distances;
  std::vector<RowIndex> row_of_list(problem.distances().lists(), RowIndex::none());
  for (const DemandIndex i : problem.each_demand()) {
    if (problem.weight(i) <= 0) continue;
    RowIndex& known = row_of_list[problem.distances().list(i)];
    if (known >= 0) {
      model.weight[known] += problem.weight(i);
      model.row_of[i] = known;
      continue;
    }
    sites.clear();
    distances.clear();
    const auto all = problem.distances().sites(i);
    for (std::size_t k = 0; k < all.size(); ++k) {
      if (problem.rule(all[k]) == SiteRule::forbidden) continue;
      sites.push_back(all[k]);
      distances.push_back(problem.distances().distances(i)[k]);
    }
    model.row_of[i] = known = merger.add(sites, distances, problem.weight(i), miss);
  }
  return model;
}

Model coverage_model(const SitingProblem& problem, double standard) {
  Model model = empty_model(problem);
  model.coverage = true;
  model.opens = problem.open_count();
  add_cover_rows(problem, standard, Weights::of_demand, 1.0, model);
  return model;
}

Model set_cover_model(const SitingProblem& problem, double standard) {
  Model model = empty_model(problem);
  model.covering = true;
  model.integral = true;
  for (const CandidateIndex j : each<CandidateIndex>(model.sites)) {
    model.site_cost[j] = problem.rule(j) == SiteRule::existing ? 0 : 1;
  }
  add_cover_rows(problem, standard, Weights::one, infinite, model);
  std::fill(model.weight.begin(), model.weight.end(), 1.0);  // a row is covered or it is not
  return model;
}

Model backup_model(const SitingProblem& problem, double standard, Index opens) {
  Model model = empty_model(problem);
  model.opens = opens;
  model.backup = true;
  add_cover_rows(problem, standard, Weights::of_demand, infinite, model);
  return model;
}

Model trimmed(const Model& model, const Sides& sides) {
  Model result;
  result.sites = model.sites;
  result.weight = model.weight;
  result.miss = model.miss;
  result.site_cost = model.site_cost;
  result.opens = model.opens;
  result.backup = model.backup;
  result.covering = model.covering;
  result.coverage = model.coverage;
  result.integral = model.integral;
  result.start = sides;
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k) {
      const Side side = sides[model.site[k]];
      if (side == Side::closed) continue;
      result.site.push_back(model.site[k]);
      result.distance.push_back(model.distance[k]);
      if (side == Side::open && !model.backup) break;
    }
    result.offset.push_back(static_cast<std::int64_t>(result.site.size()));
  }
  return result;
}

double plan_cost(const Model& model, const std::vector<CandidateIndex>& open) {
  std::vector<char> is_open(model.sites, 0);
  double cost = 0;
  for (const CandidateIndex j : open) {
    is_open[j] = 1;
    cost += model.site_cost[j];
  }
  for (const RowIndex r : each<RowIndex>(model.rows())) {
    int found = 0;
    double unit = model.miss[r];
    for (auto k = model.offset[r]; k < model.offset[r + 1]; ++k) {
      if (!is_open[model.site[k]]) continue;
      ++found;
      if (!model.backup) {
        unit = model.distance[k];
        break;
      }
      unit = found == 1 ? 1 : 0;
      if (found == 2) break;
    }
    cost += model.weight[r] * unit;
  }
  return cost;
}

}  // namespace jintu::siting
