#include "services/siting/city/coverage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "geo/network/distance_model.hpp"
#include "geo/network/graph/local_metric.hpp"
#include "services/siting/question/walking_network.hpp"

namespace jintu::siting {

namespace {

constexpr double gap_cell =
    500;  // metres: people without a locker are counted by squares of this side
constexpr double farthest_locker = 10'000;  // metres: beyond, `nearest_m` is null
constexpr std::size_t most_gaps = 20;
constexpr double never = std::numeric_limits<double>::infinity();

struct Home {
  const CityPoint* point;
  double nearest = never;  ///< metres
  double lockers = 0;      ///< within the longest walk
};

struct Shares {
  double people = 0;
  std::vector<double> within;

  void add(const Home& home, const std::vector<double>& walks) {
    within.resize(walks.size(), 0);
    people += home.point->people;
    for (std::size_t k = 0; k < walks.size(); ++k)
      within[k] += home.nearest <= walks[k] ? home.point->people : 0;
  }
  Json json() const {
    Json list = Json::array();
    for (const double sum : within) list.push_back(people > 0 ? sum / people : 0);
    return list;
  }
};

struct Gap {
  double people = 0;
  int points = 0;
  const CityPoint* heaviest = nullptr;
};

std::vector<Position> places_of(const std::vector<CityPoint>& points) {
  std::vector<Position> places;
  for (const auto& point : points) places.push_back(point.at);
  return places;
}

std::vector<Gap> gaps_of(const std::vector<Home>& homes, double longest) {
  std::map<std::pair<long, long>, Gap> cells;
  for (const Home& home : homes) {
    if (home.nearest <= longest || home.point->people <= 0) continue;
    const Position at = home.point->at;
    const auto row =
        std::lround(std::floor(at.lat * network::LocalMetric(at.lat).lat_metres / gap_cell));
    // The metric of the row, not of the point: so that squares of a row stand beside each other.
    const double width =
        network::LocalMetric(static_cast<double>(row) * gap_cell / 111'000).lon_metres;
    Gap& gap = cells[{row, std::lround(std::floor(at.lon * width / gap_cell))}];
    gap.people += home.point->people;
    ++gap.points;
    if (!gap.heaviest || home.point->people > gap.heaviest->people) gap.heaviest = home.point;
  }
  std::vector<Gap> gaps;
  for (const auto& [cell, gap] : cells) gaps.push_back(gap);
  std::stable_sort(gaps.begin(), gaps.end(),
                   [](const Gap& a, const Gap& b) { return a.people > b.people; });
  if (gaps.size() > most_gaps) gaps.resize(most_gaps);
  return gaps;
}

Json gaps_json(const std::vector<Gap>& gaps, const network::DistanceModel& model,
               const std::vector<Position>& lockers) {
  std::vector<Position> places;
  for (const Gap& gap : gaps) places.push_back(gap.heaviest->at);
  const auto found = model.within(places, lockers, Metres::of(farthest_locker));
  Json list = Json::array();
  for (std::size_t k = 0; k < gaps.size(); ++k) {
    const CityPoint& at = *gaps[k].heaviest;
    const auto nearest = found.distances.distances(k);
    Json gap{{"lon", at.at.lon},
             {"lat", at.at.lat},
             {"population", std::round(gaps[k].people)},
             {"points", gaps[k].points},
             {"nearest_m", nearest.empty() ? Json(nullptr) : Json(nearest.front() / 1000.0)}};
    if (!at.name.empty()) gap["name"] = at.name;
    if (!at.district.empty()) gap["district"] = at.district;
    list.push_back(std::move(gap));
  }
  return list;
}

std::size_t samples_of(const CityPoints& city) {
  return static_cast<std::size_t>(std::count_if(city.existing.begin(), city.existing.end(),
                                                [](const CityPoint& p) { return p.sample; }));
}

Json notes_of(const CityPoints& city, const std::vector<Home>& homes, bool on_network,
              std::size_t off_network) {
  Json notes = Json::array();
  const auto say = [&notes](std::string zh, std::string en) {
    notes.push_back({{"zh", std::move(zh)}, {"en", std::move(en)}});
  };
  if (const std::string samples = std::to_string(samples_of(city)); samples != "0")
    say("智能柜中有 " + samples + " 个是示例，不是实地调查",
        samples + " of the " + std::to_string(city.existing.size()) +
            " lockers are samples, not a survey");
  say("其余智能柜来自开放地图，未必齐全",
      "The other lockers are those mapped in OpenStreetMap, which may lack many");
  if (on_network)
    say("步行距离沿开放地图的步行网量取，75 米/分钟",
        "Walks are measured on the walking network of OpenStreetMap, at 75 m a minute");
  else
    say("没有步行网：按直线距离，75 米/分钟，实际要走得更远",
        "There is no walking network: straight lines, at 75 m a minute; real walks are longer");
  if (off_network > 0)
    say(std::to_string(off_network) + " 个住处离步行网超过 250 米，算作走不到",
        std::to_string(off_network) +
            " homes are more than 250 m off the walking network and count as not reached");
  say("人口按区普查数以居住建筑面积分摊，不是逐户统计",
      "People are the census of each district, spread by the floor area of homes; not a count of "
      "each house");
  const auto outside = std::count_if(homes.begin(), homes.end(),
                                     [](const Home& home) { return home.point->district.empty(); });
  if (outside > 0)
    say(std::to_string(outside) + " 个住处在各区之外，没有普查数，各按 1 人计",
        std::to_string(outside) +
            " homes lie outside the districts, where no census is known: each counts as one "
            "person");
  return notes;
}

Json or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

double total(const std::vector<Holding>& holdings) {
  double sum = 0;
  for (const Holding& one : holdings) sum += one.people * one.amount;
  return sum;
}

}  // namespace

std::optional<double> gini(std::vector<Holding> holdings) {
  const double whole = total(holdings);
  if (!(whole > 0)) return std::nullopt;
  std::sort(holdings.begin(), holdings.end(),
            [](const Holding& a, const Holding& b) { return a.amount < b.amount; });
  double people = 0, area = 0, below = 0;  // of the Lorenz curve
  for (const Holding& one : holdings) {
    const double next = below + one.people * one.amount;
    area += one.people * (below + next);
    below = next;
    people += one.people;
  }
  return std::max(0.0, 1 - area / (people * whole));
}

std::optional<double> best_fifth_share(std::vector<Holding> holdings) {
  const double whole = total(holdings);
  if (!(whole > 0)) return std::nullopt;
  std::sort(holdings.begin(), holdings.end(),
            [](const Holding& a, const Holding& b) { return a.amount > b.amount; });
  double left = 0, sum = 0;
  for (const Holding& one : holdings) left += one.people / 5;
  for (const Holding& one : holdings) {
    const double taken = std::min(left, one.people);
    sum += taken * one.amount;
    left -= taken;
  }
  return sum / whole;
}

Json coverage(const CityPoints& city, const Districts& districts,
              std::shared_ptr<const network::WalkGraph> graph, const std::vector<double>& minutes) {
  std::vector<double> walks;
  for (const double each : minutes) walks.push_back(each * walking_metres_per_minute);
  const double longest = *std::max_element(walks.begin(), walks.end());
  const bool on_network = graph && graph->edges() > 0;
  const auto model =
      on_network ? network::network_distances(std::move(graph)) : network::geodesic_distances();

  std::vector<Home> homes;
  std::vector<Position> places;
  for (const CityPoint& point : city.demand) {
    if (point.kind != "community") continue;
    homes.push_back({&point});
    places.push_back(point.at);
  }
  const auto lockers = places_of(city.existing);
  const auto found = model->within(places, lockers, Metres::of(longest));
  Shares all;
  std::map<std::string, Shares, std::less<>> by_district;
  std::vector<Holding> holdings;
  all.within.resize(walks.size(), 0);
  for (std::size_t i = 0; i < homes.size(); ++i) {
    const auto distances = found.distances.distances(i);
    if (!distances.empty()) homes[i].nearest = distances.front() / 1000.0;
    homes[i].lockers = static_cast<double>(distances.size());
    all.add(homes[i], walks);
    by_district[homes[i].point->district].add(homes[i], walks);
    holdings.push_back({homes[i].point->people, homes[i].lockers});
  }
  Json list = Json::array();
  const auto add = [&](const std::string& id, const std::string& name, const std::string& name_en) {
    const auto at = by_district.find(id);
    if (at == by_district.end()) return;
    list.push_back({{"id", id},
                    {"name", name},
                    {"name_en", name_en},
                    {"population", std::round(at->second.people)},
                    {"shares", at->second.json()}});
  };
  for (const District& district : districts.list())
    add(district.id, district.name, district.name_en);
  add("", "各区之外", "Outside the districts");
  return {{"revision", city.revision.value},
          {"minutes", minutes},
          {"metres_per_minute", walking_metres_per_minute},
          {"distance_model", on_network ? "walking" : "geodesic"},
          {"population", std::round(all.people)},
          {"shares", all.json()},
          {"lockers", city.existing.size()},
          {"samples", samples_of(city)},
          {"districts", std::move(list)},
          {"gaps", gaps_json(gaps_of(homes, longest), *model, lockers)},
          {"gini", or_null(gini(holdings))},
          {"best_fifth_share", or_null(best_fifth_share(std::move(holdings)))},
          {"notes", notes_of(city, homes, on_network, found.unplaced_starts.size())}};
}

}  // namespace jintu::siting
