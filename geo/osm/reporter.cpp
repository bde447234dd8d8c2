#include "geo/osm/reporter.hpp"

#include <osmium/osm/node.hpp>

#include "geo/osm/input_file.hpp"
#include "geo/osm/node_locations.hpp"

namespace jintu::osm {

namespace {

Json tags_json(const osmium::TagList& tags) {
  Json json = Json::object();
  for (const auto& tag : tags) json[tag.key()] = tag.value();
  return json;
}

Json point_json(osmium::Location location) {
  return Json::array({location.lon_without_check(), location.lat_without_check()});
}

// Nodes that are not known are left out; their ids are in the text.
Json line_json(const osmium::Way& way) {
  Json line = Json::array();
  for (const auto& node : way.nodes()) {
    if (node.location().valid()) line.push_back(point_json(node.location()));
  }
  return line;
}

Json geometry_json(const osmium::OSMObject& object) {
  if (object.type() == osmium::item_type::node) {
    const auto location = static_cast<const osmium::Node&>(object).location();
    if (!location.valid()) return nullptr;
    return {{"type", "Point"}, {"coordinates", point_json(location)}};
  }
  if (object.type() == osmium::item_type::way)
    return {{"type", "LineString"},
            {"coordinates", line_json(static_cast<const osmium::Way&>(object))}};
  return nullptr;
}

}  // namespace

bool Reporter::count(std::string_view code, Outcome outcome) {
  const bool dropped = outcome == Outcome::dropped;
  ++(dropped ? report_.rejected : report_.noted);
  ++(dropped ? report_.reject_codes : report_.note_codes)[std::string(code)];
  return static_cast<bool>(sink_);
}

void Reporter::object(const osmium::OSMObject& object, std::string_view code,
                      const std::string& text, osmium::Location where, Outcome outcome) {
  if (!count(code, outcome)) return;
  Json data = {{"tags", tags_json(object.tags())}, {"geometry", geometry_json(object)}};
  send(object, file_ ? *file_ : std::string(), code, text, where, outcome, data);
}

void Reporter::relation(const osmium::Relation& relation, std::span<const osmium::Way* const> ways,
                        const std::string& file, std::string_view code, const std::string& text,
                        osmium::Location where, Outcome outcome) {
  if (!count(code, outcome)) return;
  Json lines = Json::array();
  for (const auto* way : ways) lines.push_back(line_json(*way));
  Json data = {{"tags", tags_json(relation.tags())},
               {"geometry", {{"type", "MultiLineString"}, {"coordinates", std::move(lines)}}}};
  send(relation, file, code, text, where, outcome, data);
}

void Reporter::send(const osmium::OSMObject& object, const std::string& file, std::string_view code,
                    const std::string& text, osmium::Location where, Outcome outcome,
                    const Json& data) {
  Reject reject;
  reject.file = file;
  reject.object = object_name(object);
  reject.code = code;
  reject.text = text;
  if (where.valid()) reject.position = to_position(where);
  // Tags from outside need not be UTF-8: what is not becomes U+FFFD here.
  reject.data = data.dump(-1, ' ', false, Json::error_handler_t::replace);
  reject.dropped = outcome == Outcome::dropped;
  sink_(reject);
}

}  // namespace jintu::osm
