#include "services/auth/rights.hpp"

#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "services/auth/principal.hpp"

using namespace jintu;
using namespace jintu::auth;

namespace {

Principal person(std::vector<Role> roles, std::vector<std::string> carriers = {}) {
  Principal who;
  who.kind = Principal::Kind::session;
  who.name = "li";
  who.rights = rights_of(roles);
  who.roles = std::move(roles);
  who.carriers = std::move(carriers);
  return who;
}

}  // namespace

TEST_CASE(
    "the tables of rights and roles stand in the order of their enums, with names in both "
    "languages") {
  for (std::size_t i = 0; i < right_table().size(); ++i) {
    const RightRow& row = right_table()[i];
    CHECK(static_cast<std::size_t>(row.right) == i);
    CHECK(right_of(row.name) == row.right);
    CHECK(name_of(row.right) == row.name);
    CHECK(row.does.find(' ') != std::string_view::npos);
  }
  for (std::size_t i = 0; i < role_table().size(); ++i) {
    const RoleRow& row = role_table()[i];
    CHECK(static_cast<std::size_t>(row.role) == i);
    CHECK(role_of(row.name) == row.role);
    CHECK(name_of(row.role) == row.name);
    CHECK_FALSE(row.rights.empty());
  }
  CHECK_FALSE(right_of("root"));
  CHECK_FALSE(role_of(""));
}

TEST_CASE("nobody who makes drafts can approve them, unless he has two roles") {
  for (const RoleRow& row : role_table())
    CHECK_FALSE((row.rights.has(Right::draft) && row.rights.has(Right::approve)));
}

TEST_CASE("approving, releasing and administering take a second factor") {
  CHECK(second_factor_rights().has_all({Right::approve, Right::release, Right::administer}));
  CHECK(token_rights() == Rights{Right::unconditional});
}

TEST_CASE("names of rights and roles are read strictly") {
  CHECK(rights_from(Json{"plan", "draft"}) == Rights{Right::draft, Right::plan});
  CHECK(to_json(Rights{Right::plan, Right::draft}) == Json::array({"draft", "plan"}));
  CHECK(roles_from(Json{"editor", "editor"}) == std::vector<Role>{Role::editor});
  for (const Json& wrong :
       {Json("plan"), Json::array({"root"}), Json::array({1}), Json(nullptr), Json::object()}) {
    CHECK_THROWS_AS(rights_from(wrong), Error);
    CHECK_THROWS_AS(roles_from(wrong), Error);
  }
}

TEST_CASE("a content editor writes content, an administrator everything, nobody else anything") {
  for (const char* content :
       {"lockers", "checkin_spots", "night_streets", "events", "last_trains"}) {
    CHECK(may_write(person({Role::editor}), content));
    CHECK(may_write(person({Role::administrator}), content));
    CHECK_FALSE(may_write(person({Role::manager}, {"park"}), content));
    CHECK_FALSE(may_write(person({Role::reviewer, Role::planner}), content));
  }
  for (const char* other : {"carriers", "carriers.areas", "districts", "mine", "lockersx"}) {
    CHECK_FALSE(may_write(person({Role::editor}), other));
    CHECK(may_write(person({Role::administrator}), other));
  }
  CHECK(may_write(person({Role::editor}), "night_streets.points"));
  CHECK_FALSE(may_write(*visitor(), "lockers"));
}

TEST_CASE("a manager drafts carriers that are his, and nothing else") {
  const auto manager = person({Role::manager}, {"park"});
  CHECK(may_draft(manager, "carriers", "park"));
  CHECK(may_draft(manager, "carriers.areas", "park"));
  CHECK_FALSE(may_draft(manager, "carriers", "other"));
  CHECK_FALSE(may_draft(manager, "carriers", ""));
  CHECK_FALSE(may_draft(manager, "lockers", "park"));
  CHECK(may_draft(person({Role::editor}), "lockers", ""));
  CHECK_FALSE(may_draft(person({Role::editor}), "carriers", "park"));
  CHECK(may_draft(person({Role::administrator}), "districts", "120101"));
  CHECK_FALSE(may_draft(person({Role::reviewer}), "carriers", "park"));
}

TEST_CASE("a manager's token without the right to draft drafts nothing") {
  auto token = person({Role::manager}, {"park"});
  token.rights = {Right::preview};
  CHECK_FALSE(may_draft(token, "carriers", "park"));
}
