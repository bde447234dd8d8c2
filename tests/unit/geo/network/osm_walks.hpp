// The walking layers of an OSM extract, straight from the import: no store in between.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "geo/network/graph/walk_layers.hpp"
#include "geo/osm/import.hpp"

namespace jintu::network::testing {

/// A transaction that hands on the features of walk_nodes and walk_edges and drops the rest.
struct WalkLayers : Transaction {
  std::function<void(const Feature&)> node, edge;

  void ensure_layer(const LayerSchema&) override {}
  FeatureId put(std::string_view, const Feature&) override { return {}; }
  bool erase(std::string_view, std::string_view) override { return false; }
  bool was_used(std::string_view, std::string_view) override { return false; }
  void replace_bulk_layer(const LayerSchema&) override {}
  void append(std::string_view layer, const Feature& feature) override {
    if (layer == "walk_nodes") node(feature);
    if (layer == "walk_edges") edge(feature);
  }
  void set_meta(std::string_view, std::string_view) override {}
  std::shared_ptr<const Snapshot> base() const override {
    return std::make_shared<const Snapshot>();
  }
  const Feature* current(std::string_view, std::string_view) override { return nullptr; }
  ChangeSet commit() override { return {}; }
};

/// `rules` is the folder data/osm_rules.
inline void read_walk_layers(const std::string& file, const std::string& rules,
                             std::function<void(const Feature&)> node,
                             std::function<void(const Feature&)> edge) {
  WalkLayers layers;
  layers.node = std::move(node);
  layers.edge = std::move(edge);
  osm::import_osm(std::span(&file, 1), {rules, {}}, layers, {});
}

}  // namespace jintu::network::testing
