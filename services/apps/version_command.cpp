#include "services/apps/command.hpp"

namespace jintu::apps {

void add_version(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("version", "版本 the program's version");
  command->callback([&context] {
    context.action = [&context] {
      say(context, "jintu " JINTU_VERSION, {{"name", "jintu"}, {"version", JINTU_VERSION}});
      return exit_done;
    };
  });
}

}  // namespace jintu::apps
