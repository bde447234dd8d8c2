#include <set>

#include "geo/base/error.hpp"
#include "geo/osm/walking.hpp"

namespace jintu::osm {

namespace {

// Calls `take(rule, match, where)` for each rule of a list.
template <class Take>
void each_rule(const Json& json, const char* list, const std::string& source,
               std::initializer_list<std::string_view> keys, Take take) {
  const std::string where = source + ": " + list;
  const Json& rules = need(json, list, source);
  if (!rules.is_array()) bad_rule(where, "应为列表 must be a list");
  std::set<std::string> ids;
  for (const Json& rule : rules) {
    const std::string id = need_text(rule, "id", where);
    const std::string here = where + ": rule " + id;
    if (!ids.insert(id).second) bad_rule(here, "规则重复 this id stands twice");
    only_keys(rule, keys, here);
    TagMatch match = parse_match(need(rule, "match", here), here);
    if (!match.anchor()) bad_rule(here, "需要至少一个标签条件 at least one tag must be asked for");
    take(rule, std::move(match), here);
  }
}

}  // namespace

WalkingRules WalkingRules::parse(const Json& json, std::string_view source) {
  const std::string where(source);
  only_keys(json, {"version", "denied", "walkable", "forward_only", "backward_only", "barriers"},
            where);
  if (need(json, "version", where) != 1) bad_rule(where, "version 应为 must be 1");
  WalkingRules rules;
  const auto into = [](std::vector<TagMatch>& list) {
    return [&list](const Json&, TagMatch match, const std::string&) {
      list.push_back(std::move(match));
    };
  };
  each_rule(json, "denied", where, {"id", "match"}, into(rules.denied));
  each_rule(json, "forward_only", where, {"id", "match"}, into(rules.forward_only));
  each_rule(json, "backward_only", where, {"id", "match"}, into(rules.backward_only));
  each_rule(json, "walkable", where, {"id", "match", "kind"},
            [&](const Json& rule, TagMatch match, const std::string& here) {
              rules.walkable.push_back({std::move(match), need_text(rule, "kind", here)});
            });
  each_rule(json, "barriers", where, {"id", "match", "passable"},
            [&](const Json& rule, TagMatch match, const std::string& here) {
              const Json& passable = need(rule, "passable", here);
              if (!passable.is_boolean())
                bad_rule(here, "\"passable\" 应为布尔值 must be true or false");
              rules.barriers.push_back({std::move(match), passable.get<bool>()});
            });
  if (rules.walkable.empty() || rules.walkable.size() > 255)
    bad_rule(where, "walkable: 1–255 rules");
  return rules;
}

WalkingRules WalkingRules::load(const std::string& path) {
  return parse(read_json_file(path), path);
}

}  // namespace jintu::osm
