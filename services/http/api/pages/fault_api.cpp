#include "services/http/api/pages/fault_api.hpp"

#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/problem.hpp"
#include "services/pages/fault_page.hpp"

namespace jintu::http {

namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::size_t most_members = 20;

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

bool is_form(const Request& request) {
  const auto* type = request.field("content-type");
  return type && type->find(form_type) == 0;
}

}  // namespace

FaultApi::FaultApi(const Context& context, const Identity& identity, PlaceApi& places,
                   documents::Documents* documents)
    : context_(context), identity_(identity), places_(places) {
  if (documents) box_.emplace(*documents);
}

faults::Box& FaultApi::need() {
  if (!box_)
    throw Error(ErrorCode::not_found, "此服务器不收反馈 this server takes no reports of faults");
  return *box_;
}

/// A form is answered by a page, JSON by JSON. Addresses are counted in memory and not kept.
Response FaultApi::sent(const Call& call) {
  const bool form = is_form(call.request());
  PlaceApi::Asked asked;
  if (form) {
    asked = PlaceApi::asked_of(call.exchange->body);
  } else {
    const Json body = body_of(call);
    for (const char* name : {"layer", "id", "kind", "text"}) asked[name] = text_in(body, name);
  }
  faults::Report report{asked["layer"], asked["id"], "", asked["kind"], asked["text"]};
  faults::Box& box = need();
  return places_.with_place(
      call, report.layer, report.place, [&](const pages::Place* place) -> Response {
        if (!place) throw Error(ErrorCode::not_found, "没有这个地点 there is no such place");
        report.name = place->name_zh;
        const auto page = [&](int status, const std::optional<html::Bilingual>& refused) {
          return places_.fresh(call, status,
                               pages::fault_answer(*place, refused, places_.look_of(call, asked),
                                                   places_.around(call)));
        };
        const std::string address = identity_.client_address(*call.exchange);
        if (const auto wait =
                throttle_.enter("fault of " + address, address, auth::Throttle::Clock::now())) {
          const std::string seconds = std::to_string(wait->count());
          if (!form)
            throw Refusal{
                429,
                "too_many_attempts",
                "提交过多，请稍后再试 too many were sent; wait this many seconds: " + seconds,
                {{"retry_after", wait->count()}},
                {{field::retry_after, seconds}}};
          Response response = page(
              429, html::Bilingual{"提交过多，请 " + seconds + " 秒后再试。",
                                   "Too many were sent: try again in " + seconds + " seconds."});
          response.with(field::retry_after, seconds);
          return response;
        }
        try {
          box.put(report);
        } catch (const Error& error) {
          if (!form) throw;
          const std::string detail = error.public_detail();
          return page(status_of(error.code()), html::Bilingual{in_language(detail, Language::zh),
                                                               in_language(detail, Language::en)});
        }
        return form ? page(201, std::nullopt) : uncached(201, {{"received", true}});
      });
}

Response FaultApi::list(const Call& call) {
  const Query query(call.request().query, {"state"});
  const std::string* state = query.find("state");
  if (state &&
      std::find(faults::states.begin(), faults::states.end(), *state) == faults::states.end())
    throw Error(ErrorCode::bad_input, "state: 应为 should be: open, done, dismissed");
  Json list = Json::array();
  for (const auto& kept :
       need().list(state ? std::optional<std::string_view>(*state) : std::nullopt))
    list.push_back(faults::to_json(kept));
  return uncached(200, {{"faults", std::move(list)}});
}

Response FaultApi::decided(const Call& call) {
  const Query query(call.request().query, {});
  const Json body = body_of(call);
  std::optional<std::int64_t> version;
  if (const auto it = body.find("version"); it != body.end() && !it->is_null()) {
    if (!it->is_number_integer())
      throw Error(ErrorCode::bad_input, "version: 应为整数 should be a whole number");
    version = it->get<std::int64_t>();
  }
  return uncached(
      200, faults::to_json(need().decide(call.arg("id"), text_in(body, "state"),
                                         text_in(body, "note"), call.principal->name, version)));
}

void FaultApi::routes(std::vector<Route>& table) {
  const Access readers = Access::holder_of({auth::Right::approve, auth::Right::write_content});
  const auto operation = [this](Method method, auto member, Access access,
                                std::vector<std::string_view> media, Needs needs) {
    return Operation{.method = method,
                     .handler = in_lane(context_, *this, member),
                     .access = access,
                     .needs = needs,
                     .media = std::move(media),
                     .most_bytes = &ServerOptions::max_sign_in_bytes,
                     .lane = access.who == Access::Who::anyone ? Lane::survey
                             : method == Method::get           ? Lane::documents
                                                               : Lane::edit};
  };
  table.push_back(
      {"/faults",
       "faults",
       {operation(Method::get, &FaultApi::list, readers, {}, Needs::nothing),
        operation(Method::post, &FaultApi::sent, {}, {form_type, json_type}, Needs::data)}});
  table.push_back(
      {"/faults/{id}",
       "faults",
       {operation(Method::post, &FaultApi::decided, readers, {json_type}, Needs::nothing)}});
}

}  // namespace jintu::http
