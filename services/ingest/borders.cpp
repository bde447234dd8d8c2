#include "services/ingest/borders.hpp"

#include <unordered_set>

namespace jintu {

namespace {

using Areas = MultiPolygon<Position>;

}  // namespace

std::vector<BorderFault> border_faults(const Layer* before, std::vector<Feature> put, bool replaces,
                                       const Progress& progress) {
  std::vector<std::string> order;
  std::unordered_set<std::string> keys;
  std::vector<Feature> all;
  for (Feature& feature : put) {
    if (!std::holds_alternative<Areas>(feature.geometry)) continue;
    if (!keys.insert(feature.key).second) continue;
    order.push_back(feature.key);
    all.push_back(std::move(feature));
  }
  if (order.empty()) return {};
  if (before && !replaces)
    for (const Feature& feature : before->features())
      if (!keys.contains(feature.key)) all.push_back(feature);
  std::int64_t id = 0;
  for (Feature& feature : all) feature.id = {++id};
  const Layer after({"after", "", LayerRole::live, GeometryKind::any, {}}, std::move(all));
  std::vector<topology::Changed> changed;
  for (const std::string& key : order)
    changed.push_back({before ? before->find(key) : nullptr, after.find(key), {}});
  std::vector<BorderFault> faults;
  for (const topology::Changed& one : changed) {
    progress.check();
    const auto* was = one.before ? std::get_if<Areas>(&one.before->geometry) : nullptr;
    const auto& now = std::get<Areas>(one.after->geometry);
    if (was && *was == now) continue;
    for (topology::Fault& fault : topology::new_ring_faults(now, was))
      faults.push_back({one.after->key, std::move(fault)});
  }
  for (topology::Fault& fault : topology::gate(before, after, changed, {}, progress))
    if (!fault.before && fault.severity == topology::Severity::error)
      faults.push_back({order[fault.record], std::move(fault)});
  return faults;
}

}  // namespace jintu
