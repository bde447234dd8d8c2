// From the features of the OSM layers walk_nodes and walk_edges to the walking graph.
#pragma once

#include "geo/feature/feature.hpp"
#include "geo/network/graph/walk_graph_builder.hpp"

namespace jintu::network {

/// Reads `osm_id`, `barrier` (text, absent: none), `passable` and the point of a feature of
/// walk_nodes. Throws Error{bad_input} naming the feature and the field.
void add_walk_node(WalkGraphBuilder& builder, const Feature& node);

/// Reads `from_node`, `to_node`, `kind`, `length_m` (absent: measured), `foot_forward` and
/// `foot_backward` (absent: true), `name` (absent: none) and the line of a feature of walk_edges;
/// one without a line joins two nodes at one place. Throws Error{bad_input} naming the feature and
/// the field, or as `add_edge` does.
void add_walk_edge(WalkGraphBuilder& builder, const Feature& edge);

}  // namespace jintu::network
