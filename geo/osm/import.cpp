#include "geo/osm/import.hpp"

#include "geo/osm/area_assembly.hpp"
#include "geo/osm/input_file.hpp"
#include "geo/osm/object_stream.hpp"
#include "geo/osm/relation_index.hpp"
#include "geo/osm/walking.hpp"

namespace jintu::osm {

namespace {

class Import {
 public:
  Import(const std::vector<InputFile>& inputs, const TagRules& rules, const WalkingRules& walking,
         const ImportOptions& options, Transaction& transaction, const Progress& progress)
      : inputs_(inputs),
        rules_(rules),
        queue_(transaction),
        progress_(progress),
        reporter_(options.rejects, report_),
        writer_(rules, queue_, reporter_, report_),
        relations_(rules, writer_),
        areas_(rules, writer_, reporter_),
        walking_(walking, locations_) {}

  OsmReport run() {
    describe_sources();
    read_relations();
    writer_.start();
    read_nodes_and_ways();
    areas_.reject_incomplete();
    if (report_.nodes + report_.ways + report_.relations == 0)
      throw Error(ErrorCode::bad_input,
                  inputs_.front().name + ": 没有 OSM 对象 there is no OSM object in it");
    walking_.write(queue_, report_, progress_);
    queue_.finish();
    return std::move(report_);
  }

 private:
  void describe_sources() {
    for (const auto& input : inputs_) {
      const auto box = input.header.joined_boxes();
      if (box.valid()) {
        report_.bounds.add(to_position(box.bottom_left()));
        report_.bounds.add(to_position(box.top_right()));
      } else {
        measure_bounds_ = true;
      }
      report_.timestamp =
          std::max(report_.timestamp, input.header.get("osmosis_replication_timestamp"));
    }
  }

  void read_relations() {
    ObjectStream stream(inputs_, osmium::osm_entity_bits::relation, Metadata::skip, "osm.relations",
                        progress_);
    while (const auto* object = stream.next()) {
      const auto& relation = static_cast<const osmium::Relation&>(*object);
      ++report_.relations;
      relations_.add(relation);
      areas_.add(relation, stream.file());
      if (rules_.is_area_relation(relation.tags()) && relation.tags().size() == 1)
        ++report_.untagged_multipolygons;
    }
    report_.superseded += stream.superseded();
    areas_.end_of_relations();
  }

  void read_nodes_and_ways() {
    ObjectStream stream(inputs_, osmium::osm_entity_bits::node | osmium::osm_entity_bits::way,
                        Metadata::skip, "osm.objects", progress_);
    while (auto* object = stream.next()) {
      reporter_.set_file(stream.file());
      if (object->type() == osmium::item_type::node) {
        node(static_cast<const osmium::Node&>(*object));
      } else {
        way(static_cast<osmium::Way&>(*object));
      }
    }
    report_.superseded += stream.superseded();
  }

  void node(const osmium::Node& node) {
    ++report_.nodes;
    const auto location = node.location();
    if (location.valid()) {
      locations_.add(node.id(), location);
      if (measure_bounds_) report_.bounds.add(to_position(location));
    }
    if (node.tags().empty()) return;
    walking_.node(node);
    rules_.match(Source::node, node.tags(), hits_);
    writer_.node(node, hits_);
  }

  void way(osmium::Way& way) {
    ++report_.ways;
    const std::size_t missing = locate(way);
    if (areas_.is_member(way.id())) areas_.add_member(way);
    const WayContext context = relations_.context_of(way);
    const bool walkable = walking_.wants(way);
    line_hits(way, context);
    const bool no_area = rules_.is_no_area(way.tags());
    if (no_area) {
      area_hits_.clear();
    } else {
      rules_.match(Source::area, way.tags(), area_hits_);
    }
    if (!walkable && hits_.empty() && area_hits_.empty()) return;
    if (missing > 0) {
      reject_missing(way, missing);
      return;
    }
    if (walkable) walking_.add(way, nodes_);
    writer_.way(way, hits_, context);
    if (!area_hits_.empty()) area(way);
  }

  // Lines: what the tags say of the way, then what the relations say.
  void line_hits(const osmium::Way& way, const WayContext& context) {
    rules_.match(Source::way, way.tags(), hits_);
    if (!context.boundary_level) return;
    rules_.match(Source::boundary_way, way.tags(), boundary_hits_);
    hits_.insert(hits_.end(), boundary_hits_.begin(), boundary_hits_.end());
  }

  void area(const osmium::Way& way) {
    const auto& nodes = way.nodes();
    const bool closed = nodes.size() > 3 && nodes.front().location() == nodes.back().location();
    if (closed) {
      areas_.closed_way(way, area_hits_);
    } else if (hits_.empty() && !areas_.is_member(way.id())) {
      // A member carries the tags of its relation often enough; alone it should have been an area.
      reporter_.object(way, "open_way",
                       "面状要素的线未闭合 tagged as an area, but its line is open",
                       nodes.empty() ? osmium::Location{} : nodes.back().location());
    }
  }

  // Fills in the locations and nodes_; the number of nodes that are not there.
  std::size_t locate(osmium::Way& way) {
    nodes_.clear();
    std::size_t missing = 0;
    for (auto& node : way.nodes()) {
      const auto index = locations_.find(node.ref());
      if (index == NodeLocations::none) {
        node.set_location(osmium::Location{});
        ++missing;
      } else {
        node.set_location(locations_.location(index));
      }
      nodes_.push_back(index);
    }
    return missing;
  }

  void reject_missing(const osmium::Way& way, std::size_t missing) {
    std::string names;
    std::size_t listed = 0;
    for (const auto& node : way.nodes()) {
      if (node.location().valid() || ++listed > 5) continue;
      names += (names.empty() ? "" : ", ") + object_name(osmium::item_type::node, node.ref());
    }
    if (missing > 5) names += " …";
    osmium::Location where;
    for (const auto& node : way.nodes())
      if (node.location().valid()) where = node.location();
    reporter_.object(way, "missing_nodes",
                     "缺少 " + std::to_string(missing) + " 个节点 nodes are missing: " + names,
                     where);
  }

  const std::vector<InputFile>& inputs_;
  const TagRules& rules_;
  AppendQueue queue_;
  const Progress& progress_;
  OsmReport report_;
  Reporter reporter_;
  FeatureWriter writer_;
  RelationIndex relations_;
  AreaAssembly areas_;
  NodeLocations locations_;
  WalkNetwork walking_;
  bool measure_bounds_ = false;
  std::vector<Hit> hits_, area_hits_, boundary_hits_;
  std::vector<NodeLocations::Index> nodes_;
};

}  // namespace

OsmReport import_osm(std::span<const std::string> files, const ImportOptions& options,
                     Transaction& transaction, const Progress& progress) {
  const TagRules rules = TagRules::load(options.rules_dir + "/rules.json");
  const WalkingRules walking = WalkingRules::load(options.rules_dir + "/walking.json");
  const auto inputs = open_inputs(files, FileKind::extract, progress);
  return Import(inputs, rules, walking, options, transaction, progress).run();
}

}  // namespace jintu::osm
