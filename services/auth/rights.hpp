// What may be done here, and which role may do it: the one table of both.
#pragma once

#include <bitset>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "geo/base/json.hpp"

namespace jintu::auth {

enum class Right {
  draft,          ///< make, change and submit drafts; a manager those of his own carriers
  preview,        ///< see what is not released yet
  write_content,  ///< write night streets, check-in spots and lockers
  write_all,      ///< write every layer
  approve,        ///< return or approve the drafts of others
  release,        ///< publish a release, withdraw one
  plan,           ///< siting: jobs, scenarios, plans
  read_audit,     ///< read the audit log
  administer,     ///< make, change and disable users
  unconditional   ///< write without If-Match; only an API token can have it
};
inline constexpr std::size_t right_count = 10;

/// A set of rights.
class Rights {
 public:
  Rights() = default;
  Rights(std::initializer_list<Right> all) {
    for (const Right one : all) bits_.set(static_cast<std::size_t>(one));
  }
  bool has(Right right) const { return bits_.test(static_cast<std::size_t>(right)); }
  bool has_any(Rights of) const { return (bits_ & of.bits_).any(); }
  bool has_all(Rights of) const { return (bits_ & of.bits_) == of.bits_; }
  bool empty() const { return bits_.none(); }
  Rights operator|(Rights other) const { return Rights(bits_ | other.bits_); }
  Rights operator&(Rights other) const { return Rights(bits_ & other.bits_); }
  Rights without(Rights other) const { return Rights(bits_ & ~other.bits_); }
  bool operator==(const Rights&) const = default;

 private:
  explicit Rights(std::bitset<right_count> bits) : bits_(bits) {}
  std::bitset<right_count> bits_;
};

enum class Role { manager, editor, reviewer, planner, administrator };

struct RightRow {
  Right right;
  std::string_view name;       ///< "write_content", in JSON and on the command line
  std::string_view does;       ///< 中文 English
  bool second_factor = false;  ///< a session has it only after a second factor
  bool tokens_only = false;    ///< a session never has it
};
struct RoleRow {
  Role role;
  std::string_view name;   ///< "manager"
  std::string_view title;  ///< 中文 English
  Rights rights;           ///< what it gives, by itself or to its tokens
};

/// In the order of the enums.
std::span<const RightRow> right_table();
std::span<const RoleRow> role_table();

std::string_view name_of(Right right);
std::string_view name_of(Role role);
std::optional<Right> right_of(std::string_view name);
std::optional<Role> role_of(std::string_view name);

/// All rights that the roles give.
Rights rights_of(const std::vector<Role>& roles);
/// Those that a session has only after a second factor, and those that only a token has.
Rights second_factor_rights();
Rights token_rights();

/// Lists of names. The reading ones throw Error{bad_input} that says which names there are.
Json to_json(Rights rights);
Json to_json(const std::vector<Role>& roles);
Rights rights_from(const Json& names);
std::vector<Role> roles_from(const Json& names);

}  // namespace jintu::auth
