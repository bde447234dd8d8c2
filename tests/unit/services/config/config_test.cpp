#include "services/config/config.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "geo/base/error.hpp"

using namespace jintu;
namespace fs = std::filesystem;

namespace {

struct TempFile {
  explicit TempFile(const std::string& text) {
    path = fs::temp_directory_path() / ("jintu_config_" + std::to_string(getpid()) + ".toml");
    std::ofstream(path) << text;
  }
  ~TempFile() { fs::remove(path); }
  fs::path path;
};

Config read(const std::string& text) {
  const TempFile file(text);
  Config config;
  read_config_file(file.path, config);
  check_config(config);
  return config;
}

}  // namespace

TEST_CASE("the documented file holds every key at its default") {
  Config documented;
  documented.server.port = 1;
  read_config_file(fs::path(JINTU_SOURCE_DIR) / "docs/jintu.toml", documented);
  const Config defaults;
  CHECK(documented.server.port == defaults.server.port);
  CHECK(documented.server.address == defaults.server.address);
  CHECK(documented.server.queue == defaults.server.queue);
  CHECK(documented.server.shutdown_seconds == defaults.server.shutdown_seconds);
  CHECK(documented.server.connections == defaults.server.connections);
  CHECK(documented.server.connections_per_address == defaults.server.connections_per_address);
  CHECK(documented.server.proxies == defaults.server.proxies);
  CHECK(documented.server.bodies_mb == defaults.server.bodies_mb);
  CHECK(documented.server.hosts == defaults.server.hosts);
  CHECK(documented.tiles.cache_mb == defaults.tiles.cache_mb);
  CHECK(documented.tiles.archive == defaults.tiles.archive);
  CHECK(documented.site.review_number.empty());
  CHECK(documented.site.zoom == defaults.site.zoom);
}

TEST_CASE("values are taken and relative paths start at the file") {
  const Config config = read("[server]\nport = 9000\n[data]\ndir = \"there\"\n[site]\nzoom = 12\n");
  CHECK(config.server.port == 9000);
  CHECK(config.data.dir == fs::temp_directory_path() / "there");
  CHECK(config.site.zoom == 12);
}

TEST_CASE("bad configuration names the line, the key and what was expected") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"port = 1", "unknown section [port]"},
      {"[serverr]\nport = 1", "line 1: 未知的部分 unknown section [serverr]"},
      {"[server]\nprot = 1", "line 2: 未知的键 unknown key server.prot"},
      {"[server]\nport = \"8080\"", "server.port: expected a whole number"},
      {"[server]\nport = 70000", "server.port: expected a whole number in range"},
      {"[server]\nport = -1", "server.port"},
      {"[server]\nport = 80.5", "server.port"},
      {"[server]\nthreads = 0", "server.threads: expected 1 to 64"},
      {"[server]\nqueue = 0", "server.queue"},
      {"[server]\naddress = 1", "a text in quotes"},
      {"[server]\nport = 1\nport = 2", "line 3"},
      {"[server\nport = 1", "not valid TOML"},
      {"server = 3", "expected a section [server]"},
      {"[data]\ndir = \"\"", "data.dir: expected a path"},
      {"[tiles]\ncache_mb = -5", "tiles.cache_mb"},
      {"[site]\nzoom = \"far\"", "site.zoom: expected a number"},
      {"[site]\nlatitude = 95", "site.latitude: expected -85 to 85"},
      {"[site]\nlatitude = nan", "site.latitude"},
      {"\xff\xfe[server]", "not valid TOML"},
  }));
  INFO(text);
  CHECK_THROWS_WITH(read(text), Catch::Contains(message));
}

TEST_CASE("a configuration file that is not there is said to be missing") {
  Config config;
  CHECK_THROWS_WITH(read_config_file("/no/such/jintu.toml", config),
                    Catch::Contains("no such configuration file"));
  CHECK_THROWS_AS(read_config_file(fs::temp_directory_path(), config), Error);
}

TEST_CASE("siting is open to a desk that nobody else can reach, and to nobody otherwise") {
  Config config;
  CHECK(siting_is_open(config));
  for (const char* address : {"localhost", "::1", "127.0.0.2"}) {
    config.server.address = address;
    CHECK(siting_is_open(config));
  }
  for (const char* address : {"0.0.0.0", "::", "192.168.1.5", "map.example"}) {
    config.server.address = address;
    CHECK_FALSE(siting_is_open(config));
  }
  config.server.address = "127.0.0.1";
  config.server.public_url = "https://map.example";
  CHECK_FALSE(siting_is_open(config));
  config.server.public_url = "";
  config.siting.open = false;
  CHECK_FALSE(siting_is_open(config));
}

TEST_CASE("lists of texts are read, and what is none is refused") {
  CHECK(read("[server]\nhosts = [\"a.example\", \"b\"]\n").server.hosts ==
        std::vector<std::string>{"a.example", "b"});
  CHECK(read("[server]\nproxies = []\n").server.proxies.empty());
  for (const char* bad :
       {"[server]\nhosts = \"a\"\n", "[server]\nhosts = [1]\n", "[server]\nhosts = [\"\"]\n",
        "[server]\nbodies_mb = 1\n", "[server]\nconnections = 0\n"})
    CHECK_THROWS_AS(read(bad), Error);
}
