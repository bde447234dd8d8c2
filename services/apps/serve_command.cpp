#include <iostream>

#include "geo/base/error.hpp"
#include "services/apps/command.hpp"
#include "services/apps/publisher.hpp"
#include "services/edit/edit.hpp"
#include "services/http/server.hpp"
#include "services/siting/workbench.hpp"

namespace jintu::apps {

namespace {

struct Flags {
  std::optional<std::uint16_t> port;
  std::optional<std::string> address;
};

http::ServerOptions server_options(const Config& config) {
  http::ServerOptions options;
  options.address = config.server.address;
  options.port = config.server.port;
  options.io_threads = config.server.threads;
  options.work_threads = config.server.workers;
  options.work_queue = static_cast<std::size_t>(config.server.queue);
  options.tile_cache_bytes = static_cast<std::size_t>(config.tiles.cache_mb) << 20;
  options.stop_patience = std::chrono::seconds(config.server.shutdown_seconds);
  options.static_dir = config.server.web.string();
  options.edit_token = config.edit.token;
  options.siting_open = config.siting.open &&
                        (config.server.address.starts_with("127.") ||
                         config.server.address == "::1" || config.server.address == "localhost");
  options.public_url = config.server.public_url;
  options.access_log = config.server.access_log == "stderr" ? "-"
                       : config.server.access_log == "off"  ? ""
                                                            : config.server.access_log;
  return options;
}

/// Without the path, which is nobody's business who asks over HTTP.
std::shared_ptr<const FeatureStore> open_for_siting(const std::string& path) {
  try {
    return open_geopackage(path, OpenMode::read_only);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;
    throw Error(ErrorCode::unavailable, "库文件不见了 the store's file is gone", error.what());
  }
}

int run(Context& context, const Flags& flags) {
  Config& config = context.config;
  if (flags.port) config.server.port = *flags.port;
  if (flags.address) config.server.address = *flags.address;
  if (context.quiet) config.server.access_log = "off";
  check_config(config);
  if (!std::filesystem::exists(config.store_path())) {
    throw Error(ErrorCode::not_found,
                config.store_path().string() +
                    ": 还没有数据 there is no data yet; run jintu import --shipped (or ./run)");
  }
  const auto store =
      open_geopackage(config.store_path().string(), OpenMode::read_write, store_options(config));
  http::ServiceState state;
  Publisher publisher(config, *store, state);
  edit::Editor editor(
      *store, config.data.shipped / "schemas", publisher.writer(),
      [&publisher](const ChangeSet& changes) { publisher.publish_changes(changes); });
  siting::Workbench siting(
      {config.siting.max_running, static_cast<std::size_t>(config.siting.max_queued),
       static_cast<std::size_t>(config.siting.memory_mb) << 20, 200},
      [path = config.store_path().string()] { return open_for_siting(path); },
      config.scenarios_path().string());
  http::Server server(server_options(config), state, &editor, &siting);
  const auto port = server.start();
  const std::string url = "http://" + config.server.address + ":" + std::to_string(port) + "/";
  say(context, "津图 Jintu: " + url, {{"url", url}, {"port", port}});
  wait_for_interrupt();
  const bool clean = server.stop();
  if (!clean) std::cerr << "jintu: 部分请求未完成就已关闭 some requests were cut off" << std::endl;
  return exit_done;
}

}  // namespace

void add_serve(CLI::App& app, Context& context) {
  auto flags = std::make_shared<Flags>();
  auto* command =
      app.add_subcommand("serve", "提供服务 serve the map, its tiles and the API until Ctrl-C");
  command->add_option("--port", flags->port, "端口 port; 0: any free one [8080]")->type_name("N");
  command->add_option("--address", flags->address, "地址 address to listen on [127.0.0.1]")
      ->type_name("IP");
  command->callback(
      [&context, flags] { context.action = [&context, flags] { return run(context, *flags); }; });
}

}  // namespace jintu::apps
