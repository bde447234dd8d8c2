#include "services/live/change_log.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "tiles/grid/tile_coord.hpp"

namespace jintu::live {
namespace {

constexpr int max_zoom = 14;
constexpr double tile_reach = 64.0 / 4096;
constexpr double metres_per_degree = 110'000;  // a little less than it is: boxes come out larger

std::string_view words(FeatureChange::Kind kind) {
  switch (kind) {
    case FeatureChange::Kind::created:
      return "created";
    case FeatureChange::Kind::updated:
      return "updated";
    case FeatureChange::Kind::deleted:
      return "deleted";
  }
  return "updated";
}

Json tiles_of(const Box<Wgs84>& reach) {
  Json out = Json::array();
  for (int z = 0; z <= max_zoom; ++z) {
    const auto range = tiles::tiles_touched(reach, z, tile_reach);
    if (range)
      out.push_back({{"z", z}, {"x", {range->x0, range->x1}}, {"y", {range->y0, range->y1}}});
  }
  return out;
}

double widest_accuracy(const Layer& layer) {
  const auto& fields = layer.schema().fields;
  const auto tells = [](const Field& f) { return f.name == "position_accuracy_m"; };
  double metres = 0;
  if (std::none_of(fields.begin(), fields.end(), tells)) return metres;
  for (const Feature& feature : layer.features())
    metres = std::max(metres, feature.properties.number("position_accuracy_m", 0));
  return metres;
}

}  // namespace

std::shared_ptr<const ChangeLog> ChangeLog::with(std::vector<LoggedChange> changes,
                                                 Revision revision) const {
  auto next = std::make_shared<ChangeLog>(*this);
  for (auto& change : changes)
    next->changes_.push_back(std::make_shared<const LoggedChange>(std::move(change)));
  next->latest_ = revision;
  while (next->changes_.size() > capacity) {
    // A revision is forgotten as a whole.
    const Revision oldest = next->changes_.front()->revision;
    next->complete_after_ = oldest;
    std::erase_if(next->changes_, [&](const auto& c) { return c->revision == oldest; });
  }
  return next;
}

bool ChangeLog::may_have_changed(std::string_view layer, Revision revision) const {
  if (revision < complete_after_ || revision > latest_) return true;
  return std::any_of(changes_.begin(), changes_.end(), [&](const auto& change) {
    return change->revision > revision && change->layer == layer;
  });
}

Json ChangeLog::since(Revision revision) const {
  Json changes = Json::array();
  const bool reset = revision < complete_after_ || revision > latest_;
  if (!reset)
    for (const auto& change : changes_) {
      if (change->revision <= revision) continue;
      Json entry{{"revision", change->revision.value},
                 {"source", change->layer},
                 {"id", change->key},
                 {"kind", words(change->kind)}};
      if (!change->reach.empty()) entry["tiles"] = tiles_of(change->reach);
      changes.push_back(std::move(entry));
    }
  return {{"revision", latest_.value}, {"reset", reset}, {"changes", std::move(changes)}};
}

std::vector<LoggedChange> logged(const ChangeSet& changes, const Snapshot& after) {
  std::vector<LoggedChange> out;
  std::map<std::string, double, std::less<>> widest;  // by layer: an import has many changes
  for (const FeatureChange& change : changes.features) {
    Box<Wgs84> reach = change.before;
    reach.add(change.after);
    const auto layer = after.layer(change.layer);
    const bool placed = !(change.before.empty() && change.kind != FeatureChange::Kind::created) &&
                        !(change.after.empty() && change.kind != FeatureChange::Kind::deleted);
    if (!placed || !layer) {
      reach = {};  // drawn beside its district's name, or not at all: the whole layer may differ
    } else {
      // A disc that was drawn before may have been the widest: the layer's widest, and 5 km at
      // least.
      const auto [known, is_new] = widest.try_emplace(change.layer);
      if (is_new) known->second = widest_accuracy(*layer);
      const double degrees = std::max(known->second, 5000.0) / metres_per_degree;
      const double wide = degrees / std::max(0.1, std::cos(reach.max.lat * 3.14159265358979 / 180));
      reach.min = {reach.min.lon - wide, reach.min.lat - degrees};
      reach.max = {reach.max.lon + wide, reach.max.lat + degrees};
    }
    out.push_back({changes.revision, change.layer, change.key, change.kind, reach});
  }
  return out;
}

}  // namespace jintu::live
