#include "geo/base/text.hpp"
#include "geo/store/open/migrate.hpp"
#include "services/apps/command.hpp"

namespace jintu::apps {

namespace {

struct Flags {
  std::string from, to;
};

int run(const Context& context, const Flags& flags) {
  ProgressDisplay display(context.progress_style());
  const auto report =
      migrate(flags.from, flags.to, store_options(context.config), display.progress());
  display.finish();
  say(context,
      shown(flags.from) + " → " + shown(flags.to) + ": 第 revision " +
          grouped(static_cast<std::uint64_t>(report.revision.value)) + " 版, " +
          grouped(report.layers) + " 个图层 layers, " + grouped(report.records) +
          " 条记录 records, " + grouped(report.versions) + " 个历史版本 versions",
      {{"from", shown(flags.from)},
       {"to", shown(flags.to)},
       {"revision", report.revision.value},
       {"layers", report.layers},
       {"records", report.records},
       {"versions", report.versions}});
  return exit_done;
}

}  // namespace

void add_migrate(CLI::App& app, Context& context) {
  auto flags = std::make_shared<Flags>();
  auto* command = app.add_subcommand(
      "migrate", "搬库 move a store, with its history, into an empty file or database");
  command->add_option("from", flags->from, "来源 a file, or postgresql://…")
      ->required()
      ->type_name("FROM");
  command->add_option("to", flags->to, "去处 a file, or postgresql://…")
      ->required()
      ->type_name("TO");
  command->callback(
      [&context, flags] { context.action = [&context, flags] { return run(context, *flags); }; });
}

}  // namespace jintu::apps
