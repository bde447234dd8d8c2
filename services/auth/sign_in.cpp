#include "services/auth/sign_in.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "geo/base/log.hpp"
#include "services/auth/secrets.hpp"
#include "services/auth/totp.hpp"

namespace jintu::auth {

namespace {

constexpr std::size_t recovery_codes = 10, recovery_bytes = 8, most_agent_bytes = 200;

Moment now() { return std::chrono::system_clock::now(); }

struct Made {
  Session session;
  std::string cookie;
};

Made new_session(const std::string& user, bool second_factor, const std::string& agent) {
  Made made;
  made.cookie = random_text(32);
  made.session.digest = digest(made.cookie);
  made.session.user = user;
  made.session.csrf = random_text(24);
  made.session.created = made.session.seen = now();
  made.session.second_factor = second_factor;
  made.session.agent = agent.substr(0, most_agent_bytes);
  return made;
}

/// "abcd-efgh-ijkl" as base32 says it: case and dashes do not matter.
std::string recovery_digest(std::string_view bytes) { return digest(bytes); }

}  // namespace

bool take_code(User& user, const std::string& code, Moment at) {
  if (!user.second_factor) return false;
  auto& factor = *user.second_factor;
  const auto key = base32_bytes(factor.key);
  if (!key) return false;
  if (const auto step = totp::verify(*key, code, at, factor.used_step)) {
    factor.used_step = *step;
    return true;
  }
  const auto bytes = base32_bytes(code);
  if (!bytes || bytes->size() != recovery_bytes) return false;
  const auto kept =
      std::find(factor.recovery.begin(), factor.recovery.end(), recovery_digest(*bytes));
  if (kept == factor.recovery.end()) return false;
  factor.recovery.erase(kept);
  return true;
}

std::variant<User, NotYet, Denied> SignIn::checked(const std::string& name,
                                                   const std::string& password,
                                                   const Caller& caller) {
  if (name.size() > most_name_bytes || password.size() > most_password_bytes)
    return Denied::bad_credentials;  // nobody's: that need not be kept secret
  if (const auto wait = throttle_.enter(name, caller.address, Throttle::Clock::now()))
    return NotYet{*wait};
  auto user = is_user_name(name) ? accounts_.find(name) : std::nullopt;
  const bool right =
      user ? passwords_.verify(user->password, password) : passwords_.verify_nothing(password);
  if (!right || user->disabled) {
    // A password typed as the name must not get into the log: only names that there are.
    log::warning("sign-in", "refused", {{"user", user ? name : "?"}, {"address", caller.address}});
    return Denied::bad_credentials;
  }
  return *std::move(user);
}

bool SignIn::take_code(const std::string& name, const std::string& code) {
  struct Wrong {};
  try {
    accounts_.change(name, {name, "second_factor_use", name}, Accounts::Sessions::stay,
                     [&](User& user) {
                       if (!auth::take_code(user, code, now())) throw Wrong{};
                     });
    return true;
  } catch (const Wrong&) {
    return false;
  }
}

SignInOutcome SignIn::sign_in(const Credentials& credentials, const Caller& caller) {
  auto found = checked(credentials.name, credentials.password, caller);
  if (const auto* wait = std::get_if<NotYet>(&found)) return *wait;
  if (const auto* denied = std::get_if<Denied>(&found)) return *denied;
  const User& user = std::get<User>(found);
  const bool needs_code = user.has_second_factor();
  // Not forgiven: else who has the password might try codes without end.
  if (needs_code && credentials.code.empty()) return Denied::code_needed;
  if (needs_code && !take_code(user.name, credentials.code)) return Denied::code_wrong;
  throttle_.forgive(user.name, caller.address);
  const Made made = new_session(user.name, needs_code, caller.agent);
  accounts_.begin_session(made.session);
  return SignedIn{made.cookie, user.name};
}

/// The same session under a new cookie: what knew the old one does not share what was gained.
std::string SignIn::renew(const Session& session, bool second_factor) {
  Made made = new_session(session.user, second_factor, session.agent);
  made.session.created = session.created;
  accounts_.replace_session(session, made.session);
  return made.cookie;
}

SignInOutcome SignIn::change_password(const Session& session, const std::string& old,
                                      const std::string& wanted, const Caller& caller) {
  check_password(wanted, session.user);
  auto found = checked(session.user, old, caller);
  if (const auto* wait = std::get_if<NotYet>(&found)) return *wait;
  if (const auto* denied = std::get_if<Denied>(&found)) return *denied;
  throttle_.forgive(session.user, caller.address);
  const std::string hashed = passwords_.hash(wanted);
  accounts_.change(session.user, {session.user, "password_change", session.user},
                   Accounts::Sessions::end, [&](User& user) { user.password = hashed; });
  return SignedIn{renew(session, session.second_factor), session.user};
}

std::variant<SignIn::Begun, NotYet, Denied> SignIn::begin_second_factor(const Session& session,
                                                                        const std::string& password,
                                                                        const std::string& issuer,
                                                                        const Caller& caller) {
  auto found = checked(session.user, password, caller);
  if (const auto* wait = std::get_if<NotYet>(&found)) return *wait;
  if (const auto* denied = std::get_if<Denied>(&found)) return *denied;
  throttle_.forgive(session.user, caller.address);
  const std::string key = totp::new_key();
  accounts_.change(session.user, {session.user, "second_factor_begin", session.user},
                   Accounts::Sessions::stay, [&](User& user) {
                     if (user.has_second_factor())
                       throw Error(ErrorCode::conflict,
                                   "已有第二重验证，请先移除 there is a second factor already; "
                                   "remove it first");
                     user.second_factor = User::SecondFactor{base32(key), false, 0, {}};
                   });
  return Begun{base32(key), totp::uri(key, session.user, issuer)};
}

std::variant<SignIn::Confirmed, NotYet, Denied> SignIn::confirm_second_factor(
    const Session& session, const std::string& code, const Caller& caller) {
  if (const auto wait = throttle_.enter(session.user, caller.address, Throttle::Clock::now()))
    return NotYet{*wait};
  Confirmed confirmed;
  std::vector<std::string> digests;
  for (std::size_t i = 0; i < recovery_codes; ++i) {
    const std::string bytes = random_bytes(recovery_bytes);
    std::string text = base32(bytes);  // 13 letters
    digests.push_back(recovery_digest(bytes));
    confirmed.recovery.push_back(text.insert(8, "-").insert(4, "-"));
  }
  struct Wrong {};
  try {
    accounts_.change(session.user, {session.user, "second_factor_confirm", session.user},
                     Accounts::Sessions::end, [&](User& user) {
                       if (!user.second_factor || user.second_factor->confirmed)
                         throw Error(ErrorCode::conflict,
                                     "没有待确认的第二重验证 no second factor waits to be "
                                     "confirmed");
                       if (!auth::take_code(user, code, now())) throw Wrong{};
                       user.second_factor->confirmed = true;
                       user.second_factor->recovery = digests;
                     });
  } catch (const Wrong&) {
    return Denied::code_wrong;
  }
  throttle_.forgive(session.user, caller.address);
  confirmed.cookie = renew(session, true);
  return confirmed;
}

SignInOutcome SignIn::remove_second_factor(const Session& session, const Credentials& credentials,
                                           const Caller& caller) {
  auto found = checked(session.user, credentials.password, caller);
  if (const auto* wait = std::get_if<NotYet>(&found)) return *wait;
  if (const auto* denied = std::get_if<Denied>(&found)) return *denied;
  if (!std::get<User>(found).has_second_factor())
    throw Error(ErrorCode::conflict, "没有第二重验证 there is no second factor");
  if (credentials.code.empty()) return Denied::code_needed;
  struct Wrong {};
  try {
    accounts_.change(session.user, {session.user, "second_factor_remove", session.user},
                     Accounts::Sessions::end, [&](User& user) {
                       if (!auth::take_code(user, credentials.code, now())) throw Wrong{};
                       user.second_factor.reset();
                     });
  } catch (const Wrong&) {
    return Denied::code_wrong;
  }
  throttle_.forgive(session.user, caller.address);
  return SignedIn{renew(session, false), session.user};
}

}  // namespace jintu::auth
