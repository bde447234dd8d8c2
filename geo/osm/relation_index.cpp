#include "geo/osm/relation_index.hpp"

#include <algorithm>

namespace jintu::osm {

void RelationIndex::add(const osmium::Relation& relation) {
  if (const auto level = rules_.boundary_level(relation.tags(), true)) {
    for (const auto& member : relation.members()) {
      if (member.type() != osmium::item_type::way) continue;
      const auto [it, fresh] = boundary_levels_.emplace(member.ref(), *level);
      if (!fresh) it->second = std::min(it->second, *level);
    }
  }
  for (std::size_t layer = 0; layer < rules_.layers().size(); ++layer) {
    const auto& from = rules_.layers()[layer].inherit_from;
    if (!from.conditions.empty() && from.holds(relation.tags()))
      add_inherited(relation, static_cast<std::uint16_t>(layer));
  }
}

void RelationIndex::add_inherited(const osmium::Relation& relation, std::uint16_t layer) {
  const auto values = writer_.tag_values(layer, rules_.layers()[layer].inherited, relation.tags());
  if (values.empty()) return;
  for (const auto& member : relation.members()) {
    if (member.type() != osmium::item_type::way) continue;
    auto& list = inherited_[member.ref()];
    auto entry =
        std::find_if(list.begin(), list.end(), [&](const auto& i) { return i.layer == layer; });
    if (entry == list.end()) entry = list.insert(list.end(), {layer, {}});
    for (const auto& value : values) {
      const bool known = std::any_of(entry->values.begin(), entry->values.end(),
                                     [&](const auto& v) { return v.first == value.first; });
      if (!known) entry->values.push_back(value);
    }
  }
}

WayContext RelationIndex::context_of(const osmium::Way& way) const {
  WayContext context;
  context.boundary_level = rules_.boundary_level(way.tags(), false);
  if (const auto found = boundary_levels_.find(way.id()); found != boundary_levels_.end())
    context.boundary_level =
        std::min(found->second, context.boundary_level.value_or(found->second));
  if (const auto found = inherited_.find(way.id()); found != inherited_.end())
    context.inherited = &found->second;
  return context;
}

}  // namespace jintu::osm
