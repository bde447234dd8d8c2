// `jintu doctor`: looks at the machine, the configuration and the data, and says what to do.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <thread>

#include "geo/base/error.hpp"
#include "geo/base/text.hpp"
#include "geo/crs/transform.hpp"
#include "geo/documents/documents.hpp"
#include "geo/io/manifest.hpp"
#include "geo/io/read.hpp"
#include "geo/store/gpkg/examine.hpp"
#include "geo/store/live_layers.hpp"
#include "services/apps/command.hpp"
#include "services/auth/accounts.hpp"
#include "services/drawing/pens.hpp"
#include "services/ingest/extract_file.hpp"

namespace jintu::apps {

namespace fs = std::filesystem;

namespace {

enum class Verdict { good, warning, fault };

struct Finding {
  Verdict verdict;
  std::string subject, found, advice;
};

class Examination {
 public:
  void good(std::string subject, std::string found) {
    add({Verdict::good, std::move(subject), std::move(found), {}});
  }
  void warn(std::string subject, std::string found, std::string advice) {
    add({Verdict::warning, std::move(subject), std::move(found), std::move(advice)});
  }
  void fault(std::string subject, std::string found, std::string advice) {
    add({Verdict::fault, std::move(subject), std::move(found), std::move(advice)});
  }
  // Runs one look; what it throws is a fault with that advice.
  template <class Look>
  void look(const std::string& subject, const std::string& advice, Look what) {
    try {
      what();
    } catch (const Error& error) {
      fault(subject, error.public_detail(), advice);
    }
  }
  const std::vector<Finding>& findings() const { return findings_; }
  bool sound() const {
    for (const auto& f : findings_) {
      if (f.verdict == Verdict::fault) return false;
    }
    return true;
  }

 private:
  void add(Finding f) { findings_.push_back(std::move(f)); }
  std::vector<Finding> findings_;
};

void look_at_machine(const Config& config, Examination& exam) {
  exam.good("处理器 processors", std::to_string(std::thread::hardware_concurrency()));
  exam.look("PROJ", "安装 install proj-data", [&] {
    const auto p = project(LonLat<Cgcs2000>{117.2, 39.13});
    const bool right = std::abs(p.x - 517293.5) < 1 && std::abs(p.y - 4332955.2) < 1;
    if (right)
      exam.good("PROJ", "EPSG:4548 converts as it should");
    else
      exam.fault("PROJ", "EPSG:4548 gives a wrong result", "安装 install proj-data");
  });
  try {
    exam.good("GDAL",
              io::gdal_release() + ", for GeoPackage, Shapefile, KML, DXF, FlatGeobuf and XLSX");
  } catch (const Error& error) {
    exam.fault("GDAL", error.what(),
               "重新构建 build again, and keep jintu_gdal.so beside the program");
  }
  try {
    const drawing::Pens& pens = drawing::pens();
    exam.good("图片与海报 pictures and posters", pens.font() + ", " + pens.release());
  } catch (const Error& error) {
    exam.warn("图片与海报 pictures and posters", error.what(),
              "安装 install fonts-noto-cjk; 并确认 and keep jintu_drawing.so beside the program: "
              "until then these addresses answer 503");
  }
  fs::path place = fs::absolute(config.data.dir);
  while (!fs::exists(place)) place = place.parent_path();
  std::error_code error;
  const auto space = fs::space(place, error);
  if (error) {
    exam.warn("磁盘 disk", place.string() + ": " + error.message(), "检查路径 check the path");
  } else if (space.available < static_cast<std::uintmax_t>(config.store.free_mb) << 20) {
    exam.fault("磁盘 disk",
               "已满 is full: " + human_bytes(space.available) + " free at " + place.string(),
               "腾出空间 free some: nothing can be saved");
  } else if (space.available < 2'000'000'000) {
    exam.warn("磁盘 disk", human_bytes(space.available) + " free at " + place.string(),
              "腾出至少 2 GB free at least 2 GB");
  } else {
    exam.good("磁盘 disk", human_bytes(space.available) + " free");
  }
  if (access(place.c_str(), W_OK) != 0) {
    exam.fault("数据目录 data directory", place.string() + " 不可写 may not be written",
               "换目录或改权限 choose another with --data, or change its permissions");
  }
}

void look_at_shipped(const Config& config, Examination& exam) {
  exam.look("自带数据 shipped data", "重新取得项目 get a fresh copy of the project", [&] {
    const auto entries = io::read_manifest(config.data.shipped.string());
    for (const auto& entry : entries) io::verify(entry);
    exam.good("自带数据 shipped data",
              std::to_string(entries.size()) + " files match their sha256");
  });
  if (fs::exists(config.server.web / "index.html"))
    exam.good("网页 web app", config.server.web.string());
  else
    exam.fault("网页 web app", config.server.web.string() + " 没有构建 is not built",
               "运行 run scripts/web");
}

/// What was found in each table; `jintu_history` and the like are named as they are in the file.
void look_for_damage(const std::string& path, Depth depth, const Context& context,
                     Examination& exam) {
  ProgressDisplay display(context.progress_style());
  const auto faults = examine_geopackage(path, depth, display.progress());
  display.finish();
  for (const TableFault& fault : faults)
    exam.fault(fault.table.empty() ? "库 store" : "表 table " + fault.table, fault.what,
               "从备份恢复，或另存后重新导入 restore a backup, or set it aside and import anew");
  if (faults.empty())
    exam.good("库的内容 store's content",
              depth == Depth::full
                  ? "完好：每页、每条记录与每个版本都读得出 sound: every page, record "
                    "and version can be read"
                  : "完好：每页都读得出 sound: every page can be read");
}

void look_at_layers(const Snapshot& snapshot, Examination& exam) {
  for (const std::string_view name : live_layer_names()) {
    const auto layer = snapshot.layer(name);
    if (layer)
      exam.good("图层 layer " + std::string(name), grouped(layer->features().size()) + " records");
    else
      exam.fault("图层 layer " + std::string(name), "缺 missing",
                 "运行 run jintu import --shipped");
  }
}

void look_at_basemap(const Config& config, const FeatureStore& store, Examination& exam) {
  const std::string source = store.meta("osm.source");
  const bool archive = fs::exists(config.archive_path());
  if (source.empty())
    exam.warn("底图 basemap", "没有 OSM 数据 no OSM data", "运行 run jintu import FILE.osm.pbf");
  else if (!archive)
    exam.warn("底图 basemap", "未构建 not built from " + source, "运行 run jintu tiles build");
  else
    exam.good("底图 basemap", config.archive_path().string() + ", " +
                                  human_bytes(fs::file_size(config.archive_path())));
  if (const std::string why = extract_disagreement(store, config.extract_path()); !why.empty())
    exam.fault("OSM 数据 extract", why, "重新导入 OSM 数据 import the OSM data again");
}

void look_at_store(const Context& context, Depth depth, Examination& exam) {
  const Config& config = context.config;
  const std::string path = config.store_address();
  const bool database = is_database(path);
  if (!database && !fs::exists(path)) {
    exam.fault("库 store", path + " 不存在 does not exist", "运行 run jintu import --shipped");
    return;
  }
  const std::string advice =
      "从备份恢复，或删除后重新导入 restore a backup, or delete it and import anew";
  if (!database)
    exam.look("库 store", advice, [&] { look_for_damage(path, depth, context, exam); });
  exam.look("库 store", database ? "检查地址与数据库 check the address and the database" : advice,
            [&] {
              const auto store = open_store(path, OpenMode::read_only);
              exam.good("库 store",
                        shown(path) + ", revision " + std::to_string(store->revision().value));
              if (const std::string why = store->trouble(); !why.empty())
                exam.fault("库 store", why, advice);
              look_at_layers(*store->snapshot(), exam);
              look_at_basemap(config, *store, exam);
            });
}

void look_at_port(const Config& config, Examination& exam) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(config.server.port);
  const std::string where = config.server.address + ":" + std::to_string(config.server.port);
  if (inet_pton(AF_INET, config.server.address.c_str(), &address.sin_addr) != 1) return;
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const bool free = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  if (free)
    exam.good("端口 port", where + " is free");
  else
    exam.warn("端口 port", where + " 已被占用 is in use",
              "换端口 choose another with --port, or stop what uses it");
}

/// Who may write and plan, as the server would let them.
void look_at_access(const Config& config, Examination& exam) {
  std::vector<auth::User> users;
  try {
    const auto documents = documents::open_documents(config.store_address());
    users = auth::Accounts(*documents).users();
  } catch (const Error& error) {
    exam.fault("用户 users", error.public_detail(),
               "从备份恢复 put back a copy of the accounts, or see docs/accounts.md");
    return;
  }
  const auto count = [&](auth::Role role) {
    return std::count_if(users.begin(), users.end(), [role](const auth::User& user) {
      return !user.disabled &&
             std::find(user.roles.begin(), user.roles.end(), role) != user.roles.end();
    });
  };
  const auto administrators = count(auth::Role::administrator);
  if (administrators > 0)
    exam.good("用户 users", std::to_string(users.size()) + " 个用户 users, " +
                                std::to_string(administrators) + " 位系统管理员 administrators");
  else
    exam.warn("用户 users", "还没有系统管理员 there is no administrator yet: nobody can edit",
              "jintu user add NAME --role administrator");
  const bool token = !config.edit.token.empty();
  if (token)
    exam.warn("[edit] token", "将取消：谁写的分不清 is deprecated: it does not tell who wrote",
              "改用 use jintu user token NAME instead, and take [edit] out (docs/accounts.md)");
  if (siting_is_open(config))
    exam.good("选址 siting", "本机可直接使用 open to this desk without signing in");
  else if (token || count(auth::Role::planner) + administrators > 0)
    exam.good("选址 siting", "规划员登录或用令牌 for planners, who sign in or send a token");
  else
    exam.warn("选址 siting", "没有人能用：还没有规划员 nobody can use it: there is no planner",
              "jintu user add NAME --role planner");
  const std::string& address = config.server.address;
  const bool elsewhere = !address.starts_with("127.") && address != "::1" && address != "localhost";
  if (elsewhere && config.server.public_url.empty())
    exam.warn("地址 address",
              address + " 上没有加密和代理 is reached without a proxy and without encryption",
              "公开服务请只监听 for the public listen on 127.0.0.1, with nginx before it and "
              "server.public_url set");
}

int report(const Context& context, const Examination& exam) {
  static constexpr const char* marks[] = {"  好 ok  ", "注意 warn", "故障 FAIL"};
  static constexpr const char* names[] = {"ok", "warning", "fault"};
  Json list = Json::array();
  for (const auto& f : exam.findings()) {
    const auto v = static_cast<std::size_t>(f.verdict);
    list.push_back(
        {{"verdict", names[v]}, {"subject", f.subject}, {"found", f.found}, {"advice", f.advice}});
    if (!context.json) {
      std::cout << marks[v] << "  " << f.subject << ": " << f.found << "\n";
      if (!f.advice.empty()) std::cout << "            → " << f.advice << "\n";
    }
  }
  if (context.json)
    std::cout << Json{{"sound", exam.sound()}, {"findings", list}}.dump() << std::endl;
  return exam.sound() ? exit_done : exit_failed;
}

}  // namespace

void add_doctor(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "doctor", "体检 check the machine, the configuration and the data, and say what to do");
  auto full = std::make_shared<bool>(false);
  command->add_flag("--full", *full,
                    "全面 decode every record and version of the store, and compare its indexes");
  command->callback([&context, full] {
    context.action = [&context, full] {
      Examination exam;
      look_at_machine(context.config, exam);
      exam.look("配置 configuration", "见 see docs/jintu.toml", [&] {
        check_config(context.config);
        exam.good("配置 configuration", "每个键都有效 every key is valid");
      });
      look_at_shipped(context.config, exam);
      look_at_store(context, *full ? Depth::full : Depth::quick, exam);
      look_at_access(context.config, exam);
      look_at_port(context.config, exam);
      return report(context, exam);
    };
  });
}

}  // namespace jintu::apps
