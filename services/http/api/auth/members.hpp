// The members of a small JSON object that was sent, read strictly.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/json.hpp"

namespace jintu::http {

class Members {
 public:
  /// Throws Error{bad_input} for what is no object or has a member that is not among the `known`.
  /// What was sent is not repeated: it may be a password.
  Members(std::string_view body, std::initializer_list<std::string_view> known);

  /// nullptr when it is not there.
  const Json* find(std::string_view name) const;
  /// Throw Error{bad_input} that names the member and what it should be.
  std::string text(std::string_view name) const;  ///< must be there
  std::optional<std::string> text_if(std::string_view name) const;
  std::optional<bool> yes_no_if(std::string_view name) const;
  std::optional<std::vector<std::string>> texts_if(std::string_view name) const;
  std::int64_t whole(std::string_view name, std::int64_t fallback) const;

 private:
  Json body_;
};

}  // namespace jintu::http
