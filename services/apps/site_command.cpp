#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "geo/base/error.hpp"
#include "geo/io/write.hpp"
#include "services/apps/command.hpp"
#include "services/report/report.hpp"
#include "services/siting/city_points.hpp"
#include "services/siting/solution_file.hpp"

namespace jintu::apps {

namespace fs = std::filesystem;
using siting::ProblemFile;
using siting::Solved;
using siting::Status;

namespace {

struct SolveFlags {
  std::string problem, walks, report;
  std::string language = "zh";
  std::vector<std::string> outputs;
  double time_limit = 60, gap = 0;
  std::uint64_t seed = 1;
  bool certificate = false;
};

siting::StoreOpener opener(const Context& context) {
  return [path = context.config.store_path().string()] {
    return std::shared_ptr<const FeatureStore>(open_geopackage(path, OpenMode::read_only));
  };
}

std::string number(double value) {
  if (!std::isfinite(value)) return "–";
  char text[40];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

std::string percent(double value) {
  if (!std::isfinite(value)) return "–";
  char text[40];
  std::snprintf(text, sizeof text, "%.3f %%", 100 * value);
  return text;
}

/// The bound closing on the plan: one line that is redrawn on a terminal; elsewhere a line when
/// there is a plan and a bound, and every ten seconds.
class Closing {
 public:
  explicit Closing(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0) {}
  void show(const siting::SolveNews& news) {
    const bool first = !begun_ && std::isfinite(news.gap);
    if (quiet_ || (!first && news.seconds - shown_ < (terminal_ ? 0.1 : 10))) return;
    begun_ = begun_ || first;
    shown_ = news.seconds;
    std::fprintf(stderr, "%s%6.1f s  方案 plan %s  界 bound %s  差距 gap %s%s",
                 terminal_ ? "\r\033[K" : "", news.seconds, number(news.objective).c_str(),
                 number(news.bound).c_str(), percent(news.gap).c_str(), terminal_ ? "" : "\n");
    drawn_ = terminal_;
  }
  void finish() {
    if (drawn_) std::fputs("\r\033[K", stderr);
  }

 private:
  bool quiet_, terminal_, drawn_ = false, begun_ = false;
  double shown_ = 0;
};

std::string in_words(const ProblemFile& file, const siting::SitingSolution& s) {
  std::string text = std::string(to_string(s.kind)) + ": ";
  switch (s.status) {
    case Status::optimal:
      text += "最优，已证明 optimal, proven";
      break;
    case Status::feasible:
      text += "可行，差距未消 feasible, the gap is open";
      break;
    case Status::infeasible:
      return text + s.reason;
    case Status::unknown:
      return text + "未得方案 no plan found: " + s.reason;
  }
  text += "\n  目标 objective " + number(s.objective) + ", 界 bound " + number(s.bound) +
          ", 差距 gap " + percent(s.gap());
  text += "\n  设施 sites " + std::to_string(s.sites) + " 新 new, " +
          std::to_string(s.open.size()) + " 共 in all; 距离 distances: " + file.distance_model;
  char time[80];
  std::snprintf(time, sizeof time, "\n  用时 time %.2f s, 节点 nodes %lld", s.seconds,
                static_cast<long long>(s.nodes));
  text += time;
  if (s.certified_bound)
    text += "\n  证书所证的界 bound that the certificate proves " + number(*s.certified_bound);
  if (!s.reason.empty()) text += "\n  " + s.reason;
  for (const auto& note : file.notes) text += "\n  注意 note: " + note;
  return text;
}

void write_whole(const fs::path& path, const std::string& text) {
  const fs::path part = path.string() + ".part";
  {
    std::ofstream file(part, std::ios::binary);
    file << text;
    file.flush();
    if (!file) throw Error(ErrorCode::io, path.string() + ": 无法写入 cannot be written");
  }
  fs::rename(part, path);
}

void write_features(const std::string& path, const siting::FeatureTable& table) {
  io::write_vector_file(path, table.schema,
                        [&](const std::function<void(const Feature&)>& visit) {
                          for (const Feature& feature : table.features) visit(feature);
                        },
                        "", {});
}

void write_outputs(const SolveFlags& flags, const ProblemFile& file, const Solved& solved,
                   const Json& json) {
  const bool plan = !solved.solution.open.empty() && solved.solution.conflict.empty();
  for (const auto& path : flags.outputs) {
    if (fs::path(path).extension() == ".json") {
      write_whole(path, json.dump() + "\n");
    } else if (plan) {
      write_features(path, site_features(file, solved.solution));
    }
  }
  if (!flags.walks.empty() && plan)
    write_features(flags.walks, walk_features(file, solved.solution));
}

std::string title_of(const std::string& problem) {
  const Json json = read_json_file(problem);
  const auto at = json.find("title");
  return at != json.end() && at->is_string() ? at->get<std::string>()
                                             : fs::path(problem).stem().string();
}

/// With the names and districts of the store, if there is one.
void write_report(const Context& context, const std::string& path, const std::string& problem,
                  const ProblemFile& file, const Solved& solved, const std::string& language) {
  report::Surroundings round;
  round.language = language == "en" ? report::Language::en : report::Language::zh;
  round.title = title_of(problem);
  round.review_number = context.config.site.review_number;
  try {
    const auto store = opener(context)();
    round.districts =
        std::make_shared<const siting::Districts>(store->snapshot()->layer("districts"));
    round.place = report::places_of(
        std::make_shared<const siting::CityPoints>(siting::city_points(*store, {})));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;
  }
  write_whole(path, report::report_page(file, solved, round));
}

int solve(const Context& context, const SolveFlags& flags) {
  ProgressDisplay display(context.progress_style());
  const auto progress = display.progress();
  const ProblemFile file = siting::read_problem_file(flags.problem, opener(context), progress);
  display.finish();
  Closing closing(context.quiet);
  siting::SolveOptions options;
  options.time_limit = flags.time_limit;
  options.relative_gap = flags.gap;
  options.seed = flags.seed;
  options.certificate = flags.certificate;
  options.on_news = [&](const siting::SolveNews& news) { closing.show(news); };
  Progress silent;
  silent.stop = progress.stop;
  const Solved solved = solve_with_certificate(file.problem, options, silent);
  closing.finish();
  const Json json = to_json(file, solved);
  write_outputs(flags, file, solved, json);
  if (!flags.report.empty())
    write_report(context, flags.report, flags.problem, file, solved, flags.language);
  say(context, in_words(file, solved.solution), json);
  if (progress.stop.stop_requested()) return exit_interrupted;
  return solved.solution.open.empty() ? exit_failed : exit_done;
}

struct ReportFlags {
  std::string problem, solution, output, language = "zh";
};

int write_report(const Context& context, const ReportFlags& flags) {
  ProgressDisplay display(context.progress_style());
  const ProblemFile file =
      siting::read_problem_file(flags.problem, opener(context), display.progress());
  display.finish();
  const Json json = read_json_file(flags.solution);
  const Solved solved = siting::solution_from_json(file, json, flags.solution);
  write_report(context, flags.output, flags.problem, file, solved, flags.language);
  say(context, "报告 report: " + flags.output, {{"report", flags.output}});
  return exit_done;
}

int check(const Context& context, const std::string& problem, const std::string& solution,
          bool plan_only) {
  ProgressDisplay display(context.progress_style());
  const ProblemFile file = siting::read_problem_file(problem, opener(context), display.progress());
  display.finish();
  const Solved solved = siting::solution_from_json(file, read_json_file(solution), solution);
  const auto began = std::chrono::steady_clock::now();
  siting::CheckResult result;
  if (plan_only) {
    result = check_plan(file.problem, solved.solution);
  } else if (!solved.certificate) {
    result.reason =
        "没有证书 the solution has no certificate (solve with --certificate, or check the plan "
        "alone with --plan-only)";
  } else {
    result = check_certificate(file.problem, solved.solution, *solved.certificate);
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  Json json{{"valid", result.valid},
            {"reason", result.reason},
            {"nodes", result.nodes},
            {"seconds", seconds},
            {"checked", plan_only ? "plan" : "plan and bound"}};
  if (result.bound) json["bound"] = *result.bound;
  const auto& certified = solved.solution.certified_bound;
  const std::string words =
      !result.valid ? "不予采信 refused: " + result.reason
      : plan_only ? "方案与目标值无误，界未验证 the plan and its objective are right; its bound "
                    "was not looked at"
      : certified
          ? "方案、目标值与 certified_bound 无误 the plan, its objective and the certified bound " +
                number(*certified) + " are right; 未证 not proven: bound " +
                number(solved.solution.bound) + ", which is COIN CBC's"
          : "方案、目标值与界均无误 plan, objective and bound are right; 节点 nodes " +
                grouped(static_cast<std::uint64_t>(result.nodes));
  say(context, words, json);
  return result.valid ? exit_done : exit_failed;
}

}  // namespace

void add_site(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("site", "选址 where facilities go, with a proven bound");
  command->require_subcommand(1);
  auto flags = std::make_shared<SolveFlags>();
  auto* sub = command->add_subcommand(
      "solve", "求解 solve a siting problem; Ctrl-C and the time limit keep the best plan so far");
  sub->add_option("problem", flags->problem,
                  "问题 problem (JSON, data/schemas/siting/problem.schema.json)")
      ->required()
      ->type_name("FILE");
  sub->add_option("-o,--output", flags->outputs,
                  "结果 repeatable: .json the whole answer; .geojson .gpkg .csv .xlsx … its sites")
      ->type_name("FILE");
  sub->add_option("--walks", flags->walks,
                  "步行去向 a line from each demand point to its site (.geojson .gpkg …)")
      ->type_name("FILE");
  sub->add_option("--report", flags->report, "报告 the plan as a page to read and to print (.html)")
      ->type_name("FILE");
  sub->add_option("--language", flags->language, "报告的语言 of the report [zh]")
      ->check(CLI::IsMember({"zh", "en"}))
      ->type_name("L");
  sub->add_option("--time-limit", flags->time_limit, "时限 seconds [60]")
      ->check(CLI::PositiveNumber)
      ->type_name("S");
  sub->add_option("--gap", flags->gap,
                  "差距 stop at this relative gap, 0.001 is 0.1 % [0: the proof]")
      ->check(CLI::NonNegativeNumber)
      ->type_name("G");
  sub->add_option("--seed", flags->seed,
                  "随机种子 of the search [1]; the same seed gives the same answer")
      ->type_name("N");
  sub->add_flag("--certificate", flags->certificate,
                "附证书 keep the proof in the answer, for: jintu site check");
  sub->callback(
      [&context, flags] { context.action = [&context, flags] { return solve(context, *flags); }; });

  auto asked = std::make_shared<ReportFlags>();
  auto* page = command->add_subcommand(
      "report", "报告 an answer as a page to read and to print; its figures are measured anew");
  page->add_option("problem", asked->problem, "问题 problem")->required()->type_name("PROBLEM");
  page->add_option("solution", asked->solution, "结果 answer of jintu site solve")
      ->required()
      ->type_name("SOLUTION");
  page->add_option("-o,--output", asked->output, "报告 report (.html)")
      ->required()
      ->type_name("FILE");
  page->add_option("--language", asked->language, "语言 [zh]")
      ->check(CLI::IsMember({"zh", "en"}))
      ->type_name("L");
  page->callback([&context, asked] {
    context.action = [&context, asked] { return write_report(context, *asked); };
  });

  struct CheckFlags {
    std::string problem, solution;
    bool plan_only = false;
  };
  auto what = std::make_shared<CheckFlags>();
  auto* look = command->add_subcommand(
      "check", "验证 recompute plan, objective and bound by other code; exit code 1 when refused");
  look->add_option("problem", what->problem, "问题 problem")->required()->type_name("PROBLEM");
  look->add_option("solution", what->solution, "结果 answer of jintu site solve --certificate")
      ->required()
      ->type_name("SOLUTION");
  look->add_flag("--plan-only", what->plan_only,
                 "只验方案 do not ask for a certificate of the bound");
  look->callback([&context, what] {
    context.action = [&context, what] {
      return check(context, what->problem, what->solution, what->plan_only);
    };
  });
}

}  // namespace jintu::apps
