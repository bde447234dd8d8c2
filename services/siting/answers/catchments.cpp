#include "services/siting/answers/catchments.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "geo/base/error.hpp"
#include "geo/network/graph/local_metric.hpp"
#include "geo/network/isochrone.hpp"
#include "services/siting/question/walking_network.hpp"

namespace jintu::siting {

namespace {

/// Seven digits after the point: a centimetre.
double rounded(double degrees) { return std::round(degrees * 1e7) / 1e7; }

Json ring_json(const Ring<Position>& ring) {
  Json list = Json::array();
  for (const Position p : ring.points) list.push_back({rounded(p.lon), rounded(p.lat)});
  return list;
}

Json geometry_json(const MultiPolygon<Position>& area) {
  Json polygons = Json::array();
  for (const auto& polygon : area) {
    Json rings = Json::array({ring_json(polygon.outer)});
    for (const auto& hole : polygon.holes) rings.push_back(ring_json(hole));
    polygons.push_back(std::move(rings));
  }
  return {{"type", "MultiPolygon"}, {"coordinates", std::move(polygons)}};
}

/// Counter-clockwise. 4 corners: all places at that distance by east–west and north–south ways.
MultiPolygon<Position> round(Position at, double metres, int corners) {
  const network::LocalMetric metric(at.lat);
  Ring<Position> ring;
  for (int k = 0; k <= corners; ++k) {
    const double angle = 2 * std::numbers::pi * (k % corners) / corners;
    ring.points.push_back({at.lon + metres * std::cos(angle) / metric.lon_metres,
                           at.lat + metres * std::sin(angle) / metric.lat_metres});
  }
  return {{std::move(ring), {}}};
}

class Areas {
 public:
  Areas(const ProblemFile& file, double minutes, const Progress& progress)
      : file_(file),
        minutes_(minutes),
        metres_(minutes * walking_metres_per_minute),
        progress_(progress) {}

  void add(const Json& site, std::span<const network::Snapped> places) {
    network::IsochroneOptions options;
    options.cutoffs = {Metres::of(metres_)};
    options.direction = network::Direction::to;
    add(site, network::isochrones(*file_.measuring.graph, places, options, progress_).front().area);
  }
  void add(const Json& site, const MultiPolygon<Position>& area) {
    if (area.empty()) return;
    features_.push_back({{"type", "Feature"},
                         {"properties",
                          {{"site", site},
                           {"minutes", minutes_},
                           {"metres", metres_},
                           {"distance_model", file_.distance_model}}},
                         {"geometry", geometry_json(area)}});
  }
  void check() const { progress_.check(); }
  double metres() const { return metres_; }
  Json take() { return {{"type", "FeatureCollection"}, {"features", std::move(features_)}}; }

 private:
  const ProblemFile& file_;
  double minutes_, metres_;
  const Progress& progress_;
  Json features_ = Json::array();
};

void add_walks(const JobResult& result, const std::vector<CandidateIndex>& open, Areas& areas) {
  const ProblemFile& file = result.problem;
  std::vector<Position> at;
  for (const CandidateIndex j : open) at.push_back(file.candidates[j]);
  const auto places = result.fresh->snap(file, at);
  std::vector<network::Snapped> all;
  for (std::size_t k = 0; k < open.size(); ++k) {
    areas.check();
    if (!places[k]) continue;  // nobody walks there: the problem's notes say so
    if (open.size() > most_catchments)
      all.push_back(*places[k]);
    else
      areas.add(file.problem.candidate_name(open[k]), std::array{*places[k]});
  }
  if (!all.empty()) areas.add(nullptr, all);
}

}  // namespace

Json catchments(const JobResult& result, const SitingSolution& s, double minutes,
                const Progress& progress) {
  const ProblemFile& file = result.problem;
  if (s.open.empty() || !s.conflict.empty())
    throw Error(ErrorCode::conflict, "没有方案 the answer has no plan: " + s.reason);
  if (file.candidates.empty() || file.measuring.cutoff <= 0)
    throw Error(ErrorCode::unsupported,
                "没有坐标或距离由问题给定 the problem gives its distances as numbers: there are no "
                "areas to draw");
  Areas areas(file, minutes, progress);
  if (file.measuring.graph) {
    add_walks(result, s.open, areas);
  } else {
    for (const CandidateIndex j : s.open)
      areas.add(file.problem.candidate_name(j), round(file.candidates[j], areas.metres(),
                                                      file.distance_model == "manhattan" ? 4 : 72));
  }
  return areas.take();
}

}  // namespace jintu::siting
