// Signing in as a browser does, and as an attacker would.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "services/auth/secrets.hpp"
#include "services/auth/totp.hpp"
#include "tests/api/edit_fixture.hpp"

using namespace jintu;
using namespace jintu::test;
using auth::Role;

namespace {

Answer send(std::uint16_t port, std::string_view method, const std::string& path,
            const std::string& fields = "", const std::string& body = "",
            const std::string& host = "localhost") {
  std::string text =
      std::string(method) + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields;
  if (!body.empty())
    text +=
        "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  return Client(port).request(text + "\r\n" + body);
}

Answer sign_in(std::uint16_t port, const std::string& name, const std::string& password,
               const std::string& fields = "", const std::string& code = "") {
  Json body{{"name", name}, {"password", password}};
  if (!code.empty()) body["totp"] = code;
  return send(port, "POST", "/auth/sign-in", fields, body.dump());
}

/// The cookie that an answer sets.
std::string cookie_of(const Answer& answer) {
  const std::string field = answer.field("set-cookie");
  const auto equals = field.find('='), end = field.find(';');
  REQUIRE(end != std::string::npos);
  return field.substr(equals + 1, end - equals - 1);
}

People::Browser browser_of(const Answer& answer) {
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  return {cookie_of(answer), Json::parse(answer.body)["csrf"].get<std::string>()};
}

std::string code_of(const Answer& answer) {
  return Json::parse(answer.body)["code"].get<std::string>();
}

}  // namespace

TEST_CASE("a person signs in, is known, and signs out") {
  Writable w;
  w.people.add("li", {Role::editor});
  CHECK(Json::parse(send(w.port, "GET", "/auth/me").body)["signed_in"] == false);
  const Answer answer = sign_in(w.port, "li", People::password);
  const auto browser = browser_of(answer);
  const std::string cookie = answer.field("set-cookie");
  CHECK(cookie.starts_with("__Host-jintu="));
  CHECK(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict"));
  CHECK(answer.field("cache-control") == "no-store");
  CHECK_FALSE(answer.has("access-control-allow-origin"));
  const Json me = Json::parse(send(w.port, "GET", "/auth/me", browser.reads()).body);
  CHECK(me["name"] == "li");
  CHECK(me["roles"] == Json::array({"editor"}));
  CHECK(me["csrf"] == browser.csrf);
  CHECK(me["second_factor"] == false);

  const std::string items = "/ogc/collections/lockers/items";
  const std::string locker =
      point_feature(117.03, 39.03, {{"name_zh", "柜"}, {"kind", "parcel"}}).dump();
  const Answer without = send(w.port, "POST", items, browser.reads(), locker);
  CHECK(without.status == 403);
  CHECK(code_of(without) == "csrf");
  CHECK(send(w.port, "POST", items, browser.reads() + "Jintu-CSRF: x\r\n", locker).status == 403);
  CHECK(send(w.port, "POST", items, browser.writes(), locker).status == 201);
  CHECK(w.store->history("lockers", "lk01").front().author == "test");

  CHECK(send(w.port, "POST", "/auth/sign-out", browser.reads()).status == 403);
  const Answer out = send(w.port, "POST", "/auth/sign-out", browser.writes());
  CHECK(out.status == 204);
  CHECK(out.field("set-cookie").find("Max-Age=0") != std::string::npos);
  CHECK(send(w.port, "POST", items, browser.writes(), locker).status == 401);
}

TEST_CASE("an edit is in the history under the name of who made it") {
  Writable w;
  w.people.add("li", {Role::editor});
  const auto browser = w.people.browser("li");
  const Answer made =
      send(w.port, "POST", "/ogc/collections/lockers/items", browser.writes(),
           point_feature(117.03, 39.03, {{"name_zh", "柜"}, {"kind", "parcel"}}).dump());
  REQUIRE(made.status == 201);
  CHECK(
      w.store->history("lockers", Json::parse(made.body)["id"].get<std::string>()).front().author ==
      "li");
}

TEST_CASE("a wrong password, an unknown name and a disabled account get the same answer") {
  Writable w;
  w.people.add("li", {Role::editor});
  w.people.add("gone", {Role::editor});
  w.people.service.accounts.change("gone", {}, auth::Accounts::Sessions::end,
                                   [](auth::User& user) { user.disabled = true; });
  const auto stripped = [](const Answer& answer) {
    Json body = Json::parse(answer.body);
    body.erase("request_id");
    return std::to_string(answer.status) + body.dump();
  };
  const std::string wrong = stripped(sign_in(w.port, "li", "wrong horse battery"));
  CHECK(wrong.starts_with("401"));
  CHECK(wrong.find("bad_credentials") != std::string::npos);
  CHECK(stripped(sign_in(w.port, "nobody", People::password)) == wrong);
  CHECK(stripped(sign_in(w.port, "gone", People::password)) == wrong);
}

TEST_CASE("after five guesses the answer is 429 with the seconds to wait, for nobody's name too") {
  Writable w;
  w.people.add("li", {Role::editor});
  for (const char* name : {"li", "nobody"}) {
    for (int i = 0; i < 5; ++i) CHECK(sign_in(w.port, name, "wrong horse").status == 401);
    // The first waits are over where a hash takes seconds; they double.
    Answer wait = sign_in(w.port, name, "wrong horse");
    for (int i = 0; i < 8 && wait.status == 401; ++i) wait = sign_in(w.port, name, "wrong horse");
    CHECK(wait.status == 429);
    CHECK(sign_in(w.port, name, People::password).status == 429);
    CHECK(std::stoi(wait.field("retry-after")) >= 1);
    CHECK(code_of(wait) == "too_many_attempts");
  }
}

TEST_CASE("guesses through a proxy are counted for the client that it names, and not before it") {
  Writable w;
  const auto from = [&](const std::string& list, int n) {
    return sign_in(w.port, "n" + std::to_string(n), "wrong horse",
                   "X-Forwarded-For: " + list + "\r\n")
        .status;
  };
  // What the client wrote itself stands before, and may differ each time.
  for (int i = 0; i < 20; ++i)
    CHECK(from("198.51.100." + std::to_string(i) + ", 203.0.113.9", i) == 401);
  int status = from("198.51.100.99, 203.0.113.9", 20);
  for (int n = 30; n < 38 && status == 401; ++n) status = from("198.51.100.99, 203.0.113.9", n);
  CHECK(status == 429);
  CHECK(from("203.0.113.10", 21) == 401);
}

TEST_CASE("signing in while signed in gives another cookie and ends the session before") {
  Writable w;
  w.people.add("li", {Role::editor});
  // A cookie that somebody planted is not taken over.
  const Answer planted =
      sign_in(w.port, "li", People::password, "Cookie: __Host-jintu=planted\r\n");
  const auto first = browser_of(planted);
  CHECK(first.cookie != "planted");
  const auto second = browser_of(sign_in(w.port, "li", People::password, first.reads()));
  CHECK(second.cookie != first.cookie);
  CHECK(Json::parse(send(w.port, "GET", "/auth/me", first.reads()).body)["signed_in"] == false);
  CHECK(Json::parse(send(w.port, "GET", "/auth/me", second.reads()).body)["signed_in"] == true);
}

TEST_CASE("a page of another site signs nobody in and reads nothing of who is signed in") {
  Writable w;
  w.people.add("li", {Role::editor});
  const auto browser = w.people.browser("li");
  for (const std::string& fields :
       {std::string("Origin: https://evil.example\r\n"),
        std::string("Sec-Fetch-Site: cross-site\r\n"), std::string("Sec-Fetch-Site: same-site\r\n"),
        std::string("Origin: null\r\n")}) {
    CHECK(sign_in(w.port, "li", People::password, fields).status == 403);
    for (const char* path : {"/auth/me", "/auth/sessions", "/auth/tokens"})
      CHECK(send(w.port, "GET", path, browser.reads() + fields).status == 403);
    CHECK(send(w.port, "POST", "/auth/sign-out", browser.writes() + fields).status == 403);
  }
  CHECK(send(w.port, "GET", "/auth/me", browser.reads(), "", "evil.example").status == 421);
}

TEST_CASE("cookies and tokens that come twice, or malformed, count for nothing") {
  Writable w;
  w.people.add("li", {Role::editor});
  const auto mine = w.people.browser("li");
  const auto is_known = [&](const std::string& fields) {
    const Answer answer = send(w.port, "GET", "/auth/me", fields);
    REQUIRE(answer.status == 200);
    return Json::parse(answer.body)["signed_in"].get<bool>();
  };
  CHECK(is_known("Cookie: a=b; __Host-jintu=" + mine.cookie + "; c=d\r\n"));
  CHECK_FALSE(is_known("Cookie: __Host-jintu=x; __Host-jintu=" + mine.cookie + "\r\n"));
  CHECK_FALSE(is_known("Cookie: a=b\r\nCookie: __Host-jintu=" + mine.cookie + "\r\n"));
  CHECK_FALSE(is_known("Cookie: jintu=" + mine.cookie + "\r\n"));
  CHECK_FALSE(is_known("Cookie: __Host-jintu\r\n"));
  CHECK_FALSE(is_known("Cookie: ;;;=;\r\n"));
  CHECK(is_known(bearer(w.token)));
  CHECK_FALSE(is_known(bearer("jt_x") + bearer(w.token)));
  CHECK_FALSE(is_known("Authorization: Basic " + w.token + "\r\n"));
  CHECK_FALSE(is_known("Authorization: " + w.token + "\r\n"));
  CHECK_FALSE(is_known(bearer(auth::digest(w.token))));
  CHECK_FALSE(is_known("Cookie: __Host-jintu=" + auth::digest(mine.cookie) + "\r\n"));
  // A token in the address is no token.
  CHECK(send(w.port, "GET", "/auth/me?access_token=" + w.token).status == 400);
}

TEST_CASE("passwords are not taken where others could read them on the way") {
  auto options = Running::quiet();
  options.address = "0.0.0.0";
  options.hosts = {"map.lan"};
  World world;
  People people;
  people.add("li", {Role::editor});
  http::Server server(options, world.state, nullptr, nullptr, &people.service);
  const auto port = server.start();
  const std::string body = Json{{"name", "li"}, {"password", People::password}}.dump();
  const Answer refused = send(port, "POST", "/auth/sign-in", "", body, "map.lan");
  CHECK(refused.status == 403);
  CHECK(code_of(refused) == "needs_https");
  CHECK(send(port, "POST", "/auth/sign-in", "", body, "localhost").status == 200);
}

TEST_CASE("what is no sign-in is refused, and its words are not repeated") {
  Writable w;
  const auto status = [&](const std::string& body) {
    const Answer answer = send(w.port, "POST", "/auth/sign-in", "", body);
    CHECK(answer.body.find("hunter2") == std::string::npos);
    return answer.status;
  };
  CHECK(status("{}") == 400);
  CHECK(status("[]") == 400);
  CHECK(status("hunter2") == 400);
  CHECK(status(R"({"name":"li","password":"hunter2)") == 400);
  CHECK(status(R"({"name":"li","password":["hunter2"]})") == 400);
  CHECK(status(R"({"name":"li","password":"x","hunter2":1})") == 400);
  CHECK(status(R"({"name":"li","name":"hunter2","password":"x"})") == 400);
  CHECK(status(std::string(10'000, '[')) == 400);
  CHECK(status(R"({"name":"li","password":")" + std::string(5'000, 'x') + "\"}") == 401);
  CHECK(status(R"({"name":"li","password":")" + std::string(20'000, 'x') + "\"}") == 413);
  CHECK(send(w.port, "GET", "/auth/sign-in").status == 405);
  CHECK(Client(w.port)
            .request("POST /auth/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                     "application/x-www-form-urlencoded\r\nContent-Length: 4\r\n\r\nname")
            .status == 415);
}

TEST_CASE("an administrator sets a second factor up and only then administers") {
  Writable w;
  w.people.add("root", {Role::administrator});
  auto browser = browser_of(sign_in(w.port, "root", People::password));
  const Answer early = send(w.port, "GET", "/auth/users", browser.reads());
  CHECK(early.status == 403);
  CHECK(code_of(early) == "second_factor_needed");
  const auto factor = [&](const Json& body) {
    return send(w.port, "POST", "/auth/second-factor", browser.writes(), body.dump());
  };
  CHECK(factor({{"action", "begin"}, {"password", "wrong horse"}}).status == 401);
  const Answer begun = factor({{"action", "begin"}, {"password", People::password}});
  REQUIRE(begun.status == 200);
  const std::string secret = Json::parse(begun.body)["secret"];
  const auto code = [&](int later = 0) {
    return auth::totp::code_at(*auth::base32_bytes(secret),
                               auth::totp::step_of(std::chrono::system_clock::now()) + later);
  };
  CHECK(factor({{"action", "confirm"}, {"totp", "000000"}}).status == 401);
  const Answer confirmed = factor({{"action", "confirm"}, {"totp", code()}});
  const auto before = browser;
  browser = browser_of(confirmed);
  CHECK(browser.cookie != before.cookie);
  CHECK(browser.csrf != before.csrf);
  CHECK(Json::parse(confirmed.body)["recovery_codes"].size() == 10);
  CHECK(send(w.port, "GET", "/auth/users", browser.reads()).status == 200);
  CHECK(send(w.port, "GET", "/auth/users", before.reads()).status == 401);

  CHECK(code_of(sign_in(w.port, "root", People::password)) == "totp_needed");
  CHECK(sign_in(w.port, "root", People::password, "", "000000").status == 401);
  const std::string recovery = Json::parse(confirmed.body)["recovery_codes"][0];
  CHECK(sign_in(w.port, "root", People::password, "", recovery).status == 200);
  CHECK(sign_in(w.port, "root", People::password, "", code(1)).status == 200);
}

TEST_CASE("an administrator adds, changes, helps and disables people, but not the last one") {
  Writable w;
  w.people.add("root", {Role::administrator});
  const auto root = w.people.browser("root", true);
  const auto as_root = [&](const char* method, const std::string& path, const Json& body) {
    return send(w.port, method, path, root.writes(), body.dump());
  };
  const Json wang{{"name", "wang"},
                  {"display", "王"},
                  {"roles", {"manager"}},
                  {"carriers", {"twice"}},
                  {"password", "a password of wang"}};
  const Answer made = as_root("POST", "/auth/users", wang);
  CHECK(made.status == 201);
  CHECK(made.body.find("argon2") == std::string::npos);
  CHECK(as_root("POST", "/auth/users", wang).status == 409);
  CHECK(as_root("POST", "/auth/users",
                {{"name", "Wang"}, {"roles", {"manager"}}, {"password", "a password of wang"}})
            .status == 400);
  CHECK(as_root("POST", "/auth/users",
                {{"name", "x"}, {"roles", {"root"}}, {"password", "a password of x x"}})
            .status == 400);
  CHECK(
      as_root("POST", "/auth/users", {{"name", "x"}, {"roles", {"editor"}}, {"password", "short"}})
          .status == 400);

  auto browser = browser_of(sign_in(w.port, "wang", "a password of wang"));
  CHECK(Json::parse(send(w.port, "GET", "/auth/me", browser.reads()).body)["carriers"] ==
        Json::array({"twice"}));
  CHECK(as_root("PATCH", "/auth/users/wang", {{"roles", {"editor"}}, {"carriers", Json::array()}})
            .status == 200);
  CHECK(Json::parse(send(w.port, "GET", "/auth/me", browser.reads()).body)["roles"] ==
        Json::array({"editor"}));
  CHECK(as_root("PATCH", "/auth/users/wang", {{"disabled", true}}).status == 200);
  CHECK(send(w.port, "GET", "/auth/sessions", browser.reads()).status == 401);
  CHECK(sign_in(w.port, "wang", "a password of wang").status == 401);
  // The fixture's own token belongs to another administrator.
  CHECK(as_root("PATCH", "/auth/users/program1", {{"disabled", true}}).status == 200);
  CHECK(as_root("PATCH", "/auth/users/root", {{"disabled", true}}).status == 409);
  CHECK(as_root("PATCH", "/auth/users/root", {{"roles", {"editor"}}}).status == 409);
  CHECK(as_root("PATCH", "/auth/users/nobody", {{"disabled", true}}).status == 404);
  CHECK(as_root("PATCH", "/auth/users/wang", {{"admin", true}}).status == 400);
  const Json users = Json::parse(send(w.port, "GET", "/auth/users", root.reads()).body)["users"];
  CHECK(users.dump().find("argon2") == std::string::npos);
  CHECK(users.dump().find("key") == std::string::npos);
}

TEST_CASE("a person sees and ends his sessions, and nobody else's") {
  Writable w;
  w.people.add("li", {Role::editor});
  w.people.add("wang", {Role::editor});
  const auto here = w.people.browser("li"), there = w.people.browser("li"),
             other = w.people.browser("wang");
  const Json list =
      Json::parse(send(w.port, "GET", "/auth/sessions", here.reads()).body)["sessions"];
  REQUIRE(list.size() == 2);
  for (const Json& session : list) {
    CHECK(here.cookie.find(session["id"].get<std::string>()) == std::string::npos);
    if (session["current"] == true) continue;
    const std::string path = "/auth/sessions/" + session["id"].get<std::string>();
    CHECK(send(w.port, "DELETE", path, other.writes()).status == 404);
    CHECK(send(w.port, "DELETE", path, here.reads()).status == 403);
    CHECK(send(w.port, "DELETE", path, here.writes()).status == 204);
  }
  CHECK(send(w.port, "GET", "/auth/sessions", here.reads()).status == 200);
  CHECK(send(w.port, "GET", "/auth/sessions", there.reads()).status == 401);
}

TEST_CASE("a token is made for less than its user may do, told once, and taken away") {
  Writable w;
  w.people.add("li", {Role::editor, Role::reviewer});
  const auto browser = w.people.browser("li");
  const auto make = [&](const Json& body) {
    return send(w.port, "POST", "/auth/tokens", browser.writes(), body.dump());
  };
  const Answer made =
      make({{"note", "QGIS"}, {"rights", {"write_content", "unconditional"}}, {"days", 7}});
  REQUIRE(made.status == 201);
  const Json token = Json::parse(made.body);
  const std::string text = token["token"];
  CHECK(text.starts_with("jt_"));
  CHECK(make({{"rights", {"administer"}}}).status == 400);
  const Answer early = make({{"rights", {"approve"}}});
  CHECK(early.status == 403);
  CHECK(code_of(early) == "second_factor_needed");
  CHECK(make({{"rights", Json::array()}}).status == 400);
  CHECK(make({{"rights", {"draft"}}, {"days", 0}}).status == 400);
  CHECK(make({{"rights", {"draft"}}, {"days", 100'000}}).status == 400);
  const Answer list = send(w.port, "GET", "/auth/tokens", browser.reads());
  CHECK(list.body.find(text) == std::string::npos);
  CHECK(Json::parse(list.body)["tokens"].size() == 1);
  // A token makes no tokens and reads no sessions.
  CHECK(send(w.port, "POST", "/auth/tokens", bearer(text), R"({"rights":["draft"]})").status ==
        403);
  CHECK(send(w.port, "GET", "/auth/sessions", bearer(text)).status == 403);
  const std::string items = "/ogc/collections/lockers/items";
  CHECK(send(w.port, "POST", items, bearer(text), "{}").status == 400);
  const std::string path = "/auth/tokens/" + token["id"].get<std::string>();
  CHECK(send(w.port, "DELETE", path, browser.writes()).status == 204);
  CHECK(send(w.port, "POST", items, bearer(text), "{}").status == 401);
}

TEST_CASE("a changed password keeps this session under another cookie and ends the rest") {
  Writable w;
  w.people.add("li", {Role::editor});
  const auto here = w.people.browser("li"), there = w.people.browser("li");
  const auto change = [&](const std::string& old, const std::string& wanted) {
    return send(w.port, "POST", "/auth/password", here.writes(),
                Json{{"old", old}, {"new", wanted}}.dump());
  };
  CHECK(change("wrong horse battery", "another long password").status == 401);
  CHECK(change(People::password, "short").status == 400);
  const auto next = browser_of(change(People::password, "another long password"));
  CHECK(send(w.port, "GET", "/auth/sessions", next.reads()).status == 200);
  CHECK(send(w.port, "GET", "/auth/sessions", here.reads()).status == 401);
  CHECK(send(w.port, "GET", "/auth/sessions", there.reads()).status == 401);
  CHECK(sign_in(w.port, "li", People::password).status == 401);
}

TEST_CASE(
    "a hundred who sign in at once are hashed two at a time, and the map is served meanwhile") {
  Writable w;
  for (int i = 0; i < 100; ++i) w.people.add("u" + std::to_string(i), {Role::editor});
  std::atomic<int> in{0}, busy{0}, other{0}, done{0};
  std::vector<std::jthread> threads;
  const std::size_t before = resident_bytes();
  std::size_t most = before;
  for (int i = 0; i < 100; ++i)
    threads.emplace_back([&, i] {
      const int status = sign_in(w.port, "u" + std::to_string(i), People::password).status;
      ++(status == 200 ? in : status == 503 ? busy : other);
      ++done;
    });
  int served = 0;
  while (done < 100) {
    served += get(w.port, "/ogc/collections/lockers/items/lk01").status == 200;
    most = std::max(most, resident_bytes());
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  CHECK(in > 0);
  CHECK(other == 0);
  CHECK(in + busy == 100);
  CHECK(served > 0);
  CHECK(most < before + (300u << 20));
}

TEST_CASE("the token of the configuration still writes every layer and plans, without accounts") {
  Writable w;
  auto options = Running::quiet();
  options.edit_token = "a-token-of-16-bytes-or-more";
  for (auth::Service* service : {static_cast<auth::Service*>(nullptr), &w.people.service}) {
    http::Server server(options, w.state, w.editor.get(), nullptr, service);
    const auto port = server.start();
    for (const char* item : {"lockers/items/lk01", "carriers/items/twice", "mine/items/a"}) {
      const std::string path = std::string("/ogc/collections/") + item;
      CHECK(send(port, "OPTIONS", path, bearer(options.edit_token)).field("allow") ==
            "GET, HEAD, OPTIONS, PUT, PATCH, DELETE");
      CHECK(send(port, "DELETE", path, bearer(options.edit_token)).status == 428);
      CHECK(send(port, "DELETE", path, bearer(options.edit_token + "x")).status == 401);
    }
  }
}
