#include "geo/osm/rules/rules.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace jintu::osm {

void TagRules::build_index() {
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    const Condition* anchor = rules_[i].match.anchor();
    for (int source = 0; source < 4; ++source) {
      if (!(sources_[i] >> source & 1)) continue;
      Index& index = index_[source];
      if (!anchor) {
        index.always.push_back(i);
      } else if (anchor->among.empty()) {
        index.by_key[anchor->key].any.push_back(i);
      } else {
        for (const auto& value : anchor->among)
          index.by_key[anchor->key].by_value[value].push_back(i);
      }
    }
  }
}

void TagRules::match(Source source, const osmium::TagList& tags, std::vector<Hit>& hits) const {
  hits.clear();
  const Index& index = index_[static_cast<int>(source)];
  thread_local std::vector<std::uint32_t> candidates;
  candidates.assign(index.always.begin(), index.always.end());
  for (const auto& tag : tags) {
    const auto key = index.by_key.find(std::string_view(tag.key()));
    if (key == index.by_key.end()) continue;
    const Anchors& anchors = key->second;
    candidates.insert(candidates.end(), anchors.any.begin(), anchors.any.end());
    if (anchors.by_value.empty()) continue;
    if (const auto value = anchors.by_value.find(std::string_view(tag.value()));
        value != anchors.by_value.end())
      candidates.insert(candidates.end(), value->second.begin(), value->second.end());
  }
  std::sort(candidates.begin(), candidates.end());
  int done = -1;  // the last layer that has its rule
  for (const auto candidate : candidates) {
    const Rule& rule = rules_[candidate];
    if (rule.layer == done || !rule.match.holds(tags)) continue;
    std::string_view klass = rule.klass;
    if (!rule.class_tag.empty()) {
      const char* value = tags.get_value_by_key(rule.class_tag.c_str());
      const auto found = value ? rule.class_map.find(value) : rule.class_map.end();
      if (found == rule.class_map.end()) continue;
      klass = found->second;
    }
    done = rule.layer;
    if (!rule.drop) hits.push_back({&rule, klass});
  }
}

bool TagRules::is_area_relation(const osmium::TagList& tags) const {
  return area_relation_.holds(tags);
}

std::optional<int> TagRules::boundary_level(const osmium::TagList& tags, bool relation) const {
  if (!(relation ? boundary_relation_ : boundary_way_).holds(tags)) return std::nullopt;
  const char* text = tags.get_value_by_key(level_tag_.c_str());
  if (!text) return std::nullopt;
  int level = 0;
  const char* end = text + std::strlen(text);
  const auto [stop, error] = std::from_chars(text, end, level);
  if (error != std::errc() || stop != end || level < min_level_ || level > max_level_)
    return std::nullopt;
  return level;
}

}  // namespace jintu::osm
