// A server that may be written to, over a store of its own in a new folder.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "geo/base/json.hpp"
#include "tests/api/people_fixture.hpp"

namespace jintu::test {

/// Layers: districts 120101 和平区 (117.0–117.1 × 39.0–39.1) and 120104 南开区 east of it; lockers
/// lk01 in the first, with all that is derived; carriers "twice", a square in the
/// first, and "dot", a point in the second; mine, a
/// user's own layer, with one point "a" whose `lon` and `lat` agree with its place.
struct Writable {
  Writable();
  ~Writable();

  /// With the token of an administrator; `extra` as in Client::get. `body` as it is, with its
  /// length.
  Answer ask(std::string_view method, std::string_view path, std::string_view body = "",
             std::string_view extra = "", std::string_view host = "localhost") const;
  /// The same with a type that the method takes, and If-Match `tag` unless it is empty.
  Answer write(std::string_view method, std::string_view path, const Json& body,
               std::string_view tag = "") const;
  std::string tag_of(const std::string& path) const { return ask("GET", path).field("etag"); }
  std::int64_t revision() const { return store->snapshot()->revision().value; }

  std::filesystem::path folder;
  People people;
  const std::string token = people.token({auth::Role::administrator});
  std::unique_ptr<FeatureStore> store;
  std::mutex writer;
  live::ServiceState state;
  std::unique_ptr<live::Commits> commits;
  std::unique_ptr<edit::Editor> editor;
  std::unique_ptr<http::Server> server;
  std::uint16_t port = 0;
};

/// The layers of `Writable`.
void fill(Transaction& t);

Json point_feature(double lon, double lat, Json properties);
/// The codes of the findings of a 422.
std::vector<std::string> codes_of(const Answer& answer);

}  // namespace jintu::test
