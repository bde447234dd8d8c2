// What the sub-commands share: the configuration, how to speak, and how each is added.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "geo/store/open/open.hpp"
#include "services/apps/terminal.hpp"
#include "services/config/config.hpp"

namespace jintu::apps {

/// Exit codes of the program, as `jintu --help` lists them.
enum ExitCode { exit_done = 0, exit_failed = 1, exit_usage = 2, exit_interrupted = 130 };

/// What was asked for on the command line cannot be meant: exit code 2.
struct UsageError : Error {
  using Error::Error;
  explicit UsageError(const Error& error) : Error(error) {}
};

struct Context {
  Config config;                ///< complete once the command line is parsed
  bool json = false;            ///< results as one JSON object on standard output
  bool quiet = false;           ///< no progress
  std::function<int()> action;  ///< of the chosen sub-command

  ProgressDisplay::Style progress_style() const {
    return quiet ? ProgressDisplay::Style::quiet : ProgressDisplay::Style::automatic;
  }
};

inline StoreOptions store_options(const Config& config) {
  return {std::chrono::seconds(config.store.wait_seconds),
          static_cast<std::size_t>(config.store.live_records)};
}

/// A line for people, or the object for a script.
void say(const Context& context, const std::string& text, const Json& object);

void add_import(CLI::App& app, Context& context);
void add_tiles(CLI::App& app, Context& context);
void add_site(CLI::App& app, Context& context);
void add_serve(CLI::App& app, Context& context);
void add_export(CLI::App& app, Context& context);
void add_migrate(CLI::App& app, Context& context);
void add_user(CLI::App& app, Context& context);
void add_doctor(CLI::App& app, Context& context);
void add_audit(CLI::App& app, Context& context);
void add_version(CLI::App& app, Context& context);

}  // namespace jintu::apps
