// bench_repeat IN OUT.osm.pbf TIMES: an extract side by side with itself, TIMES (a square) in all,
// every copy moved, ids renumbered, sorted by type and id as extracts are.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <osmium/builder/osm_object_builder.hpp>
#include <osmium/io/any_input.hpp>
#include <osmium/io/any_output.hpp>
#include <osmium/osm/box.hpp>
#include <osmium/visitor.hpp>
#include <string>

namespace {

constexpr double gap = 0.02;  // degrees between copies: no line or area of one meets another

struct Ids {
  osmium::object_id_type node = 0, way = 0, relation = 0;
};

struct Place {
  osmium::object_id_type number;
  double lon, lat;  // how far it is moved, in degrees
};

void copy_tags(const osmium::OSMObject& from, osmium::builder::Builder& parent) {
  if (!from.tags().empty()) parent.add_item(from.tags());
}

template <class Builder, class Object>
void head(Builder& to, const Object& from, osmium::object_id_type id) {
  to.set_id(id).set_version(from.version()).set_visible(true).set_timestamp(from.timestamp());
  to.set_user("");
}

/// One object of a copy, written to the end of `out`.
void add(const osmium::OSMObject& object, const Place& place, const Ids& step,
         osmium::memory::Buffer& out) {
  if (object.type() == osmium::item_type::node) {
    const auto& node = static_cast<const osmium::Node&>(object);
    osmium::builder::NodeBuilder to(out);
    head(to, node, node.id() + place.number * step.node);
    to.set_location(
        osmium::Location(node.location().lon() + place.lon, node.location().lat() + place.lat));
    copy_tags(node, to);
  } else if (object.type() == osmium::item_type::way) {
    const auto& way = static_cast<const osmium::Way&>(object);
    osmium::builder::WayBuilder to(out);
    head(to, way, way.id() + place.number * step.way);
    {
      osmium::builder::WayNodeListBuilder nodes(to);
      for (const auto& node : way.nodes())
        nodes.add_node_ref(node.ref() + place.number * step.node);
    }
    copy_tags(way, to);
  } else {
    const auto& relation = static_cast<const osmium::Relation&>(object);
    osmium::builder::RelationBuilder to(out);
    head(to, relation, relation.id() + place.number * step.relation);
    {
      osmium::builder::RelationMemberListBuilder members(to);
      for (const auto& m : relation.members()) {
        const auto size = m.type() == osmium::item_type::node  ? step.node
                          : m.type() == osmium::item_type::way ? step.way
                                                               : step.relation;
        members.add_member(m.type(), m.ref() + place.number * size, m.role());
      }
    }
    copy_tags(relation, to);
  }
  out.commit();
}

void repeat(const char* in, const char* to, int times) {
  const int side = static_cast<int>(std::lround(std::sqrt(times)));
  if (times < 1 || side * side != times) throw std::runtime_error("TIMES must be a square");
  osmium::io::Reader reader(in);
  osmium::memory::Buffer all(1 << 24, osmium::memory::Buffer::auto_grow::yes);
  while (const auto buffer = reader.read()) {
    all.add_buffer(buffer);
    all.commit();
  }
  Ids step;
  osmium::Box box;
  for (const auto& object : all.select<osmium::OSMObject>()) {
    auto& last = object.type() == osmium::item_type::node  ? step.node
                 : object.type() == osmium::item_type::way ? step.way
                                                           : step.relation;
    if (object.id() < 1) throw std::runtime_error("ids must be positive");
    last = std::max(last, object.id());
    if (object.type() == osmium::item_type::node)
      box.extend(static_cast<const osmium::Node&>(object).location());
  }
  const double width = box.top_right().lon() - box.bottom_left().lon() + gap,
               height = box.top_right().lat() - box.bottom_left().lat() + gap;
  osmium::io::Header header;
  header.set("generator", "bench_repeat");
  header.set("sorting", "Type_then_ID");
  osmium::io::Writer writer(osmium::io::File(to, "pbf,pbf_compression=zlib"), header,
                            osmium::io::overwrite::allow);
  for (const auto type :
       {osmium::item_type::node, osmium::item_type::way, osmium::item_type::relation})
    for (int k = 0; k < times; ++k) {
      const Place place{k, (k % side) * width, (k / side) * height};
      osmium::memory::Buffer out(1 << 20, osmium::memory::Buffer::auto_grow::yes);
      for (const auto& object : all.select<osmium::OSMObject>()) {
        if (object.type() != type) continue;
        add(object, place, step, out);
        if (out.committed() > (1 << 20) - (1 << 16)) {
          writer(std::move(out));
          out = osmium::memory::Buffer(1 << 20, osmium::memory::Buffer::auto_grow::yes);
        }
      }
      writer(std::move(out));
    }
  writer.close();
  std::printf("{\"nodes_a_copy\": %lld, \"width\": %.7f, \"height\": %.7f}\n",
              static_cast<long long>(step.node), width, height);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 4) throw std::runtime_error("usage: bench_repeat IN OUT.osm.pbf TIMES");
    repeat(argv[1], argv[2], std::atoi(argv[3]));
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "bench_repeat: " << error.what() << std::endl;
    return 1;
  }
}
