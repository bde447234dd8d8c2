#include "geo/osm/rules/tag_match.hpp"

#include <algorithm>

#include "geo/base/error.hpp"

namespace jintu::osm {

namespace {

bool contains(const std::vector<std::string>& list, const char* value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

bool Condition::holds(const osmium::TagList& tags) const {
  const char* value = tags.get_value_by_key(key.c_str());
  if (!value) return !must_exist;
  if (must_lack) return false;
  if (!among.empty()) return contains(among, value);
  return !contains(none_of, value);
}

bool TagMatch::holds(const osmium::TagList& tags) const {
  return std::all_of(conditions.begin(), conditions.end(),
                     [&](const Condition& c) { return c.holds(tags); });
}

const Condition* TagMatch::anchor() const {
  const Condition* best = nullptr;
  for (const auto& c : conditions) {
    if (c.must_exist && (!best || (best->among.empty() && !c.among.empty()))) best = &c;
  }
  return best;
}

void bad_rule(std::string_view where, const std::string& what) {
  throw Error(ErrorCode::bad_input, std::string(where) + ": " + what);
}

void only_keys(const Json& json, std::initializer_list<std::string_view> keys,
               std::string_view where) {
  if (!json.is_object()) bad_rule(where, "应为对象 an object was expected");
  for (const auto& [key, value] : json.items()) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    std::string known;
    for (const auto k : keys) known += (known.empty() ? "" : ", ") + std::string(k);
    bad_rule(where, "未知键 unknown key \"" + key + "\"; 可用 known: " + known);
  }
}

const Json& need(const Json& json, const char* key, std::string_view where) {
  if (!json.is_object()) bad_rule(where, "应为对象 an object was expected");
  const auto it = json.find(key);
  if (it == json.end()) bad_rule(where, "缺少 missing key \"" + std::string(key) + "\"");
  return *it;
}

std::string need_text(const Json& json, const char* key, std::string_view where) {
  const Json& value = need(json, key, where);
  if (!value.is_string() || value.get_ref<const std::string&>().empty())
    bad_rule(where, "\"" + std::string(key) + "\" 应为非空文本 must be a text that is not empty");
  return value.get<std::string>();
}

std::vector<std::string> text_list(const Json& json, std::string_view where) {
  if (json.is_string()) return {json.get<std::string>()};
  std::vector<std::string> list;
  if (!json.is_array() || json.empty())
    bad_rule(where, "应为文本或文本列表 a text or a list of texts was expected");
  for (const Json& item : json) {
    if (!item.is_string())
      bad_rule(where, "列表中应为文本 the list holds something that is not a text");
    list.push_back(item.get<std::string>());
  }
  return list;
}

TagMatch parse_match(const Json& json, std::string_view where) {
  if (!json.is_object()) bad_rule(where, "\"match\" 应为对象 must be an object of tag conditions");
  TagMatch match;
  for (const auto& [key, value] : json.items()) {
    const std::string here = std::string(where) + ": " + key;
    Condition c;
    c.key = key;
    if (value.is_boolean()) {
      (value.get<bool>() ? c.must_exist : c.must_lack) = true;
    } else if (value.is_object()) {
      only_keys(value, {"not", "present"}, here);
      c.none_of = text_list(need(value, "not", here), here);
      if (const auto present = value.find("present"); present != value.end()) {
        if (!present->is_boolean()) bad_rule(here, "\"present\" 应为布尔值 must be true or false");
        c.must_exist = present->get<bool>();
      }
    } else {
      c.must_exist = true;
      c.among = text_list(value, here);
    }
    match.conditions.push_back(std::move(c));
  }
  return match;
}

}  // namespace jintu::osm
