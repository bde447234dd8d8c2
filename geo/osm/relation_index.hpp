// What the first pass keeps of relations for the ways of the second: boundary levels, and values
// that members inherit (the colour of a metro line).
#pragma once

#include <osmium/osm/relation.hpp>
#include <unordered_map>
#include <vector>

#include "geo/osm/feature_writer.hpp"

namespace jintu::osm {

class RelationIndex {
 public:
  RelationIndex(const TagRules& rules, const FeatureWriter& writer)
      : rules_(rules), writer_(writer) {}

  void add(const osmium::Relation& relation);

  /// Lowest level of the boundary relations that the way is in, and of its own tags. Values are
  /// those of the first relation, by id, that has them. Valid as long as this object.
  WayContext context_of(const osmium::Way& way) const;

 private:
  void add_inherited(const osmium::Relation& relation, std::uint16_t layer);

  const TagRules& rules_;
  const FeatureWriter& writer_;
  std::unordered_map<osmium::object_id_type, int> boundary_levels_;
  std::unordered_map<osmium::object_id_type, std::vector<WayContext::Inherited>> inherited_;
};

}  // namespace jintu::osm
