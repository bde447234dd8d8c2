// Closed ways and multipolygon or boundary relations to areas, and the reasons where that fails.
//
// libosmium assembles: by segments, whatever the roles say. A relation is dropped with a reject
// when members or nodes are missing, rings are open or lines cross; what the assembler smooths
// over (doubled nodes, segments or ways) becomes a note. In layers whose rules say so an area whose
// lines cross is mended by the even-odd rule, and noted.
#pragma once

#include <memory>
#include <osmium/area/assembler.hpp>
#include <osmium/relations/relations_manager.hpp>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "geo/osm/feature_writer.hpp"

namespace jintu::osm {

class AreaAssembly
    : public osmium::relations::RelationsManager<AreaAssembly, false, true, false, false> {
 public:
  AreaAssembly(const TagRules& rules, FeatureWriter& writer, Reporter& reporter);
  ~AreaAssembly();

  /// First pass: keeps the relation when a rule wants its area. `file` outlives this object.
  void add(const osmium::Relation& relation, const std::string& file);
  void end_of_relations();

  /// Second pass: true when a kept relation has this way.
  bool is_member(osmium::object_id_type way) const;
  /// Hands a member way over, locations set as far as known; may complete relations.
  void add_member(const osmium::Way& way) { handle_way(way); }
  /// Writes or rejects the area of a way whose ends meet.
  void closed_way(const osmium::Way& way, std::span<const Hit> hits);

  /// After the second pass: rejects relations whose members did not all come.
  void reject_incomplete();

  // Called by RelationsManager.
  bool new_relation(const osmium::Relation&) const noexcept { return true; }
  void complete_relation(const osmium::Relation& relation);

 private:
  class Problems;
  std::vector<const osmium::Way*> present_members(const osmium::Relation& relation);
  const std::string& file_of(const osmium::Relation& relation) const;
  const osmium::Area* built() const;
  /// Writes the area for those of the hits whose layers mend. True when that was all of them.
  template <class Tell>
  bool mended(const osmium::OSMObject& object, std::span<const osmium::Way* const> ways,
              std::span<const Hit> hits, const Tell& tell);

  const TagRules& rules_;
  FeatureWriter& writer_;
  Reporter& reporter_;
  std::unordered_map<osmium::object_id_type, const std::string*> files_;
  std::vector<osmium::object_id_type> members_;  ///< sorted ids of the ways that relations wait for
  std::vector<Hit> hits_;
  osmium::memory::Buffer area_buffer_;
  std::unique_ptr<Problems> problems_;
  osmium::area::AssemblerConfig config_;
};

}  // namespace jintu::osm
