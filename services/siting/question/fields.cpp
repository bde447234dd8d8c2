#include "services/siting/question/fields.hpp"

#include "geo/base/error.hpp"

namespace jintu::siting {

std::optional<std::string> id_of(const Json& json) {
  if (json.is_string() && !json.get_ref<const std::string&>().empty())
    return json.get<std::string>();
  if (json.is_number_integer()) return std::to_string(json.get<std::int64_t>());
  return std::nullopt;
}

Fields::Fields(const Json& json, std::string where) : json_(json), where_(std::move(where)) {
  if (!json.is_object()) refuse("expected an object");
}

void Fields::refuse(const std::string& what) const {
  throw Error(ErrorCode::bad_input, where_ + ": " + what);
}

bool Fields::has(const char* name) const { return json_.contains(name); }

const Json* Fields::find(const char* name) {
  asked_.insert(name);
  const auto at = json_.find(name);
  return at == json_.end() ? nullptr : &*at;
}

const Json& Fields::need(const char* name) {
  const Json* value = find(name);
  if (!value) refuse(std::string(name) + ": missing");
  return *value;
}

double Fields::number(const char* name) {
  const Json& value = need(name);
  if (!value.is_number()) refuse(std::string(name) + ": expected a number");
  return value.get<double>();
}

std::optional<double> Fields::find_number(const char* name) {
  if (!find(name)) return std::nullopt;
  return number(name);
}

std::string Fields::text(const char* name) {
  const Json& value = need(name);
  if (!value.is_string()) refuse(std::string(name) + ": expected a text");
  return value.get<std::string>();
}

std::optional<std::string> Fields::find_text(const char* name) {
  if (!find(name)) return std::nullopt;
  return text(name);
}

std::string Fields::id(const char* name) {
  const auto id = id_of(need(name));
  if (!id) refuse(std::string(name) + ": expected a text or a whole number");
  return *id;
}

std::vector<std::string> Fields::find_ids(const char* name) {
  std::vector<std::string> ids;
  const Json* list = find(name);
  if (!list) return ids;
  if (!list->is_array()) refuse(std::string(name) + ": expected a list of ids");
  for (const Json& item : *list) {
    const auto id = id_of(item);
    if (!id) refuse(std::string(name) + ": expected a list of ids");
    ids.push_back(*id);
  }
  return ids;
}

void Fields::done() const {
  for (const auto& [name, value] : json_.items()) {
    if (asked_.contains(name)) continue;
    std::string known;
    for (const auto& each : asked_) known += (known.empty() ? "" : ", ") + each;
    refuse("未知字段 unknown field \"" + name + "\"; known: " + known);
  }
}

}  // namespace jintu::siting
