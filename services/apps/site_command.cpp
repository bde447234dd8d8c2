#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "geo/base/error.hpp"
#include "geo/base/text.hpp"
#include "geo/io/write.hpp"
#include "services/apps/command.hpp"
#include "services/report/report.hpp"
#include "services/siting/answers/answer_check.hpp"
#include "services/siting/city/city_points.hpp"
#include "services/siting/city/ready_problems.hpp"
#include "services/siting/question/solution_file.hpp"

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
  return [address = context.config.store_address()] {
    return std::shared_ptr<const FeatureStore>(open_store(address, OpenMode::read_only));
  };
}

/// "12,345.6": thousands are grouped.
std::string number(double value, int digits = 10) {
  if (!std::isfinite(value)) return "–";
  char text[40];
  std::snprintf(text, sizeof text, "%.*g", digits, std::abs(value));
  std::string figures = text;
  const bool plain = figures.find('e') == std::string::npos;
  for (auto at = static_cast<std::ptrdiff_t>(std::min(figures.find('.'), figures.size())) - 3;
       plain && at > 0; at -= 3)
    figures.insert(static_cast<std::size_t>(at), ",");
  return (value < 0 ? "-" : "") + figures;
}

/// Two numbers in words that are alike only where the numbers are.
std::pair<std::string, std::string> told_apart(double a, double b) {
  for (const int digits : {10, 13, 15, 17}) {
    const std::string one = number(a, digits), other = number(b, digits);
    if (one != other || a == b || digits == 17) return {one, other};
  }
  return {};
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

std::string in_words(const ProblemFile& file, const Solved& solved) {
  const siting::SitingSolution& s = solved.solution;
  std::string text = std::string(to_string(s.kind)) + ": ";
  switch (s.status) {
    case Status::optimal:
      text += solved.checked
                  ? "最优，已证明并复核 optimal, proven and checked"
                  : "最优（求解器所称，未经复核）optimal by the solver's word, not checked";
      break;
    case Status::feasible:
      text += "可行，差距未消 feasible, the gap is open";
      break;
    case Status::infeasible:
      return text + s.reason +
             (solved.checked ? "" : "\n  求解器所称，未经复核 by the solver's word, not checked");
    case Status::unknown:
      return text + "未得方案 no plan found: " + s.reason;
  }
  const auto [objective, bound] = told_apart(s.objective, s.bound);
  text +=
      "\n  目标 objective " + objective + ", 界 bound " + bound + ", 差距 gap " + percent(s.gap());
  text += "\n  设施 sites " + grouped(static_cast<std::uint64_t>(s.sites)) + " 新 new, " +
          grouped(s.open.size()) + " 共 in all; 距离 distances: " + file.distance_model;
  char time[80];
  std::snprintf(time, sizeof time, "\n  用时 time %.2f s, 节点 nodes ", s.seconds);
  text += time + grouped(static_cast<std::uint64_t>(s.nodes));
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
  const ProblemFile file = [&] {
    const NothingToKeep reading;
    return siting::read_problem_file(flags.problem, opener(context), progress);
  }();
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
  say(context, in_words(file, solved), json);
  if (progress.stop.stop_requested()) return exit_interrupted;
  return solved.solution.has_plan() ? exit_done : exit_failed;
}

struct ReportFlags {
  std::string problem, solution, output, language = "zh";
};

/// The answer, if what it shows is right; `checked` where it has a certificate that holds.
Solved believed(const ProblemFile& file, const Json& json, const std::string& source) {
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorCode::bad_input, source + ": 不予采信 refused: " + why);
  };
  const bool proof = json.is_object() && json.contains("certificate");
  auto [solved, result] =
      check_answer(file, json, source, proof ? siting::Ask::proof : siting::Ask::plan);
  if (!proof && !solved.solution.has_plan()) {  // there is nothing but what the solver says
    solved = solution_from_json(file, json, source);
    result.reason = false_member(file, solved, json);
    result.valid = result.reason.empty();
  }
  if (!result.valid) refuse(result.reason);
  return std::move(solved);
}

int write_report(const Context& context, const ReportFlags& flags) {
  ProgressDisplay display(context.progress_style());
  const ProblemFile file =
      siting::read_problem_file(flags.problem, opener(context), display.progress());
  display.finish();
  const Json json = read_json_file(flags.solution);
  const Solved solved = believed(file, json, flags.solution);
  write_report(context, flags.output, flags.problem, file, solved, flags.language);
  say(context, "报告 report: " + flags.output, {{"report", flags.output}});
  return exit_done;
}

/// To a file, or as it is to standard output.
int give_problem(const Context& context, const Json& problem, const std::string& output) {
  const std::string text = problem.dump(2) + "\n";
  if (output.empty()) {
    std::fputs(text.c_str(), stdout);
    return exit_done;
  }
  write_whole(output, text);
  const auto count = [&](const char* name) {
    return problem.contains(name) ? grouped(problem[name].size()) : "0";
  };
  say(context,
      "问题 problem: " + output + " – 需求 demand " + count("demand") + ", 候选 candidates " +
          count("candidates") + "; 求解 solve: jintu site solve " + output,
      {{"problem", output}});
  return exit_done;
}

int check(const Context& context, const std::string& problem, const std::string& solution,
          bool plan_only) {
  ProgressDisplay display(context.progress_style());
  const ProblemFile file = siting::read_problem_file(problem, opener(context), display.progress());
  display.finish();
  const auto began = std::chrono::steady_clock::now();
  const auto [solved, result] = check_answer(file, read_json_file(solution), solution,
                                             plan_only ? siting::Ask::plan : siting::Ask::proof);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  Json json{{"valid", result.valid},
            {"reason", result.reason},
            {"nodes", result.nodes},
            {"seconds", seconds},
            {"checked", plan_only ? "plan" : "plan and bound"}};
  if (result.valid) {
    json["status"] =
        plan_only ? Json(nullptr) : Json(std::string(to_string(solved.solution.status)));
    Json unchecked = Json::array();
    for (const char* name : siting::unchecked_members) unchecked.push_back(name);
    for (const char* name : {"status", "bound", "gap", "tolerance", "sites_bound"}) {
      if (plan_only) unchecked.push_back(name);
    }
    json["unchecked"] = std::move(unchecked);
  }
  if (result.bound) json["bound"] = *result.bound;
  const std::string nodes = "; 节点 nodes " + grouped(static_cast<std::uint64_t>(result.nodes));
  const std::string words =
      !result.valid ? "不予采信 refused: " + result.reason
      : plan_only ? "方案与目标值无误，界与状态未验证 the plan and its objective are right; its "
                    "bound and status were not looked at"
      : solved.solution.status == Status::infeasible
          ? "无解属实 there is no plan, as the certificate shows" + nodes
      : solved.solution.status == Status::feasible
          ? "方案、目标值与界均无误，差距未消 plan, objective and bound are right; the gap is "
            "open" +
                nodes
          : "方案、目标值与界均无误，最优属实 plan, objective and bound are right, and the plan is "
            "optimal" +
                nodes;
  say(context, words, json);
  return result.valid ? exit_done : exit_failed;
}

}  // namespace

namespace {

/// The message of CLI11 for 0 does not say what is wanted.
std::string above_zero(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end != text.c_str() && *end == '\0' && value > 0 && value <= 1e9) return "";
  return "应为大于 0 的秒数 expected seconds above 0, at most 1e9 (for the first plan alone: "
         "0.001), "
         "got " +
         text;
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
      ->check(above_zero)
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

  struct ReadyFlags {
    std::string kind, output;
    std::vector<std::string> sizes;
    siting::CityAsk city;
  };
  auto ready = std::make_shared<ReadyFlags>();
  std::string kinds;
  for (const auto& kind : siting::example_kinds()) kinds += (kinds.empty() ? "" : " ") + kind;
  auto* example =
      command->add_subcommand("example", "例子 a small problem of a kind that runs as it stands");
  example->add_option("kind", ready->kind, kinds)
      ->required()
      ->check(CLI::IsMember(siting::example_kinds()))
      ->type_name("KIND");
  example
      ->add_option("-o,--output", ready->output, "问题文件 the problem (.json) [standard output]")
      ->type_name("FILE");
  example->callback([&context, ready] {
    context.action = [&context, ready] {
      return give_problem(context, siting::example_problem(ready->kind), ready->output);
    };
  });
  auto* city = command->add_subcommand(
      "city",
      "城市 the city's people and candidates, as imported, as a problem to solve or to edit");
  city->add_option("-o,--output", ready->output, "问题文件 the problem (.json) [standard output]")
      ->type_name("FILE");
  city->add_option("--kind", ready->city.kind,
                   "问题 p_median p_center mclp lscp lscp_backup market_share [p_median]")
      ->check(
          CLI::IsMember({"p_median", "p_center", "mclp", "lscp", "lscp_backup", "market_share"}))
      ->type_name("KIND");
  city->add_option("-p,--sites", ready->city.p,
                   "新建数量 new sites [10, or what the budget pays for]")
      ->check(CLI::Range(1, 100'000))
      ->type_name("P");
  city->add_option("--standard", ready->city.standard, "标准 covered within so many metres [500]")
      ->check(CLI::PositiveNumber)
      ->type_name("M");
  city->add_option("--district", ready->city.district, "行政区代码 of one district only: 120101 …")
      ->type_name("CODE");
  city->add_flag("--samples", ready->city.samples, "示例快递柜也算现有 sample lockers stand, too");
  city->add_option("--size", ready->sizes,
                   "规格 repeatable: a size of locker, whom it serves and what it costs: "
                   "small:400:2; those that stand have the first")
      ->type_name("ID:PEOPLE:COST");
  city->add_option("--budget", ready->city.budget, "预算 of the new sites, as the sizes cost")
      ->check(CLI::NonNegativeNumber)
      ->type_name("B");
  city->add_option("--equity", ready->city.equity,
                   "公平 mclp: the least share of people covered in each district, 0.6")
      ->type_name("SHARE");
  city->add_option("--decay", ready->city.decay,
                   "距离衰减 market_share: Huff's exponent [2]; lockers that stand are the rivals")
      ->check(CLI::PositiveNumber)
      ->type_name("D");
  city->callback([&context, ready] {
    context.action = [&context, ready] {
      for (const auto& size : ready->sizes) ready->city.sizes.push_back(siting::city_size(size));
      const auto points = siting::city_points(*opener(context)(), {});
      return give_problem(context, siting::city_problem(points, ready->city), ready->output);
    };
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
