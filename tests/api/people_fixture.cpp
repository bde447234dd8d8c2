#include "tests/api/people_fixture.hpp"

#include <algorithm>

#include "services/auth/secrets.hpp"

namespace jintu::test {

People::People(auth::SessionLimits limits)
    : documents(documents::open_documents(folder.file("jintu.gpkg"))),
      service(*documents, limits) {}

void People::add(const std::string& name, std::vector<auth::Role> roles) {
  static const std::string hash = auth::Passwords().hash(password);
  const bool manager = std::find(roles.begin(), roles.end(), auth::Role::manager) != roles.end();
  auth::User user =
      auth::new_user(name, "", std::move(roles),
                     manager ? std::vector<std::string>{"twice"} : std::vector<std::string>());
  user.password = hash;
  service.accounts.add(user, "test");
}

std::string People::token(std::vector<auth::Role> roles, auth::Rights rights) {
  const std::string name = "program" + std::to_string(++made_);
  const auth::Rights given = auth::rights_of(roles) & rights;
  add(name, std::move(roles));
  const auto made = auth::new_token(*service.accounts.find(name), given, "test", 1);
  service.accounts.add_token(made.token, {"test", "token_add", name});
  return made.text;
}

std::string People::token(std::vector<auth::Role> roles) {
  const auth::Rights all = auth::rights_of(roles).without(auth::token_rights());
  return token(std::move(roles), all);
}

People::Browser People::browser(const std::string& name, bool second_factor) {
  Browser made{auth::random_text(32), auth::random_text(24)};
  auth::Session session;
  session.digest = auth::digest(made.cookie);
  session.user = name;
  session.csrf = made.csrf;
  session.created = session.seen = std::chrono::system_clock::now();
  session.second_factor = second_factor;
  service.accounts.begin_session(session);
  return made;
}

}  // namespace jintu::test
