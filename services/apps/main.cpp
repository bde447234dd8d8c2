// The program `jintu`: reads the configuration once, runs one sub-command, maps errors to exit
// codes.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <optional>

#include "geo/base/error.hpp"
#include "services/apps/command.hpp"

namespace jintu::apps {

void say(const Context& context, const std::string& text, const Json& object) {
  std::cout << (context.json ? object.dump() : text) << std::endl;
}

namespace {

int fail(const Context& context, const Error& error, int code) {
  if (context.json) {
    std::cout << Json{{"error", to_string(error.code())}, {"detail", error.public_detail()}}.dump()
              << std::endl;
  }
  std::cerr << "jintu: " << error.what() << std::endl;
  return code;
}

int exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::cancelled:
      return exit_interrupted;
    case ErrorCode::bad_input:
    case ErrorCode::not_found:
    case ErrorCode::conflict:
    case ErrorCode::too_large:
    case ErrorCode::unsupported:
    case ErrorCode::unavailable:
    case ErrorCode::no_space:
    case ErrorCode::io:
    case ErrorCode::internal:
      return exit_failed;
  }
  return exit_failed;
}

int run(int argc, char** argv) {
  CLI::App app{
      "津图 Jintu: 天津夜间经济与专业载体地图服务 the mapping service for Tianjin's "
      "online-services economy"};
  app.footer(
      "退出码 exit codes: 0 完成 done, 1 失败 failed, 2 用法或配置有误 usage or configuration, 130 "
      "中断 interrupted\n"
      "docs/jintu.toml lists every key of the configuration file.");
  app.require_subcommand(1);
  app.set_version_flag("-V,--version", "jintu " JINTU_VERSION, "版本 the program's version");
  app.set_help_all_flag("--help-all", "所有子命令的帮助 help of every sub-command");

  Context context;
  std::optional<std::string> config_file;
  std::optional<std::string> data_dir, store;
  app.add_option("--config", config_file, "配置文件 configuration file (TOML)")->type_name("FILE");
  app.add_option("--data", data_dir, "数据目录 data directory [jintu-data]")->type_name("DIR");
  app.add_option(
         "--store", store,
         "库 store: a file, or postgresql://… with PostGIS [jintu.gpkg in the data directory]")
      ->type_name("URL");
  app.add_flag("--json", context.json, "结果用 JSON 输出 results as JSON on standard output");
  app.add_flag("-q,--quiet", context.quiet, "不显示进度 no progress");
  app.fallthrough();

  context.config = default_config(std::filesystem::read_symlink("/proc/self/exe"));
  add_import(app, context);
  add_tiles(app, context);
  add_site(app, context);
  add_serve(app, context);
  add_export(app, context);
  add_migrate(app, context);
  add_user(app, context);
  add_doctor(app, context);
  add_audit(app, context);
  add_version(app, context);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (const auto rest = app.remaining();
        error.get_exit_code() != 0 && app.get_subcommands().empty() && !rest.empty()) {
      std::string known;
      for (const auto* command : app.get_subcommands({}))
        known += (known.empty() ? "" : ", ") + command->get_name();
      std::cerr << "jintu: 没有子命令或选项 no sub-command or option \"" << rest.front()
                << "\"; there are: " << known << "; see jintu --help" << std::endl;
      return exit_usage;
    }
    const int code = app.exit(error);
    return code == 0 ? exit_done : exit_usage;
  }
  try {
    if (config_file) read_config_file(*config_file, context.config);
    if (data_dir) context.config.data.dir = *data_dir;
    if (store) context.config.store.url = *store;
  } catch (const Error& error) {
    return fail(context, error, exit_usage);
  }
  try {
    return context.action();
  } catch (const UsageError& error) {
    return fail(context, error, exit_usage);
  } catch (const Error& error) {
    return fail(context, error, exit_code_of(error.code()));
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(context,
                Error(ErrorCode::io, error.path1().string() + ": 无法使用 this cannot be used: " +
                                         error.code().message()),
                exit_failed);
  } catch (const std::exception& error) {
    return fail(context, Error(ErrorCode::internal, "内部错误 internal error", error.what()),
                exit_failed);
  }
}

}  // namespace
}  // namespace jintu::apps

int main(int argc, char** argv) {
  try {
    jintu::apps::catch_interrupts();
    return jintu::apps::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "jintu: 内部错误 internal error: %s\n", error.what());
    return jintu::apps::exit_failed;
  }
}
