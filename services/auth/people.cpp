#include "services/auth/people.hpp"

#include <algorithm>

#include "geo/base/error.hpp"

namespace jintu::auth {

namespace {

constexpr std::size_t most_display_bytes = 200, most_carriers = 1000, most_carrier_bytes = 200;

std::int64_t seconds_of(Moment moment) {
  return std::chrono::duration_cast<std::chrono::seconds>(moment.time_since_epoch()).count();
}
Moment moment_of(const Json& seconds) {
  return Moment(std::chrono::seconds(seconds.get<std::int64_t>()));
}

template <class Read>
auto read_kept(const char* what, Read read) {
  try {
    return read();
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::internal, std::string(what) + " is damaged", error.what());
  } catch (const Error& error) {
    throw Error(ErrorCode::internal, std::string(what) + " is damaged", error.what());
  }
}

}  // namespace

Json to_json(const User& user) {
  Json kept{{"display", user.display},   {"roles", to_json(user.roles)},
            {"carriers", user.carriers}, {"password", user.password},
            {"disabled", user.disabled}, {"created", seconds_of(user.created)}};
  if (const auto& factor = user.second_factor)
    kept["second_factor"] = {{"key", factor->key},
                             {"confirmed", factor->confirmed},
                             {"used_step", factor->used_step},
                             {"recovery", factor->recovery}};
  return kept;
}

User user_of(const std::string& name, const Json& kept) {
  return read_kept("an account", [&] {
    User user;
    user.name = name;
    user.display = kept.at("display").get<std::string>();
    user.roles = roles_from(kept.at("roles"));
    user.carriers = kept.at("carriers").get<std::vector<std::string>>();
    user.password = kept.at("password").get<std::string>();
    user.disabled = kept.at("disabled").get<bool>();
    user.created = moment_of(kept.at("created"));
    if (const auto it = kept.find("second_factor"); it != kept.end())
      user.second_factor = {it->at("key").get<std::string>(), it->at("confirmed").get<bool>(),
                            it->at("used_step").get<std::int64_t>(),
                            it->at("recovery").get<std::vector<std::string>>()};
    return user;
  });
}

Json to_json(const Session& session) {
  return {{"digest", session.digest},
          {"user", session.user},
          {"csrf", session.csrf},
          {"created", seconds_of(session.created)},
          {"seen", seconds_of(session.seen)},
          {"second_factor", session.second_factor},
          {"agent", session.agent}};
}

Session session_of(const Json& kept) {
  return read_kept("a session", [&] {
    return Session{kept.at("digest").get<std::string>(), kept.at("user").get<std::string>(),
                   kept.at("csrf").get<std::string>(),   moment_of(kept.at("created")),
                   moment_of(kept.at("seen")),           kept.at("second_factor").get<bool>(),
                   kept.at("agent").get<std::string>()};
  });
}

Json to_json(const Token& token) {
  return {{"id", token.id},
          {"digest", token.digest},
          {"user", token.user},
          {"note", token.note},
          {"rights", to_json(token.rights)},
          {"created", seconds_of(token.created)},
          {"expires", seconds_of(token.expires)}};
}

Token token_of(const Json& kept) {
  return read_kept("a token", [&] {
    return Token{kept.at("id").get<std::string>(),   kept.at("digest").get<std::string>(),
                 kept.at("user").get<std::string>(), kept.at("note").get<std::string>(),
                 rights_from(kept.at("rights")),     moment_of(kept.at("created")),
                 moment_of(kept.at("expires"))};
  });
}

bool is_user_name(std::string_view name) {
  return !name.empty() && name.size() <= most_name_bytes &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                  c == '-' || c == '@';
         });
}

void check_user_name(std::string_view name) {
  // Authors of the history that are no accounts.
  for (const char* author : {"token", "desk", "visitor", "console"})
    if (name == author)
      throw Error(ErrorCode::bad_input,
                  "name: 此名保留 this name is reserved: " + std::string(name));
  if (!is_user_name(name))
    throw Error(
        ErrorCode::bad_input,
        "name: 应为 1 至 64 个字符，限 a–z 0–9 . _ - @ should be 1 to 64 of a–z 0–9 . _ - @");
}

void check_display(std::string_view display) {
  const bool control = std::any_of(display.begin(), display.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (display.empty() || display.size() > most_display_bytes || control)
    throw Error(ErrorCode::bad_input,
                "display: 应为一行文字，至多 200 字节 should be one line of at most 200 bytes");
}

void check_carriers(const std::vector<std::string>& carriers) {
  const bool fits = carriers.size() <= most_carriers &&
                    std::all_of(carriers.begin(), carriers.end(), [](const std::string& id) {
                      return !id.empty() && id.size() <= most_carrier_bytes;
                    });
  if (!fits)
    throw Error(
        ErrorCode::bad_input,
        "carriers: 应为载体编号的数组，至多 1000 个 should be a list of at most 1000 ids of "
        "carriers");
}

}  // namespace jintu::auth
