#include "geo/store/rows.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>

#include "geo/base/json.hpp"

namespace jintu {

namespace {

constexpr std::array<std::string_view, 2> role_words{"live", "bulk"};
constexpr std::array<std::string_view, 5> geometry_words{"none", "point", "line", "polygon", "any"};
constexpr std::array<std::string_view, 4> type_words{"boolean", "integer", "real", "text"};

template <class Enum, std::size_t N>
Enum of_word(const std::array<std::string_view, N>& words, std::string_view word) {
  const auto it = std::find(words.begin(), words.end(), word);
  if (it == words.end())
    throw Error(ErrorCode::bad_input,
                "jintu_layers holds the unknown word \"" + std::string(word) + "\"");
  return static_cast<Enum>(it - words.begin());
}

std::string in_seconds(std::chrono::milliseconds time) {
  const std::string tenths = std::to_string(time.count() / 100);
  return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000)
         : tenths.size() < 2      ? "0." + tenths
                                  : std::string(tenths).insert(tenths.size() - 1, ".");
}

}  // namespace

Error busy(std::chrono::milliseconds waited) {
  const std::string time = in_seconds(waited);
  return {ErrorCode::unavailable,
          "另一个进程正在写入，" + time +
              " 秒内没有结束；没有写入任何内容，请稍后再试 another process is writing and did not "
              "finish within " +
              time + " s; nothing was written, try again shortly"};
}

std::string replaced_key(std::string_view layer) {
  return "layer." + std::string(layer) + ".replaced";
}

std::string_view to_word(LayerRole role) { return role_words[static_cast<std::size_t>(role)]; }
std::string_view to_word(GeometryKind kind) {
  return geometry_words[static_cast<std::size_t>(kind)];
}
std::string_view to_word(FieldType type) { return type_words[static_cast<std::size_t>(type)]; }

LayerRole role_of(std::string_view word) { return of_word<LayerRole>(role_words, word); }
GeometryKind geometry_of(std::string_view word) {
  return of_word<GeometryKind>(geometry_words, word);
}

std::vector<Field> fields_from_json(std::string_view text) {
  std::vector<Field> fields;
  const Json list = parse_json(text, "jintu_layers.fields");
  for (const auto& field : list)
    fields.push_back({field.at(0).get<std::string>(),
                      of_word<FieldType>(type_words, field.at(1).get<std::string>())});
  return fields;
}

std::string fields_to_json(const std::vector<Field>& fields) {
  Json out = Json::array();
  for (const Field& field : fields) out.push_back({field.name, to_word(field.type)});
  return out.dump();
}

std::string properties_to_json(const Properties& properties) {
  Json out = Json::object();
  for (const auto& [name, value] : properties) {
    std::visit(
        [&, &key = name](const auto& v) {
          if constexpr (!std::is_same_v<std::decay_t<decltype(v)>, std::monostate>) out[key] = v;
        },
        value);
  }
  return out.dump();
}

Properties properties_from_json(std::string_view text) {
  Properties properties;
  const Json object = parse_json(text, "jintu_history.properties");
  for (const auto& [name, value] : object.items()) {
    if (value.is_boolean())
      properties.set(name, value.get<bool>());
    else if (value.is_number_integer())
      properties.set(name, value.get<std::int64_t>());
    else if (value.is_number())
      properties.set(name, value.get<double>());
    else if (value.is_string())
      properties.set(name, value.get<std::string>());
  }
  return properties;
}

FeatureChange::Kind change_kind(std::int64_t number) {
  if (number < 0 || number > 2)
    throw Error(ErrorCode::bad_input, "jintu_history.kind is " + std::to_string(number));
  return static_cast<FeatureChange::Kind>(number);
}

std::string random_id() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 4; ++i) {
    char text[9];
    std::snprintf(text, sizeof text, "%08x", static_cast<unsigned>(random()));
    id += text;
  }
  return id;
}

}  // namespace jintu
