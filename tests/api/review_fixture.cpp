#include "tests/api/review_fixture.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>

#include "geo/store/open/open.hpp"

namespace jintu::test {

namespace fs = std::filesystem;

Reviewed::Reviewed() {
  static std::atomic<int> number{0};
  folder = fs::temp_directory_path() /
           ("jintu-reviewed-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
  fs::create_directories(folder);
  store = open_store((folder / "jintu.gpkg").string(), OpenMode::create);
  {
    auto transaction = store->begin("test", "fixture");
    fill(*transaction);
    transaction->commit();
  }
  people.add("li", {auth::Role::administrator});
  people.add("wu", {auth::Role::reviewer});
  people.add("zhao", {auth::Role::manager});
  for (const char* name : {"li", "wu", "zhao"}) browsers_.emplace(name, people.browser(name, true));
  config.data.dir = folder;
  config.data.shipped = JINTU_SOURCE_DIR "/data";
  releases = std::make_unique<review::Releases>(*people.documents, *store);
  publisher =
      std::make_unique<live::Publisher>(config, *store, state, [this] { return releases->pin(); });
  commits = std::make_unique<live::Commits>(
      *store, publisher->writer(),
      [this](const ChangeSet& changes) { publisher->publish_changes(changes); });
  editor = std::make_unique<edit::Editor>(*commits, config.data.shipped / "schemas");
  drafts = std::make_unique<changes::Drafts>(*people.documents);
  reviewing = std::make_unique<review::Review>(
      *drafts, *editor, *store, [this](std::string_view collection, std::string_view id) {
        std::vector<std::string> names;
        if (collection.substr(0, collection.find('.')) != "carriers") return names;
        for (const auto& user : people.service.accounts.users())
          if (std::find(user.carriers.begin(), user.carriers.end(), id) != user.carriers.end())
            names.push_back(user.name);
        return names;
      });
  office = std::make_unique<review::Office>(
      review::Office{*people.documents, *store, *drafts, *reviewing, *releases,
                     [this] { publisher->release_changed(); }});
  server = std::make_unique<http::Server>(Running::quiet(), state, editor.get(), nullptr,
                                          &people.service, office.get());
  port = server->start();
}

Reviewed::~Reviewed() {
  server.reset();
  editor.reset();
  commits.reset();
  publisher.reset();
  store.reset();
  fs::remove_all(folder);
}

std::string Reviewed::as(const std::string& name) const {
  return name.empty() ? "" : browsers_.at(name).writes();
}

Answer Reviewed::ask(const std::string& who, std::string_view method, std::string_view path,
                     const std::string& body, const std::string& extra) const {
  std::string text = std::string(method) + " " + std::string(path) +
                     " HTTP/1.1\r\nHost: localhost\r\n" + as(who) + extra;
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return Client(port).request(text + "\r\n" + body);
}

Json Reviewed::json(int status, const std::string& who, std::string_view method,
                    std::string_view path, const Json& body, const std::string& extra) const {
  const std::string text = body.is_null() ? "" : body.dump();
  const std::string type = body.is_null() || extra.find("Content-Type") != std::string::npos
                               ? ""
                               : "Content-Type: application/json\r\n";
  const Answer answer = ask(who, method, path, text, type + extra);
  INFO(method << " " << path << "\n" << answer.head << answer.body);
  REQUIRE(answer.status == status);
  return answer.body.empty() ? Json() : Json::parse(answer.body);
}

Json Reviewed::draft(const std::string& who, std::vector<Json> actions) const {
  return json(201, who, "POST", "/changes",
              {{"title", "改"}, {"comment", "why"}, {"actions", std::move(actions)}});
}

Json Reviewed::approved(const std::string& who, std::vector<Json> actions) const {
  const std::string at = "/changes/" + draft(who, std::move(actions))["id"].get<std::string>();
  json(200, who, "POST", at + "/submit", Json::object());
  return json(200, "wu", "POST", at + "/approve", Json::object());
}

std::string Reviewed::tag_of(const std::string& path) const {
  return ask("li", "GET", path, "", "Jintu-Preview: 1\r\n").field("etag");
}

Json Reviewed::update(const std::string& collection, const std::string& id, Json properties) const {
  return {{"action", "update"},
          {"collection", collection},
          {"id", id},
          {"if_match", tag_of("/ogc/collections/" + collection + "/items/" + id)},
          {"feature", {{"properties", std::move(properties)}}}};
}

}  // namespace jintu::test
