#include "services/auth/service.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "services/auth/secrets.hpp"

namespace jintu::auth {

namespace {

constexpr std::int64_t most_days = 730;
constexpr std::size_t most_note_bytes = 200, id_bytes = 6;

}  // namespace

Service::Service(documents::Documents& documents, SessionLimits limits, Recorder recorder)
    : accounts(documents, std::move(recorder)), directory(accounts, limits), sign_in(accounts) {}

void check_user(const User& user) {
  check_user_name(user.name);
  check_display(user.display);
  check_carriers(user.carriers);
  const bool manager =
      std::find(user.roles.begin(), user.roles.end(), Role::manager) != user.roles.end();
  if (!manager && !user.carriers.empty())
    throw Error(ErrorCode::bad_input,
                "carriers: 只有 manager 才有载体 only a manager has carriers");
  if (user.roles.empty())
    throw Error(ErrorCode::bad_input, "roles: 至少一个角色 there must be at least one role");
}

User new_user(const std::string& name, const std::string& display, std::vector<Role> roles,
              std::vector<std::string> carriers) {
  User user;
  user.name = name;
  user.display = display.empty() ? name : display;
  user.roles = std::move(roles);
  user.carriers = std::move(carriers);
  user.created = std::chrono::system_clock::now();
  check_user(user);
  return user;
}

NewToken new_token(const User& user, Rights rights, const std::string& note, std::int64_t days) {
  if (days < 1 || days > most_days)
    throw Error(ErrorCode::bad_input, "days: 应为 1 至 730 should be from 1 to 730");
  if (note.size() > most_note_bytes || note.find_first_of("\n\r\t") != std::string::npos)
    throw Error(ErrorCode::bad_input,
                "note: 应为一行文字，至多 200 字节 should be one line of at most 200 bytes");
  if (rights.empty())
    throw Error(ErrorCode::bad_input, "rights: 至少一项权利 there must be at least one right");
  const Rights beyond = rights.without(rights_of(user.roles));
  if (!beyond.empty())
    throw Error(
        ErrorCode::bad_input,
        "rights: 用户的角色没有这些权利 the user's roles do not give: " + to_json(beyond).dump());
  NewToken made;
  made.text = new_token_text();
  made.token = {random_text(id_bytes),
                digest(made.text),
                user.name,
                note,
                rights,
                std::chrono::system_clock::now(),
                {}};
  made.token.expires = made.token.created + std::chrono::hours(24 * days);
  return made;
}

}  // namespace jintu::auth
