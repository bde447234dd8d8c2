#include "services/http/api/siting/plan_reports.hpp"

#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/uri.hpp"
#include "services/report/report.hpp"
#include "services/siting/answers/job_answers.hpp"

namespace jintu::http {

namespace {

void add_city(siting::City& city, report::Surroundings& round) {
  try {
    round.districts = city.districts();
    round.place = report::places_of(city.points());
  } catch (
      const Error& error) {  // a plan may be made without a store; then its points have ids only
    if (error.code() != ErrorCode::not_found) throw;
  }
}

void add_addresses(siting::City& city, const Progress& progress, report::Surroundings& round) {
  if (!round.place) return;  // there is no store
  round.address = [addresses = city.addresses(progress), language = round.language](Position at) {
    return report::address_text(addresses->at(at), language);
  };
}

}  // namespace

/// Nothing when it is not given: the newest.
std::optional<std::int64_t> scenario_version(const Query& query) {
  const std::string* text = query.find("version");
  if (!text) return std::nullopt;
  const auto value = parse_whole(*text, 1'000'000);
  if (!value)
    throw Error(ErrorCode::bad_input, "version: 应为 1 起的整数 should be a whole number from 1");
  return static_cast<std::int64_t>(*value);
}

/// Nothing where there is no store.
siting::PlaceNames PlanReports::names(const Request& request) const {
  report::Surroundings round;
  add_city(desk_.need().city, round);
  if (!round.place) return {};
  return report::file_names(
      desk_.need().city.points(), round.districts,
      preferred_language(request) == Language::en ? report::Language::en : report::Language::zh);
}

Response PlanReports::answer(const Call& call, const siting::ProblemFile& file,
                             const siting::Solved& solved, const std::string& title,
                             const Bilingual& when) const {
  const bool english = preferred_language(call.request()) == Language::en;
  report::Surroundings round;
  round.language = english ? report::Language::en : report::Language::zh;
  round.title = title;
  round.when = english ? when.english : when.chinese;
  if (call.published) round.review_number = call.published->site.review_number;
  add_city(desk_.need().city, round);
  add_addresses(desk_.need().city, call.progress, round);
  Response response = text_answer(call.request(), "text/html; charset=utf-8",
                                  report::report_page(file, solved, round));
  for (auto& entry : response.fields)
    if (entry.name == field::vary) entry.value += ", Accept-Language";
  response.with(field::csp, std::string(report::report_policy));
  response.with(field::content_language, english ? "en" : "zh");
  return response;
}

/// Its walks are measured anew: a scenario keeps what was found, not the way there.
std::optional<Response> PlanReports::of_scenario(const Call& call, const Later& later) {
  desk_.need();
  const Query query(call.request().query, {"version"});
  const auto version = scenario_version(query);
  return context_.elsewhere(call, later, [this, version](const Call& c) {
    const auto kept = desk_.need().scenarios.read(c.arg("id"), version);
    const Json body = parse_json(kept.body, "scenario");
    if (body.at("solution").is_null())
      throw Error(ErrorCode::conflict, "没有方案 the scenario has no plan");
    siting::check_before_queue(body.at("problem"));
    siting::City& city = desk_.need().city;
    const auto file =
        siting::read_problem(body.at("problem"), "problem", "", city.store(), c.progress,
                             [&city](const Progress& progress) { return city.network(progress); });
    auto solved = siting::solution_from_json(file, body.at("solution"), "solution");
    // Checked when it was found; and its plan is worth the same by what is measured today.
    solved.checked =
        body.value("checked", false) &&
        (!solved.solution.has_plan() || siting::check_plan(file.problem, solved.solution).valid);
    const std::string number = std::to_string(kept.head.version);
    return answer(c, file, solved, kept.head.title,
                  {"第 " + number + " 版，保存于 " +
                       report::clock_text(kept.head.saved, report::Language::zh),
                   "version " + number + ", saved " +
                       report::clock_text(kept.head.saved, report::Language::en)});
  });
}

std::optional<Response> PlanReports::of_job(const Call& call, const Later& later) {
  const auto result = desk_.need().jobs.result(call.arg("id"));
  const Query query(call.request().query, {"f", "point"});
  const std::string* text = query.find("point");
  const auto point = text ? parse_whole(*text, 1'000'000) : std::nullopt;
  if (text && !point)
    throw Error(ErrorCode::bad_input, "point: 应为整数 should be a whole number from 0");
  return context_.elsewhere(call, later, [this, result, point](const Call& c) {
    const auto job = desk_.need().jobs.state(c.arg("id"));
    return answer(c, result->problem, siting::answer_at(*result, point), job.title,
                  {"求解于 " + report::clock_text(job.asked, report::Language::zh),
                   "Solved " + report::clock_text(job.asked, report::Language::en)});
  });
}

}  // namespace jintu::http
