// One conjunction of conditions on the tags of an OSM object, compiled from JSON.
#pragma once

#include <osmium/osm/tag.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/json.hpp"

namespace jintu::osm {

struct Condition {
  std::string key;
  bool must_exist = false;           ///< fails without the key
  bool must_lack = false;            ///< fails with the key
  std::vector<std::string> among;    ///< the value is one of these, when not empty
  std::vector<std::string> none_of;  ///< the value is none of these
  bool holds(const osmium::TagList& tags) const;
};

struct TagMatch {
  std::vector<Condition> conditions;
  /// True for the empty conjunction.
  bool holds(const osmium::TagList& tags) const;
  /// A condition that needs its key to be there, for indexing; nullptr when there is none.
  const Condition* anchor() const;
};

/// {"key": "value" | ["a","b"] | true | false | {"not": …, "present": true}}.
/// Throws Error{bad_input} naming `where`.
TagMatch parse_match(const Json& json, std::string_view where);

// Strict reading of rule files: each throws Error{bad_input} that begins with `where`.
[[noreturn]] void bad_rule(std::string_view where, const std::string& what);
/// An object with no keys but these.
void only_keys(const Json& json, std::initializer_list<std::string_view> keys,
               std::string_view where);
const Json& need(const Json& json, const char* key, std::string_view where);
std::string need_text(const Json& json, const char* key, std::string_view where);
/// "a" or ["a","b"].
std::vector<std::string> text_list(const Json& json, std::string_view where);

}  // namespace jintu::osm
