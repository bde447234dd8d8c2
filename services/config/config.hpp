// The one configuration, read once in main. docs/jintu.toml documents every key with its default.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace jintu {

struct Config {
  struct Data {
    std::filesystem::path dir = "jintu-data";  ///< the store, the archive, extracts, reject reports
    std::filesystem::path shipped;             ///< the layers that come with the program
  } data;

  struct Store {
    std::string url;       ///< "postgresql://…": the store is there, and not in `data.dir`
    int wait_seconds = 5;  ///< for another process's transaction
    std::int64_t live_records = 500'000;  ///< of one live layer: all of it is in memory
    std::int64_t free_mb = 8;  ///< less on the disk of `data.dir`, and /readyz answers 503
  } store;

  struct Server {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  ///< 0: any free one
    int threads = 2;  ///< of the HTTP library; tiles are encoded on `workers` of their own
    int workers = 2;
    int queue = 256;                    ///< requests waiting for a worker; beyond that 503
    int connections = 4096;             ///< beyond: whoever did nothing for longest is closed
    int connections_per_address = 256;  ///< the same for each client address
    std::vector<std::string> proxies{"127.0.0.1", "::1"};  ///< addresses without that limit
    int bodies_mb = 64;              ///< of all request bodies held at once; beyond that 503
    std::vector<std::string> hosts;  ///< further names by which this server may be asked
    std::filesystem::path web;       ///< the built web app
    std::string public_url;  ///< "https://map.example": what links begin with; empty: as asked
    std::string access_log = "stderr";  ///< "stderr", "off" or a file
    int shutdown_seconds = 5;           ///< for requests in flight when asked to stop
  } server;

  struct Log {
    std::string level = "info";  ///< "debug", "info", "warning", "error" or "off"
    std::string form = "text";   ///< "text" or "json": one JSON object a line
  } log;

  struct Edit {
    std::string token;  ///< deprecated: "Authorization: Bearer …" of who may write; empty: none
  } edit;

  struct Accounts {
    int idle_minutes = 60;   ///< without a request a session ends
    int session_hours = 12;  ///< since the sign-in it ends in any case
  } accounts;

  struct Siting {
    bool open = true;  ///< nobody signs in for it at this desk: see siting_is_open
    int max_running = 2;
    int max_queued = 16;
    int memory_mb = 512;  ///< of all jobs with what they ask and found; the oldest go first
  } siting;

  struct Tiles {
    std::int64_t cache_mb = 128;
    std::string archive = "basemap.pmtiles";  ///< within data.dir unless absolute
  } tiles;

  struct Site {
    std::string review_number;  ///< 审图号; empty: the page says 示例数据 未经审图
    double longitude = 117.2;
    double latitude = 39.13;
    double zoom = 10;
  } site;

  /// A database, or the path of a file.
  std::string store_address() const {
    return store.url.empty() ? (data.dir / "jintu.gpkg").string() : store.url;
  }
  std::filesystem::path scenarios_path() const { return data.dir / "scenarios.sqlite"; }
  std::filesystem::path archive_path() const { return data.dir / tiles.archive; }
  /// Of the same map in another datum: "basemap.gcj02.pmtiles" beside "basemap.pmtiles".
  std::filesystem::path archive_path(std::string_view datum) const;
  std::filesystem::path extract_path() const { return data.dir / "extract.osm.pbf"; }
  std::filesystem::path rejects_dir() const { return data.dir / "rejects"; }
};

/// Defaults, with `shipped` and `web` found beside the program: in its source tree, or in
/// ../share/jintu of where it is installed.
Config default_config(const std::filesystem::path& executable);

/// Reads a TOML file over `config`. Relative paths are taken from the file's folder.
/// Throws Error{not_found}, or Error{bad_input} naming file, line, key and what was expected;
/// unknown keys are errors.
void read_config_file(const std::filesystem::path& file, Config& config);

/// Who may use the siting side without signing in: those at this machine, as long as
/// nobody else can reach it. False when the server listens elsewhere than on the loopback, or has a
/// public_url: then a proxy stands before it, and whoever comes through it comes from the loopback.
bool siting_is_open(const Config& config);

/// Ranges and contradictions, for values from file and flags alike. Throws Error{bad_input}.
void check_config(const Config& config);

}  // namespace jintu
