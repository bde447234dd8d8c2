#include "geo/network/graph/edge_line.hpp"

#include <algorithm>

#include "geo/network/graph/local_metric.hpp"

namespace jintu::network {

void EdgeLine::load(const WalkGraph& graph, EdgeIndex edge) {
  graph.line(edge, points_);
  walked_.assign(points_.size(), 0);
  const Position first = to_position(points_.front());
  const LocalMetric metric((first.lat + to_position(points_.back()).lat) / 2);
  for (std::size_t i = 1; i < points_.size(); ++i) {
    walked_[i] =
        walked_[i - 1] + metric.length(to_position(points_[i - 1]), to_position(points_[i]));
  }
  const double drawn = walked_.back();
  const double length = graph.edge(edge).length();
  // The stated length counts; the drawn one only shares it out.
  for (std::size_t i = 1; i < walked_.size(); ++i)
    walked_[i] = drawn > 0 ? walked_[i] / drawn * length : length;
  walked_.back() = length;
}

Position EdgeLine::at(double along) const {
  const auto next = std::upper_bound(walked_.begin(), walked_.end(), along);
  if (next == walked_.end()) return to_position(points_.back());
  const auto i = static_cast<std::size_t>(next - walked_.begin());  // ≥ 1: walked_[0] is 0
  const double t = (along - walked_[i - 1]) / (walked_[i] - walked_[i - 1]);
  const Position p = to_position(points_[i - 1]), q = to_position(points_[i]);
  if (t <= 0) return p;
  return {p.lon + t * (q.lon - p.lon), p.lat + t * (q.lat - p.lat)};
}

void EdgeLine::append(double begin, double end, std::vector<Position>& out) const {
  const auto add = [&out](Position p) {
    if (out.empty() || out.back() != p) out.push_back(p);
  };
  add(at(begin));
  if (begin <= end) {
    for (std::size_t i = 0; i < points_.size(); ++i) {
      if (walked_[i] > begin && walked_[i] < end) add(to_position(points_[i]));
    }
  } else {
    for (std::size_t i = points_.size(); i-- > 0;) {
      if (walked_[i] < begin && walked_[i] > end) add(to_position(points_[i]));
    }
  }
  add(at(end));
}

}  // namespace jintu::network
