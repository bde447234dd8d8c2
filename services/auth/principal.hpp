// Who asks, and what they may do.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "services/auth/rights.hpp"

namespace jintu::auth {

/// A value, the same for the whole of one request.
struct Principal {
  enum class Kind {
    visitor,  ///< nobody that we know
    session,  ///< a person, by cookie
    token,    ///< a program, by API token; `name` is who made the token
    desk      ///< whoever sits at this machine, where siting is open to the desk
  };
  Kind kind = Kind::visitor;
  std::string name;     ///< of the account; empty for a visitor and at the desk
  std::string display;  ///< as people are shown it
  std::vector<Role> roles;
  std::vector<std::string> carriers;  ///< ids of the carriers of a manager
  Rights rights;                      ///< what they may do now
  Rights after_second_factor;         ///< what they might, had they given a second factor
  bool second_factor = false;         ///< of the session
  std::string credential;             ///< id of the session or of the token
  std::string csrf;                   ///< of the session: what its writes must carry

  bool may(Right right) const { return rights.has(right); }
  bool is_known() const { return !name.empty(); }
  bool has_role(Role role) const;
  /// In the history and the audit log: the account's name, with a token's id "li/jt:1a2b"; "desk"
  /// and "visitor" for who has none.
  std::string author() const;
};

/// Writes of this collection, directly and not by a draft. Parts of a layer ("carriers.areas")
/// are as the layer.
bool may_write(const Principal& principal, std::string_view collection);
/// Drafts of this record; an empty id is a new one. A manager may only touch carriers that are his.
bool may_draft(const Principal& principal, std::string_view collection, std::string_view id);

/// Nobody that we know. Shared.
const std::shared_ptr<const Principal>& visitor();

}  // namespace jintu::auth
