#include "services/http/api/siting/city_api.hpp"

#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/uri.hpp"

namespace jintu::http {

namespace {

constexpr std::size_t most_minutes = 6;

/// "5,10" → {5, 10}.
std::vector<double> minutes_of(const std::string& text) {
  std::vector<double> minutes;
  std::string_view rest = text;
  for (bool more = true; more;) {
    const auto comma = rest.find(',');
    more = comma != std::string_view::npos;
    const auto value = parse_whole(rest.substr(0, comma), 60);
    if (!value || *value == 0 || minutes.size() == most_minutes)
      throw Error(ErrorCode::bad_input,
                  "minutes: 应为至多 6 个 1 到 60 的整数，如 5,10 should be up to 6 whole numbers "
                  "from 1 to 60, as in 5,10");
    minutes.push_back(static_cast<double>(*value));
    if (more) rest.remove_prefix(comma + 1);
  }
  return minutes;
}

}  // namespace

std::optional<Response> CityApi::points(const Call& call, const Later& later) {
  siting::City& city = desk_.need().city;
  const Query query(call.request().query, {});
  return context_.elsewhere(call, later, [&city](const Call& c) {
    return text_answer(c.request(), "application/json", *city.points_text());
  });
}

std::optional<Response> CityApi::coverage(const Call& call, const Later& later) {
  siting::City& city = desk_.need().city;
  const Query query(call.request().query, {"minutes"});
  const std::string* given = query.find("minutes");
  return context_.elsewhere(
      call, later, [&city, minutes = minutes_of(given ? *given : "5,10")](const Call& c) {
        return text_answer(c.request(), "application/json", *city.coverage_text(minutes));
      });
}

void CityApi::routes(std::vector<Route>& table) {
  table.push_back({"/siting/points",
                   "siting_points",
                   {get(here(*this, &CityApi::points), Needs::nothing, Lane::siting)}});
  table.push_back({"/siting/coverage",
                   "siting_coverage",
                   {get(here(*this, &CityApi::coverage), Needs::nothing, Lane::areas)}});
}

}  // namespace jintu::http
