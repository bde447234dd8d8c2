#include "services/http/api/review/releases_api.hpp"

#include "services/audit/audit.hpp"
#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/problem.hpp"

namespace jintu::http {

namespace {

constexpr std::size_t most_members = 20, most_entries = 1000;

/// Who made it is told to those who review alone.
Json release_json(const review::Release& release, bool inside) {
  Json json{{"number", release.number},
            {"revision", release.revision.value},
            {"time", release.time},
            {"note", release.note},
            {"review_number",
             release.review_number.empty() ? Json(nullptr) : Json(release.review_number)}};
  if (!release.withdrawn) {
    Json layers = Json::array();
    for (const LayerSchema& layer : release.layers) layers.push_back(layer.name);
    json["collections"] = std::move(layers);  // each at /releases/{number}/data/{collection}.gpkg …
  }
  if (inside) {
    json["by"] = release.by;
    json["audit_head"] = release.audit_head;
  }
  if (release.withdrawn) {
    json["withdrawn"] = {{"time", release.withdrawn->time}, {"reason", release.withdrawn->reason}};
    if (inside) json["withdrawn"]["by"] = release.withdrawn->by;
  }
  return json;
}

bool is_inside(const Call& call) {
  return call.principal->may(auth::Right::release) || call.principal->may(auth::Right::approve);
}

std::int64_t number_in(const Call& call) {
  const auto number = parse_whole(call.arg("number"), 999'999'998);
  if (!number)
    throw Error(ErrorCode::not_found,
                "没有此发布版 there is no such release: " + call.arg("number").substr(0, 40));
  return static_cast<std::int64_t>(*number);
}

std::string text_in(const Json& body, const char* name) {
  const auto it = body.find(name);
  if (it == body.end() || it->is_null()) return {};
  if (!it->is_string())
    throw Error(ErrorCode::bad_input, std::string(name) + ": 应为文字 should be a text");
  return it->get<std::string>();
}

Json body_of(const Call& call) {
  Json body = json_body(call.exchange->body, most_members);
  if (!body.is_object()) throw Error(ErrorCode::bad_input, "应为对象 the body should be an object");
  return body;
}

}  // namespace

review::Office& ReleasesApi::need() const {
  if (!office_) throw Error(ErrorCode::not_found, "此服务器没有发布版 there are no releases here");
  return *office_;
}

Response ReleasesApi::list(const Call& call) const {
  const Query query(call.request().query, {});
  Json list = Json::array();
  Json current = nullptr;
  for (const auto& release : need().releases.list()) {
    if (current.is_null() && !release.withdrawn) current = release.number;
    list.push_back(release_json(release, is_inside(call)));
  }
  return uncached(200, {{"releases", std::move(list)}, {"current", std::move(current)}});
}

Response ReleasesApi::published(const Call& call) {
  const Query query(call.request().query, {});
  const Json body = body_of(call);
  const auto release = need().releases.publish(call.principal->name, text_in(body, "note"),
                                               text_in(body, "review_number"));
  need().release_changed();
  Response response = uncached(201, release_json(release, true));
  response.with(field::location, call.root + "/releases/" + std::to_string(release.number));
  return response;
}

Response ReleasesApi::read(const Call& call) const {
  const Query query(call.request().query, {});
  const auto release = need().releases.get(number_in(call));
  if (release.withdrawn)
    throw Refusal{410,
                  "withdrawn",
                  "此发布版已撤回 this release was withdrawn: " + release.withdrawn->reason,
                  {{"release", release_json(release, is_inside(call))}}};
  return uncached(200, release_json(release, is_inside(call)));
}

Response ReleasesApi::withdrawn(const Call& call) {
  const Query query(call.request().query, {});
  const auto release = need().releases.withdraw(number_in(call), call.principal->name,
                                                text_in(body_of(call), "reason"));
  need().release_changed();
  return uncached(200, release_json(release, true));
}

Response ReleasesApi::audit(const Call& call) const {
  const Query query(call.request().query, {"after", "limit"});
  std::uint64_t after = 0, limit = 100;
  const auto whole = [&](const char* name, std::uint64_t most, std::uint64_t& into) {
    const std::string* text = query.find(name);
    if (!text) return;
    const auto number = parse_at_most(*text, most);
    if (!number)
      throw Error(ErrorCode::bad_input, std::string(name) + ": 应为整数 should be a whole number");
    into = *number;
  };
  whole("after", std::uint64_t{1} << 53, after);
  whole("limit", most_entries, limit);
  Json list = Json::array();
  for (const auto& entry : need().documents.entries(
           audit::log_name, static_cast<std::int64_t>(after), static_cast<std::size_t>(limit)))
    list.push_back(audit::to_json(entry));
  return uncached(
      200, {{"entries", std::move(list)}, {"head", audit::to_text(audit::head(need().documents))}});
}

void ReleasesApi::routes(std::vector<Route>& table) {
  const auto operation = [this](Method method, auto member, Access access,
                                std::vector<std::string_view> media = {}) {
    return Operation{.method = method,
                     .handler = in_lane(context_, *this, member),
                     .access = access,
                     .needs = Needs::nothing,
                     .media = std::move(media),
                     .lane = method == Method::get ? Lane::documents : Lane::edit};
  };
  const Access releases = Access::holder_of({auth::Right::release});
  table.push_back({"/releases",
                   "releases",
                   {operation(Method::get, &ReleasesApi::list, {}),
                    operation(Method::post, &ReleasesApi::published, releases, {json_type})}});
  table.push_back(
      {"/releases/{number}", "release", {operation(Method::get, &ReleasesApi::read, {})}});
  table.push_back({"/releases/{number}/withdraw",
                   "release",
                   {operation(Method::post, &ReleasesApi::withdrawn, releases, {json_type})}});
  table.push_back({"/audit",
                   "audit",
                   {operation(Method::get, &ReleasesApi::audit,
                              Access::holder_of({auth::Right::read_audit}))}});
}

}  // namespace jintu::http
