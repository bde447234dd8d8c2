#include "services/auth/rights.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "geo/base/error.hpp"

namespace jintu::auth {

std::span<const RightRow> right_table() {
  static const std::array<RightRow, right_count> table{{
      {Right::draft, "draft", "起草修改 make drafts"},
      {Right::preview, "preview", "查看未发布的内容 see what is not released"},
      {Right::write_content, "write_content",
       "编辑夜间街区、打卡点和寄存柜 write night streets, check-in spots and lockers"},
      {Right::write_all, "write_all", "编辑所有图层 write every layer", true},
      {Right::approve, "approve", "审核 approve drafts", true},
      {Right::release, "release", "发布 publish releases", true},
      {Right::plan, "plan", "选址规划 plan sites"},
      {Right::read_audit, "read_audit", "查看审计记录 read the audit log"},
      {Right::administer, "administer", "管理用户 administer users", true},
      {Right::unconditional, "unconditional",
       "不带 If-Match 写入（仅限令牌） write without If-Match (tokens only)", false, true},
  }};
  return table;
}

std::span<const RoleRow> role_table() {
  static const std::array<RoleRow, 5> table{{
      {Role::manager, "manager", "载体管理员 park manager", {Right::draft, Right::preview}},
      {Role::editor,
       "editor",
       "内容编辑 content editor",
       {Right::draft, Right::preview, Right::write_content, Right::unconditional}},
      {Role::reviewer,
       "reviewer",
       "审核员 reviewer",
       {Right::preview, Right::approve, Right::release, Right::read_audit}},
      {Role::planner, "planner", "规划员 planner", {Right::plan}},
      {Role::administrator,
       "administrator",
       "系统管理员 administrator",
       {Right::draft, Right::preview, Right::write_content, Right::write_all, Right::plan,
        Right::read_audit, Right::administer, Right::unconditional}},
  }};
  return table;
}

namespace {

template <class Row>
std::string names_in(std::span<const Row> table) {
  std::string all;
  for (const Row& row : table) all += (all.empty() ? "" : ", ") + std::string(row.name);
  return all;
}

/// Calls `take` with each name of a list of texts.
template <class Row, class Take>
void read_names(const Json& names, std::span<const Row> table, const char* of, Take take) {
  const auto refuse = [&] {
    throw Error(ErrorCode::bad_input,
                std::string(of) + ": 应为这些名称的数组 should be a list of: " + names_in(table));
  };
  if (!names.is_array() || names.size() > table.size()) refuse();
  for (const Json& name : names) {
    if (!name.is_string()) refuse();
    const auto& text = name.get_ref<const std::string&>();
    const auto row =
        std::find_if(table.begin(), table.end(), [&](const Row& r) { return r.name == text; });
    if (row == table.end()) refuse();
    take(*row);
  }
}

}  // namespace

std::string_view name_of(Right right) {
  return right_table()[static_cast<std::size_t>(right)].name;
}
std::string_view name_of(Role role) { return role_table()[static_cast<std::size_t>(role)].name; }

std::optional<Right> right_of(std::string_view name) {
  for (const RightRow& row : right_table())
    if (row.name == name) return row.right;
  return std::nullopt;
}

std::optional<Role> role_of(std::string_view name) {
  for (const RoleRow& row : role_table())
    if (row.name == name) return row.role;
  return std::nullopt;
}

Rights rights_of(const std::vector<Role>& roles) {
  Rights all;
  for (const Role role : roles) all = all | role_table()[static_cast<std::size_t>(role)].rights;
  return all;
}

Rights second_factor_rights() {
  Rights all;
  for (const RightRow& row : right_table())
    if (row.second_factor) all = all | Rights{row.right};
  return all;
}

Rights token_rights() {
  Rights all;
  for (const RightRow& row : right_table())
    if (row.tokens_only) all = all | Rights{row.right};
  return all;
}

Json to_json(Rights rights) {
  Json names = Json::array();
  for (const RightRow& row : right_table())
    if (rights.has(row.right)) names.push_back(row.name);
  return names;
}

Json to_json(const std::vector<Role>& roles) {
  Json names = Json::array();
  for (const Role role : roles) names.push_back(name_of(role));
  return names;
}

Rights rights_from(const Json& names) {
  Rights all;
  read_names(names, right_table(), "rights",
             [&](const RightRow& row) { all = all | Rights{row.right}; });
  return all;
}

std::vector<Role> roles_from(const Json& names) {
  std::vector<Role> all;
  read_names(names, role_table(), "roles", [&](const RoleRow& row) {
    if (std::find(all.begin(), all.end(), row.role) == all.end()) all.push_back(row.role);
  });
  return all;
}

}  // namespace jintu::auth
