#include "services/siting/city/ready_problems.hpp"

#include <algorithm>
#include <array>
#include <cmath>

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

Json city_problem(const CityPoints& city, const CityAsk& ask) {
  constexpr std::array able{"p_median", "p_center", "mclp", "lscp", "lscp_backup"};
  if (std::find(able.begin(), able.end(), ask.kind) == able.end())
    throw Error(
        ErrorCode::bad_input,
        "kind: expected p_median, p_center, mclp, lscp or lscp_backup, got \"" + ask.kind + "\"");
  const auto inside = [&](const CityPoint& point) {
    return ask.district.empty() || point.district == ask.district;
  };
  Json demand = Json::array(), candidates = Json::array(), existing = Json::array();
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
  if (!ask.kind.starts_with("lscp")) problem["p"] = ask.p;
  if (covers(ask.kind)) problem["standard_m"] = ask.standard;
  if (ask.kind == "p_median") problem["unserved_distance_m"] = 20'000;
  problem["demand"] = std::move(demand);
  problem["candidates"] = std::move(candidates);
  if (!existing.empty()) problem["existing"] = std::move(existing);
  problem["distance"] = {{"model", "walking"}};
  if (ask.kind == "p_median") problem["distance"]["cutoff_m"] = 3'000;
  return problem;
}

}  // namespace jintu::siting
