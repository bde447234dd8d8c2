#include "services/siting/city/city_points.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <unordered_set>
#include <utility>

#include "geo/base/error.hpp"
#include "services/siting/city/districts.hpp"

namespace jintu::siting {

namespace {

const Position* point_of(const Feature& feature) {
  const auto* points = std::get_if<MultiPoint<Position>>(&feature.geometry);
  return points && points->size() == 1 ? &points->front() : nullptr;
}

/// "w123" of way 123; the number in the layer where the origin is not known.
std::string osm_id(const Feature& feature) {
  const auto type = feature.properties.text("osm_type");
  const double id = feature.properties.number("osm_id", 0);
  if (type.empty() || id == 0) return "f" + std::to_string(feature.id.value);
  return std::string(1, type.front()) + std::to_string(static_cast<std::int64_t>(id));
}

void scan_if_there(const FeatureStore& store, const char* layer, const Progress& progress,
                   const std::function<void(const Feature&)>& visit) {
  try {
    store.scan(layer, [&](Feature&& feature) {
      progress.check();
      visit(feature);
      return true;
    });
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;
  }
}

struct Home {
  std::size_t index;  ///< in the demand
  double floor_m2;    ///< NaN: land, known by its area only
  double land_m2;
};

double metres_between(Position a, Position b) {
  const double per_degree = 111'195, shrink = std::cos(a.lat * std::numbers::pi / 180);
  return std::hypot((a.lat - b.lat) * per_degree, (a.lon - b.lon) * per_degree * shrink);
}

/// Land counts where no building of its own was mapped: within the radius of a disc of its area.
void settle_land(std::vector<Home>& homes, const std::vector<CityPoint>& demand) {
  std::map<std::pair<int, int>, std::vector<Position>> grid;  // cells of about 1 km
  const auto cell = [](Position p) {
    return std::pair(static_cast<int>(std::floor(p.lon * 100)),
                     static_cast<int>(std::floor(p.lat * 100)));
  };
  for (const Home& home : homes) {
    if (!std::isnan(home.floor_m2))
      grid[cell(demand[home.index].at)].push_back(demand[home.index].at);
  }
  for (Home& home : homes) {
    if (!std::isnan(home.floor_m2)) continue;
    const Position at = demand[home.index].at;
    const double radius = std::min(1'000.0, std::sqrt(home.land_m2 / std::numbers::pi));
    bool built = false;
    const auto [x, y] = cell(at);
    for (int dx = -2; dx <= 2 && !built; ++dx) {
      for (int dy = -1; dy <= 1 && !built; ++dy) {
        const auto found = grid.find({x + dx, y + dy});
        built = found != grid.end() &&
                std::any_of(found->second.begin(), found->second.end(),
                            [&](Position p) { return metres_between(at, p) <= radius; });
      }
    }
    home.floor_m2 = built ? 0 : home.land_m2 * assumed_floor_ratio;
  }
}

/// People of each district over its homes by floor area.
void spread_census(std::vector<CityPoint>& demand, const std::vector<Home>& homes,
                   const std::map<std::string, double, std::less<>>& census) {
  std::map<std::string, double, std::less<>> floor;
  for (const Home& home : homes) floor[demand[home.index].district] += home.floor_m2;
  for (const Home& home : homes) {
    CityPoint& point = demand[home.index];
    const auto people = census.find(point.district);
    const double whole = floor[point.district];
    point.people = people == census.end() || whole <= 0 ? (home.floor_m2 > 0 ? 1 : 0)
                                                        : people->second * home.floor_m2 / whole;
  }
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> places{
    {{"convenience", "convenience"},
     {"supermarket", "supermarket"},
     {"mall", "mall"},
     {"shop", "shop"},
     {"post_office", "post_office"},
     {"parking", "parking"},
     {"park", "park"}}};

Json point_json(const CityPoint& p) {
  const auto degrees = [](double value) { return std::round(value * 1e7) / 1e7; };
  Json json{{"id", p.id}, {"lon", degrees(p.at.lon)}, {"lat", degrees(p.at.lat)}, {"kind", p.kind}};
  if (!p.name.empty()) json["name"] = p.name;
  if (!p.district.empty()) json["district"] = p.district;
  if (p.people > 0) json["weight"] = std::round(p.people * 1000) / 1000;
  if (p.sample) json["sample"] = true;
  return json;
}

}  // namespace

CityPoints city_points(const FeatureStore& store, const Progress& progress) {
  const auto snapshot = store.snapshot();
  const Districts districts(snapshot->layer("districts"));
  CityPoints city;
  city.revision = snapshot->revision();
  std::map<std::string, double, std::less<>> census;
  for (const District& district : districts.list()) census[district.id] = district.population;
  std::unordered_set<std::string> taken;
  const auto make = [&](const Feature& feature, const Position& at, std::string id,
                        std::string kind) {
    const District* district = districts.at(at);
    return CityPoint{std::move(id),
                     std::move(kind),
                     std::string(feature.properties.text("name")),
                     district ? district->id : "",
                     at,
                     0,
                     false};
  };
  const auto candidate = [&](const Feature& feature, const Position& at, std::string_view kind) {
    std::string id = "c-" + osm_id(feature);
    if (taken.insert(id).second)
      city.candidates.push_back(make(feature, at, std::move(id), std::string(kind)));
  };
  scan_if_there(store, "osm_metro", progress, [&](const Feature& feature) {
    const Position* at = point_of(feature);
    if (at && feature.properties.text("class") == "entrance") candidate(feature, *at, "metro_exit");
  });
  scan_if_there(store, "osm_pois", progress, [&](const Feature& feature) {
    const Position* at = point_of(feature);
    const auto found = std::find_if(places.begin(), places.end(), [&](const auto& it) {
      return it.first == feature.properties.text("class");
    });
    if (at && found != places.end()) candidate(feature, *at, found->second);
  });
  std::vector<Home> homes;
  std::unordered_set<std::string> asked;
  scan_if_there(store, "demand", progress, [&](const Feature& feature) {
    const Position* at = point_of(feature);
    const auto kind = std::string(feature.properties.text("kind"));
    std::string id = "d-" + osm_id(feature);
    if (!at || !asked.insert(id).second) return;
    if (kind == "community")
      homes.push_back({city.demand.size(), feature.properties.number("floor_area_m2", std::nan("")),
                       feature.properties.number("footprint_m2", 0)});
    city.demand.push_back(make(feature, *at, std::move(id), kind));
    if (kind != "metro") candidate(feature, *at, kind);
  });
  settle_land(homes, city.demand);
  spread_census(city.demand, homes, census);
  // Land whose people are counted in its buildings asks for nothing.
  std::erase_if(city.demand, [](const CityPoint& point) {
    return point.kind == "community" && point.people <= 0;
  });
  if (const auto lockers = snapshot->layer("lockers")) {
    for (const Feature& feature : lockers->features()) {
      const Position* at = point_of(feature);
      if (!at) continue;
      CityPoint point =
          make(feature, *at, feature.key, std::string(feature.properties.text("kind")));
      point.name = feature.properties.text("name_zh");
      const Value* sample = feature.properties.find("sample");
      point.sample = sample && std::holds_alternative<bool>(*sample) && std::get<bool>(*sample);
      city.existing.push_back(std::move(point));
    }
  }
  scan_if_there(store, "osm_lockers", progress, [&](const Feature& feature) {
    if (const Position* at = point_of(feature))
      city.existing.push_back(make(feature, *at, "osm-" + osm_id(feature), "parcel"));
  });
  return city;
}

Json to_json(const CityPoints& points) {
  const auto list = [](const std::vector<CityPoint>& of) {
    Json json = Json::array();
    for (const CityPoint& point : of) json.push_back(point_json(point));
    return json;
  };
  return {{"revision", points.revision.value},
          {"demand", list(points.demand)},
          {"candidates", list(points.candidates)},
          {"existing", list(points.existing)},
          {"sources",
           {"© OpenStreetMap contributors, ODbL",
            "2020 年第七次全国人口普查 the 2020 census, by district"}},
          {"accuracy",
           "人口按区普查数以居住建筑面积分摊；没有楼栋的居住用地按用地面积的一半计建筑面积（假定） "
           "People of a district by the floor area of its homes; "
           "residential land without mapped buildings counts as floor of half its area (an "
           "assumption)"}};
}

}  // namespace jintu::siting
