#include "services/http/api/auth/sign_in_api.hpp"

#include "geo/base/clock.hpp"
#include "services/http/api/auth/members.hpp"
#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/problem.hpp"

namespace jintu::http {

namespace {

Moment now() { return std::chrono::system_clock::now(); }

[[noreturn]] void refuse(auth::Denied denied) {
  switch (denied) {
    case auth::Denied::bad_credentials:
      throw Refusal{401, "bad_credentials", "用户名或密码不对 the name or the password is wrong"};
    case auth::Denied::code_needed:
      throw Refusal{401, "totp_needed",
                    "请输入验证码 the code of your authenticator is needed as well"};
    case auth::Denied::code_wrong:
      throw Refusal{401, "totp_needed",
                    "验证码不对或已用过 the code is wrong, or was used already"};
  }
  throw Error(ErrorCode::internal, "an outcome without a name");
}

[[noreturn]] void refuse(auth::NotYet not_yet) {
  const std::string seconds = std::to_string(not_yet.wait.count());
  throw Refusal{
      429,
      "too_many_attempts",
      "尝试过多，请稍后再试 there were too many attempts; wait this many seconds: " + seconds,
      {{"retry_after", not_yet.wait.count()}},
      {{field::retry_after, seconds}}};
}

/// Of an outcome that is one of `auth::NotYet` and `auth::Denied` beside it.
template <class Wanted, class Outcome>
Wanted taken(Outcome outcome) {
  if (const auto* not_yet = std::get_if<auth::NotYet>(&outcome)) refuse(*not_yet);
  if (const auto* denied = std::get_if<auth::Denied>(&outcome)) refuse(*denied);
  return std::get<Wanted>(std::move(outcome));
}

Json me_json(const auth::Principal& principal) {
  if (!principal.is_known())
    return {{"signed_in", false}, {"rights", auth::to_json(principal.rights)}};
  Json json{{"signed_in", true},
            {"by", principal.kind == auth::Principal::Kind::token ? "token" : "session"},
            {"name", principal.name},
            {"display", principal.display},
            {"roles", auth::to_json(principal.roles)},
            {"carriers", principal.carriers},
            {"rights", auth::to_json(principal.rights)}};
  if (principal.kind == auth::Principal::Kind::session) {
    json["csrf"] = principal.csrf;
    json["second_factor"] = principal.second_factor;
    json["after_second_factor"] = auth::to_json(principal.after_second_factor);
  }
  return json;
}

void check_no_query(const Call& call) { const Query query(call.request().query, {}); }

}  // namespace

auth::Caller SignInApi::caller(const Call& call) const {
  const auto* agent = call.request().field("user-agent");
  std::string named;  // it is shown as text: printable ASCII only, as browsers send it
  for (const char c : agent ? *agent : std::string_view())
    if (c >= 0x20 && c < 0x7f) named += c;
  return {identity_.client_address(*call.exchange), named.substr(0, 200)};
}

auth::Session SignInApi::session_of(const Call& call) const {
  auto session = auth_->directory.session(*call.principal, now());
  if (!session)
    throw Refusal{401, "unauthorized", "会话已结束，请重新登录 the session ended: sign in again"};
  return *std::move(session);
}

void SignInApi::check_private(const Call& call) const {
  if (door_.is_private(call.request())) return;
  throw Refusal{403, "needs_https",
                "密码只能经 https 传送 passwords are taken over https only: put a proxy before the "
                "server and set server.public_url"};
}

Response SignInApi::with_cookie(const std::string& cookie, Json more) const {
  const auto principal = auth_->directory.of_session(cookie, now());
  if (!principal)  // disabled in between
    refuse(auth::Denied::bad_credentials);
  Json json = me_json(*principal);
  json.update(more);
  Response response = uncached(200, json);
  response.with(field::set_cookie, cookie_set(cookie));
  return response;
}

Response SignInApi::sign_in(const Call& call) {
  check_no_query(call);
  check_private(call);
  const Members body(call.exchange->body, {"name", "password", "totp"});
  const auth::Credentials credentials{body.text("name"), body.text("password"),
                                      body.text_if("totp").value_or("")};
  const auto outcome = taken<auth::SignedIn>(auth_->sign_in.sign_in(credentials, caller(call)));
  // The browser's former session, if any, is not left behind; the new one has another cookie.
  if (call.principal->kind == auth::Principal::Kind::session)
    if (const auto old = auth_->directory.session(*call.principal, now()))
      auth_->accounts.end_session(*old, {old->user, "sign_out", old->user});
  return with_cookie(outcome.cookie);
}

Response SignInApi::sign_out(const Call& call) {
  check_no_query(call);
  const auth::Session session = session_of(call);
  auth_->accounts.end_session(session, {session.user, "sign_out", session.user});
  Response response;
  response.status = 204;
  response.with(field::set_cookie, cookie_cleared());
  return uncached(std::move(response));
}

Response SignInApi::me(const Call& call) const {
  check_no_query(call);
  return uncached(200, me_json(*call.principal));
}

Response SignInApi::sessions(const Call& call) const {
  check_no_query(call);
  Json list = Json::array();
  for (const auth::Session& session : auth_->directory.sessions_of(call.principal->name, now()))
    list.push_back({{"id", session.id()},
                    {"created", utc_text(session.created)},
                    {"seen", utc_text(session.seen)},
                    {"agent", session.agent},
                    {"second_factor", session.second_factor},
                    {"current", session.id() == call.principal->credential}});
  return uncached(200, {{"sessions", std::move(list)}});
}

Response SignInApi::session_ended(const Call& call) {
  check_no_query(call);
  const std::string& name = call.principal->name;
  for (const auth::Session& session : auth_->directory.sessions_of(name, now())) {
    if (session.id() != call.arg("id")) continue;
    auth_->accounts.end_session(session, {call.principal->author(), "session_end", name});
    Response response;
    response.status = 204;
    if (session.id() == call.principal->credential)
      response.with(field::set_cookie, cookie_cleared());
    return uncached(std::move(response));
  }
  throw Error(ErrorCode::not_found, "没有此会话 there is no such session");
}

Response SignInApi::password(const Call& call) {
  check_no_query(call);
  check_private(call);
  const Members body(call.exchange->body, {"old", "new"});
  const auth::Session session = session_of(call);
  const auto outcome = taken<auth::SignedIn>(
      auth_->sign_in.change_password(session, body.text("old"), body.text("new"), caller(call)));
  return with_cookie(outcome.cookie);
}

Response SignInApi::second_factor(const Call& call) {
  check_no_query(call);
  check_private(call);
  const Members body(call.exchange->body, {"action", "password", "totp"});
  const std::string action = body.text("action");
  const auth::Session session = session_of(call);
  if (action == "begin") {
    const auto begun = taken<auth::SignIn::Begun>(
        auth_->sign_in.begin_second_factor(session, body.text("password"), "Jintu", caller(call)));
    return uncached(200, {{"secret", begun.secret}, {"uri", begun.uri}});
  }
  if (action == "confirm") {
    const auto confirmed = taken<auth::SignIn::Confirmed>(
        auth_->sign_in.confirm_second_factor(session, body.text("totp"), caller(call)));
    return with_cookie(confirmed.cookie, {{"recovery_codes", confirmed.recovery}});
  }
  if (action == "remove") {
    const auto outcome = taken<auth::SignedIn>(auth_->sign_in.remove_second_factor(
        session, {session.user, body.text("password"), body.text_if("totp").value_or("")},
        caller(call)));
    return with_cookie(outcome.cookie);
  }
  throw Error(ErrorCode::bad_input,
              "action: 应为 begin、confirm 或 remove should be begin, confirm or remove");
}

void SignInApi::routes(std::vector<Route>& table) {
  const Access visitor{Access::Who::visitor}, person{Access::Who::person};
  const auto operation = [](Method method, Access access, Handler handler,
                            std::vector<std::string_view> media = {}) {
    return Operation{.method = method,
                     .handler = std::move(handler),
                     .access = access,
                     .needs = Needs::nothing,
                     .media = std::move(media),
                     .most_bytes = &ServerOptions::max_sign_in_bytes,
                     .lane = Lane::accounts};
  };
  const std::vector<std::string_view> json{json_type};
  table.push_back(
      {"/auth/sign-in",
       "sign_in",
       {operation(Method::post, visitor, in_lane(context_, *this, &SignInApi::sign_in), json)}});
  table.push_back(
      {"/auth/sign-out",
       "sign_out",
       {operation(Method::post, person, in_lane(context_, *this, &SignInApi::sign_out))}});
  table.push_back(
      {"/auth/me", "me", {operation(Method::get, visitor, here(*this, &SignInApi::me))}});
  table.push_back({"/auth/sessions",
                   "sessions",
                   {operation(Method::get, person, here(*this, &SignInApi::sessions))}});
  table.push_back(
      {"/auth/sessions/{id}",
       "sessions",
       {operation(Method::del, person, in_lane(context_, *this, &SignInApi::session_ended))}});
  table.push_back(
      {"/auth/password",
       "password",
       {operation(Method::post, person, in_lane(context_, *this, &SignInApi::password), json)}});
  table.push_back({"/auth/second-factor",
                   "second_factor",
                   {operation(Method::post, person,
                              in_lane(context_, *this, &SignInApi::second_factor), json)}});
}

}  // namespace jintu::http
