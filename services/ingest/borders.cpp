#include "services/ingest/borders.hpp"

#include <unordered_set>

namespace jintu {

std::vector<BorderFault> border_faults(const Layer* before, std::vector<Feature> put, bool replaces,
                                       const Progress& progress) {
  std::vector<std::string> order;
  std::unordered_set<std::string> keys;
  std::vector<Feature> all;
  for (Feature& feature : put) {
    if (!std::holds_alternative<MultiPolygon<Position>>(feature.geometry)) continue;
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
  for (topology::Fault& fault : topology::gate(before, after, changed, {}, progress))
    if (!fault.before && fault.severity == topology::Severity::error)
      faults.push_back({order[fault.record], std::move(fault)});
  return faults;
}

}  // namespace jintu
