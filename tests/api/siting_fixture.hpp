// A server with a siting side, and a small city on disk for it.
#pragma once

#include <filesystem>

#include "geo/base/json.hpp"
#include "tests/api/fixture.hpp"

namespace jintu::test {

/// An empty folder that is gone with its contents at the end.
class EmptyFolder {
 public:
  EmptyFolder();
  ~EmptyFolder();
  EmptyFolder(const EmptyFolder&) = delete;
  EmptyFolder& operator=(const EmptyFolder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// A GeoPackage with one street at 39.05° N from 117.00° to 117.20° E (0.002° is 173 m), two
/// districts that meet at 117.1° E (1,000 people in 120101, 500 in 120104), one sample locker at
/// 117.02° E, and homes: way 1 at 117.022° (750 people), way 2 at 117.03° (250), way 3 at 117.15°
/// (500). Removed at the end.
class SmallCity {
 public:
  explicit SmallCity(bool with_network = true);
  siting::StoreOpener opener() const;
  std::string path() const { return folder_.file("store.gpkg"); }

 private:
  EmptyFolder folder_;
};

struct Siting {
  /// Without a store: `GET /siting/points` is 404, problems bring their own distances.
  explicit Siting(bool open = true, siting::JobsOptions options = {});
  explicit Siting(const SmallCity& city);

  Answer send(const std::string& method, const std::string& path, const std::string& body,
              const std::string& type = "application/json", const std::string& fields = "");
  Json read(const std::string& path);  ///< 200, as JSON
  Json start(const std::string& problem);
  /// Waits by long polls.
  Json finished(const Json& job);
  static std::string of(const Json& job, const std::string& part) {
    return "/siting/jobs/" + job["id"].get<std::string>() + part;
  }

  EmptyFolder folder;  ///< of the scenarios
  World world;
  siting::Workbench workbench;
  http::Server server;
  std::uint16_t port;

 private:
  Siting(bool open, const siting::JobsOptions& options, siting::StoreOpener store);
};

}  // namespace jintu::test
