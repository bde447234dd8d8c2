#include "services/catalog/collections.hpp"

#include <algorithm>
#include <array>

#include "geo/geometry/box.hpp"
#include "geo/store/live_layers.hpp"

namespace jintu::catalog {

namespace {

struct Part {
  GeometryKind kind;
  std::string_view name, title;
};
// No layer's name has a dot.
constexpr std::array<Part, 3> parts{{{GeometryKind::point, ".points", "（点） points"},
                                     {GeometryKind::line, ".lines", "（线） lines"},
                                     {GeometryKind::polygon, ".areas", "（面） areas"}}};

}  // namespace

Box<Wgs84> Collection::bounds() const {
  if (!layer) return stored->bounds;
  if (!only) return layer->bounds();
  Box<Wgs84> box;
  for (const Feature& feature : layer->features())
    if (holds(feature)) box.add(box_of(feature.geometry));
  return box;
}

std::vector<std::string> layer_names(const Snapshot& snapshot) {
  std::vector<std::string> names;
  for (const std::string_view name : live_layer_names())
    if (snapshot.layer(name)) names.emplace_back(name);
  const auto own = names.size();
  for (const auto& [name, layer] : snapshot.layers())
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(own), name) ==
        names.begin() + static_cast<std::ptrdiff_t>(own))
      names.push_back(name);
  return names;
}

std::optional<Collection> find_collection(const Snapshot& snapshot, std::string_view id) {
  const auto dot = id.find('.');
  const auto layer = snapshot.layer(id.substr(0, dot));
  if (!layer) return std::nullopt;
  if (dot == std::string_view::npos) return Collection{std::string(id), layer, std::nullopt};
  const auto part = std::find_if(parts.begin(), parts.end(),
                                 [&](const Part& p) { return p.name == id.substr(dot); });
  if (part == parts.end() || layer->schema().geometry != GeometryKind::any) return std::nullopt;
  return Collection{std::string(id), layer, part->kind};
}

std::optional<Collection> find_collection(const Snapshot& snapshot, const StoredLayers& stored,
                                          std::string_view id) {
  if (const auto found = stored.find(id); found != stored.end())
    return Collection{found->first, nullptr, std::nullopt, found->second};
  return find_collection(snapshot, id);
}

std::vector<Collection> all_collections(const Snapshot& snapshot, const StoredLayers& stored) {
  std::vector<Collection> all;
  for (const std::string& name : layer_names(snapshot))
    for (Collection& collection : collections_of(snapshot, name))
      all.push_back(std::move(collection));
  for (const auto& [name, layer] : stored) all.push_back({name, nullptr, std::nullopt, layer});
  return all;
}

std::vector<Collection> collections_of(const Snapshot& snapshot, std::string_view name) {
  const auto layer = snapshot.layer(name);
  if (!layer) return {};
  std::vector<Collection> all{{std::string(name), layer, std::nullopt}};
  if (layer->schema().geometry != GeometryKind::any) return all;
  for (const Part& part : parts) {
    Collection one{std::string(name).append(part.name), layer, part.kind};
    const auto& features = layer->features();
    if (std::any_of(features.begin(), features.end(),
                    [&](const Feature& feature) { return one.holds(feature); }))
      all.push_back(std::move(one));
  }
  if (all.size() == 2) all.pop_back();  // one kind: the whole is of that kind
  return all;
}

std::string part_title(const Collection& collection) {
  const auto part = std::find_if(parts.begin(), parts.end(),
                                 [&](const Part& p) { return p.kind == collection.only; });
  return part == parts.end() ? std::string() : std::string(part->title);
}

}  // namespace jintu::catalog
