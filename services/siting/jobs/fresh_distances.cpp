#include "services/siting/jobs/fresh_distances.hpp"

#include <array>
#include <limits>
#include <utility>

#include "geo/base/error.hpp"
#include "geo/network/distance_model.hpp"

namespace jintu::siting {

namespace {

/// Row by row to `take(start, metres)`.
template <class Take>
void each_pair(const network::SparseDistances& found, Take take) {
  for (std::size_t i = 0; i < found.rows(); ++i)
    if (const auto millimetres = found.distances(i); !millimetres.empty())
      take(i, millimetres.front() / 1000.0);
}

/// One place, so one column.
template <class Take>
void each_straight_pair(const ProblemFile& file, std::span<const Position> starts, Position place,
                        double cutoff, Take take) {
  const auto model = file.distance_model == "manhattan" ? network::manhattan_distances()
                                                        : network::geodesic_distances();
  each_pair(model->within(starts, std::array{place}, Metres::of(cutoff)).distances, take);
}

void check_model(const ProblemFile& file) {
  if (file.demand.empty() && file.candidates.empty())
    throw Error(ErrorCode::unsupported,
                "move: 问题没有坐标 the problem gives no places: a site cannot be moved");
  if (file.distance_model == "matrix" || file.distance_model == "instance")
    throw Error(ErrorCode::unsupported,
                "move: 距离由问题给定 the problem gives its distances as numbers: there is no way "
                "to measure new ones");
}

}  // namespace

namespace {

/// A graph with the index of its edges, some 25 bytes an edge.
struct SnapGround {
  SnapGround(std::shared_ptr<const network::WalkGraph> g, double limit)
      : graph(std::move(g)), snap(limit), snapper(*graph, {.limit = Metres::of(limit)}) {}
  std::shared_ptr<const network::WalkGraph> graph;
  double snap;
  network::Snapper snapper;
};

/// One for all jobs that were measured alike: there may be hundreds. It goes with the last of them.
std::shared_ptr<const SnapGround> ground_of(const Measuring& measuring) {
  static std::mutex mutex;
  static std::weak_ptr<const SnapGround> last;
  const std::lock_guard lock(mutex);
  auto ground = last.lock();
  if (!ground || ground->graph != measuring.graph || ground->snap != measuring.snap) {
    ground = std::make_shared<const SnapGround>(measuring.graph, measuring.snap);
    last = ground;
  }
  return ground;
}

}  // namespace

struct FreshDistances::Walks {
  explicit Walks(const ProblemFile& file)
      : ground(ground_of(file.measuring)),
        snapper(ground->snapper),
        demand(snapper.snap(file.demand).places) {}

  template <class Take>
  void each(const network::WalkGraph& graph,
            std::span<const std::optional<network::Snapped>> starts, Position place, double cutoff,
            Take take) const {
    const std::array goal{snapper.snap(place)};
    if (!goal.front()) return;
    network::MatrixOptions options;
    options.cutoff = Metres::of(cutoff);
    each_pair(network::walking_distances(graph, starts, goal, options), take);
  }

  std::shared_ptr<const SnapGround> ground;
  const network::Snapper& snapper;
  std::vector<std::optional<network::Snapped>> demand;
};

FreshDistances::FreshDistances() = default;
FreshDistances::~FreshDistances() = default;

std::shared_ptr<const FreshDistances::Walks> FreshDistances::walks_of(const ProblemFile& file) {
  const std::lock_guard lock(mutex_);
  if (!walks_) walks_ = std::make_shared<const Walks>(file);
  return walks_;
}

void FreshDistances::prepare(const ProblemFile& file) {
  if (file.measuring.graph) walks_of(file);
}

std::vector<MovedSite::Reach> FreshDistances::reach(const ProblemFile& file, Position place) {
  check_model(file);
  std::vector<MovedSite::Reach> reach;
  const auto take = [&](std::size_t demand, double metres) {
    reach.push_back({DemandIndex{demand}, metres});
  };
  if (!file.measuring.graph) {
    each_straight_pair(file, file.demand, place, file.measuring.cutoff, take);
  } else {
    const auto walks = walks_of(file);
    walks->each(*file.measuring.graph, walks->demand, place, file.measuring.cutoff, take);
  }
  return reach;
}

std::vector<double> FreshDistances::apart(const ProblemFile& file, Position place,
                                          std::span<const Position> sites, double cutoff) {
  check_model(file);
  std::vector<double> apart(sites.size(), std::numeric_limits<double>::infinity());
  const auto take = [&](std::size_t site, double metres) { apart[site] = metres; };
  if (!file.measuring.graph) {
    each_straight_pair(file, sites, place, cutoff, take);
  } else {
    const auto walks = walks_of(file);
    const auto snapped = walks->snapper.snap(sites);
    walks->each(*file.measuring.graph, snapped.places, place, cutoff, take);
  }
  return apart;
}

std::vector<std::optional<network::Snapped>> FreshDistances::snap(
    const ProblemFile& file, std::span<const Position> places) {
  return walks_of(file)->snapper.snap(places).places;
}

}  // namespace jintu::siting
