#include "services/http/api/auth/people_api.hpp"

#include "geo/base/clock.hpp"
#include "services/http/api/auth/members.hpp"
#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/problem.hpp"

namespace jintu::http {

namespace {

constexpr std::int64_t usual_days = 90;

Moment now() { return std::chrono::system_clock::now(); }

void check_no_query(const Call& call) { const Query query(call.request().query, {}); }

Json token_json(const auth::Token& token) {
  return {{"id", token.id},
          {"note", token.note},
          {"rights", auth::to_json(token.rights)},
          {"created", utc_text(token.created)},
          {"expires", utc_text(token.expires)}};
}

Json user_json(const auth::User& user) {
  return {{"name", user.name},
          {"display", user.display},
          {"roles", auth::to_json(user.roles)},
          {"carriers", user.carriers},
          {"disabled", user.disabled},
          {"second_factor", user.has_second_factor()},
          {"created", utc_text(user.created)}};
}

}  // namespace

Response PeopleApi::tokens(const Call& call) const {
  check_no_query(call);
  Json list = Json::array();
  for (const auth::Token& token : auth_->directory.tokens_of(call.principal->name, now()))
    list.push_back(token_json(token));
  return uncached(200, {{"tokens", std::move(list)}});
}

Response PeopleApi::token_made(const Call& call) {
  check_no_query(call);
  const Members body(call.exchange->body, {"note", "rights", "days"});
  const Json* names = body.find("rights");
  const auth::Rights rights = auth::rights_from(names ? *names : Json());
  const auto user = auth_->accounts.find(call.principal->name);
  if (!user) throw Error(ErrorCode::not_found, "没有此用户 there is no such user");
  if (call.principal->after_second_factor.has_any(rights))
    throw Refusal{403, "second_factor_needed",
                  "需要第二重验证：这些权利只在验证之后给 a token with such rights takes a second "
                  "factor first"};
  const auto made = auth::new_token(*user, rights, body.text_if("note").value_or(""),
                                    body.whole("days", usual_days));
  auth_->accounts.add_token(
      made.token, {call.principal->author(), "token_add", user->name + "/jt:" + made.token.id});
  Json json = token_json(made.token);
  json["token"] = made.text;
  return uncached(201, json);
}

Response PeopleApi::token_ended(const Call& call) {
  check_no_query(call);
  const std::string& name = call.principal->name;
  for (const auth::Token& token : auth_->directory.tokens_of(name, now())) {
    if (token.id != call.arg("id")) continue;
    auth_->accounts.end_token(token,
                              {call.principal->author(), "token_end", name + "/jt:" + token.id});
    Response response;
    response.status = 204;
    return uncached(std::move(response));
  }
  throw Error(ErrorCode::not_found, "没有此令牌 there is no such token");
}

Response PeopleApi::users(const Call& call) const {
  check_no_query(call);
  Json list = Json::array();
  for (const auth::User& user : auth_->accounts.users()) list.push_back(user_json(user));
  return uncached(200, {{"users", std::move(list)}});
}

Response PeopleApi::user_added(const Call& call) {
  check_no_query(call);
  const Members body(call.exchange->body, {"name", "display", "roles", "carriers", "password"});
  const Json* roles = body.find("roles");
  auth::User user = auth::new_user(body.text("name"), body.text_if("display").value_or(""),
                                   auth::roles_from(roles ? *roles : Json()),
                                   body.texts_if("carriers").value_or(std::vector<std::string>()));
  const std::string password = body.text("password");
  auth::check_password(password, user.name);
  user.password = auth_->sign_in.hash(password);
  auth_->accounts.add(user, call.principal->author());
  Response response = uncached(201, user_json(user));
  response.with(field::location, "/auth/users/" + user.name);
  return response;
}

Response PeopleApi::user_changed(const Call& call) {
  check_no_query(call);
  const Members body(call.exchange->body, {"display", "roles", "carriers", "password", "disabled",
                                           "reset_second_factor", "end_sessions"});
  const auto display = body.text_if("display"), password = body.text_if("password");
  const auto carriers = body.texts_if("carriers");
  const auto disabled = body.yes_no_if("disabled");
  const bool reset = body.yes_no_if("reset_second_factor").value_or(false);
  const Json* roles = body.find("roles");
  std::string hashed;
  if (password) {
    auth::check_password(*password, call.arg("name"));
    hashed = auth_->sign_in.hash(*password);
  }
  const bool ends = password || reset || disabled.value_or(false) ||
                    body.yes_no_if("end_sessions").value_or(false);
  const auto changed = auth_->accounts.change_keeping_an_administrator(
      call.arg("name"), {call.principal->author(), "user_change", call.arg("name")},
      ends ? auth::Accounts::Sessions::end : auth::Accounts::Sessions::stay, [&](auth::User& user) {
        if (display) user.display = *display;
        if (roles) user.roles = auth::roles_from(*roles);
        if (carriers) user.carriers = *carriers;
        if (disabled) user.disabled = *disabled;
        if (password) user.password = hashed;
        if (reset) user.second_factor.reset();
        auth::check_user(user);
      });
  return uncached(200, user_json(changed));
}

void PeopleApi::routes(std::vector<Route>& table) {
  const auto operation = [](Method method, Access access, Handler handler,
                            std::vector<std::string_view> media = {}) {
    return Operation{.method = method,
                     .handler = std::move(handler),
                     .access = access,
                     .needs = Needs::nothing,
                     .media = std::move(media),
                     .lane = Lane::accounts};
  };
  const Access person{Access::Who::person};
  const Access administrator = Access::holder_of({auth::Right::administer});
  table.push_back({"/auth/tokens",
                   "tokens",
                   {operation(Method::get, person, here(*this, &PeopleApi::tokens)),
                    operation(Method::post, person,
                              in_lane(context_, *this, &PeopleApi::token_made), {json_type})}});
  table.push_back(
      {"/auth/tokens/{id}",
       "tokens",
       {operation(Method::del, person, in_lane(context_, *this, &PeopleApi::token_ended))}});
  table.push_back(
      {"/auth/users",
       "users",
       {operation(Method::get, administrator, in_lane(context_, *this, &PeopleApi::users)),
        operation(Method::post, administrator, in_lane(context_, *this, &PeopleApi::user_added),
                  {json_type})}});
  table.push_back(
      {"/auth/users/{name}",
       "users",
       {operation(Method::patch, administrator, in_lane(context_, *this, &PeopleApi::user_changed),
                  {json_type, "application/merge-patch+json"})}});
}

}  // namespace jintu::http
