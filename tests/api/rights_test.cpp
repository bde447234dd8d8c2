// Each role at each operation of the table of routes.
#include <catch2/catch.hpp>
#include <map>

#include "geo/base/error.hpp"
#include "tests/api/edit_fixture.hpp"

using namespace jintu;
using namespace jintu::test;
using auth::Right;
using auth::Role;

namespace {

/// All that a server can offer: editing, siting and accounts.
struct Whole {
  Whole()
      : workbench(
            {},
            []() -> siting::StoreOpener::result_type {
              throw Error(ErrorCode::not_found, "no store");
            },
            folder.file("scenarios.sqlite")),
        server(Running::quiet(), w.state, w.editor.get(), &workbench, &w.people.service),
        port(server.start()) {}

  Answer ask(std::string_view method, const std::string& path, std::string_view type,
             const std::string& fields) const {
    std::string text = std::string(method) + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" +
                       fields + "If-Match: \"r0.none\"\r\n";
    if (!type.empty())
      text += "Content-Type: " + std::string(type) + "\r\nContent-Length: 2\r\n\r\n{}";
    else
      text += "\r\n";
    return Client(port).request(text);
  }

  EmptyFolder folder;
  Writable w;
  siting::Workbench workbench;
  http::Server server;
  std::uint16_t port;
};

/// The address with its variables given.
std::string filled(std::string_view path, const std::string& collection) {
  std::string out;
  while (!path.empty()) {
    const auto open = path.find('{');
    out += path.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = path.find('}', open);
    const auto name = path.substr(open + 1, close - open - 1);
    out += name == "collectionId"                      ? collection
           : name == "z" || name == "x" || name == "y" ? "0"
                                                       : "none";
    path.remove_prefix(close + 1);
  }
  return out;
}

struct Caller {
  std::string called, fields;
  auth::Principal principal;
};

}  // namespace

TEST_CASE("each role may do at each address what the table says, and is refused the rest") {
  const Whole whole;
  auth::Service& service = const_cast<Whole&>(whole).w.people.service;
  People& people = const_cast<Whole&>(whole).w.people;
  const auto now = std::chrono::system_clock::now();
  std::vector<Caller> callers{{"a visitor", "", *auth::visitor()}};
  for (const auth::RoleRow& row : auth::role_table()) {
    const std::string token = people.token({row.role}, row.rights);
    callers.push_back({"a token of a " + std::string(row.name), bearer(token),
                       *service.directory.of_token(token, now)});
    people.add(std::string(row.name), {row.role});
  }
  int asked = 0, open = 0, unknown = 0, refused = 0;
  for (const http::Route& route : whole.server.routes().routes())
    for (const http::Operation& operation : route.operations)
      for (const char* collection : {"lockers", "carriers", "mine"}) {
        const bool has_collection = route.path.find("{collectionId}") != std::string_view::npos;
        if (!has_collection && collection != std::string_view("lockers")) continue;
        const std::string path = filled(route.path, collection);
        const auto type = operation.media.empty() ? std::string_view() : operation.media.front();
        std::vector<Caller> all = callers;
        // A request may end its own session: each has a new one.
        for (const auth::RoleRow& row : auth::role_table()) {
          service.accounts.end_sessions(std::string(row.name), "", {});
          for (const bool second_factor : {false, true}) {
            const auto browser = people.browser(std::string(row.name), second_factor);
            all.push_back({"a " + std::string(row.name) + (second_factor ? " with code" : ""),
                           browser.writes(), *service.directory.of_session(browser.cookie, now)});
          }
        }
        for (const Caller& caller : all) {
          const Answer answer =
              whole.ask(http::name_of(operation.method), path, type, caller.fields);
          INFO(caller.called << ": " << http::name_of(operation.method) << ' ' << path << '\n'
                             << answer.head << answer.body);
          ++asked;
          const bool may =
              operation.access.is_open_to(caller.principal, has_collection ? collection : "");
          if (may) {
            ++open;
            CHECK(answer.status != 401);
            CHECK(answer.status != 403);
          } else if (caller.principal.is_known()) {
            ++refused;
            CHECK(answer.status == 403);
          } else {
            ++unknown;
            CHECK(answer.status == 401);
            CHECK(answer.field("www-authenticate") == "Bearer realm=\"jintu\"");
          }
          CHECK(answer.status != 405);
          CHECK(answer.status != 500);
        }
      }
  CHECK(asked > 800);
  CHECK(open > 100);
  CHECK(unknown > 20);
  CHECK(refused > 100);
}

TEST_CASE("the roles are what the manual says of them") {
  // visitor, manager, editor, reviewer, planner, administrator; the last four with a second factor
  const std::map<std::string, std::string> expected{
      {"GET /ogc/collections/lockers/items", "yyyyyy"},
      {"POST /ogc/collections/lockers/items", "..y..y"},
      {"POST /ogc/collections/carriers/items", ".....y"},
      {"DELETE /ogc/collections/carriers/items/twice", ".....y"},
      {"PUT /ogc/collections/mine/items/a", ".....y"},
      {"POST /ogc/transactions", "..y..y"},
      {"GET /siting/scenarios", "....yy"},
      {"POST /siting/jobs", "....yy"},
      {"GET /auth/me", "yyyyyy"},
      {"GET /auth/sessions", ".yyyyy"},
      {"GET /auth/users", ".....y"},
      {"POST /auth/users", ".....y"},
      {"PATCH /auth/users/nobody", ".....y"}};
  const Whole whole;
  People& people = const_cast<Whole&>(whole).w.people;
  std::vector<std::string> callers{""};
  for (const auth::RoleRow& row : auth::role_table()) {
    people.add(std::string(row.name), {row.role});
    callers.push_back(people.browser(std::string(row.name), true).writes());
  }
  for (const auto& [what, letters] : expected) {
    const auto space = what.find(' ');
    const std::string method = what.substr(0, space), path = what.substr(space + 1);
    const bool has_body = method == "POST" || method == "PUT" || method == "PATCH";
    std::string found;
    for (const std::string& fields : callers) {
      const int status = whole.ask(method, path, has_body ? "application/json" : "", fields).status;
      found += status == 401 || status == 403 ? '.' : 'y';
    }
    INFO(what);
    CHECK(found == letters);
  }
}

TEST_CASE("OPTIONS tells each caller what he may do there") {
  const Whole whole;
  People& people = const_cast<Whole&>(whole).w.people;
  const std::string editor = bearer(people.token({Role::editor}));
  const auto allowed = [&](const std::string& path, const std::string& fields) {
    return whole.ask("OPTIONS", path, "", fields).field("allow");
  };
  const std::string lockers = "/ogc/collections/lockers/items/lk01",
                    carriers = "/ogc/collections/carriers/items/twice";
  CHECK(allowed(lockers, "") == "GET, HEAD, OPTIONS");
  CHECK(allowed(lockers, editor) == "GET, HEAD, OPTIONS, PUT, PATCH, DELETE");
  CHECK(allowed(carriers, editor) == "GET, HEAD, OPTIONS");
  CHECK(allowed(carriers, bearer(whole.w.token)) == "GET, HEAD, OPTIONS, PUT, PATCH, DELETE");
  CHECK(allowed("/auth/users", editor) == "OPTIONS");
  CHECK(allowed("/siting/scenarios", bearer(people.token({Role::planner}))) ==
        "GET, HEAD, OPTIONS, POST");
}

TEST_CASE("in a transaction each action takes the right to its collection") {
  const Whole whole;
  People& people = const_cast<Whole&>(whole).w.people;
  const std::string body =
      R"({"transaction":[{"action":"delete","collection":"carriers","filter":"id = 'dot'","if_match":"*"}]})";
  const auto post = [&](const std::string& token) {
    return Client(whole.port)
        .request(
            "POST /ogc/transactions HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
            "application/json\r\n" +
            bearer(token) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  };
  const Answer refused = post(people.token({Role::editor}));
  CHECK(refused.status == 403);
  CHECK(Json::parse(refused.body)["action"] == 0);
  CHECK(post(whole.w.token).status == 200);
}

TEST_CASE("only a token with that right writes without If-Match, and is told what it overwrote") {
  Writable w;
  const std::string item = "/ogc/collections/lockers/items/lk01";
  const std::string patch = R"({"properties":{"name_zh":"新名"}})";
  const auto ask = [&](const std::string& token) {
    return Client(w.port).request(
        "PATCH " + item +
        " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + "application/merge-patch+json\r\n" +
        bearer(token) + "Content-Length: " + std::to_string(patch.size()) + "\r\n\r\n" + patch);
  };
  const std::string before = w.tag_of(item);
  CHECK(ask(w.token).status == 428);
  const Answer done =
      ask(w.people.token({Role::editor}, {Right::write_content, Right::unconditional}));
  INFO(done.body);
  CHECK(done.status == 200);
  CHECK(done.field("jintu-replaced") == before);
  CHECK(done.field("etag") != before);
  const auto history = w.store->history("lockers", "lk01");
  REQUIRE(history.size() == 2);
  CHECK(history.back().author.find("/jt:") != std::string::npos);
  CHECK(history.back().message == "HTTP PATCH unconditional");
  CHECK(history.front().feature.properties.find("name_zh"));  // what was overwritten is kept
}
