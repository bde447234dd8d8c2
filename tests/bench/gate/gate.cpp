// ./bench gate: faults planted in sound shapes, and what the gate says of them.
// Usage: bench_gate FAULTS SEED. Writes one JSON object a fault, one a line.
#include "geo/topology/gate.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>

#include "geo/base/json.hpp"
#include "geo/crs/transform.hpp"
#include "geo/geometry/overlay.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/topology/frame.hpp"

using namespace jintu;
using topology::Frame;

namespace {

using Areas = MultiPolygon<Position>;
using Clock = std::chrono::steady_clock;
double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

const Frame frame({117.2, 39.1});
Position at(double x, double y) { return frame.position({x, y}); }

/// Three parcels side by side, 1000 m by 2000 m each, with wiggling borders of so many vertices,
/// in a district that is as large as they are together.
struct Scene {
  std::vector<Areas> areas;  ///< west, middle, east
  Areas district;
  std::size_t steps;

  Position border(int number, std::size_t i) const {
    const double t = static_cast<double>(i) / static_cast<double>(steps);
    const bool is_end = i == 0 || i == steps, is_outer = number == 0 || number == 3;
    const double wave = is_end || is_outer ? 0 : 30 * std::sin(25 * t) + 3 * std::sin(400 * t);
    return at(1000 * number + wave, 2000 * t);
  }

  explicit Scene(std::size_t vertices) : steps(vertices / 2 - 1) {
    for (int k = 0; k < 3; ++k) {
      Ring<Position> ring;
      for (std::size_t i = 0; i <= steps; ++i) ring.points.push_back(border(k + 1, i));
      for (std::size_t i = 0; i <= steps; ++i) ring.points.push_back(border(k, steps - i));
      ring.points.push_back(ring.points.front());
      areas.push_back({{std::move(ring), {}}});
    }
    district = {{{{at(0, 0), at(3000, 0), at(3000, 2000), at(0, 2000), at(0, 0)}}, {}}};
  }
};

struct Planted {
  std::string kind, code;
  Areas after;                  ///< of the middle parcel
  std::vector<Position> where;  ///< the fault: a point, or an area's ring
};

/// Metres from a place to the planted fault; 0 within it.
double distance_to(Position p, const std::vector<Position>& where) {
  const Frame near(p);
  double least = 1e9;
  for (std::size_t i = 0; i < where.size(); ++i) {
    const Position q = topology::nearest_on(near, where[i], where[(i + 1) % where.size()], p);
    least = std::min(least, distance(p, q).value());
  }
  bool inside = false;
  for (std::size_t i = 0; i < where.size(); ++i) {
    const Position a = where[i], b = where[(i + 1) % where.size()];
    if ((a.lat > p.lat) != (b.lat > p.lat) &&
        p.lon < (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat) + a.lon)
      inside = !inside;
  }
  return inside ? 0 : least;
}

Position shifted(Position p, double east, double north) {
  const auto m = frame.at(p);
  return frame.position({m.x + east, m.y + north});
}

Ring<Position> square(Position centre, double half, bool clockwise) {
  Ring<Position> ring{{shifted(centre, -half, -half), shifted(centre, half, -half),
                       shifted(centre, half, half), shifted(centre, -half, half),
                       shifted(centre, -half, -half)}};
  if (clockwise) std::reverse(ring.points.begin(), ring.points.end());
  return ring;
}

/// A stretch of the middle parcel's eastern border put `east` metres aside: its old and new course
/// are the planted fault.
Planted aside(const Scene& scene, std::size_t i, std::size_t length, double east, std::string kind,
              std::string code) {
  Planted planted{std::move(kind), std::move(code), scene.areas[1], {}};
  auto& ring = planted.after[0].outer.points;  // begins with the eastern border, northward
  std::vector<Position> course{ring[i - 1]};
  for (std::size_t k = i; k < i + length; ++k) {
    ring[k] = shifted(ring[k], east, 0);
    course.push_back(ring[k]);
  }
  for (std::size_t k = i + length + 1; k-- > i;)
    course.push_back(scene.areas[1][0].outer.points[k]);
  planted.where = course;
  return planted;
}

using Plant = std::function<Planted(const Scene&, std::mt19937&)>;

std::size_t any(std::mt19937& random, std::size_t low, std::size_t high) {
  return std::uniform_int_distribution<std::size_t>(low, high)(random);
}
double real(std::mt19937& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

std::vector<Plant> plants() {
  std::vector<Plant> all;
  const auto place = [](const Scene& s, std::mt19937& r) {
    return any(r, s.steps / 10, s.steps * 8 / 10);
  };
  const auto centre = [](std::mt19937& r) { return at(real(r, 1200, 1800), real(r, 200, 1800)); };
  all.push_back([=](const Scene& s, std::mt19937& r) {
    return aside(s, place(s, r), any(r, 1, s.steps / 20), real(r, 1, 40), "overlap", "overlap");
  });
  all.push_back([=](const Scene& s, std::mt19937& r) {
    return aside(s, place(s, r), any(r, s.steps / 100 + 1, s.steps / 20), -real(r, 2, 40), "gap",
                 "gap");
  });
  all.push_back([=](const Scene& s, std::mt19937& r) {
    return aside(s, place(s, r), s.steps / 10, -real(r, 0.05, 0.25), "sliver", "sliver");
  });
  all.push_back([](const Scene& s, std::mt19937& r) {  // teeth upon the neighbour, side by side
    Planted p{"comb", "overlap", s.areas[1], {}};
    auto& ring = p.after[0].outer.points;
    const double east = real(r, 5, 200);
    for (std::size_t i = 1; i < s.steps; ++i)
      if (i % 8 < 4) ring[i] = shifted(ring[i], east, 0);
    p.where.assign(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(s.steps) + 1);
    for (std::size_t i = s.steps; i > 0; --i) p.where.push_back(s.border(2, i));
    return p;
  });
  all.push_back([=](const Scene& s, std::mt19937& r) {  // the southern side, beyond the district
    Planted p{"outside_district", "outside_district", s.areas[1], {}};
    auto& ring = p.after[0].outer.points;
    const Position a = ring[ring.size() - 2], b = ring.back();
    const Position tip = at(real(r, 1200, 1800), -real(r, 1, 100));
    ring.insert(ring.end() - 1, tip);
    p.where = {a, tip, b};
    return p;
  });
  all.push_back([=](const Scene& s, std::mt19937& r) {  // the northern third goes
    Planted p{"area_change", "area_change", s.areas[1], {}};
    Areas south{{{{at(900, -10), at(2100, -10), at(2100, real(r, 1200, 1500)), at(900, 1400),
                   at(900, -10)}},
                 {}}};
    p.after = intersection(s.areas[1], south);
    orient(p.after);
    p.where = {at(900, 1190), at(2100, 1190), at(2100, 2010), at(900, 2010)};
    return p;
  });
  all.push_back([=](const Scene& s, std::mt19937& r) {
    Planted p{"spike", "spike", s.areas[1], {}};
    auto& ring = p.after[0].outer.points;
    // Into the parcel from its southern side, out and back within a centimetre.
    const double x = real(r, 1300, 1700);
    const Position tip = at(x, real(r, 5, 150));
    ring.insert(ring.end() - 1, {at(x, 0), tip, at(x + 0.005, 0)});
    p.where = {tip};
    return p;
  });
  all.push_back([=](const Scene& s, std::mt19937& r) {  // a bow tie on the southern side
    Planted p{"self_intersection", "self_intersection", s.areas[1], {}};
    auto& ring = p.after[0].outer.points;
    const double x = real(r, 1300, 1600), d = real(r, 2, 60);
    ring.insert(ring.end() - 1, {at(x + d, 0), at(x, d), at(x + d, d), at(x, 0)});
    // From (x, d)… the legs (x+d,0)–(x,d) and (x+d,d)–(x,0) cross in the middle.
    p.where = {at(x + d / 2, d / 2)};
    return p;
  });
  all.push_back([=](const Scene& s, std::mt19937&) {
    Planted p{"unclosed_ring", "unclosed_ring", s.areas[1], {}};
    p.after[0].outer.points.pop_back();
    p.where = {p.after[0].outer.points.back()};
    return p;
  });
  all.push_back([=](const Scene& s, std::mt19937& r) {
    Planted p{"hole_outside", "hole_outside", s.areas[1], {}};
    const auto hole = square(at(1500, -real(r, 200, 900)), 20, true);
    p.after[0].holes.push_back(hole);
    p.where = hole.points;
    return p;
  });
  all.push_back([=](const Scene& s, std::mt19937& r) {
    Planted p{"nested_holes", "nested_holes", s.areas[1], {}};
    const Position c = centre(r);
    const auto inner = square(c, 10, true);
    p.after[0].holes = {square(c, 50, true), inner};
    p.where = inner.points;
    return p;
  });
  all.push_back([=](const Scene& s, std::mt19937& r) {
    Planted p{"nested_shells", "nested_shells", s.areas[1], {}};
    const auto inner = square(centre(r), 15, false);
    p.after.push_back({inner, {}});
    p.where = inner.points;
    return p;
  });
  all.push_back([=](const Scene& s, std::mt19937& r) {
    Planted p{"too_few_points", "too_few_points", s.areas[1], {}};
    const Position c = centre(r);
    p.after[0].holes.push_back({{c, shifted(c, 5, 0), c}});
    p.where = {c, shifted(c, 5, 0)};
    return p;
  });
  return all;
}

bool has_chinese(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
}

Layer layer_of(const std::vector<Areas>& areas) {
  std::vector<Feature> features;
  for (const Areas& area : areas) {
    const auto id = static_cast<std::int64_t>(features.size()) + 1;
    features.push_back({{id}, "p" + std::to_string(id), area, {}, {1}});
  }
  return Layer({"parcels", "parcels", LayerRole::live, GeometryKind::polygon, {}},
               std::move(features));
}

/// What a validator without the gate would do: GEOS's isValid of the shape, its intersections with
/// both neighbours, its difference with the state before and with the district.
double peer(const Scene& scene, const Areas& after) {
  const auto begin = Clock::now();
  if (check(after).ok()) {
    intersection(after, scene.areas[0]);
    intersection(after, scene.areas[2]);
    difference(scene.areas[1], after);
    difference(after, scene.district);
  }
  return milliseconds_since(begin);
}

}  // namespace

int main(int argc, char** argv) {
  const int faults = argc > 1 ? std::atoi(argv[1]) : 300;
  std::mt19937 random(argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1);
  const auto kinds = plants();
  const std::vector<Scene> scenes{Scene(200), Scene(5'000), Scene(99'000)};
  for (int i = 0; i < faults; ++i) {
    const Scene& scene = scenes[static_cast<std::size_t>(i) % scenes.size()];
    const Planted planted =
        kinds[static_cast<std::size_t>(i) / scenes.size() % kinds.size()](scene, random);
    const Layer before = layer_of(scene.areas),
                after = layer_of({scene.areas[0], planted.after, scene.areas[2]});
    const std::vector<topology::Changed> changed{
        {before.find("p2"), after.find("p2"), {{&scene.district}, true}}};
    const auto begin = Clock::now();
    const auto found = topology::gate(&before, after, changed);
    const double ms = milliseconds_since(begin);
    double away = -1;
    bool both_languages = true;
    Json codes = Json::array();
    for (const topology::Fault& fault : found) {
      codes.push_back(fault.code);
      both_languages =
          both_languages && has_chinese(fault.zh) && !fault.en.empty() && !has_chinese(fault.en);
      if (fault.code != planted.code || !fault.position) continue;
      const double d = distance_to(*fault.position, planted.where);
      if (away < 0 || d < away) away = d;
    }
    std::size_t vertices = 0;  // of the state before: what is left of a parcel may have fewer
    for_each_vertex(Geometry<Position>(scene.areas[1]), [&](const Position&) { ++vertices; });
    const Json line{{"kind", planted.kind},
                    {"code", planted.code},
                    {"codes", codes},
                    {"vertices", vertices},
                    {"away_m", away},
                    {"both_languages", both_languages},
                    {"ms", ms},
                    {"peer_ms", peer(scene, planted.after)}};
    std::puts(line.dump().c_str());
  }
}
