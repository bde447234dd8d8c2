#include "services/live/layer_sources.hpp"

#include "tiles/source/live_source.hpp"

namespace jintu::live {

namespace {

/// The source of a layer before the commits, which of its features they changed, and where these
/// were and are.
tiles::EarlierSource earlier_source(const tiles::TileSource& source, const Layer& layer,
                                    const std::vector<ChangeSet>& commits) {
  tiles::EarlierSource earlier{source, {}, std::vector<FeatureId>()};
  for (const ChangeSet& commit : commits) {
    for (const FeatureChange& change : commit.features) {
      if (change.layer != layer.schema().name) continue;
      earlier.changed.push_back(change.before);
      earlier.changed.push_back(change.after);
      earlier.ids->push_back(change.id);
      // Deleted and put again, it has another.
      if (const Feature* was = layer.find(change.key)) earlier.ids->push_back(was->id);
    }
  }
  return earlier;
}

/// Of the same layer, made beside the same districts.
std::shared_ptr<const tiles::TileSource> same_source(const Published& next, const Published* other,
                                                     const std::string& name, const Layer& layer) {
  if (!other || !same_districts(*next.snapshot, *other->snapshot)) return nullptr;
  if (other->snapshot->layer(name).get() != &layer) return nullptr;
  const auto found = other->sources.find(name);
  return found == other->sources.end() ? nullptr : found->second;
}

}  // namespace

bool same_districts(const Snapshot& a, const Snapshot& b) {
  return a.layer("districts") == b.layer("districts");
}

void add_layer_sources(Published& next, const Published* before, const Published* sibling,
                       const std::vector<ChangeSet>* commits) {
  const auto districts = next.snapshot->layer("districts");
  const bool complete = commits && before && same_districts(*next.snapshot, *before->snapshot);
  for (const auto& [name, layer] : next.snapshot->layers()) {
    auto source = same_source(next, before, name, *layer);
    if (!source) source = same_source(next, sibling, name, *layer);
    const auto last = before ? before->snapshot->layer(name) : nullptr;
    if (!source && complete && last && before->sources.contains(name)) {
      const auto earlier = earlier_source(*before->sources.at(name), *last, *commits);
      source = tiles::make_live_source(*layer, districts.get(), {}, &earlier);
    }
    if (!source) source = tiles::make_live_source(*layer, districts.get());
    next.sources[name] = std::move(source);
  }
}

}  // namespace jintu::live
