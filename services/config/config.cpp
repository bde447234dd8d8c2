#include "services/config/config.hpp"

#include <toml++/toml.h>

#include <functional>
#include <map>

#include "geo/base/error.hpp"
#include "geo/base/log.hpp"

namespace jintu {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void refuse(const fs::path& file, const toml::source_region& at,
                         const std::string& what) {
  throw Error(ErrorCode::bad_input, file.string() + ": 第 " + std::to_string(at.begin.line) +
                                        " 行 line " + std::to_string(at.begin.line) + ": " + what);
}

// One key: takes the node, returns what was expected when it does not fit.
using Setter = std::function<const char*(const toml::node&)>;

Setter text(std::string& target) {
  return [&target](const toml::node& node) -> const char* {
    const auto value = node.value_exact<std::string>();
    if (!value) return "a text in quotes";
    target = *value;
    return nullptr;
  };
}

Setter path(fs::path& target, const fs::path& base) {
  return [&target, base](const toml::node& node) -> const char* {
    const auto value = node.value_exact<std::string>();
    if (!value || value->empty()) return "a path in quotes";
    target = base / *value;
    return nullptr;
  };
}

template <class Integer>
Setter integer(Integer& target) {
  return [&target](const toml::node& node) -> const char* {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || !std::in_range<Integer>(*value)) return "a whole number in range";
    target = static_cast<Integer>(*value);
    return nullptr;
  };
}

Setter texts(std::vector<std::string>& target) {
  return [&target](const toml::node& node) -> const char* {
    constexpr const char* expected = "a list of texts: [\"…\", \"…\"]";
    const toml::array* list = node.as_array();
    if (!list) return expected;
    std::vector<std::string> values;
    for (const toml::node& entry : *list) {
      const auto value = entry.value_exact<std::string>();
      if (!value || value->empty()) return expected;
      values.push_back(*value);
    }
    target = std::move(values);
    return nullptr;
  };
}

Setter real(double& target) {
  return [&target](const toml::node& node) -> const char* {
    const auto value = node.value<double>();
    if (!value || !node.is_number()) return "a number";
    target = *value;
    return nullptr;
  };
}

Setter yes_no(bool& target) {
  return [&target](const toml::node& node) -> const char* {
    const auto value = node.value_exact<bool>();
    if (!value) return "true or false";
    target = *value;
    return nullptr;
  };
}

using Section = std::map<std::string, Setter, std::less<>>;

std::map<std::string, Section, std::less<>> keys(Config& c, const fs::path& base) {
  return {
      {"data", {{"dir", path(c.data.dir, base)}, {"shipped", path(c.data.shipped, base)}}},
      {"store",
       {{"url", text(c.store.url)},
        {"wait_seconds", integer(c.store.wait_seconds)},
        {"live_records", integer(c.store.live_records)},
        {"free_mb", integer(c.store.free_mb)}}},
      {"server",
       {{"address", text(c.server.address)},
        {"port", integer(c.server.port)},
        {"threads", integer(c.server.threads)},
        {"workers", integer(c.server.workers)},
        {"queue", integer(c.server.queue)},
        {"connections", integer(c.server.connections)},
        {"connections_per_address", integer(c.server.connections_per_address)},
        {"proxies", texts(c.server.proxies)},
        {"bodies_mb", integer(c.server.bodies_mb)},
        {"hosts", texts(c.server.hosts)},
        {"web", path(c.server.web, base)},
        {"public_url", text(c.server.public_url)},
        {"access_log", text(c.server.access_log)},
        {"shutdown_seconds", integer(c.server.shutdown_seconds)}}},
      {"log", {{"level", text(c.log.level)}, {"form", text(c.log.form)}}},
      {"edit", {{"token", text(c.edit.token)}}},
      {"accounts",
       {{"idle_minutes", integer(c.accounts.idle_minutes)},
        {"session_hours", integer(c.accounts.session_hours)}}},
      {"siting",
       {{"open", yes_no(c.siting.open)},
        {"max_running", integer(c.siting.max_running)},
        {"max_queued", integer(c.siting.max_queued)},
        {"memory_mb", integer(c.siting.memory_mb)}}},
      {"tiles", {{"cache_mb", integer(c.tiles.cache_mb)}, {"archive", text(c.tiles.archive)}}},
      {"site",
       {{"review_number", text(c.site.review_number)},
        {"longitude", real(c.site.longitude)},
        {"latitude", real(c.site.latitude)},
        {"zoom", real(c.site.zoom)}}},
  };
}

template <class Map>
std::string names_of(const Map& map) {
  std::string out;
  for (const auto& [name, unused] : map) out += (out.empty() ? "" : ", ") + name;
  return out;
}

void check_range(bool fits, const char* key, const char* expected) {
  if (!fits)
    throw Error(ErrorCode::bad_input,
                std::string("配置 configuration: ") + key + ": expected " + expected);
}

}  // namespace

std::filesystem::path Config::archive_path(std::string_view datum) const {
  std::filesystem::path path = archive_path();
  if (datum == "wgs84") return path;
  const std::string extension = path.extension().string();
  return path.replace_extension("." + std::string(datum) + extension);
}

Config default_config(const fs::path& executable) {
  Config config;
  const fs::path bin = executable.parent_path();
  config.data.shipped = bin / "../share/jintu/data";
  config.server.web = bin / "../share/jintu/web";
  for (fs::path folder = bin; folder.has_relative_path(); folder = folder.parent_path()) {
    if (fs::exists(folder / "data/manifest.json") && fs::exists(folder / "web")) {
      config.data.shipped = folder / "data";
      config.server.web = folder / "web/dist";
      break;
    }
  }
  return config;
}

void read_config_file(const fs::path& file, Config& config) {
  if (!fs::is_regular_file(file))
    throw Error(ErrorCode::not_found,
                file.string() + ": 没有这个配置文件 no such configuration file");
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    refuse(file, error.source(), "不是 TOML not valid TOML: " + std::string(error.description()));
  }
  const auto known = keys(config, fs::absolute(file).parent_path());
  for (const auto& [section_name, section_node] : table) {
    const auto section = known.find(section_name.str());
    if (section == known.end()) {
      refuse(file, section_name.source(),
             "未知的部分 unknown section [" + std::string(section_name.str()) +
                 "]; expected one of " + names_of(known));
    }
    const toml::table* entries = section_node.as_table();
    if (!entries)
      refuse(file, section_name.source(),
             section->first + ": expected a section [" + section->first + "]");
    for (const auto& [key, node] : *entries) {
      const auto setter = section->second.find(key.str());
      const std::string name = section->first + "." + std::string(key.str());
      if (setter == section->second.end()) {
        refuse(file, key.source(),
               "未知的键 unknown key " + name + "; expected one of " + names_of(section->second));
      }
      if (const char* expected = setter->second(node))
        refuse(file, key.source(), name + ": expected " + expected);
    }
  }
}

bool siting_is_open(const Config& config) {
  const std::string& address = config.server.address;
  const bool loopback = address.starts_with("127.") || address == "::1" || address == "localhost";
  return config.siting.open && loopback && config.server.public_url.empty();
}

void check_config(const Config& c) {
  check_range(c.store.wait_seconds >= 0 && c.store.wait_seconds <= 600, "store.wait_seconds",
              "0 to 600");
  check_range(c.store.live_records >= 1 && c.store.live_records <= 100'000'000,
              "store.live_records", "1 to 100000000");
  check_range(c.store.free_mb >= 0 && c.store.free_mb <= 1 << 20, "store.free_mb", "0 to 1048576");
  check_range(!c.server.address.empty(), "server.address", "an address such as 127.0.0.1");
  check_range(c.server.threads >= 1 && c.server.threads <= 64, "server.threads", "1 to 64");
  check_range(c.server.workers >= 1 && c.server.workers <= 64, "server.workers", "1 to 64");
  check_range(c.server.queue >= 1 && c.server.queue <= 65536, "server.queue", "1 to 65536");
  check_range(c.server.connections >= 16 && c.server.connections <= 1'000'000, "server.connections",
              "16 to 1000000");
  check_range(
      c.server.connections_per_address >= 1 && c.server.connections_per_address <= 1'000'000,
      "server.connections_per_address", "1 to 1000000");
  check_range(c.server.bodies_mb >= 32 && c.server.bodies_mb <= 1 << 16, "server.bodies_mb",
              "32 to 65536");
  const auto& url = c.server.public_url;
  check_range(url.empty() || ((url.starts_with("https://") || url.starts_with("http://")) &&
                              !url.ends_with("/")),
              "server.public_url", "https://HOST without a slash at the end");
  check_range(!c.server.access_log.empty(), "server.access_log", "\"stderr\", \"off\" or a file");
  check_range(c.server.shutdown_seconds >= 0 && c.server.shutdown_seconds <= 600,
              "server.shutdown_seconds", "0 to 600");
  log::Level level{};
  log::Form form{};
  check_range(log::level_of(c.log.level, level), "log.level", "debug, info, warning, error or off");
  check_range(log::form_of(c.log.form, form), "log.form", "text or json");
  const auto printable = [](char ch) { return ch > 0x20 && ch < 0x7f; };
  check_range(
      c.edit.token.empty() || (c.edit.token.size() >= 16 &&
                               std::all_of(c.edit.token.begin(), c.edit.token.end(), printable)),
      "edit.token", "16 or more visible ASCII characters, or nothing");
  check_range(c.accounts.idle_minutes >= 1 && c.accounts.idle_minutes <= 24 * 60,
              "accounts.idle_minutes", "1 to 1440");
  check_range(c.accounts.session_hours >= 1 && c.accounts.session_hours <= 24 * 30,
              "accounts.session_hours", "1 to 720");
  check_range(c.siting.max_running >= 1 && c.siting.max_running <= 64, "siting.max_running",
              "1 to 64");
  check_range(c.siting.max_queued >= 1 && c.siting.max_queued <= 1000, "siting.max_queued",
              "1 to 1000");
  check_range(c.siting.memory_mb >= 1 && c.siting.memory_mb <= 1 << 20, "siting.memory_mb",
              "1 to 1048576");
  check_range(c.tiles.cache_mb >= 0 && c.tiles.cache_mb <= 1 << 20, "tiles.cache_mb",
              "0 to 1048576");
  check_range(!c.tiles.archive.empty(), "tiles.archive", "a file name");
  check_range(c.site.longitude >= -180 && c.site.longitude <= 180, "site.longitude", "-180 to 180");
  check_range(c.site.latitude >= -85 && c.site.latitude <= 85, "site.latitude", "-85 to 85");
  check_range(c.site.zoom >= 0 && c.site.zoom <= 22, "site.zoom", "0 to 22");
}

}  // namespace jintu
