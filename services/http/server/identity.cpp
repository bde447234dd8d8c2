#include "services/http/server/identity.hpp"

#include <algorithm>
#include <optional>

#include "services/auth/secrets.hpp"
#include "services/http/message/problem.hpp"

namespace jintu::http {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Nothing when it is not there, or there more than once: then nobody can say which one counts.
std::optional<std::string_view> only_field(const Request& request, std::string_view name) {
  std::optional<std::string_view> found;
  for (const Request::Field& field : request.fields) {
    if (!equals_ignoring_case(field.name, name)) continue;
    if (found) return std::nullopt;
    found = field.value;
  }
  return found;
}

std::optional<std::string_view> bearer_of(const Request& request) {
  const auto field = only_field(request, "authorization");
  if (!field) return std::nullopt;
  const auto space = field->find(' ');
  if (space == std::string_view::npos || !equals_ignoring_case(field->substr(0, space), "bearer"))
    return std::nullopt;
  return trimmed(field->substr(space + 1));
}

std::optional<std::string_view> cookie_of(const Request& request) {
  const auto field = only_field(request, "cookie");
  if (!field) return std::nullopt;
  std::optional<std::string_view> found;
  std::string_view rest = *field;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    const std::string_view pair = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != session_cookie) continue;
    if (found) return std::nullopt;
    found = pair.substr(equals + 1);
  }
  return found;
}

std::shared_ptr<const auth::Principal> desk_principal() {
  auth::Principal desk;
  desk.kind = auth::Principal::Kind::desk;
  desk.rights = {auth::Right::plan};
  return std::make_shared<const auth::Principal>(std::move(desk));
}

/// Who bears the token of the configuration: nobody knows who that is.
std::shared_ptr<const auth::Principal> token_principal() {
  auth::Principal bearer;
  bearer.kind = auth::Principal::Kind::token;
  bearer.name = bearer.display = "token";
  bearer.rights = {auth::Right::draft, auth::Right::preview, auth::Right::write_content,
                   auth::Right::write_all, auth::Right::plan};
  return std::make_shared<const auth::Principal>(std::move(bearer));
}

}  // namespace

std::string cookie_set(std::string_view value) {
  return std::string(session_cookie) + "=" + std::string(value) +
         "; Path=/; Secure; HttpOnly; SameSite=Strict";
}

std::string cookie_cleared() { return cookie_set("") + "; Max-Age=0"; }

Identity::Identity(auth::Directory* directory, const FrontDoor& door, const ServerOptions& options)
    : directory_(directory),
      door_(door),
      siting_open_(options.siting_open),
      edit_token_(options.edit_token),
      desk_(desk_principal()),
      token_bearer_(token_principal()) {
  for (const std::string& proxy : options.proxies)
    if (const auto address = PeerAddress::parse(proxy)) proxies_.push_back(*address);
}

std::shared_ptr<const auth::Principal> Identity::of(const Request& request) const {
  std::shared_ptr<const auth::Principal> who;
  const auto now = std::chrono::system_clock::now();
  if (const auto token = bearer_of(request)) {
    if (!edit_token_.empty() && auth::equal_secrets(*token, edit_token_))
      who = token_bearer_;
    else if (directory_)
      who = directory_->of_token(*token, now);
  } else if (const auto cookie = directory_ ? cookie_of(request) : std::nullopt) {
    who = directory_->of_session(*cookie, now);
  }
  const bool plans = who && who->may(auth::Right::plan);
  if (plans || !siting_open_ || !door_.is_desk(request)) return who ? who : auth::visitor();
  if (!who) return desk_;
  auto also_here = std::make_shared<auth::Principal>(*who);
  also_here->rights = also_here->rights | desk_->rights;
  return also_here;
}

void Identity::check_csrf(const auth::Principal& principal, const Request& request) {
  if (principal.kind != auth::Principal::Kind::session) return;
  const auto given = only_field(request, "jintu-csrf");
  if (given && auth::equal_secrets(*given, principal.csrf)) return;
  throw Refusal{403, "csrf",
                "缺少或不符 Jintu-CSRF 标头 the header Jintu-CSRF is missing or not that of this "
                "session: see GET /auth/me"};
}

std::string Identity::client_address(const Exchange& exchange) const {
  const bool by_proxy =
      std::find(proxies_.begin(), proxies_.end(), exchange.peer) != proxies_.end();
  if (!by_proxy) return exchange.peer.text();
  // What stands before the last address came from the client, and may say anything.
  const std::string list = exchange.request.list_field("x-forwarded-for");
  const auto comma = list.rfind(',');
  const auto last =
      trimmed(std::string_view(list).substr(comma == std::string::npos ? 0 : comma + 1));
  const auto address = PeerAddress::parse(std::string(last));
  return address ? address->text() : std::string();
}

}  // namespace jintu::http
