#include "services/auth/principal.hpp"

#include <algorithm>
#include <array>

namespace jintu::auth {

namespace {

constexpr std::array<std::string_view, 5> content{"night_streets", "checkin_spots", "lockers",
                                                  "events", "last_trains"};

std::string_view layer_of(std::string_view collection) {
  return collection.substr(0, collection.find('.'));
}

bool is_content(std::string_view layer) {
  return std::find(content.begin(), content.end(), layer) != content.end();
}

}  // namespace

bool Principal::has_role(Role role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

std::string Principal::author() const {
  switch (kind) {
    case Kind::visitor:
      return "visitor";
    case Kind::desk:
      return "desk";
    case Kind::session:
      return name;
    case Kind::token:
      return credential.empty() ? name : name + "/jt:" + credential;
  }
  return name;
}

bool may_write(const Principal& principal, std::string_view collection) {
  return principal.may(Right::write_all) ||
         (principal.may(Right::write_content) && is_content(layer_of(collection)));
}

bool may_draft(const Principal& principal, std::string_view collection, std::string_view id) {
  if (!principal.may(Right::draft)) return false;
  if (principal.has_role(Role::administrator)) return true;
  const std::string_view layer = layer_of(collection);
  if (principal.has_role(Role::editor) && is_content(layer)) return true;
  return principal.has_role(Role::manager) && layer == "carriers" &&
         std::find(principal.carriers.begin(), principal.carriers.end(), id) !=
             principal.carriers.end();
}

const std::shared_ptr<const Principal>& visitor() {
  static const auto nobody = std::make_shared<const Principal>();
  return nobody;
}

}  // namespace jintu::auth
