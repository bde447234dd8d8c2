#include "geo/network/graph/walk_layers.hpp"

#include <cmath>

#include "geo/base/error.hpp"

namespace jintu::network {

namespace {

[[noreturn]] void bad_field(std::string_view layer, const Feature& feature,
                            const std::string& what) {
  throw Error(ErrorCode::bad_input,
              std::string(layer) + " " + std::to_string(feature.id.value) + ": " + what);
}

std::int64_t need_integer(std::string_view layer, const Feature& feature, const char* field) {
  const Value* value = feature.properties.find(field);
  const auto* integer = value ? std::get_if<std::int64_t>(value) : nullptr;
  if (!integer)
    bad_field(layer, feature, std::string("expected a whole number in the field ") + field);
  return *integer;
}

bool yes_or(const Feature& feature, const char* field, bool absent) {
  const Value* value = feature.properties.find(field);
  if (!value) return absent;
  if (const auto* yes = std::get_if<bool>(value)) return *yes;
  if (const auto* number = std::get_if<std::int64_t>(value)) return *number != 0;
  return absent;
}

}  // namespace

void add_walk_node(WalkGraphBuilder& builder, const Feature& node) {
  const auto* points = std::get_if<MultiPoint<Position>>(&node.geometry);
  const auto at = points && points->size() == 1 ? std::optional(points->front()) : std::nullopt;
  const bool closed = !yes_or(node, "passable", true);
  const bool gate = !node.properties.text("barrier").empty();
  builder.add_node(need_integer("walk_nodes", node, "osm_id"),
                   closed ? NodeBarrier::closed
                   : gate ? NodeBarrier::gate
                          : NodeBarrier::none,
                   at);
}

void add_walk_edge(WalkGraphBuilder& builder, const Feature& edge) {
  const auto from = need_integer("walk_edges", edge, "from_node"),
             to = need_integer("walk_edges", edge, "to_node");
  const EdgeTraits traits{walk_kind(edge.properties.text("kind")),
                          yes_or(edge, "foot_forward", true), yes_or(edge, "foot_backward", true),
                          std::string(edge.properties.text("name"))};
  if (std::holds_alternative<std::monostate>(edge.geometry)) return builder.join(from, to, traits);
  const auto* lines = std::get_if<MultiLineString<Position>>(&edge.geometry);
  if (!lines || lines->size() != 1) bad_field("walk_edges", edge, "expected one line");
  const double length = edge.properties.number("length_m", std::nan(""));
  builder.add_edge(from, to, lines->front(),
                   std::isnan(length) ? std::nullopt : std::optional(Metres::of(length)), traits);
}

}  // namespace jintu::network
