#include "services/auth/directory.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "geo/base/log.hpp"
#include "services/auth/secrets.hpp"

namespace jintu::auth {

namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 1s, tidy_every = 60s;

Principal principal_of(const User& user) {
  Principal principal;
  principal.name = user.name;
  principal.display = user.display;
  principal.roles = user.roles;
  principal.carriers = user.carriers;
  return principal;
}

Principal principal_of(const User& user, const Session& session) {
  Principal principal = principal_of(user);
  principal.kind = Principal::Kind::session;
  principal.second_factor = session.second_factor;
  principal.credential = session.id();
  principal.csrf = session.csrf;
  const Rights all = rights_of(user.roles).without(token_rights());
  principal.rights = session.second_factor ? all : all.without(second_factor_rights());
  principal.after_second_factor = all.without(principal.rights);
  return principal;
}

Principal principal_of(const User& user, const Token& token) {
  Principal principal = principal_of(user);
  principal.kind = Principal::Kind::token;
  principal.credential = token.id;
  principal.rights = rights_of(user.roles) & token.rights;
  return principal;
}

}  // namespace

Directory::Directory(Accounts& accounts, SessionLimits limits)
    : accounts_(accounts), limits_(limits), people_(read()) {
  accounts_.on_change([this] {
    try {
      refresh();
    } catch (const std::exception& error) {  // what was written is written; the thread reads it
      log::warning("accounts", error.what());
    }
  });
  thread_ = std::thread([this] { run(); });
}

Directory::~Directory() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
  accounts_.on_change({});
}

std::shared_ptr<const Directory::People> Directory::read() const {
  auto next = std::make_shared<People>();
  next->mark = accounts_.mark();  // first: what is written while we read is read again
  std::map<std::string, User> users;
  for (User& user : accounts_.users())
    if (!user.disabled) users.emplace(user.name, std::move(user));
  const auto principal = [&](const auto& credential) -> std::shared_ptr<const Principal> {
    const auto user = users.find(credential.user);
    if (user == users.end()) return nullptr;
    return std::make_shared<const Principal>(principal_of(user->second, credential));
  };
  for (Session& session : accounts_.sessions()) {
    auto who = principal(session);
    next->sessions.emplace(session.digest, People::Known{session, std::move(who)});
  }
  for (Token& token : accounts_.tokens()) {
    auto who = principal(token);
    next->tokens.emplace(token.digest, People::Bearer{token, std::move(who)});
  }
  return next;
}

std::shared_ptr<const Directory::People> Directory::people() const {
  const std::lock_guard lock(mutex_);
  return people_;
}

void Directory::refresh() {
  const std::lock_guard one(reading_);
  const auto mark = accounts_.mark(), known = people()->mark;
  if (mark == known) return;
  // Nothing at all where something was: the folder is away for a moment. Nobody is signed out by
  // that; what comes back, or stands in its place, is read.
  if (mark == 0 && known > 0) return;
  auto next = read();
  const std::lock_guard lock(mutex_);
  people_ = std::move(next);
  std::erase_if(seen_,
                [this](const auto& entry) { return !people_->sessions.contains(entry.first); });
}

Moment Directory::seen(const Session& session) const {
  const std::lock_guard lock(mutex_);
  const auto it = seen_.find(session.digest);
  return it == seen_.end() ? session.seen : std::max(session.seen, it->second);
}

bool Directory::is_over(const Session& session, Moment now) const {
  return now >= session.created + limits_.absolute || now >= seen(session) + limits_.idle;
}

std::shared_ptr<const Principal> Directory::of_session(std::string_view cookie, Moment now) {
  const std::string key = digest(cookie);
  const auto all = people();
  const auto it = all->sessions.find(key);
  if (it == all->sessions.end() || !it->second.principal || is_over(it->second.session, now))
    return nullptr;
  const std::lock_guard lock(mutex_);
  seen_[key] = now;
  return it->second.principal;
}

std::shared_ptr<const Principal> Directory::of_token(std::string_view text, Moment now) const {
  if (!looks_like_token(text)) return nullptr;
  const auto all = people();
  const auto it = all->tokens.find(digest(text));
  if (it == all->tokens.end() || now >= it->second.token.expires) return nullptr;
  return it->second.principal;
}

std::vector<Session> Directory::sessions_of(const std::string& user, Moment now) const {
  std::vector<Session> of_user;
  const auto all = people();
  for (const auto& [key, known] : all->sessions) {
    if (known.session.user != user || is_over(known.session, now)) continue;
    of_user.push_back(known.session);
    of_user.back().seen = seen(known.session);
  }
  std::sort(of_user.begin(), of_user.end(),
            [](const Session& a, const Session& b) { return a.created > b.created; });
  return of_user;
}

std::vector<Token> Directory::tokens_of(const std::string& user, Moment now) const {
  std::vector<Token> of_user;
  const auto all = people();
  for (const auto& [key, bearer] : all->tokens)
    if (bearer.token.user == user && now < bearer.token.expires) of_user.push_back(bearer.token);
  std::sort(of_user.begin(), of_user.end(),
            [](const Token& a, const Token& b) { return a.created > b.created; });
  return of_user;
}

std::optional<Session> Directory::session(const Principal& principal, Moment now) const {
  for (Session& session : sessions_of(principal.name, now))
    if (session.id() == principal.credential && session.csrf == principal.csrf)
      return std::move(session);
  return std::nullopt;
}

void Directory::tidy(Moment now) {
  const auto all = people();
  std::vector<Session> noted, over;
  std::vector<Token> expired;
  for (const auto& [key, known] : all->sessions) {
    if (is_over(known.session, now)) {
      over.push_back(known.session);
      continue;
    }
    const Moment last = seen(known.session);
    if (last < known.session.seen + tidy_every) continue;
    noted.push_back(known.session);
    noted.back().seen = last;
  }
  for (const auto& [key, bearer] : all->tokens)
    if (now >= bearer.token.expires) expired.push_back(bearer.token);
  if (!noted.empty()) accounts_.note_seen(noted);
  if (!over.empty() || !expired.empty()) accounts_.remove_old(over, expired);
}

void Directory::run() {
  auto next_tidy = std::chrono::steady_clock::now() + tidy_every;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, look_every, [this] { return ending_; })) return;
    }
    try {
      refresh();
      if (std::chrono::steady_clock::now() < next_tidy) continue;
      next_tidy = std::chrono::steady_clock::now() + tidy_every;
      tidy(std::chrono::system_clock::now());
    } catch (const std::exception& error) {
      log::warning("accounts", error.what());
    }
  }
}

}  // namespace jintu::auth
