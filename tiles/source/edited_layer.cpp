#include "tiles/source/edited_layer.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>

#include "tiles/source/derived_layers.hpp"
#include "tiles/source/lineage.hpp"

namespace jintu::tiles {
namespace {

/// Changes that every tile looks through; then all is prepared anew, in as much time as they took.
constexpr std::size_t most_edits(std::size_t features) {
  return std::max<std::size_t>(256, features / 64);
}

std::size_t memory_of(const Feature& feature) {
  std::size_t sum = sizeof feature + feature.key.size();
  for_each_vertex(feature.geometry, [&](Position) { sum += sizeof(Position); });
  for (const auto& [name, value] : feature.properties) {
    sum += sizeof(Properties::Entry) + name.size();
    if (const auto* text = std::get_if<std::string>(&value)) sum += text->size();
  }
  return sum;
}

}  // namespace

class EditedLayer::Whole {
 public:
  explicit Whole(const Layer& layer) : size_(layer.features().size()), layer_(layer) {}

  const std::shared_ptr<const PreparedLayer>& get() const {
    begun_ = true;
    std::call_once(once_, [this] {
      prepared_ = prepare_as_it_is(*layer_);
      bytes_ = prepared_->bytes();
      layer_.reset();  // the records may go
    });
    return prepared_;
  }
  bool is_begun() const { return begun_; }
  std::size_t size() const { return size_; }
  std::size_t bytes() const { return bytes_; }

 private:
  std::size_t size_;
  mutable std::once_flag once_;
  mutable std::atomic<bool> begun_{false};
  mutable std::atomic<std::size_t> bytes_{0};
  mutable std::optional<Layer> layer_;
  mutable std::shared_ptr<const PreparedLayer> prepared_;
};

EditedLayer::EditedLayer(const Layer& layer) : whole_(std::make_shared<const Whole>(layer)) {}

EditedLayer::EditedLayer(const Layer& layer, const EditedLayer& before,
                         std::span<const FeatureId> changed)
    : EditedLayer(layer) {
  if (!before.whole_->is_begun()) return;  // the later state is as good to begin with
  if (before.edits_.size() + changed.size() > most_edits(before.whole_->size())) return;
  std::vector<FeatureId> ids(changed.begin(), changed.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::vector<Edit> edits;
  edits.reserve(before.edits_.size() + ids.size());
  auto old = before.edits_.begin();
  for (const FeatureId id : ids) {
    for (; old != before.edits_.end() && old->id < id; ++old) edits.push_back(*old);
    if (old != before.edits_.end() && old->id == id) ++old;
    const Feature* now = layer.features().find(id);
    if (now && now->geometry.index() != 0)
      edits.push_back(
          {id, world_box(box_of(now->geometry)), std::make_shared<const Feature>(*now)});
    else
      edits.push_back({id, {}, nullptr});
  }
  edits.insert(edits.end(), old, before.edits_.end());
  edit_bytes_ = edits.capacity() * sizeof(Edit);
  for (const Edit& edit : edits)
    if (edit.now) edit_bytes_ += memory_of(*edit.now);
  edits_ = std::move(edits);
  whole_ = before.whole_;
}

bool EditedLayer::is_edited(std::uint64_t id) const {
  const FeatureId wanted{static_cast<std::int64_t>(id)};
  const auto at = std::lower_bound(edits_.begin(), edits_.end(), wanted,
                                   [](const Edit& e, FeatureId i) { return e.id < i; });
  return at != edits_.end() && at->id == wanted;
}

std::shared_ptr<const PreparedLayer> EditedLayer::for_tile(TileCoord coord) const {
  const auto& whole = whole_->get();
  if (edits_.empty()) return whole;
  const IndexBox window = reach(coord);
  std::vector<const Feature*> now;
  for (const Edit& edit : edits_)
    if (edit.now && edit.box.intersects(window)) now.push_back(edit.now.get());
  std::vector<std::uint32_t> stay;
  bool touched = !now.empty();
  whole->index().query(window, [&](std::uint32_t i) {
    if (is_edited(whole->features()[i].id))
      touched = true;
    else
      stay.push_back(i);
  });
  if (!touched) return whole;
  PreparedLayerBuilder builder(whole);
  for (const std::uint32_t i : stay) builder.add_prepared(i);
  for (const Feature* feature : now) builder.add(*feature);
  return std::move(builder).finish();
}

std::size_t EditedLayer::bytes() const { return whole_->bytes() + edit_bytes_; }

}  // namespace jintu::tiles
