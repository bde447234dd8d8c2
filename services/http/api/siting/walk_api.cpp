#include "services/http/api/siting/walk_api.hpp"

#include <cmath>

#include "services/http/api/frame/json_answers.hpp"
#include "services/http/message/uri.hpp"

namespace jintu::http {

namespace {

/// "117.2,39.1".
Position position_of(std::string_view text, const std::string& name) {
  const auto comma = text.find(',');
  const auto lon = parse_number(text.substr(0, comma)),
             lat = comma == text.npos ? std::nullopt : parse_number(text.substr(comma + 1));
  if (!lon || !lat || std::abs(*lon) > 180 || std::abs(*lat) > 90)
    throw Error(
        ErrorCode::bad_input,
        name + ": 应为经度,纬度 should be longitude,latitude in degrees, as in 117.2,39.13");
  return {*lon, *lat};
}

Position asked(const Query& query, const char* name) {
  const std::string* text = query.find(name);
  return position_of(text ? std::string_view(*text) : std::string_view(), name);
}

/// 1 cm is far finer than the network.
double centimetres(Metres length) { return std::round(length.value() * 100) / 100; }
double short_degrees(double degrees) { return std::round(degrees * 1e7) / 1e7; }

const Json& credit() {
  static const Json text{
      {"source", "© OpenStreetMap contributors, ODbL"},
      {"note",
       {{"zh", "按每分钟 75 米计，不计红灯；路网取自 OpenStreetMap，可能有缺漏"},
        {"en",
         "At 75 m a minute, lights not counted; the ways are OpenStreetMap's and may have gaps"}}}};
  return text;
}

}  // namespace

walks::Walks& WalkApi::need() {
  if (!walks_)
    throw Error(ErrorCode::not_found, "此服务器没有步行网 this server has no walking network");
  return *walks_;
}

Response WalkApi::walk(const Call& call) {
  const Query query(call.request().query, {"from", "to"});
  const Position from = asked(query, "from"), to = asked(query, "to");
  const auto found = need().walk(from, to, call.progress);
  Json json{{"walk", nullptr}};
  if (found) {
    Json line = Json::array(), steps = Json::array();
    for (const Position& at : found->route.line.points)
      line.push_back({short_degrees(at.lon), short_degrees(at.lat)});
    for (const auto& step : found->route.steps)
      steps.push_back({{"name", step.name},
                       {"kind", std::string(network::to_string(step.kind))},
                       {"metres", centimetres(step.length)}});
    json["walk"] = {
        {"metres", centimetres(found->length)},
        {"minutes", walks::minutes_of(found->length)},
        {"access_m",
         {centimetres(found->route.start_access), centimetres(found->route.goal_access)}},
        {"line", std::move(line)},
        {"steps", std::move(steps)}};
  }
  json.update(credit());
  return uncached(200, json);  // from where somebody sets out is in nobody's cache
}

std::vector<std::optional<Metres>> WalkApi::lengths(const Call& call, Position from,
                                                    const std::vector<Position>& to) {
  if (!walks_) return {};
  std::vector<Position> points{from};
  points.insert(points.end(), to.begin(), to.end());
  try {
    const auto table = walks_->table(points, call.progress);
    return {table.front().begin() + 1, table.front().end()};
  } catch (const Error& error) {
    if (error.code() == ErrorCode::cancelled) throw;
    return {};
  }
}

Response WalkApi::table_of(const Call& call) {
  const Query query(call.request().query, {"points"});
  const std::string* text = query.find("points");
  std::vector<Position> points;
  std::string_view rest = text ? std::string_view(*text) : std::string_view();
  for (bool more = true; more;) {
    const auto end = rest.find(';');
    more = end != rest.npos;
    points.push_back(position_of(rest.substr(0, end), "points"));
    if (more) rest.remove_prefix(end + 1);
    if (points.size() > walks::most_places) break;  // refused below
  }
  const auto table = need().table(points, call.progress);
  Json metres = Json::array();
  for (const auto& row : table) {
    Json line = Json::array();
    for (const auto& length : row)
      line.push_back(length ? Json(centimetres(*length)) : Json(nullptr));
    metres.push_back(std::move(line));
  }
  Json json{{"metres", std::move(metres)}};
  json.update(credit());
  return uncached(200, json);
}

void WalkApi::routes(std::vector<Route>& table) {
  const auto add = [&](std::string_view path, auto member) {
    table.push_back(
        {path, "walk", {get(in_lane(context_, *this, member), Needs::nothing, Lane::documents)}});
  };
  add("/api/walk", &WalkApi::walk);
  add("/api/walks", &WalkApi::table_of);
}

}  // namespace jintu::http
