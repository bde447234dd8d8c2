// A whole server with accounts, drafts and releases, over a store of its own.
#pragma once

#include <filesystem>
#include <memory>

#include "services/live/publisher.hpp"
#include "services/review/office.hpp"
#include "tests/api/edit_fixture.hpp"
#include "tests/api/people_fixture.hpp"

namespace jintu::test {

/// Layers as in `Writable`. People: li (administrator), wu (reviewer), zhao (manager of "twice").
class Reviewed {
 public:
  Reviewed();
  ~Reviewed();
  Reviewed(const Reviewed&) = delete;
  Reviewed& operator=(const Reviewed&) = delete;

  /// Lines of a request by which somebody is known, with the second factor; "" is a visitor.
  std::string as(const std::string& name) const;
  Answer ask(const std::string& who, std::string_view method, std::string_view path,
             const std::string& body = "", const std::string& extra = "") const;
  /// The body as JSON, after the status was looked at.
  Json json(int status, const std::string& who, std::string_view method, std::string_view path,
            const Json& body = nullptr, const std::string& extra = "") const;
  /// The draft, begun by `who`.
  Json draft(const std::string& who, std::vector<Json> actions) const;
  /// Draft, submitted and approved.
  Json approved(const std::string& who, std::vector<Json> actions) const;
  std::string tag_of(const std::string& path) const;
  Json update(const std::string& collection, const std::string& id, Json properties) const;

  std::filesystem::path folder;
  People people;
  std::unique_ptr<FeatureStore> store;
  Config config;
  live::ServiceState state;
  std::unique_ptr<jintu::review::Releases> releases;
  std::unique_ptr<live::Publisher> publisher;
  std::unique_ptr<live::Commits> commits;
  std::unique_ptr<edit::Editor> editor;
  std::unique_ptr<changes::Drafts> drafts;
  std::unique_ptr<jintu::review::Review> reviewing;
  std::unique_ptr<jintu::review::Office> office;
  std::unique_ptr<http::Server> server;
  std::uint16_t port = 0;

 private:
  std::map<std::string, People::Browser> browsers_;
};

}  // namespace jintu::test
