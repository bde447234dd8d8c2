#include "services/siting/question/job_options.hpp"

#include <cmath>

#include "geo/base/error.hpp"
#include "services/siting/question/fields.hpp"
#include "services/siting/question/numbers.hpp"
#include "services/siting/question/points.hpp"

namespace jintu::siting {

namespace {

void refuse_file(const Json& points, const std::string& name) {
  if (points.is_object() && points.contains("file"))
    throw Error(ErrorCode::bad_input, name +
                                          ": 不接受服务器上的文件 files of the server cannot be "
                                          "named over HTTP: give a list of points, or a layer");
}

void check_points(const Json& problem, const char* name, std::size_t most) {
  const auto at = problem.find(name);
  if (at == problem.end()) return;  // the reader says so
  refuse_file(*at, name);
  if (!at->is_array()) return;
  if (at->empty())
    throw Error(ErrorCode::bad_input,
                std::string(name) + (name[0] == 'd' ? ": 没有需求点 no demand points"
                                                    : ": 没有候选点 no candidate sites"));
  if (at->size() > most)
    throw Error(ErrorCode::too_large,
                std::string(name) + ": 过多 too many: at most " + std::to_string(most) + " points");
}

}  // namespace

JobOptions job_options(const Json& json) {
  Fields fields(json, "options");
  JobOptions options;
  options.time_limit_s = fields.find_number("time_limit_s").value_or(options.time_limit_s);
  if (!(options.time_limit_s > 0 && options.time_limit_s <= 3600))
    fields.refuse("time_limit_s: expected seconds above 0, at most 3600");
  options.gap = fields.find_number("gap").value_or(0);
  if (!(options.gap >= 0 && options.gap <= 1)) fields.refuse("gap: expected 0 to 1");
  const double seed = fields.find_number("seed").value_or(1);
  if (!(seed >= 0 && seed <= 9e15 && seed == std::floor(seed)))
    fields.refuse("seed: expected a whole number");
  options.seed = static_cast<std::uint64_t>(seed);
  if (const Json* certificate = fields.find("certificate")) {
    if (!certificate->is_boolean()) fields.refuse("certificate: expected true or false");
    options.certificate = certificate->get<bool>();
  }
  options.from = fields.find_text("from").value_or("");
  fields.done();
  return options;
}

void check_before_queue(const Json& problem) {
  if (!problem.is_object()) throw Error(ErrorCode::bad_input, "problem: expected an object");
  check_numbers(problem, "problem");
  if (problem.contains("instance"))
    throw Error(ErrorCode::bad_input,
                "instance: 不接受服务器上的文件 files of the server cannot be named over HTTP");
  check_points(problem, "demand", most_demand);
  check_points(problem, "candidates", most_candidates);
  if (const auto market = problem.find("market");
      market != problem.end() && market->is_object() && market->contains("competitors"))
    refuse_file((*market)["competitors"], "competitors");
  const auto p = problem.find("p"), candidates = problem.find("candidates");
  if (p != problem.end() && p->is_number() && candidates != problem.end() &&
      candidates->is_array() && p->get<double>() > static_cast<double>(candidates->size()))
    throw Error(ErrorCode::bad_input, "p: 超过候选点数 more sites than the " +
                                          std::to_string(candidates->size()) + " candidates");
}

}  // namespace jintu::siting
