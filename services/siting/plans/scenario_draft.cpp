#include "services/siting/plans/scenario_draft.hpp"

#include <cmath>
#include <optional>
#include <utility>

#include "geo/base/error.hpp"
#include "services/siting/answers/job_answers.hpp"
#include "services/siting/question/fields.hpp"
#include "services/siting/question/solution_file.hpp"

namespace jintu::siting {

namespace {

constexpr std::size_t longest_title = 400;  // bytes: over a hundred Chinese characters
constexpr std::size_t longest_notes = 8000;

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// What a scenario keeps of the job whose answer it has.
struct KeptAnswer {
  Json job, solution;
  bool checked = false;  ///< our own checker accepted its proof
};

KeptAnswer answer_of(const Jobs& jobs, const std::string& id, std::optional<std::size_t> point,
                     const Json& problem) {
  if (*jobs.problem(id) != problem_text(problem))
    throw Error(ErrorCode::bad_input,
                "job: 该任务解的是另一个问题 that job solved another problem");
  if (jobs.state(id).status == JobStatus::failed) return {id, nullptr};
  const auto result = jobs.result(id);
  const Solved solved = answer_at(*result, point);
  Json solution = to_json(result->problem, solved);
  if (solution.contains("assignment"))
    solution["walk_m"] = walk_list(result->problem.problem, solved.solution);
  return {id, std::move(solution), solved.checked};
}

/// That of the version before, while it answers the same question.
std::optional<KeptAnswer> kept_on(const std::optional<Scenarios::Kept>& before,
                                  const Json& problem) {
  if (!before) return std::nullopt;
  const Json body = parse_json(before->body, "scenario");
  if (body.at("problem") != problem || body.at("solution").is_null()) return std::nullopt;
  return KeptAnswer{body.at("job"), body.at("solution"), body.value("checked", false)};
}

}  // namespace

ScenarioDraft scenario_draft(const Json& json, const Jobs& jobs,
                             const std::optional<Scenarios::Kept>& before) {
  Fields fields(json, "scenario");
  ScenarioDraft draft;
  draft.title = fields.text("title");
  if (draft.title.empty() || draft.title.size() > longest_title)
    fields.refuse("title: expected a text of 1 to " + std::to_string(longest_title) + " bytes");
  draft.notes = fields.find_text("notes").value_or("");
  if (draft.notes.size() > longest_notes)
    fields.refuse("notes: expected at most " + std::to_string(longest_notes) + " bytes");
  const Json& problem = fields.need("problem");
  if (!problem.is_object()) fields.refuse("problem: expected an object");
  const Json* settings = fields.find("settings");
  if (settings && !settings->is_object() && !settings->is_null())
    fields.refuse("settings: expected an object");
  const Json* job = fields.find("job");
  if (job && !job->is_string() && !job->is_null()) fields.refuse("job: expected the id of a job");
  std::optional<std::size_t> point;
  if (const auto number = fields.find_number("point")) {
    if (!(*number >= 0 && *number <= 1e6 && *number == std::floor(*number)))
      fields.refuse("point: expected a whole number from 0, of a point of the front");
    if (!job || !job->is_string()) fields.refuse("point: belongs to a job");
    point = static_cast<std::size_t>(*number);
  }
  fields.done();
  Json body{{"problem", problem},
            {"settings", settings ? *settings : Json(nullptr)},
            {"job", nullptr},
            {"solution", nullptr},
            {"checked", false}};
  std::optional<KeptAnswer> answer;
  if (job && job->is_string()) {
    try {
      answer = answer_of(jobs, job->get<std::string>(), point, problem);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::not_found || !kept_on(before, problem)) throw;
    }
  }
  if (!answer) answer = kept_on(before, problem);
  if (answer) {
    body["job"] = std::move(answer->job);
    body["solution"] = std::move(answer->solution);
    body["checked"] = answer->checked;
  }
  draft.body = text_of(body);
  return draft;
}

std::string scenario_text(const Scenarios::Kept& kept) {
  std::string text = text_of(to_json(kept.head));
  text.back() = ',';
  return text.append(kept.body, 1);
}

}  // namespace jintu::siting
