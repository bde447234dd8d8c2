#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <optional>
#include <thread>

#include "geo/base/error.hpp"
#include "geo/base/log.hpp"
#include "geo/documents/documents.hpp"
#include "services/apps/account_events.hpp"
#include "services/apps/command.hpp"
#include "services/audit/audit.hpp"
#include "services/audit/revisions.hpp"
#include "services/auth/service.hpp"
#include "services/edit/edit.hpp"
#include "services/http/server.hpp"
#include "services/http/server/memory_return.hpp"
#include "services/live/commits.hpp"
#include "services/live/publisher.hpp"
#include "services/live/released_store.hpp"
#include "services/review/office.hpp"
#include "services/siting/plans/workbench.hpp"

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
  options.max_connections = static_cast<std::size_t>(config.server.connections);
  options.max_per_address = static_cast<std::size_t>(config.server.connections_per_address);
  options.proxies = config.server.proxies;
  options.max_body_bytes = static_cast<std::size_t>(config.server.bodies_mb) << 20;
  options.hosts = config.server.hosts;
  options.private_folders = {config.data.dir.string(), config.data.shipped.string(),
                             config.server.web.string(),
                             std::filesystem::temp_directory_path().string()};
  options.siting_open = siting_is_open(config);
  options.public_url = config.server.public_url;
  options.access_log = config.server.access_log == "stderr" ? "-"
                       : config.server.access_log == "off"  ? ""
                                                            : config.server.access_log;
  return options;
}

/// Without the path, which is nobody's business who asks over HTTP.
std::shared_ptr<const FeatureStore> open_for_siting(const std::string& path) {
  try {
    return open_store(path, OpenMode::read_only);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;
    throw Error(ErrorCode::unavailable, "库文件不见了 the store's file is gone", error.what());
  }
}

/// As many files and connections as this user may have: the usual 1,024 are soon used up.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 65'536);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Ends the process when stopping takes longer than it may: a computation that does not look
/// whether it should stop must not keep the server from ending. What was acknowledged is on disk.
class LastResort {
 public:
  explicit LastResort(std::chrono::seconds patience)
      : thread_([this, patience](const std::stop_token& stop) {
          std::unique_lock lock(mutex_);
          if (wake_.wait_for(lock, stop, patience, [&] { return stop.stop_requested(); })) return;
          std::fputs("jintu: 有计算未能停下，直接退出 some work did not stop in time; leaving it\n",
                     stderr);
          std::_Exit(exit_done);
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

/// What an operator should know of who may do what.
void warn_of_access(const Config& config, auth::Accounts& accounts) {
  if (!config.edit.token.empty()) {
    std::cerr
        << "jintu: [edit] token 将取消：请为程序建令牌 is deprecated: make tokens for programs "
           "with jintu user token NAME, accounts for people with jintu user add "
           "(docs/accounts.md)"
        << std::endl;
    return;
  }
  if (!accounts.users().empty()) return;
  std::cerr << "jintu: "
            << (siting_is_open(config)
                    ? "还没有用户：没有人能编辑 there are no users yet: nobody can edit"
                    : "还没有用户：没有人能编辑或选址 there are no users yet: nobody can edit or "
                      "plan")
            << "; jintu user add NAME --role administrator" << std::endl;
}

/// Whoever has a carrier among theirs.
review::Managers managers_of(auth::Accounts& accounts) {
  return [&accounts](std::string_view collection, std::string_view id) {
    std::vector<std::string> names;
    if (collection.substr(0, collection.find('.')) != "carriers") return names;
    for (const auth::User& user : accounts.users())
      if (!user.disabled &&
          std::find(user.carriers.begin(), user.carriers.end(), id) != user.carriers.end())
        names.push_back(user.name);
    return names;
  };
}

/// Enters what is missing in the audit log, every few seconds: an edit does not wait for it.
class RevisionEntries {
 public:
  RevisionEntries(documents::Documents& documents, const FeatureStore& store)
      : thread_([this, &documents, &store](const std::stop_token& stop) {
          std::unique_lock lock(mutex_);
          std::string complaint;
          do {
            try {
              audit::enter_revisions(documents, store);
              complaint.clear();
            } catch (const std::exception& fault) {
              if (complaint != fault.what()) log::error("audit", fault.what());
              complaint = fault.what();
            }
          } while (!wake_.wait_for(lock, stop, std::chrono::seconds(5),
                                   [&] { return stop.stop_requested(); }));
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

int run(Context& context, const Flags& flags) {
  http::share_arenas();
  Config& config = context.config;
  if (flags.port) config.server.port = *flags.port;
  if (flags.address) config.server.address = *flags.address;
  if (context.quiet) config.server.access_log = "off";
  check_config(config);
  log::Level level{};
  log::Form form{};
  if (log::level_of(config.log.level, level) && log::form_of(config.log.form, form))
    log::configure(context.quiet ? std::max(level, log::Level::warning) : level, form);
  raise_descriptor_limit();
  std::optional<LastResort> last_resort;  // outlives all that has to stop
  const std::string address = config.store_address();
  if (!is_database(address) && !std::filesystem::exists(address)) {
    throw Error(
        ErrorCode::not_found,
        address + ": 还没有数据 there is no data yet; run jintu import --shipped (or ./run)");
  }
  const auto store = open_store(address, OpenMode::read_write, store_options(config));
  const auto documents = documents::open_documents(address);
  review::Releases releases(*documents, *store);
  live::ServiceState state;
  live::Publisher publisher(config, *store, state, [&releases] { return releases.pin(); });
  live::Commits commits(*store, publisher.writer(), [&publisher](const ChangeSet& changes) {
    publisher.publish_changes(changes);
  });
  edit::Editor editor(commits, config.data.shipped / "schemas");
  siting::Workbench siting(
      {config.siting.max_running, static_cast<std::size_t>(config.siting.max_queued),
       static_cast<std::size_t>(config.siting.memory_mb) << 20, 200},
      [address, &store, &state] {
        // A database's connections are shared; a file is opened anew, since it may be another.
        return live::as_released(is_database(address) ? std::shared_ptr<const FeatureStore>(
                                                            std::shared_ptr<void>(), store.get())
                                                      : open_for_siting(address),
                                 state);
      },
      config.scenarios_path().string());
  auth::Service auth(*documents,
                     {std::chrono::minutes(config.accounts.idle_minutes),
                      std::chrono::hours(config.accounts.session_hours)},
                     account_recorder());
  changes::Drafts drafts(*documents);
  review::Review review(drafts, editor, *store, managers_of(auth.accounts));
  review::Office office{*documents, *store,   drafts,
                        review,     releases, [&publisher] { publisher.release_changed(); }};
  const RevisionEntries entries(*documents, *store);
  http::Server server(server_options(config), state, &editor, &siting, &auth, &office);
  const auto port = server.start();
  const bool v6 = config.server.address.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + config.server.address + "]" : config.server.address;
  const std::string url = "http://" + host + ":" + std::to_string(port) + "/";
  say(context, "津图 Jintu: " + url, {{"url", url}, {"port", port}});
  warn_of_access(config, auth.accounts);
  wait_for_interrupt();
  last_resort.emplace(std::chrono::seconds(config.server.shutdown_seconds + 3));
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
