// Siting: a finished job as a page to read and to print.
#include "services/http/answers.hpp"
#include "services/http/app.hpp"
#include "services/report/report.hpp"

namespace jintu::http {

namespace {

void add_city(siting::City& city, report::Surroundings& round) {
  try {
    round.districts = city.districts();
    round.place = report::places_of(city.points());
  } catch (const Error& error) {  // a plan may be made without a store; then its points have ids only
    if (error.code() != ErrorCode::not_found) throw;
  }
}

}  // namespace

std::optional<Response> App::siting_report(const Call& call, const Later& later) {
  const auto result = siting_->jobs.result(call.arg(0));
  return elsewhere(call, later, [this, result](const Call& c) {
    const bool english = preferred_language(c.request()) == Language::en;
    const auto job = siting_->jobs.state(c.arg(0));
    report::Surroundings round;
    round.language = english ? report::Language::en : report::Language::zh;
    round.title = job.title;
    round.asked = report::clock_text(job.asked, round.language);
    if (c.published) round.review_number = c.published->site.review_number;
    add_city(siting_->city, round);
    Response response = text_answer(c.request(), "text/html; charset=utf-8", report::report_page(result->problem, result->solved, round));
    for (auto& entry : response.fields)
      if (entry.name == field::vary) entry.value += ", Accept-Language";
    response.with(field::csp, std::string(report::report_policy));
    response.with(field::content_language, english ? "en" : "zh");
    return response;
  });
}

}  // namespace jintu::http
