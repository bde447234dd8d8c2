#include "tiles/build/basemap_rules.hpp"

#include <algorithm>
#include <set>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"

namespace jintu::tiles {
namespace {

constexpr int archive_max_zoom = 14;

/// An object of the file with the path to it; every key must be asked for before `done`.
class Reader {
 public:
  Reader(const Json& json, std::string where) : json_(json), where_(std::move(where)) {
    if (!json.is_object()) wrong("", "an object");
  }

  const Json* find(const char* key) {
    known_.insert(key);
    const auto it = json_.find(key);
    return it == json_.end() ? nullptr : &*it;
  }
  const Json& need(const char* key, const char* expected) {
    const Json* value = find(key);
    if (!value) wrong(key, expected);
    return *value;
  }
  std::string text(const char* key) {
    const Json& value = need(key, "a text");
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) wrong(key, "a text");
    return value.get<std::string>();
  }
  std::string text_or(const char* key, std::string otherwise) {
    return find(key) ? text(key) : std::move(otherwise);
  }
  double number_or(const char* key, double otherwise) {
    const Json* value = find(key);
    if (!value) return otherwise;
    if (!value->is_number()) wrong(key, "a number");
    return value->get<double>();
  }
  int integer_or(const char* key, int otherwise, int low, int high) {
    const Json* value = find(key);
    return value ? integer(*value, key, low, high) : otherwise;
  }
  int integer(const Json& value, const char* key, int low, int high) const {
    if (!value.is_number_integer() || value.get<std::int64_t>() < low ||
        value.get<std::int64_t>() > high)
      wrong(key,
            ("a whole number from " + std::to_string(low) + " to " + std::to_string(high)).c_str());
    return value.get<int>();
  }
  bool flag_or(const char* key, bool otherwise) {
    const Json* value = find(key);
    if (!value) return otherwise;
    if (!value->is_boolean()) wrong(key, "true or false");
    return value->get<bool>();
  }
  template <class Enum>
  Enum choice(const char* key, std::initializer_list<std::pair<const char*, Enum>> choices,
              std::optional<Enum> otherwise) {
    const Json* value = find(key);
    if (!value && otherwise) return *otherwise;
    std::string expected;
    for (const auto& [name, meaning] : choices) {
      if (value && value->is_string() && value->get_ref<const std::string&>() == name)
        return meaning;
      expected += (expected.empty() ? "" : ", ") + std::string(name);
    }
    wrong(key, ("one of " + expected).c_str());
  }
  void done() const {
    for (const auto& [key, value] : json_.items())
      if (!known_.contains(key))
        throw Error(ErrorCode::bad_input, where_ + ": 不认识的键 unknown key \"" + key + "\"");
  }
  [[noreturn]] void wrong(const std::string& key, const std::string& expected) const {
    throw Error(ErrorCode::bad_input,
                where_ + (key.empty() ? "" : "." + key) + ": 应为 should be " + expected);
  }
  const std::string& where() const { return where_; }

 private:
  const Json& json_;
  std::string where_;
  std::set<std::string> known_;
};

NumberByProperty read_table(const Json& json, const std::string& where) {
  Reader in(json, where);
  NumberByProperty table;
  table.by = in.text("by");
  const Json& of = in.need("of", "an object of numbers");
  if (!of.is_object()) in.wrong("of", "an object of numbers");
  for (const auto& [value, number] : of.items()) {
    if (!number.is_number()) in.wrong("of." + value, "a number");
    table.of.emplace(value, number.get<double>());
  }
  table.otherwise = in.number_or("otherwise", 0);
  table.absent = in.number_or("absent", table.otherwise);
  in.done();
  return table;
}

std::optional<NumberByProperty> read_table_if(Reader& in, const char* key) {
  const Json* json = in.find(key);
  if (!json) return std::nullopt;
  return read_table(*json, in.where() + "." + key);
}

/// "min_zoom": a number, or tables of which the highest result counts.
void read_min_zoom(Reader& in, BasemapLayer& layer) {
  const Json& json = in.need("min_zoom", "a zoom or a list of tables");
  if (json.is_number()) {
    layer.rules.min_zoom = in.integer(json, "min_zoom", 0, archive_max_zoom);
    return;
  }
  if (!json.is_array() || json.empty()) in.wrong("min_zoom", "a zoom or a list of tables");
  double lowest = 0;
  for (const Json& table : json) {
    layer.min_zoom.push_back(
        read_table(table, in.where() + ".min_zoom[" + std::to_string(layer.min_zoom.size()) + "]"));
    const NumberByProperty& read = layer.min_zoom.back();
    double least = std::min(read.otherwise, read.absent);
    for (const auto& [value, zoom] : read.of) {
      if (zoom < 0 || zoom > archive_max_zoom || zoom != static_cast<int>(zoom))
        in.wrong("min_zoom.of." + value, "a zoom from 0 to 14");
      least = std::min(least, zoom);
    }
    lowest = std::max(lowest, least);
  }
  layer.rules.min_zoom = static_cast<int>(lowest);
}

void read_attributes(Reader& in, BasemapLayer& layer) {
  const Json& list = in.need("attributes", "a list");
  if (!list.is_array()) in.wrong("attributes", "a list");
  std::set<std::string> names;
  for (const Json& item : list) {
    Reader one(item, in.where() + ".attributes[" + std::to_string(layer.attributes.size()) + "]");
    BasemapAttribute attribute;
    attribute.name = one.text("name");
    attribute.min_zoom = one.integer_or("min_zoom", 0, 0, archive_max_zoom);
    attribute.whole = one.flag_or("whole", false);
    one.done();
    if (!names.insert(attribute.name).second)
      one.wrong("name", "unlike the others: \"" + attribute.name + "\" stands twice");
    layer.rules.attributes.push_back({attribute.name, attribute.min_zoom});
    layer.attributes.push_back(std::move(attribute));
  }
}

void read_join(Reader& in, BasemapLayer& layer) {
  const Json* list = in.find("join_lines");
  if (!list) return;
  if (!list->is_array()) in.wrong("join_lines", "a list of rising zooms");
  for (const Json& zoom : *list) {
    const int z = in.integer(zoom, "join_lines", 1, archive_max_zoom);
    if (!layer.join_lines.empty() && z <= layer.join_lines.back())
      in.wrong("join_lines", "a list of rising zooms");
    layer.join_lines.push_back(z);
  }
}

BasemapLayer read_layer(const Json& json, const std::string& where) {
  Reader in(json, where);
  BasemapLayer layer;
  layer.rules.name = in.text("name");
  layer.rules.description = in.text_or("description", "");
  layer.from = in.text("from");
  layer.draw = in.choice<Draw>("draw",
                               {{"as_is", Draw::as_is},
                                {"points", Draw::points},
                                {"lines", Draw::lines},
                                {"polygons", Draw::polygons},
                                {"label_points", Draw::label_points}},
                               std::nullopt);
  read_min_zoom(in, layer);
  layer.rules.max_zoom = archive_max_zoom;
  layer.rules.tolerance = in.number_or("tolerance", layer.rules.tolerance);
  layer.area_px = in.number_or("area_px", 0);
  layer.order = read_table_if(in, "order");
  layer.order_layer = in.text_or("order_layer", "");
  layer.importance = read_table_if(in, "importance");
  read_attributes(in, layer);
  read_join(in, layer);
  layer.rules.borders = in.choice<Borders>(
      "borders", {{"own", Borders::own}, {"shared", Borders::shared}}, Borders::own);
  layer.rules.small_areas = in.choice<SmallAreas>(
      "small_areas", {{"drop", SmallAreas::drop}, {"dust", SmallAreas::keep_as_dust}},
      SmallAreas::drop);
  layer.rules.dust_group = in.text_or("dust_group", "");
  layer.rules.keep_priority = in.integer_or("keep_priority", 0, -1000, 1000);
  in.done();
  return layer;
}

}  // namespace

double NumberByProperty::operator()(const Properties& properties) const {
  const Value* value = properties.find(by);
  if (!value || std::holds_alternative<std::monostate>(*value)) return absent;
  std::string text;
  if (const auto* s = std::get_if<std::string>(value)) text = *s;
  if (const auto* b = std::get_if<bool>(value)) text = *b ? "true" : "false";
  if (const auto* i = std::get_if<std::int64_t>(value)) text = std::to_string(*i);
  if (const auto* d = std::get_if<double>(value))
    text = std::to_string(static_cast<std::int64_t>(*d));
  const auto found = of.find(text);
  return found == of.end() ? otherwise : found->second;
}

BasemapRules read_basemap_rules(const std::string& path) {
  const Json json = read_json_file(path);
  Reader in(json, path + ": basemap");
  if (in.integer_or("version", 0, 0, 1000) != 1) in.wrong("version", "1");
  BasemapRules rules;
  rules.name = in.text("name");
  rules.description = in.text_or("description", "");
  rules.attribution = in.text_or("attribution", "");
  const Json& layers = in.need("layers", "a list");
  if (!layers.is_array() || layers.empty()) in.wrong("layers", "a list with a layer or more");
  in.done();
  std::set<std::string> names;
  for (const Json& layer : layers) {
    rules.layers.push_back(
        read_layer(layer, path + ": layers[" + std::to_string(rules.layers.size()) + "]"));
    if (!names.insert(rules.layers.back().rules.name).second)
      throw Error(ErrorCode::bad_input, path + ": 图层重名 two layers are named \"" +
                                            rules.layers.back().rules.name + "\"");
  }
  return rules;
}

}  // namespace jintu::tiles
