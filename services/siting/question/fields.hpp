// A JSON object read strictly: every member is asked for, or it is an error.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "geo/base/json.hpp"

namespace jintu::siting {

class Fields {
 public:
  /// `where` names the object in errors: "plan.json: demand[3]". `json` must outlive this.
  /// Throws Error{bad_input} when it is not an object.
  Fields(const Json& json, std::string where);

  bool has(const char* name) const;
  /// Throw Error{bad_input} naming where and what was expected.
  const Json& need(const char* name);
  const Json* find(const char* name);
  double number(const char* name);
  std::optional<double> find_number(const char* name);
  std::string text(const char* name);
  std::optional<std::string> find_text(const char* name);
  /// A text, or a whole number as text: ids come both ways.
  std::string id(const char* name);
  std::vector<std::string> find_ids(const char* name);

  /// Throws Error{bad_input} naming a member that nobody asked for, and those that are known.
  void done() const;
  [[noreturn]] void refuse(const std::string& what) const;
  const std::string& where() const { return where_; }

 private:
  const Json& json_;
  std::string where_;
  std::set<std::string> asked_;
};

/// The text of an id; nothing when it is neither a text nor a whole number.
std::optional<std::string> id_of(const Json& json);

}  // namespace jintu::siting
