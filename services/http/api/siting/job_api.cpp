#include "services/http/api/siting/job_api.hpp"

#include <algorithm>
#include <cmath>

#include "geo/base/json.hpp"
#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"
#include "services/siting/answers/catchments.hpp"
#include "services/siting/answers/evaluate.hpp"
#include "services/siting/answers/job_answers.hpp"
#include "services/siting/question/fields.hpp"

namespace jintu::http {

namespace {

constexpr std::uint64_t max_wait_s = 25;

Json or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json error_json(const Error& error, const PrivatePaths& paths) {
  const int status = error.code() == ErrorCode::bad_input ? 422 : status_of(error.code());
  return {{"code", to_string(error.code())},
          {"status", status},
          {"detail", paths.removed_from(error.public_detail())}};
}

Json job_json(const siting::JobState& job, const std::string& root, const PrivatePaths& paths) {
  const std::string self = root + "/siting/jobs/" + job.id;
  Json history = Json::array();
  for (const auto& moment : job.history)
    history.push_back({moment.seconds, or_null(moment.best), or_null(moment.bound)});
  Json front = Json::array();
  for (const auto& point : job.front) front.push_back({point.other, point.objective, point.proven});
  return {{"id", job.id},
          {"title", job.title},
          {"status", std::string(to_string(job.status))},
          {"step", job.step},
          {"phase", std::string(job.phase)},
          {"best", or_null(job.best)},
          {"bound", or_null(job.bound)},
          {"gap", or_null(job.gap)},
          {"checked", job.checked},
          {"nodes", job.nodes},
          {"elapsed_s", job.elapsed_s},
          {"history", std::move(history)},
          {"front", std::move(front)},
          {"error", job.error ? error_json(*job.error, paths) : Json(nullptr)},
          {"links",
           {{"self", self}, {"problem", self + "/problem"}, {"solution", self + "/solution"}}}};
}

Response started(const siting::JobState& job, const std::string& root, const PrivatePaths& paths) {
  Response response = uncached(202, job_json(job, root, paths));
  response.with(field::location, root + "/siting/jobs/" + job.id);
  return response;
}

/// At most 200 bytes, and no half of a character.
std::string shortened(std::string title) {
  if (title.size() <= 200) return title;
  std::size_t end = 200;
  while (end > 0 && (static_cast<unsigned char>(title[end]) & 0xc0) == 0x80) --end;
  return title.substr(0, end);
}

struct Format {
  std::string_view name, type;
  siting::AnswerFormat format;
};
constexpr Format formats[] = {
    {"json", "application/json", siting::AnswerFormat::json},
    {"geojson", "application/geo+json", siting::AnswerFormat::geojson},
    {"walks", "application/geo+json", siting::AnswerFormat::walks},
    {"gpkg", "application/geopackage+sqlite3", siting::AnswerFormat::gpkg},
    {"csv", "text/csv; charset=utf-8", siting::AnswerFormat::csv},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     siting::AnswerFormat::xlsx}};

const Format& format_of(const Query& query) {
  const std::string* name = query.find("f");
  for (const Format& one : formats)
    if (one.name == (name ? std::string_view(*name) : "json")) return one;
  throw Error(ErrorCode::bad_input,
              "f: 应为其中之一 should be one of: json, html, geojson, walks, gpkg, csv, xlsx");
}

std::optional<std::uint64_t> whole(const Query& query, std::string_view name, std::uint64_t most) {
  const std::string* text = query.find(name);
  if (!text) return std::nullopt;
  const auto value = parse_whole(*text, most);
  if (!value)
    throw Error(ErrorCode::bad_input, std::string(name) + ": 应为不超过 " + std::to_string(most) +
                                          " 的整数 should be a whole number, at most " +
                                          std::to_string(most));
  return value;
}

siting::AnswerOf answer_of(const Query& query) {
  const std::string* of = query.find("of");
  if (!of || *of == "sites") return siting::AnswerOf::sites;
  if (*of == "demand") return siting::AnswerOf::demand;
  throw Error(ErrorCode::bad_input, "of: 应为 sites 或 demand should be sites or demand");
}

std::optional<std::size_t> point_of(const Query& query) {
  const auto point = whole(query, "point", 1'000'000);
  return point ? std::optional<std::size_t>(*point) : std::nullopt;
}

}  // namespace

Response JobApi::list(const Call& call) const {
  const Query query(call.request().query, {"limit"});
  const std::string* asked = query.find("limit");
  const auto limit = asked ? parse_at_most(*asked, 1000) : std::optional<std::uint64_t>(100);
  if (!limit)
    throw Error(
        ErrorCode::bad_input,
        "limit: 应为整数，超过 1000 按 1000 计 should be a whole number; above 1000 it is 1000");
  Json list = Json::array();
  for (const auto& job : desk_.need().jobs.list()) {
    if (list.size() >= *limit) break;
    list.push_back(job_json(job, call.root, context_.paths));
  }
  return uncached(200, {{"jobs", std::move(list)}});
}

std::optional<Response> JobApi::state(const Call& call, const Later& later) {
  desk_.need();
  const Query query(call.request().query, {"since", "wait"});
  const auto since = whole(query, "since", std::uint64_t{1} << 53);
  const auto wait = whole(query, "wait", max_wait_s).value_or(since ? max_wait_s : 0);
  const auto state = desk_.need().jobs.state(call.arg("id"));
  const bool over = state.phase == "done";
  const bool is_head = call.request().method == Method::head;
  if (!since || wait == 0 || over || is_head || state.step > *since)
    return uncached(200, job_json(state, call.root, context_.paths));
  Call waiting = call;
  waiting.published = nullptr;  // who waits keeps no records of an earlier revision alive
  poll(waiting, later, *since, Clock::now() + std::chrono::seconds(wait));
  return std::nullopt;
}

Response JobApi::cancelled(const Call& call) const {
  const Query query(call.request().query, {});
  return uncached(200,
                  job_json(desk_.need().jobs.cancel(call.arg("id")), call.root, context_.paths));
}

std::optional<Response> JobApi::problem(const Call& call, const Later& later) {
  desk_.need();
  const Query query(call.request().query, {});
  const auto problem = desk_.need().jobs.problem(call.arg("id"));
  return context_.elsewhere(call, later, [problem](const Call& c) {
    return text_answer(c.request(), "application/json", *problem);
  });
}

std::optional<Response> JobApi::catchments(const Call& call, const Later& later) {
  desk_.need();
  const Query query(call.request().query, {"minutes", "point"});
  const auto minutes = whole(query, "minutes", 60).value_or(10);
  if (minutes == 0)
    throw Error(ErrorCode::bad_input,
                "minutes: 应为 1 到 60 的整数 should be a whole number from 1 to 60");
  const auto result = desk_.need().jobs.result(call.arg("id"));
  return context_.elsewhere(call, later, [result, minutes, point = point_of(query)](const Call& c) {
    const auto solved = siting::answer_at(*result, point);
    return text_answer(
        c.request(), "application/geo+json",
        siting::catchments(*result, solved.solution, static_cast<double>(minutes), c.progress)
            .dump());
  });
}

std::optional<Response> JobApi::solution(const Call& call, const Later& later) {
  desk_.need();
  const Query query(call.request().query, {"f", "of", "point"});
  if (query.find("f") && *query.find("f") == "html") return reports_.of_job(call, later);
  const Format& format = format_of(query);
  const auto of = answer_of(query);
  const auto point = point_of(query);
  if (const auto series = desk_.need().jobs.series(call.arg("id"));
      series && format.format == siting::AnswerFormat::json)
    return text_answer(call.request(), format.type,
                       series->answer.dump(-1, ' ', false, Json::error_handler_t::replace));
  const auto result = desk_.need().jobs.result(call.arg("id"));
  return context_.elsewhere(call, later, [this, result, &format, of, point](const Call& c) {
    return text_answer(c.request(), format.type,
                       siting::answer_text(result->problem, siting::answer_at(*result, point),
                                           format.format, of, reports_.names(c.request())));
  });
}

std::optional<Response> JobApi::evaluated(const Call& call, const Later& later) {
  const Query query(call.request().query, {});
  const auto result = desk_.need().jobs.result(call.arg("id"));
  return context_.elsewhere(call, later, [result](const Call& c) {
    return uncached(200, siting::evaluate(*result, json_body(c.exchange->body)));
  });
}

void JobApi::poll(const Call& call, const Later& later, std::uint64_t since,
                  Clock::time_point until) {
  const auto look = [this, call, later, since, until] {
    std::optional<Response> answer =
        context_.guarded(*call.exchange, [&]() -> std::optional<Response> {
          const auto state = desk_.need().jobs.state(call.arg("id"));
          if (state.step > since || Clock::now() >= until)
            return uncached(200, job_json(state, call.root, context_.paths));
          return std::nullopt;
        });
    if (answer)
      later.answer(std::move(*answer));
    else
      poll(call, later, since, until);
  };
  if (!desk_.waiters.add(until, look)) {  // too many, or stopping: now, as things stand
    later.answer(*context_.guarded(*call.exchange, [&] {
      return std::optional(uncached(
          200, job_json(desk_.need().jobs.state(call.arg("id")), call.root, context_.paths)));
    }));
    return;
  }
  // Between the look before and now something may have happened: nobody would wake us.
  bool missed = true;
  try {
    missed = desk_.need().jobs.state(call.arg("id")).step > since;
  } catch (const Error&) {  // forgotten; the look says so
  }
  if (missed) desk_.waiters.notify();
}

namespace {

struct JobBody {
  std::string title;
  Json problem;
  siting::JobOptions options;
};

/// {"title", "problem", "options"}; `more` takes what else there is.
template <class More>
JobBody job_body(const Call& call, More&& more) {
  const Query query(call.request().query, {});
  const Json body = json_body(call.exchange->body);
  siting::Fields fields(body, "request body");
  JobBody job{shortened(fields.find_text("title").value_or("")), fields.need("problem"), {}};
  const Json* options = fields.find("options");
  more(fields);
  fields.done();
  if (options) job.options = siting::job_options(*options);
  return job;
}

}  // namespace

Response JobApi::job_started(const Call& call) const {
  JobBody job = job_body(call, [](siting::Fields&) {});
  return started(
      desk_.need().jobs.submit(std::move(job.title), std::move(job.problem), job.options),
      call.root, context_.paths);
}

Response JobApi::elbow_started(const Call& call) const {
  siting::ElbowAsk ask;
  JobBody job = job_body(call, [&](siting::Fields& fields) { ask = siting::elbow_ask(fields); });
  return started(desk_.need().jobs.submit_elbow(std::move(job.title), std::move(job.problem),
                                                std::move(ask), job.options),
                 call.root, context_.paths);
}

Response JobApi::robustness_started(const Call& call) const {
  siting::RobustnessAsk ask;
  JobBody job =
      job_body(call, [&](siting::Fields& fields) { ask = siting::robustness_ask(fields); });
  return started(desk_.need().jobs.submit_robustness(std::move(job.title), std::move(job.problem),
                                                     std::move(ask), job.options),
                 call.root, context_.paths);
}

void JobApi::routes(std::vector<Route>& table) {
  const std::vector<std::string_view> body{json_type};
  const auto add = [&](Route route) { table.push_back(std::move(route)); };
  const auto read = [&](auto member, Lane lane = Lane::siting) {
    return planned(Method::get, here(*this, member), {}, Condition::free, lane);
  };
  const auto asked = [&](auto member) {
    return planned(Method::post, in_lane(context_, *this, member), body);
  };
  add({"/siting/jobs", "siting_jobs", {read(&JobApi::list), asked(&JobApi::job_started)}});
  add({"/siting/jobs/{id}",
       "siting_job",
       {read(&JobApi::state), planned(Method::del, here(*this, &JobApi::cancelled))}});
  add({"/siting/jobs/{id}/problem", "siting_job_part", {read(&JobApi::problem)}});
  add({"/siting/jobs/{id}/solution", "siting_job_part", {read(&JobApi::solution)}});
  add({"/siting/jobs/{id}/catchments",
       "siting_job_part",
       {read(&JobApi::catchments, Lane::areas)}});
  // A plan to be weighed is a list of ids; only problems are large.
  Operation weighed = planned(Method::post, here(*this, &JobApi::evaluated), body);
  weighed.most_bytes = &ServerOptions::max_request_bytes;
  add({"/siting/jobs/{id}/evaluate", "siting_job_part", {weighed}});
  add({"/siting/elbow", "siting_elbow", {asked(&JobApi::elbow_started)}});
  add({"/siting/robustness", "siting_robustness", {asked(&JobApi::robustness_started)}});
}

}  // namespace jintu::http
