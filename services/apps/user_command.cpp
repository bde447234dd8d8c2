// `jintu user`: accounts from the command line, beside a running server or without one.
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>

#include "geo/base/clock.hpp"
#include "geo/base/error.hpp"
#include "geo/documents/documents.hpp"
#include "geo/store/open/open.hpp"
#include "services/apps/account_events.hpp"
#include "services/apps/command.hpp"
#include "services/auth/accounts.hpp"
#include "services/auth/passwords.hpp"
#include "services/auth/service.hpp"

namespace jintu::apps {

namespace {

struct Flags {
  std::string name, display, note, revoke;
  std::vector<std::string> roles, carriers, rights;
  std::int64_t days = 90;
  bool no_carriers = false, list = false;
};

const std::string console = "console";  ///< who, in the audit log

/// While it lives the terminal does not show what is typed.
class NoEcho {
 public:
  NoEcho() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_lflag |= ECHONL;
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  ~NoEcho() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

/// One line of standard input, without its end. Looks whether Ctrl-C was pressed.
std::string read_line() {
  std::string line;
  for (;;) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    const int ready = ::poll(&input, 1, 100);
    if (interrupt_token().stop_requested())
      throw Error(ErrorCode::cancelled, "已中断 interrupted: nothing was changed");
    if (ready <= 0) continue;
    char c = 0;
    const auto n = ::read(STDIN_FILENO, &c, 1);
    if (n == 0 || c == '\n') break;
    if (n > 0 && c != '\r') line += c;
    if (line.size() > auth::most_password_bytes) break;
  }
  return line;
}

std::string ask_password(const std::string& name) {
  std::string password;
  if (::isatty(STDIN_FILENO) == 0) {
    password = read_line();
  } else {
    const NoEcho quiet;
    std::cerr << "密码 password of " << name << ": " << std::flush;
    password = read_line();
    std::cerr << "再输一次 once more: " << std::flush;
    if (read_line() != password)
      throw Error(ErrorCode::bad_input, "两次输入不同 what was typed twice is not the same");
  }
  auth::check_password(password, name);
  return password;
}

template <class Value, class Of>
std::vector<Value> named(const std::vector<std::string>& names, Of of) {
  std::vector<Value> all;
  for (const std::string& name : names)
    if (const auto value = of(name)) all.push_back(*value);
  return all;
}

/// Only who adds a user makes a data folder: elsewhere its name is a slip of the pen.
std::unique_ptr<documents::Documents> open_people(const Config& config, bool makes_folder) {
  const std::string address = config.store_address();
  if (!is_database(address)) {
    const auto folder = std::filesystem::path(address).parent_path();
    std::error_code error;
    if (!makes_folder && !folder.empty() && !std::filesystem::is_directory(folder, error))
      throw Error(ErrorCode::not_found,
                  folder.string() + ": 没有此数据目录 there is no such folder");
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    if (error)
      throw Error(ErrorCode::io, folder.string() + ": 无法建立目录 the folder cannot be made",
                  error.message());
  }
  return documents::open_documents(address);
}

auth::User need(auth::Accounts& accounts, const std::string& name) {
  auto user = accounts.find(name);
  if (!user) throw Error(ErrorCode::not_found, "没有此用户 there is no such user: " + name);
  return *std::move(user);
}

/// A slip of the pen would make a manager of nothing. But accounts may be made before the data is.
void warn_of_unknown(const Context& context, const std::vector<std::string>& carriers) {
  const std::string address = context.config.store_address();
  if (carriers.empty() || (!is_database(address) && !std::filesystem::exists(address))) return;
  try {
    const auto layer = open_store(address, OpenMode::read_only)->snapshot()->layer("carriers");
    for (const std::string& id : carriers)
      if (!layer || !layer->find(id))
        std::cerr << "jintu: 提醒：库中没有此载体 note: the store has no carrier of this id: " << id
                  << "\n";
  } catch (const Error& error) {
    std::cerr << "jintu: 提醒：无法查看载体 note: the carriers could not be looked up: "
              << error.what() << "\n";
  }
}

int add(const Context& context, auth::Accounts& accounts, const Flags& flags) {
  auth::User user = auth::new_user(flags.name, flags.display,
                                   named<auth::Role>(flags.roles, auth::role_of), flags.carriers);
  if (accounts.find(user.name))
    throw Error(ErrorCode::conflict, "已有此用户 there is such a user already: " + user.name);
  user.password = auth::Passwords().hash(ask_password(user.name));
  accounts.add(user, console);
  warn_of_unknown(context, user.carriers);
  say(context, "已添加用户 added the user " + user.name + ": " + auth::to_json(user.roles).dump(),
      {{"name", user.name}, {"roles", auth::to_json(user.roles)}});
  return exit_done;
}

int change(const Context& context, auth::Accounts& accounts, const Flags& flags) {
  const auto changed = accounts.change_keeping_an_administrator(
      flags.name, {console, "user_change", flags.name}, auth::Accounts::Sessions::stay,
      [&](auth::User& user) {
        if (!flags.display.empty()) user.display = flags.display;
        if (!flags.roles.empty()) user.roles = named<auth::Role>(flags.roles, auth::role_of);
        if (!flags.carriers.empty() || flags.no_carriers) user.carriers = flags.carriers;
        auth::check_user(user);
      });
  warn_of_unknown(context, flags.carriers);
  say(context, "已更改用户 changed the user " + changed.name,
      {{"name", changed.name},
       {"roles", auth::to_json(changed.roles)},
       {"carriers", changed.carriers}});
  return exit_done;
}

int set_password(const Context& context, auth::Accounts& accounts, const Flags& flags) {
  need(accounts, flags.name);
  const std::string hash = auth::Passwords().hash(ask_password(flags.name));
  accounts.change(flags.name, {console, "password_change", flags.name},
                  auth::Accounts::Sessions::end, [&](auth::User& user) { user.password = hash; });
  say(context, "已更改密码，其会话已结束 the password is changed, the sessions ended",
      {{"name", flags.name}});
  return exit_done;
}

int set_disabled(const Context& context, auth::Accounts& accounts, const Flags& flags,
                 bool disabled) {
  accounts.change_keeping_an_administrator(
      flags.name, {console, disabled ? "user_disable" : "user_enable", flags.name},
      auth::Accounts::Sessions::end, [&](auth::User& user) { user.disabled = disabled; });
  say(context,
      disabled ? "已停用 disabled; the sessions ended, the tokens hold no more"
               : "已启用 enabled; tokens that have not expired hold again",
      {{"name", flags.name}, {"disabled", disabled}});
  return exit_done;
}

int reset_totp(const Context& context, auth::Accounts& accounts, const Flags& flags) {
  accounts.change(flags.name, {console, "second_factor_reset", flags.name},
                  auth::Accounts::Sessions::end,
                  [](auth::User& user) { user.second_factor.reset(); });
  say(context, "已重置第二重验证，其会话已结束 the second factor is taken away, the sessions ended",
      {{"name", flags.name}});
  return exit_done;
}

int list(const Context& context, auth::Accounts& accounts) {
  const auto tokens = accounts.tokens();
  Json all = Json::array();
  std::string text;
  for (const auth::User& user : accounts.users()) {
    const auto held = std::count_if(tokens.begin(), tokens.end(),
                                    [&](const auth::Token& t) { return t.user == user.name; });
    all.push_back({{"name", user.name},
                   {"display", user.display},
                   {"roles", auth::to_json(user.roles)},
                   {"carriers", user.carriers},
                   {"disabled", user.disabled},
                   {"second_factor", user.has_second_factor()},
                   {"tokens", held}});
    std::string roles;
    for (const auth::Role role : user.roles)
      roles += (roles.empty() ? "" : ",") + std::string(auth::name_of(role));
    text += (text.empty() ? "" : "\n") + user.name + "\t" + roles + "\t" + user.display;
    if (user.disabled) text += "\t已停用 disabled";
    if (user.has_second_factor()) text += "\t有第二重验证 second factor";
    if (held > 0) text += "\t" + std::to_string(held) + " 个令牌 tokens";
  }
  say(context, text.empty() ? "还没有用户 there are no users yet" : text, {{"users", all}});
  return exit_done;
}

int list_tokens(const Context& context, auth::Accounts& accounts, const auth::User& user) {
  Json all = Json::array();
  std::string text;
  for (const auth::Token& token : accounts.tokens()) {
    if (token.user != user.name) continue;
    all.push_back({{"id", token.id},
                   {"note", token.note},
                   {"rights", auth::to_json(token.rights)},
                   {"expires", utc_text(token.expires)}});
    text += (text.empty() ? "" : "\n") + token.id + "\t" + auth::to_json(token.rights).dump() +
            "\t" + utc_text(token.expires) + "\t" + token.note;
  }
  say(context, text.empty() ? "没有令牌 there are no tokens" : text, {{"tokens", all}});
  return exit_done;
}

int token(const Context& context, auth::Accounts& accounts, const Flags& flags) {
  const auth::User user = need(accounts, flags.name);
  if (flags.list) return list_tokens(context, accounts, user);
  if (!flags.revoke.empty()) {
    for (const auth::Token& one : accounts.tokens())
      if (one.user == user.name && one.id == flags.revoke) {
        accounts.end_token(one, {console, "token_end", user.name + "/jt:" + one.id});
        say(context, "已撤销令牌 the token is revoked", {{"id", one.id}});
        return exit_done;
      }
    throw Error(ErrorCode::not_found, "没有此令牌 there is no such token: " + flags.revoke);
  }
  auth::Rights rights;
  for (const auth::Right right : named<auth::Right>(flags.rights, auth::right_of))
    rights = rights | auth::Rights{right};
  if (flags.rights.empty()) rights = auth::rights_of(user.roles).without(auth::token_rights());
  const auto made = auth::new_token(user, rights, flags.note, flags.days);
  accounts.add_token(made.token, {console, "token_add", user.name + "/jt:" + made.token.id});
  std::cerr << "只显示这一次，请妥善保存 shown this once: keep it safe; rights "
            << auth::to_json(rights).dump() << ", until " << utc_text(made.token.expires)
            << std::endl;
  say(context, made.text,
      {{"token", made.text},
       {"id", made.token.id},
       {"rights", auth::to_json(rights)},
       {"expires", utc_text(made.token.expires)}});
  return exit_done;
}

std::vector<std::string> names_of_roles() {
  std::vector<std::string> all;
  for (const auth::RoleRow& row : auth::role_table()) all.emplace_back(row.name);
  return all;
}

std::vector<std::string> names_of_rights() {
  std::vector<std::string> all;
  for (const auth::RightRow& row : auth::right_table()) all.emplace_back(row.name);
  return all;
}

std::string roles_help() {
  std::string text = "角色 roles:";
  for (const auth::RoleRow& row : auth::role_table()) {
    text += "\n  " + std::string(row.name) + "  " + std::string(row.title) + ": ";
    text += auth::to_json(row.rights).dump();
  }
  text += "\n权利 rights:";
  for (const auth::RightRow& row : auth::right_table())
    text += "\n  " + std::string(row.name) + "  " + std::string(row.does);
  return text +
         "\n密码从终端读取（不显示），或从标准输入读一行 passwords are read from the terminal, "
         "unseen, "
         "or as one line from standard input; never from the command line. docs/accounts.md";
}

}  // namespace

void add_user(CLI::App& app, Context& context) {
  auto flags = std::make_shared<Flags>();
  auto* command = app.add_subcommand("user", "用户 accounts, their roles and API tokens");
  command->require_subcommand(1);
  command->footer(roles_help());
  using Work = std::function<int(const Context&, auth::Accounts&, const Flags&)>;
  const auto sub = [&, command](const char* name, const char* help, Work work,
                                bool has_name = true) {
    auto* one = command->add_subcommand(name, help);
    one->fallthrough();
    if (has_name)
      one->add_option("name", flags->name, "用户名 name")->required()->type_name("NAME");
    const bool adds = std::string_view(name) == "add";
    one->callback([&context, flags, adds, work = std::move(work)] {
      context.action = [&context, flags, adds, work] {
        const auto documents = open_people(context.config, adds);
        auth::Accounts accounts(*documents, account_recorder());
        return work(context, accounts, *flags);
      };
    });
    return one;
  };
  const auto person_options = [&flags](CLI::App* one, bool role_required) {
    one->add_option("--role", flags->roles, "角色，可多次 role; may be given more than once")
        ->required(role_required)
        ->check(CLI::IsMember(names_of_roles()))
        ->type_name("ROLE");
    one->add_option("--display", flags->display, "显示的名字 name as people are shown it")
        ->type_name("TEXT");
    one->add_option("--carrier", flags->carriers,
                    "可修改的载体编号，可多次 id of a carrier that this manager may change")
        ->type_name("ID");
  };
  person_options(sub("add", "添加 add a user; asks for the password", add), true);
  auto* changed = sub("change", "更改 change roles, display or carriers", change);
  person_options(changed, false);
  changed->add_flag("--no-carriers", flags->no_carriers, "不再管载体 takes all carriers away");
  sub("passwd", "改密码 change the password; ends the user's sessions", set_password);
  sub("disable", "停用 disable: sessions end and tokens hold no more, at once",
      [](const Context& c, auth::Accounts& a, const Flags& f) {
        return set_disabled(c, a, f, true);
      });
  sub("enable", "启用 enable again", [](const Context& c, auth::Accounts& a, const Flags& f) {
    return set_disabled(c, a, f, false);
  });
  sub(
      "list", "列出 list the users",
      [](const Context& c, auth::Accounts& a, const Flags&) { return list(c, a); }, false);
  auto* tokens = sub("token", "API 令牌 make an API token for a program; it is shown once", token);
  tokens
      ->add_option("--right", flags->rights,
                   "权利，可多次 right; may be given more than once [those of the roles]")
      ->check(CLI::IsMember(names_of_rights()))
      ->type_name("RIGHT");
  tokens->add_option("--days", flags->days, "有效天数 days until it expires, 1 to 730 [90]")
      ->check(CLI::Range(1, 730))
      ->type_name("N");
  tokens->add_option("--note", flags->note, "备注 what it is for")->type_name("TEXT");
  tokens->add_flag("--list", flags->list, "列出 list the user's tokens instead");
  tokens->add_option("--revoke", flags->revoke, "撤销 revoke the token of this id instead")
      ->type_name("ID");
  sub("reset-totp", "重置第二重验证 take the second factor away; ends the user's sessions",
      reset_totp);
}

}  // namespace jintu::apps
