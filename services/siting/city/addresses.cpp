#include "services/siting/city/addresses.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "geo/base/error.hpp"

namespace jintu::siting {

namespace {

constexpr double metres_a_degree = 111'195;
constexpr double cell_degrees = 0.004;  ///< 440 m of latitude, 340 m of longitude at 40° N
constexpr double just_there = 3;        ///< metres

std::pair<std::int32_t, std::int32_t> cell_of(Position p) {
  return {static_cast<std::int32_t>(std::floor(p.lon / cell_degrees)),
          static_cast<std::int32_t>(std::floor(p.lat / cell_degrees))};
}

/// The plane round a place: metres east and north of it.
struct Plane {
  Position origin;
  double shrink = std::cos(origin.lat * std::numbers::pi / 180);
  double x(Position p) const { return (p.lon - origin.lon) * metres_a_degree * shrink; }
  double y(Position p) const { return (p.lat - origin.lat) * metres_a_degree; }
};

/// Of the origin of the plane from a segment.
double distance_to(const Plane& plane, Position a, Position b) {
  const double ax = plane.x(a), ay = plane.y(a);
  const double dx = plane.x(b) - ax, dy = plane.y(b) - ay;
  const double length2 = dx * dx + dy * dy;
  const double t = length2 > 0 ? std::clamp(-(ax * dx + ay * dy) / length2, 0.0, 1.0) : 0.0;
  return std::hypot(ax + t * dx, ay + t * dy);
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

}  // namespace

std::uint32_t Addresses::named(std::string_view name, std::string_view english) {
  const auto [at, fresh] = numbers_.try_emplace({std::string(name), std::string(english)},
                                                static_cast<std::uint32_t>(names_.size()));
  if (fresh) names_.push_back(at->first);
  return at->second;
}

/// Into every cell that it touches; a long one is cut, or it would be in too many.
void Addresses::add_line(const LineString<Position>& line, std::uint32_t name) {
  for (std::size_t k = 1; k < line.points.size(); ++k) {
    const Position a = line.points[k - 1], b = line.points[k];
    const double span = std::max(std::abs(a.lon - b.lon), std::abs(a.lat - b.lat));
    const int parts = std::clamp(static_cast<int>(std::ceil(span / cell_degrees)), 1, 1000);
    for (int i = 0; i < parts; ++i) {
      const auto between = [&](double t) {
        return Position{a.lon + t * (b.lon - a.lon), a.lat + t * (b.lat - a.lat)};
      };
      const Segment piece{between(double(i) / parts), between(double(i + 1) / parts), name};
      const auto [x, y] = cell_of(piece.a);
      const auto [u, v] = cell_of(piece.b);
      for (auto cx = std::min(x, u); cx <= std::max(x, u); ++cx)
        for (auto cy = std::min(y, v); cy <= std::max(y, v); ++cy)
          streets_[{cx, cy}].push_back(piece);
    }
  }
}

Addresses::Addresses(const FeatureStore& store, const Progress& progress) {
  scan_if_there(store, "osm_roads", progress, [&](const Feature& feature) {
    const auto name = feature.properties.text("name");
    const auto* lines = std::get_if<MultiLineString<Position>>(&feature.geometry);
    if (name.empty() || !lines) return;
    const auto number = named(name, feature.properties.text("name_en"));
    for (const auto& line : *lines) add_line(line, number);
  });
  for (const char* layer : {"osm_pois", "osm_metro", "demand"}) {
    scan_if_there(store, layer, progress, [&](const Feature& feature) {
      const auto name = feature.properties.text("name");
      const auto* points = std::get_if<MultiPoint<Position>>(&feature.geometry);
      if (name.empty() || !points || points->size() != 1) return;
      landmarks_[cell_of(points->front())].push_back(
          {points->front(), named(name, feature.properties.text("name_en"))});
    });
  }
  numbers_.clear();
}

Address Addresses::at(Position p) const {
  const Plane plane{p};
  Address found;
  double street = street_reach, near = near_reach;
  const auto [x, y] = cell_of(p);
  for (std::int32_t cx = x - 1; cx <= x + 1; ++cx) {
    for (std::int32_t cy = y - 1; cy <= y + 1; ++cy) {
      if (const auto cell = streets_.find({cx, cy}); cell != streets_.end()) {
        for (const Segment& segment : cell->second) {
          const double metres = distance_to(plane, segment.a, segment.b);
          if (metres > street || (metres == street && !found.street.empty())) continue;
          street = metres;
          found.street = names_[segment.name].first;
          found.street_en = names_[segment.name].second;
          found.street_metres = metres;
        }
      }
      if (const auto cell = landmarks_.find({cx, cy}); cell != landmarks_.end()) {
        for (const Landmark& landmark : cell->second) {
          const double metres = std::hypot(plane.x(landmark.at), plane.y(landmark.at));
          if (metres < just_there || metres > near || (metres == near && !found.near.empty()))
            continue;
          near = metres;
          found.near = names_[landmark.name].first;
          found.near_en = names_[landmark.name].second;
          found.near_metres = metres;
        }
      }
    }
  }
  return found;
}

Json to_json(const Address& address) {
  Json json = Json::object();
  const auto add = [&](const char* key, const std::string& name, const std::string& english,
                       double metres) {
    if (name.empty()) return;
    json[key] = name;
    if (!english.empty()) json[std::string(key) + "_en"] = english;
    json[std::string(key) + "_m"] = std::round(metres);
  };
  add("street", address.street, address.street_en, address.street_metres);
  add("near", address.near, address.near_en, address.near_metres);
  return json;
}

}  // namespace jintu::siting
