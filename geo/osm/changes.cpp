#include "geo/osm/changes.hpp"

#include <algorithm>
#include <osmium/osm/box.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/relation.hpp>
#include <osmium/osm/timestamp.hpp>
#include <osmium/osm/way.hpp>
#include <stdexcept>
#include <unordered_set>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/osm/extract_writer.hpp"
#include "geo/osm/input_file.hpp"
#include "geo/osm/object_stream.hpp"

namespace jintu::osm {

namespace {

using IdSet = std::unordered_set<osmium::object_id_type>;
using Objects = std::vector<const osmium::OSMObject*>;

// What the extract holds, as far as the changes ask.
struct Known {
  IdSet nodes, ways, relations;

  IdSet& of(osmium::item_type type) {
    return type == osmium::item_type::node  ? nodes
           : type == osmium::item_type::way ? ways
                                            : relations;
  }
  bool has(osmium::item_type type, osmium::object_id_type id) { return of(type).contains(id); }
};

// The latest version of each object in all change files, in the stream's order.
Objects latest_changes(const std::vector<InputFile>& changes) {
  Objects all;
  for (const auto& input : changes) all.insert(all.end(), input.sorted.begin(), input.sorted.end());
  std::stable_sort(all.begin(), all.end(), [](const auto* a, const auto* b) {
    const int order = compare_type_id(*a, *b);
    return order != 0 ? order < 0 : a->version() < b->version();
  });
  Objects latest;
  for (const auto* object : all) {
    if (!latest.empty() && compare_type_id(*latest.back(), *object) == 0) {
      latest.back() = object;
    } else {
      latest.push_back(object);
    }
  }
  return latest;
}

// The ids that decide what belongs: of the changed objects themselves and of what they refer to.
Known asked_for(const Objects& changes) {
  Known asked;
  for (const auto* object : changes) {
    asked.of(object->type()).insert(object->id());
    if (object->type() == osmium::item_type::way) {
      for (const auto& node : static_cast<const osmium::Way*>(object)->nodes())
        asked.nodes.insert(node.ref());
    } else if (object->type() == osmium::item_type::relation) {
      for (const auto& member : static_cast<const osmium::Relation*>(object)->members())
        asked.of(member.type()).insert(member.ref());
    }
  }
  return asked;
}

// One pass over the extract: which of these ids it has; and its box when no header says it.
Known find_known(const std::vector<InputFile>& extract, Known asked, osmium::Box& box,
                 const Progress& progress) {
  const bool measure = !box.valid();
  Known known;
  ObjectStream stream(extract, osmium::osm_entity_bits::object, Metadata::skip, "osm.changes.look",
                      progress);
  while (const auto* object = stream.next()) {
    if (measure && object->type() == osmium::item_type::node) {
      const auto location = static_cast<const osmium::Node*>(object)->location();
      if (location.valid()) box.extend(location);
    }
    if (asked.has(object->type(), object->id())) known.of(object->type()).insert(object->id());
  }
  return known;
}

bool is_deleted(const osmium::OSMObject& object) { return !object.visible(); }

// Which new objects belong to the extract, by the rules in changes.hpp.
class Belonging {
 public:
  Belonging(const Objects& changes, Known& known, const osmium::Box& box) : known_(known) {
    Known gone;
    for (const auto* object : changes)
      if (is_deleted(*object)) gone.of(object->type()).insert(object->id());
    add_nodes_in(changes, box);
    add_ways(changes, gone);
    add_relations(changes, gone);
    add_nodes_of_ways(changes);
  }
  bool keeps(const osmium::OSMObject& object) { return kept_.has(object.type(), object.id()); }

 private:
  void add_nodes_in(const Objects& changes, const osmium::Box& box) {
    for (const auto* object : changes) {
      if (object->type() != osmium::item_type::node || is_deleted(*object)) continue;
      const auto location = static_cast<const osmium::Node*>(object)->location();
      if (location.valid() && box.valid() && box.contains(location))
        kept_.nodes.insert(object->id());
    }
  }

  bool here(Known& gone, osmium::item_type type, osmium::object_id_type id) {
    return kept_.has(type, id) || (known_.has(type, id) && !gone.has(type, id));
  }

  void add_ways(const Objects& changes, Known& gone) {
    for (const auto* object : changes) {
      if (object->type() != osmium::item_type::way || is_deleted(*object)) continue;
      const auto& nodes = static_cast<const osmium::Way*>(object)->nodes();
      const bool known = known_.ways.contains(object->id()) ||
                         std::any_of(nodes.begin(), nodes.end(), [&](const auto& n) {
                           return here(gone, osmium::item_type::node, n.ref());
                         });
      if (known) kept_.ways.insert(object->id());
    }
  }

  // New relations may refer to new relations: until nothing is added.
  void add_relations(const Objects& changes, Known& gone) {
    for (bool grew = true; grew;) {
      grew = false;
      for (const auto* object : changes) {
        if (object->type() != osmium::item_type::relation || is_deleted(*object) ||
            kept_.relations.contains(object->id()))
          continue;
        const auto& members = static_cast<const osmium::Relation*>(object)->members();
        const bool known = known_.relations.contains(object->id()) ||
                           std::any_of(members.begin(), members.end(), [&](const auto& m) {
                             return here(gone, m.type(), m.ref());
                           });
        if (!known) continue;
        kept_.relations.insert(object->id());
        grew = true;
      }
    }
  }

  void add_nodes_of_ways(const Objects& changes) {
    for (const auto* object : changes) {
      if (object->type() != osmium::item_type::way || !kept_.ways.contains(object->id())) continue;
      for (const auto& node : static_cast<const osmium::Way*>(object)->nodes())
        kept_.nodes.insert(node.ref());
    }
  }

  Known& known_;
  Known kept_;
};

// The extract's stream and the changes, side by side.
class Apply {
 public:
  /// `as_of`: the extract accounts for everything up to then; invalid when it does not say.
  Apply(const Objects& changes, Belonging& belonging, osmium::Timestamp as_of,
        ExtractWriter& writer, ChangeReport& report)
      : changes_(changes), belonging_(belonging), as_of_(as_of), writer_(writer), report_(report) {}

  void take(const osmium::OSMObject& object) {
    while (next_ < changes_.size() && compare_type_id(*changes_[next_], object) < 0)
      create(*changes_[next_++]);
    if (next_ == changes_.size() || compare_type_id(*changes_[next_], object) != 0) {
      write(object);
      return;
    }
    const osmium::OSMObject& change = *changes_[next_++];
    if (change.version() < object.version()) {
      ++report_.superseded;
      write(object);
    } else if (is_deleted(change)) {
      ++report_.deleted;
    } else {
      ++report_.modified;
      write(change);
    }
  }
  void finish() {
    while (next_ < changes_.size()) create(*changes_[next_++]);
  }

 private:
  void create(const osmium::OSMObject& change) {
    if (is_deleted(change) || !belonging_.keeps(change)) {
      ++report_.outside;
      return;
    }
    // It was there when the extract was made, and is not in it: it was deleted since.
    if (as_of_.valid() && change.timestamp().valid() && change.timestamp() < as_of_) {
      ++report_.superseded;
      return;
    }
    ++report_.created;
    write(change);
  }
  void write(const osmium::OSMObject& object) {
    count(object, report_.nodes, report_.ways, report_.relations);
    writer_.write(object);
  }

  const Objects& changes_;
  Belonging& belonging_;
  osmium::Timestamp as_of_;
  ExtractWriter& writer_;
  ChangeReport& report_;
  std::size_t next_ = 0;
};

osmium::Timestamp as_of(const osmium::io::Header& header) {
  const std::string text = header.get("osmosis_replication_timestamp");
  try {
    return text.empty() ? osmium::Timestamp() : osmium::Timestamp(text);
  } catch (const std::invalid_argument&) {
    return {};
  }
}

/// Changes that the extract already went past would undo what came after them.
void refuse_older(const Objects& changes, std::span<const std::string> files,
                  osmium::Timestamp extract) {
  osmium::Timestamp newest;
  for (const auto* object : changes) newest = std::max(newest, object->timestamp());
  if (!newest.valid() || !extract.valid() || newest >= extract) return;
  throw Error(ErrorCode::conflict,
              files.front() +
                  ": 变更比已有数据旧，未应用 these changes are older than the extract and "
                  "were not applied: the newest is of " +
                  newest.to_iso() + ", the extract is of " + extract.to_iso() +
                  "; apply change files in their order, or import a new extract");
}

}  // namespace

ChangeReport apply_changes(const std::string& extract, std::span<const std::string> changes,
                           const std::string& out, const Progress& progress) {
  const std::string extracts[] = {extract};
  const auto inputs = open_inputs(extracts, FileKind::extract, progress);
  const auto change_inputs = open_inputs(changes, FileKind::change, progress);
  const Objects latest = latest_changes(change_inputs);
  const osmium::Timestamp extract_time = as_of(inputs.front().header);
  refuse_older(latest, changes, extract_time);
  osmium::Box box = inputs.front().header.joined_boxes();
  Known known = find_known(inputs, asked_for(latest), box, progress);
  Belonging belonging(latest, known, box);

  ChangeReport report;
  ExtractWriter writer(out, box, newest_timestamp(inputs, latest));
  Apply apply(latest, belonging, extract_time, writer, report);
  ObjectStream stream(inputs, osmium::osm_entity_bits::object, Metadata::keep, "osm.changes.write",
                      progress);
  while (const auto* object = stream.next()) apply.take(*object);
  apply.finish();
  writer.commit();
  return report;
}

MergeReport write_merged(std::span<const std::string> files, const std::string& out,
                         const Progress& progress) {
  const auto inputs = open_inputs(files, FileKind::extract, progress);
  osmium::Box box;
  bool all_boxed = true;
  for (const auto& input : inputs) {
    const auto here = input.header.joined_boxes();
    all_boxed = all_boxed && here.valid();
    if (here.valid()) box.extend(here);
  }
  MergeReport report;
  ExtractWriter writer(out, all_boxed ? box : osmium::Box(), newest_timestamp(inputs, {}));
  ObjectStream stream(inputs, osmium::osm_entity_bits::object, Metadata::keep, "osm.merge",
                      progress);
  while (const auto* object = stream.next()) {
    count(*object, report.nodes, report.ways, report.relations);
    writer.write(*object);
  }
  report.superseded = stream.superseded();
  if (report.nodes + report.ways + report.relations == 0)
    throw Error(ErrorCode::bad_input,
                inputs.front().name + ": 没有 OSM 对象 there is no OSM object in it");
  writer.commit();
  return report;
}

}  // namespace jintu::osm
