#include "services/http/api/siting/points_api.hpp"

#include <cmath>

#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/uri.hpp"
#include "services/siting/question/fields.hpp"
#include "services/siting/question/uploads.hpp"

namespace jintu::http {

namespace {

constexpr std::size_t most_addresses = 1000;

std::vector<Position> places_asked(const Json& points, const siting::Fields& fields) {
  const auto refuse = [&] {
    fields.refuse("points: expected a list of 1 to " + std::to_string(most_addresses) +
                  " pairs of longitude and latitude in degrees");
  };
  if (!points.is_array() || points.empty() || points.size() > most_addresses) refuse();
  std::vector<Position> places;
  for (const Json& point : points) {
    if (!point.is_array() || point.size() != 2 || !point[0].is_number() || !point[1].is_number())
      refuse();
    const Position at{point[0].get<double>(), point[1].get<double>()};
    if (!(std::abs(at.lon) <= 180 && std::abs(at.lat) <= 90)) refuse();
    places.push_back(at);
  }
  return places;
}

}  // namespace

std::optional<Response> PointsApi::uploaded(const Call& call, const Later& later) {
  desk_.need();
  const Query query(call.request().query, {"name", "crs", "layer"});
  const auto text = [&](std::string_view name) {
    const std::string* value = query.find(name);
    return value ? value->substr(0, 4000) : std::string();
  };
  siting::UploadAsk ask{text("name"), text("crs"), text("layer")};
  if (ask.name.empty())
    throw Error(ErrorCode::bad_input,
                "name: 缺少文件名 expected the file's name, which tells its format");
  if (ask.crs.starts_with('@'))
    throw Error(ErrorCode::bad_input,
                "crs: 不接受服务器上的文件 files of the server cannot be named over HTTP");
  return context_.elsewhere(call, later, [ask](const Call& c) {
    return uncached(200, siting::uploaded_points(c.exchange->body, ask, c.progress));
  });
}

std::optional<Response> PointsApi::addresses(const Call& call, const Later& later) {
  siting::City& city = desk_.need().city;
  const Query query(call.request().query, {});
  return context_.elsewhere(call, later, [&city](const Call& c) {
    const Json body = json_body(c.exchange->body);
    siting::Fields fields(body, "request body");
    const auto places = places_asked(fields.need("points"), fields);
    fields.done();
    const auto addresses = city.addresses(c.progress);
    Json list = Json::array();
    for (const Position& at : places) list.push_back(siting::to_json(addresses->at(at)));
    return uncached(200,
                    {{"addresses", std::move(list)},
                     {"source", "© OpenStreetMap contributors, ODbL"},
                     {"accuracy",
                      "最近的有名道路和地点，不是门牌地址 the nearest road and place that have a "
                      "name; no postal address"}});
  });
}

void PointsApi::routes(std::vector<Route>& table) {
  table.push_back({"/siting/uploads",
                   "siting_uploads",
                   {planned(Method::post, here(*this, &PointsApi::uploaded),
                            {"application/octet-stream"}, Condition::free, Lane::areas)}});
  Operation asked = planned(Method::post, here(*this, &PointsApi::addresses), {json_type},
                            Condition::free, Lane::areas);
  asked.most_bytes = &ServerOptions::max_request_bytes;
  table.push_back({"/siting/addresses", "siting_addresses", {asked}});
}

}  // namespace jintu::http
