#include "geo/osm/walking.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "geo/crs/transform.hpp"

namespace jintu::osm {

namespace {

LayerSchema nodes_schema() {
  return {"walk_nodes",
          "步行网络节点 Walking network: nodes",
          LayerRole::bulk,
          GeometryKind::point,
          {{"osm_id", FieldType::integer},
           {"degree", FieldType::integer},
           {"barrier", FieldType::text},
           {"passable", FieldType::boolean}}};
}

LayerSchema edges_schema() {
  return {"walk_edges",
          "步行网络边 Walking network: edges",
          LayerRole::bulk,
          GeometryKind::line,
          {{"osm_id", FieldType::integer},
           {"from_node", FieldType::integer},
           {"to_node", FieldType::integer},
           {"length_m", FieldType::real},
           {"kind", FieldType::text},
           {"foot_forward", FieldType::boolean},
           {"foot_backward", FieldType::boolean},
           {"gate", FieldType::boolean}}};
}

bool any_holds(const std::vector<TagMatch>& matches, const osmium::TagList& tags) {
  return std::any_of(matches.begin(), matches.end(),
                     [&](const TagMatch& m) { return m.holds(tags); });
}

}  // namespace

double segment_metres(Position a, Position b) {
  constexpr double radians = std::numbers::pi / 180;
  constexpr double semi_major = 6378137.0;
  constexpr double e2 = 0.0066943799901413165;
  const double middle = (a.lat + b.lat) / 2 * radians;
  const double s = std::sin(middle);
  const double w2 = 1 - e2 * s * s;
  const double w = std::sqrt(w2);
  const double north = semi_major * (1 - e2) / (w2 * w) * (b.lat - a.lat) * radians;
  const double east = semi_major / w * std::cos(middle) * (b.lon - a.lon) * radians;
  const double length = std::sqrt(north * north + east * east);
  return length <= 1000 ? length : distance(a, b).value();
}

void WalkNetwork::node(const osmium::Node& node) {
  for (const auto& rule : rules_.barriers) {
    if (!rule.match.holds(node.tags())) continue;
    const char* text = node.tags().get_value_by_key(rule.match.anchor()->key.c_str());
    barriers_[node.id()] = {text ? text : "", rule.passable};
    return;
  }
}

bool WalkNetwork::wants(const osmium::Way& way) {
  for (std::size_t i = 0; i < rules_.walkable.size(); ++i) {
    if (!rules_.walkable[i].match.holds(way.tags())) continue;
    if (any_holds(rules_.denied, way.tags())) return false;
    wanted_ = i;
    return true;
  }
  return false;
}

void WalkNetwork::add(const osmium::Way& way, std::span<const NodeLocations::Index> nodes) {
  const std::size_t first = path_nodes_.size();
  if (first + nodes.size() > std::numeric_limits<std::uint32_t>::max())
    throw Error(ErrorCode::too_large, "步行网络过大 the walking network has more than 2^32 points");
  for (const auto node : nodes) {  // the same node twice in a row is one
    if (path_nodes_.size() == first || path_nodes_.back() != node) path_nodes_.push_back(node);
  }
  const std::size_t count = path_nodes_.size() - first;
  if (count < 2) {
    path_nodes_.resize(first);
    return;
  }
  const bool forward_only = any_holds(rules_.forward_only, way.tags());
  const bool backward_only = !forward_only && any_holds(rules_.backward_only, way.tags());
  paths_.push_back({way.id(), static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(count),
                    static_cast<std::uint8_t>(wanted_), !backward_only, !forward_only});
}

std::vector<std::uint8_t> WalkNetwork::find_junctions() const {
  std::vector<std::uint8_t> uses(locations_.size(), 0);
  const auto use = [&](NodeLocations::Index node, int times) {
    uses[node] = static_cast<std::uint8_t>(std::min(2, uses[node] + times));
  };
  for (const Path& path : paths_) {
    const auto* nodes = &path_nodes_[path.first];
    for (std::uint32_t i = 0; i < path.count; ++i)
      use(nodes[i], i == 0 || i + 1 == path.count ? 2 : 1);
  }
  for (const auto& [id, barrier] : barriers_) {
    const auto node = locations_.find(id);
    if (node != NodeLocations::none && uses[node] > 0) uses[node] = 2;
  }
  return uses;
}

void WalkNetwork::write_edges(const Path& path, const std::vector<std::uint8_t>& junctions,
                              std::vector<std::uint8_t>& degrees, AppendQueue& queue,
                              OsmReport& report) {
  const auto* nodes = &path_nodes_[path.first];
  const auto grow = [&](NodeLocations::Index node) {
    if (degrees[node] < 255) ++degrees[node];
  };
  for (std::uint32_t start = 0; start + 1 < path.count;) {
    LineString<Position> line{{to_position(locations_.location(nodes[start]))}};
    double length = 0;
    std::uint32_t end = start;
    do {
      ++end;
      line.points.push_back(to_position(locations_.location(nodes[end])));
      length += segment_metres(line.points[line.points.size() - 2], line.points.back());
    } while (end + 1 < path.count && junctions[nodes[end]] < 2);
    const std::int64_t from = locations_.id(nodes[start]);
    const std::int64_t to = locations_.id(nodes[end]);
    grow(nodes[start]);
    grow(nodes[end]);
    Feature edge;
    edge.id = FeatureId{static_cast<std::int64_t>(++report.features["walk_edges"])};
    // Two nodes at one place: the edge joins them, but there is nothing to draw.
    if (length > 0) edge.geometry = MultiLineString<Position>{std::move(line)};
    edge.properties.set("osm_id", path.way);
    edge.properties.set("from_node", from);
    edge.properties.set("to_node", to);
    edge.properties.set("length_m", length);
    edge.properties.set("kind", rules_.walkable[path.kind].kind);
    edge.properties.set("foot_forward", path.forward);
    edge.properties.set("foot_backward", path.backward);
    edge.properties.set("gate", barriers_.contains(from) || barriers_.contains(to));
    queue.append("walk_edges", std::move(edge));
    start = end;
  }
}

void WalkNetwork::write_nodes(const std::vector<std::uint8_t>& degrees, AppendQueue& queue,
                              OsmReport& report) {
  for (NodeLocations::Index i = 0; i < degrees.size(); ++i) {
    if (degrees[i] == 0) continue;
    const std::int64_t id = locations_.id(i);
    const auto barrier = barriers_.find(id);
    Feature node;
    node.id = FeatureId{static_cast<std::int64_t>(++report.features["walk_nodes"])};
    node.geometry = MultiPoint<Position>{to_position(locations_.location(i))};
    node.properties.set("osm_id", id);
    node.properties.set("degree", std::int64_t{degrees[i]});
    node.properties.set("barrier",
                        barrier == barriers_.end() ? Value() : Value(barrier->second.barrier));
    node.properties.set("passable", barrier == barriers_.end() || barrier->second.passable);
    queue.append("walk_nodes", std::move(node));
  }
}

void WalkNetwork::write(AppendQueue& queue, OsmReport& report, const Progress& progress) {
  queue.replace_bulk_layer(nodes_schema());
  queue.replace_bulk_layer(edges_schema());
  report.features["walk_nodes"] = report.features["walk_edges"] = 0;
  const auto junctions = find_junctions();
  std::vector<std::uint8_t> degrees(locations_.size(), 0);
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    if (i % 4096 == 0) {
      progress.check();
      progress.report("osm.walking", i, paths_.size());
    }
    write_edges(paths_[i], junctions, degrees, queue, report);
  }
  paths_ = {};
  path_nodes_ = {};
  write_nodes(degrees, queue, report);
  progress.report("osm.walking", 1, 1);
}

}  // namespace jintu::osm
