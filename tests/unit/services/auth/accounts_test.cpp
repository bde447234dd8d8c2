#include "services/auth/accounts.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <optional>
#include <thread>

#include "geo/base/error.hpp"
#include "services/auth/directory.hpp"
#include "services/auth/secrets.hpp"
#include "services/auth/sign_in.hpp"
#include "services/auth/totp.hpp"
#include "tests/support/test_database.hpp"

using namespace jintu;
using namespace jintu::auth;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

enum class Engine { sqlite, postgres };

#define ON_BOTH_ENGINES                                           \
  const auto engine = GENERATE(Engine::sqlite, Engine::postgres); \
  if (engine == Engine::postgres && jintu_test::postgres().empty()) return

const std::string password = "correct horse battery";

Moment now() { return std::chrono::system_clock::now(); }

/// Accounts as two processes have them: each with documents of its own.
struct Office {
  explicit Office(Engine engine) {
    static int counter = 0;
    folder = fs::temp_directory_path() /
             ("jintu_auth_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    fs::create_directories(folder);
    if (engine == Engine::postgres) schema.emplace();
    documents = open();
    accounts.emplace(*documents, [this](documents::Writer&, const Event& event) {
      events.push_back(event.who + " " + event.what + " " + event.subject);
    });
  }
  ~Office() {
    directory.reset();
    accounts.reset();
    documents.reset();
    fs::remove_all(folder);
  }
  std::unique_ptr<documents::Documents> open() const {
    return documents::open_documents(schema ? schema->address() : (folder / "j.gpkg").string());
  }
  /// Hashes take 0.1 s: one is enough.
  void add(const std::string& name, std::vector<Role> roles) {
    static const std::string hash = Passwords().hash(password);
    User user;
    user.name = user.display = name;
    user.roles = std::move(roles);
    user.password = hash;
    user.created = now();
    accounts->add(user, "test");
  }
  void serve(SessionLimits limits = {}) { directory.emplace(*accounts, limits); }
  std::string cookie(SignIn& sign_in, const std::string& name, const std::string& code = {}) {
    auto outcome = sign_in.sign_in({name, password, code}, {});
    REQUIRE(std::holds_alternative<SignedIn>(outcome));
    return std::get<SignedIn>(outcome).cookie;
  }
  std::string begin(const std::string& name, bool second_factor = false, Moment at = now()) {
    Session session;
    const std::string text = random_text(32);
    session.digest = digest(text);
    session.user = name;
    session.csrf = random_text(24);
    session.created = session.seen = at;
    session.second_factor = second_factor;
    accounts->begin_session(session);
    return text;
  }

  fs::path folder;
  std::optional<jintu_test::TestSchema> schema;
  std::unique_ptr<documents::Documents> documents;
  std::optional<Accounts> accounts;
  std::optional<Directory> directory;
  std::vector<std::string> events;
};

std::string code_now(const Office& office, const std::string& name) {
  const auto user = const_cast<Office&>(office).accounts->find(name);
  return totp::code_at(*base32_bytes(user->second_factor->key), totp::step_of(now()));
}

}  // namespace

TEST_CASE("an account is kept as it was given, and only once") {
  ON_BOTH_ENGINES;
  Office office(engine);
  office.add("li", {Role::manager, Role::editor});
  office.accounts->change("li", {"test", "user_change", "li"}, Accounts::Sessions::stay,
                          [](User& user) {
                            user.carriers = {"园区一", "b"};
                            user.second_factor = User::SecondFactor{"MZXW6", true, 7, {"x", "y"}};
                          });
  const auto found = Accounts(*office.open()).find("li");
  REQUIRE(found);
  CHECK(found->roles == std::vector<Role>{Role::manager, Role::editor});
  CHECK(found->carriers == std::vector<std::string>{"园区一", "b"});
  CHECK(found->second_factor->key == "MZXW6");
  CHECK(found->second_factor->used_step == 7);
  CHECK(found->second_factor->recovery.size() == 2);
  CHECK_THROWS_AS(office.add("li", {}), Error);
  CHECK_FALSE(office.accounts->find("wang"));
  CHECK(office.events == std::vector<std::string>{"test user_add li", "test user_change li"});
}

TEST_CASE("a change that throws changes nothing and is not recorded") {
  ON_BOTH_ENGINES;
  Office office(engine);
  office.add("li", {Role::editor});
  const auto mark = office.accounts->mark();
  CHECK_THROWS_AS(
      office.accounts->change("li", {"test", "user_change", "li"}, Accounts::Sessions::end,
                              [](User& user) {
                                user.roles = {Role::administrator};
                                throw Error(ErrorCode::conflict, "no");
                              }),
      Error);
  CHECK(office.accounts->find("li")->roles == std::vector<Role>{Role::editor});
  CHECK(office.accounts->mark() == mark);
  CHECK(office.events.size() == 1);
}

TEST_CASE("the last administrator stays") {
  ON_BOTH_ENGINES;
  Office office(engine);
  office.add("root", {Role::administrator});
  office.add("li", {Role::editor});
  const auto disable = [&](const char* name) {
    office.accounts->change_keeping_an_administrator(name, {"test", "user_change", name},
                                                     Accounts::Sessions::end,
                                                     [](User& user) { user.disabled = true; });
  };
  CHECK_THROWS_AS(disable("root"), Error);
  CHECK_FALSE(office.accounts->find("root")->disabled);
  CHECK_NOTHROW(disable("li"));
}

TEST_CASE("a cookie is known until its user is disabled, whoever disables him") {
  ON_BOTH_ENGINES;
  Office office(engine);
  office.add("li", {Role::editor});
  office.serve();
  const std::string cookie = office.begin("li");
  const auto who = office.directory->of_session(cookie, now());
  REQUIRE(who);
  CHECK(who->name == "li");
  CHECK(who->may(Right::write_content));
  CHECK_FALSE(who->may(Right::unconditional));
  CHECK_FALSE(office.directory->of_session("x" + cookie, now()));
  CHECK_FALSE(office.directory->of_session(digest(cookie), now()));
  CHECK_FALSE(office.directory->of_session("", now()));

  const auto elsewhere = office.open();
  Accounts(*elsewhere)
      .change("li", {"root", "user_change", "li"}, Accounts::Sessions::end,
              [](User& user) { user.disabled = true; });
  for (int i = 0; i < 50 && office.directory->of_session(cookie, now()); ++i)
    std::this_thread::sleep_for(100ms);
  CHECK_FALSE(office.directory->of_session(cookie, now()));
  Accounts(*elsewhere)
      .change("li", {"root", "user_change", "li"}, Accounts::Sessions::stay,
              [](User& user) { user.disabled = false; });
  office.directory->refresh();
  CHECK_FALSE(office.directory->of_session(cookie, now()));
}

TEST_CASE("a change by this process counts at once") {
  Office office(Engine::sqlite);
  office.add("li", {Role::editor});
  office.serve();
  const std::string cookie = office.begin("li");
  CHECK(office.directory->of_session(cookie, now())->may(Right::write_content));
  office.accounts->change("li", {"root", "user_change", "li"}, Accounts::Sessions::stay,
                          [](User& user) { user.roles = {Role::planner}; });
  CHECK_FALSE(office.directory->of_session(cookie, now())->may(Right::write_content));
  CHECK(office.directory->of_session(cookie, now())->may(Right::plan));
}

TEST_CASE("a session ends after an hour without a request, and after half a day in any case") {
  Office office(Engine::sqlite);
  office.add("li", {Role::editor});
  office.serve({1h, 12h});
  const std::string cookie = office.begin("li");
  const Moment begin = now();
  for (int i = 1; i < 16; ++i) {
    const bool there = office.directory->of_session(cookie, begin + i * 50min) != nullptr;
    CHECK(there == (i * 50 < 12 * 60));
  }
  const std::string other = office.begin("li");
  CHECK(office.directory->of_session(other, begin + 59min));
  CHECK(office.directory->sessions_of("li", begin + 60min).size() == 2);
  office.directory->tidy(begin + 13h);
  CHECK(office.accounts->sessions().empty());
}

TEST_CASE("when a session was last seen is kept over a restart") {
  Office office(Engine::sqlite);
  office.add("li", {Role::editor});
  office.serve({1h, 12h});
  const std::string cookie = office.begin("li");
  const Moment begin = now();
  CHECK(office.directory->of_session(cookie, begin + 50min));
  office.directory->tidy(begin + 50min);
  office.directory.reset();
  office.serve({1h, 12h});
  CHECK(office.directory->of_session(cookie, begin + 100min));
}

TEST_CASE("of many sessions of one user the oldest ends") {
  Office office(Engine::sqlite);
  office.add("li", {Role::editor});
  office.serve();
  const std::string first = office.begin("li", false, now() - 60s);
  for (std::size_t i = 0; i < Accounts::most_sessions; ++i) office.begin("li");
  CHECK(office.accounts->sessions().size() == Accounts::most_sessions);
  CHECK_FALSE(office.directory->of_session(first, now()));
}

TEST_CASE("a token has the rights that it was given, as long as its user has them") {
  ON_BOTH_ENGINES;
  Office office(engine);
  office.add("li", {Role::editor, Role::planner});
  office.serve();
  const std::string text = new_token_text();
  Token token{"t1",  digest(text), "li", "QGIS", {Right::write_content, Right::unconditional},
              now(), now() + 24h};
  office.accounts->add_token(token, {"li", "token_add", "li/t1"});
  const auto who = office.directory->of_token(text, now());
  REQUIRE(who);
  CHECK(who->kind == Principal::Kind::token);
  CHECK(who->author() == "li/jt:t1");
  CHECK(who->rights == Rights{Right::write_content, Right::unconditional});
  CHECK_FALSE(office.directory->of_token(text, now() + 25h));
  CHECK_FALSE(office.directory->of_token(new_token_text(), now()));
  office.accounts->change("li", {"root", "user_change", "li"}, Accounts::Sessions::stay,
                          [](User& user) { user.roles = {Role::planner}; });
  CHECK(office.directory->of_token(text, now())->rights.empty());
  CHECK(office.accounts->end_token(token, {"li", "token_end", "li/t1"}));
  CHECK_FALSE(office.directory->of_token(text, now()));
}

TEST_CASE("no secret stands in the documents") {
  Office office(Engine::sqlite);
  office.add("li", {Role::editor});
  office.serve();
  SignIn sign_in(*office.accounts);
  const std::string cookie = office.cookie(sign_in, "li"), text = new_token_text();
  office.accounts->add_token({"t1", digest(text), "li", "", {}, now(), now() + 1h}, {});
  for (const char* collection : {"auth.users", "auth.sessions", "auth.tokens"})
    for (const auto& document : office.documents->list(collection, "", 100)) {
      CHECK(document.body.find(cookie) == std::string::npos);
      CHECK(document.body.find(text) == std::string::npos);
      CHECK(document.body.find(password) == std::string::npos);
    }
}

TEST_CASE("a wrong password, an unknown name and a disabled account are told alike") {
  Office office(Engine::sqlite);
  office.add("li", {Role::editor});
  office.add("gone", {Role::editor});
  office.accounts->change("gone", {}, Accounts::Sessions::end,
                          [](User& user) { user.disabled = true; });
  office.serve();
  SignIn sign_in(*office.accounts);
  const auto denied = [&](const std::string& name, const std::string& with) {
    const auto outcome = sign_in.sign_in({name, with, ""}, {});
    return std::holds_alternative<Denied>(outcome) &&
           std::get<Denied>(outcome) == Denied::bad_credentials;
  };
  CHECK(denied("li", "wrong horse battery"));
  CHECK(denied("nobody", password));
  CHECK(denied("gone", password));
  CHECK(denied("", password));
  CHECK(denied(std::string("li\0x", 4), password));
  CHECK(denied("李", password));
  CHECK(denied(std::string(5000, 'x'), password));
  CHECK_FALSE(denied("li", password));
}

TEST_CASE("guesses after the fifth have to wait, also when they would be right") {
  Office office(Engine::sqlite);
  office.add("li", {Role::editor});
  office.serve();
  SignIn sign_in(*office.accounts);
  for (int i = 0; i < 5; ++i)
    CHECK(std::holds_alternative<Denied>(sign_in.sign_in({"li", "wrong horse", ""}, {})));
  // The first waits are over where a hash takes seconds; they double.
  auto outcome = sign_in.sign_in({"li", "wrong horse", ""}, {});
  for (int i = 0; i < 8 && !std::holds_alternative<NotYet>(outcome); ++i)
    outcome = sign_in.sign_in({"li", "wrong horse", ""}, {});
  REQUIRE(std::holds_alternative<NotYet>(outcome));
  CHECK(std::get<NotYet>(outcome).wait.count() >= 1);
  CHECK(std::holds_alternative<NotYet>(sign_in.sign_in({"li", password, ""}, {})));
}

TEST_CASE("a second factor is begun, confirmed by a code, asked for, and gives its rights") {
  Office office(Engine::sqlite);
  office.add("root", {Role::administrator});
  office.serve();
  SignIn sign_in(*office.accounts);
  const std::string first = office.cookie(sign_in, "root");
  const auto before = office.directory->of_session(first, now());
  CHECK_FALSE(before->may(Right::administer));
  CHECK(before->after_second_factor.has(Right::administer));
  const Session session = *office.directory->session(*before, now());

  CHECK(std::holds_alternative<Denied>(
      sign_in.begin_second_factor(session, "wrong horse", "Jintu", {})));
  const auto begun = sign_in.begin_second_factor(session, password, "Jintu", {});
  REQUIRE(std::holds_alternative<SignIn::Begun>(begun));
  // Begun, it does not count yet.
  office.cookie(sign_in, "root");
  CHECK(std::get<Denied>(sign_in.confirm_second_factor(session, "000000", {})) ==
        Denied::code_wrong);
  const std::string code = code_now(office, "root");
  const auto confirmed = sign_in.confirm_second_factor(session, code, {});
  REQUIRE(std::holds_alternative<SignIn::Confirmed>(confirmed));
  const auto& [recovery, cookie] = std::get<SignIn::Confirmed>(confirmed);
  CHECK(recovery.size() == 10);
  // The session goes on under another cookie, and alone.
  CHECK_FALSE(office.directory->of_session(first, now()));
  CHECK(office.accounts->sessions().size() == 1);
  CHECK(office.directory->of_session(cookie, now())->may(Right::administer));

  CHECK(std::get<Denied>(sign_in.sign_in({"root", password, ""}, {})) == Denied::code_needed);
  CHECK(std::get<Denied>(sign_in.sign_in({"root", password, "123456"}, {})) == Denied::code_wrong);
  // The code that confirmed it is used up.
  CHECK(std::get<Denied>(sign_in.sign_in({"root", password, code}, {})) == Denied::code_wrong);
  const std::string second = office.cookie(sign_in, "root", recovery.front());
  CHECK(office.directory->of_session(second, now())->may(Right::administer));
  CHECK(std::get<Denied>(sign_in.sign_in({"root", password, recovery.front()}, {})) ==
        Denied::code_wrong);
}

TEST_CASE("whoever has the password cannot try codes without end") {
  Office office(Engine::sqlite);
  office.add("root", {Role::administrator});
  office.accounts->change("root", {}, Accounts::Sessions::stay, [](User& user) {
    user.second_factor = User::SecondFactor{base32(totp::new_key()), true, 0, {}};
  });
  office.serve();
  SignIn sign_in(*office.accounts);
  int asked = 0;
  for (; asked < 20; ++asked) {
    const auto outcome = sign_in.sign_in({"root", password, asked % 2 ? "123456" : ""}, {});
    if (std::holds_alternative<NotYet>(outcome)) break;
  }
  CHECK(asked == 5);
}

TEST_CASE("a changed password ends every other session, and the cookie is another") {
  Office office(Engine::sqlite);
  office.add("li", {Role::editor});
  office.serve();
  SignIn sign_in(*office.accounts);
  const std::string mine = office.cookie(sign_in, "li"), other = office.cookie(sign_in, "li");
  const Session session =
      *office.directory->session(*office.directory->of_session(mine, now()), now());
  CHECK(std::holds_alternative<Denied>(
      sign_in.change_password(session, "wrong horse", "another long password", {})));
  CHECK_THROWS_AS(sign_in.change_password(session, password, "short", {}), Error);
  CHECK(office.directory->of_session(other, now()));
  const auto outcome = sign_in.change_password(session, password, "another long password", {});
  REQUIRE(std::holds_alternative<SignedIn>(outcome));
  CHECK_FALSE(office.directory->of_session(mine, now()));
  CHECK_FALSE(office.directory->of_session(other, now()));
  CHECK(office.directory->of_session(std::get<SignedIn>(outcome).cookie, now()));
  CHECK(std::holds_alternative<Denied>(sign_in.sign_in({"li", password, ""}, {})));
}

TEST_CASE("names and lists that no account may have are refused") {
  for (const char* right : {"li", "li.ming@park.example", "a_b-c", "0"}) CHECK(is_user_name(right));
  for (const char* wrong : {"", "Li", "li ming", "a/b", "李", "li\n"})
    CHECK_FALSE(is_user_name(wrong));
  CHECK_FALSE(is_user_name(std::string(65, 'a')));
  CHECK_THROWS_AS(check_display(""), Error);
  CHECK_THROWS_AS(check_display("a\nb"), Error);
  CHECK_NOTHROW(check_display("李明"));
  CHECK_THROWS_AS(check_carriers({""}), Error);
}

TEST_CASE("a file of accounts that is away for a moment signs nobody out") {
  Office office(Engine::sqlite);
  office.add("li", {Role::editor});
  office.serve();
  const std::string cookie = office.begin("li");
  const fs::path away = office.folder.string() + "-away";
  fs::rename(office.folder, away);
  office.directory->refresh();
  CHECK(office.directory->of_session(cookie, now()));
  fs::rename(away, office.folder);
  office.directory->refresh();
  CHECK(office.directory->of_session(cookie, now()));
}
