#include "services/siting/city/ready_problems.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>

#include "geo/base/error.hpp"

namespace jintu::siting {

namespace {

constexpr std::array kinds{"p_median", "p_center",     "lscp",         "lscp_backup",
                           "mclp",     "p_dispersion", "market_share", "lockers"};

std::string kinds_text() {
  std::string text;
  for (const char* kind : kinds) text += (text.empty() ? "" : ", ") + std::string(kind);
  return text;
}

/// A point of a grid of 150 m or so round the Drum Tower, a little off it.
Json place(const std::string& id, int number) {
  const int x = number % 6, y = number / 6;
  const double lon = 117.18 + 0.0018 * x + 0.0001 * ((7 * number) % 5);
  const double lat = 39.135 + 0.0014 * y + 0.0001 * ((3 * number) % 4);
  return {{"id", id}, {"lon", std::round(lon * 1e6) / 1e6}, {"lat", std::round(lat * 1e6) / 1e6}};
}

double degrees(double value) { return std::round(value * 1e7) / 1e7; }

Json point_of(const CityPoint& point) {
  Json json{{"id", point.id}, {"lon", degrees(point.at.lon)}, {"lat", degrees(point.at.lat)}};
  if (!point.name.empty()) json["name"] = point.name;
  return json;
}

bool covers(std::string_view kind) {
  return kind == "mclp" || kind == "lscp" || kind == "lscp_backup";
}

}  // namespace

std::vector<std::string> example_kinds() { return {kinds.begin(), kinds.end()}; }

Json example_problem(std::string_view kind) {
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
    throw Error(ErrorCode::bad_input, "没有这个例子 no example \"" + std::string(kind) +
                                          "\"; there are: " + kinds_text());
  const bool lockers = kind == "lockers";
  Json problem{{"title", "示例 example: " + std::string(kind)},
               {"kind", lockers ? "p_median" : std::string(kind)}};
  if (!kind.starts_with("lscp") && !lockers) problem["p"] = 4;
  if (covers(kind)) problem["standard_m"] = kind == "mclp" ? 200 : 400;
  Json demand = Json::array(), candidates = Json::array();
  for (int i = 0; i < 30; ++i) {
    Json home = place("home" + std::to_string(i + 1), i);
    home["weight"] = 20 + (i * 37) % 90;
    demand.push_back(std::move(home));
  }
  for (int j = 0; j < 12; ++j) {
    Json corner = place("corner" + std::to_string(j + 1), 2 + (j * 5) % 30);
    corner["lon"] = degrees(corner["lon"].get<double>() + 0.0006);
    candidates.push_back(std::move(corner));
  }
  if (kind != "p_dispersion") problem["demand"] = std::move(demand);
  problem["candidates"] = std::move(candidates);
  if (kind == "market_share")
    problem["market"] = {{"model", "huff"},
                         {"decay", 1.5},
                         {"competitors", Json::array({place("rival1", 8), place("rival2", 21)})}};
  if (lockers) {
    problem["sizes"] = Json::array({{{"id", "small"}, {"capacity", 400}, {"cost", 2}},
                                    {{"id", "large"}, {"capacity", 1000}, {"cost", 3.5}}});
    problem["budget"] = 12;
  }
  problem["distance"] = {{"model", "geodesic"}};
  return problem;
}

namespace {

[[noreturn]] void refuse(const std::string& what) { throw Error(ErrorCode::bad_input, what); }

void check(const CityAsk& ask) {
  constexpr std::array able{"p_median", "p_center", "mclp", "lscp", "lscp_backup", "market_share"};
  if (std::find(able.begin(), able.end(), ask.kind) == able.end())
    refuse("kind: expected p_median, p_center, mclp, lscp, lscp_backup or market_share, got \"" +
           ask.kind + "\"");
  const bool chooses = ask.kind == "p_median" || ask.kind == "mclp";
  if (!chooses && (!ask.sizes.empty() || ask.budget))
    refuse("sizes and a budget belong to p_median and mclp, not to " + ask.kind);
  if (ask.equity && ask.kind != "mclp") refuse("equity belongs to mclp, not to " + ask.kind);
  if (ask.equity && !(*ask.equity > 0 && *ask.equity <= 1))
    refuse("equity: expected a share above 0, at most 1");
}

/// What the problem asks beyond its kind.
void add_requirements(const CityAsk& ask, const CityPoints& city, bool stand, Json& problem) {
  Json sizes = Json::array();
  for (const CitySize& size : ask.sizes)
    sizes.push_back({{"id", size.id}, {"capacity", size.people}, {"cost", size.cost}});
  if (!sizes.empty()) problem["sizes"] = std::move(sizes);
  if (stand && !ask.sizes.empty()) problem["existing_size"] = ask.sizes.front().id;
  if (ask.budget) problem["budget"] = *ask.budget;
  if (!ask.equity) return;
  std::map<std::string, Json> groups;
  for (const CityPoint& point : city.demand) {
    const bool inside = ask.district.empty() || point.district == ask.district;
    if (!inside || point.district.empty() || std::round(point.people * 1000) <= 0) continue;
    groups[point.district].push_back(point.id);
  }
  if (groups.empty())
    throw Error(ErrorCode::not_found, "equity: 没有区界 no districts are known there");
  problem["equity"] = Json::array();
  for (auto& [district, people] : groups)
    problem["equity"].push_back(
        {{"id", district}, {"demand", std::move(people)}, {"least_share", *ask.equity}});
}

}  // namespace

CitySize city_size(const std::string& text) {
  const auto first = text.find(':'), second = text.find(':', first + 1);
  const auto number = [&](const std::string& part) {
    char* end = nullptr;
    const double value = std::strtod(part.c_str(), &end);
    if (part.empty() || *end != 0 || !(value >= 0 && value < 1e15))
      refuse("size: expected ID:PEOPLE:COST as in small:400:2, got \"" + text + "\"");
    return value;
  };
  if (first == std::string::npos || first == 0 || second == std::string::npos) number("");
  return {text.substr(0, first), number(text.substr(first + 1, second - first - 1)),
          number(text.substr(second + 1))};
}

Json city_problem(const CityPoints& city, const CityAsk& ask) {
  check(ask);
  const bool market = ask.kind == "market_share";
  const auto inside = [&](const CityPoint& point) {
    return ask.district.empty() || point.district == ask.district;
  };
  Json demand = Json::array(), candidates = Json::array(), existing = Json::array();
  Json rivals = Json::array();
  for (const CityPoint& point : city.demand) {
    const double people = std::round(point.people * 1000) / 1000;
    if (!inside(point) || people <= 0) continue;
    demand.push_back(point_of(point));
    demand.back()["weight"] = people;
  }
  for (const CityPoint& point : city.candidates) {
    if (inside(point)) candidates.push_back(point_of(point));
  }
  for (const CityPoint& point : city.existing) {
    if (!inside(point) || (point.sample && !ask.samples)) continue;
    if (market) {
      rivals.push_back(point_of(point));
      continue;
    }
    candidates.push_back(point_of(point));
    existing.push_back(point.id);
  }
  const std::string where =
      ask.district.empty() ? "全市 the city" : "区 the district " + ask.district;
  if (demand.empty())
    throw Error(
        ErrorCode::not_found,
        where + ": 没有居住数据 no people are known there; first: jintu import OSM-EXTRACT");
  if (candidates.size() == existing.size())
    throw Error(ErrorCode::not_found, where + ": 没有候选点 no candidate sites are known there");
  Json problem{{"title", ask.kind + (ask.district.empty() ? "" : " " + ask.district)},
               {"kind", ask.kind}};
  if (market && rivals.empty())
    throw Error(ErrorCode::not_found,
                where +
                    ": 没有竞争者 no lockers stand there to compete with; sample ones count "
                    "with --samples");
  if (!ask.kind.starts_with("lscp") && (ask.p || !ask.budget)) problem["p"] = ask.p.value_or(10);
  if (market)
    problem["market"] = {
        {"model", "huff"}, {"decay", ask.decay}, {"competitors", std::move(rivals)}};
  add_requirements(ask, city, !existing.empty(), problem);
  if (covers(ask.kind)) problem["standard_m"] = ask.standard;
  if (ask.kind == "p_median") problem["unserved_distance_m"] = 20'000;
  problem["demand"] = std::move(demand);
  problem["candidates"] = std::move(candidates);
  if (!existing.empty()) problem["existing"] = std::move(existing);
  problem["distance"] = {{"model", "walking"}};
  if (ask.kind == "p_median" || market) problem["distance"]["cutoff_m"] = 3'000;
  return problem;
}

}  // namespace jintu::siting
