#include <filesystem>

#include "geo/base/error.hpp"
#include "geo/base/text.hpp"
#include "geo/documents/documents.hpp"
#include "geo/store/open/migrate.hpp"
#include "geo/store/open/open.hpp"
#include "services/apps/command.hpp"

namespace jintu::apps {

namespace {

struct Flags {
  std::string from, to;
};

/// Two files in one folder have the same accounts already.
bool share_documents(const Flags& flags) {
  if (is_database(flags.from) || is_database(flags.to)) return false;
  const auto file = [](const std::string& store) {
    return std::filesystem::weakly_canonical(
        std::filesystem::absolute(documents::documents_file(store)));
  };
  return file(flags.from) == file(flags.to);
}

int run(const Context& context, const Flags& flags) {
  const bool moves_people = !share_documents(flags) && documents::has_documents(flags.from);
  if (moves_people && documents::has_documents(flags.to))  // before anything is written
    throw Error(ErrorCode::conflict,
                shown(flags.to) +
                    ": 目标不是空的，已有账户、草稿或审计记录 the target is not empty: "
                    "there are accounts, drafts or an audit log");
  ProgressDisplay display(context.progress_style());
  const auto report =
      migrate(flags.from, flags.to, store_options(context.config), display.progress());
  const auto people =
      moves_people ? documents::copy_documents(flags.from, flags.to) : documents::Copied{};
  display.finish();
  say(context,
      shown(flags.from) + " → " + shown(flags.to) + ": 第 revision " +
          grouped(static_cast<std::uint64_t>(report.revision.value)) + " 版, " +
          grouped(report.layers) + " 个图层 layers, " + grouped(report.records) +
          " 条记录 records, " + grouped(report.versions) + " 个历史版本 versions, " +
          grouped(people.documents) + " 份账户与草稿 accounts and drafts, " +
          grouped(people.entries) + " 条审计记录 entries of the audit log",
      {{"from", shown(flags.from)},
       {"to", shown(flags.to)},
       {"revision", report.revision.value},
       {"layers", report.layers},
       {"records", report.records},
       {"versions", report.versions},
       {"documents", people.documents},
       {"audit_entries", people.entries}});
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
