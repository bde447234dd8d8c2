#include "geo/postgres/address.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>

#include "geo/base/error.hpp"

namespace jintu::postgres {

namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

constexpr std::pair<const char*, const char*> defaults[] = {
    {"connect_timeout", "5"},  {"keepalives_idle", "10"},     {"keepalives_interval", "5"},
    {"keepalives_count", "3"}, {"tcp_user_timeout", "20000"}, {"application_name", "jintu"}};

}  // namespace

bool is_address(std::string_view text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

Address::Address(const std::string& url) {
  char* fault = nullptr;  // it repeats the address, and with that the password
  const Options options(is_address(url) ? PQconninfoParse(url.c_str(), &fault) : nullptr);
  PQfreemem(fault);
  if (!options)
    throw Error(ErrorCode::bad_input,
                "数据库地址 the database's address: expected "
                "postgresql://[user@][host][:port]/database[?name=value], with special characters "
                "as %XX");
  const auto given = [&](const char* keyword) {
    const auto it = std::find_if(parameters_.begin(), parameters_.end(),
                                 [&](const auto& parameter) { return parameter.first == keyword; });
    return it == parameters_.end() ? std::string() : it->second;
  };
  for (const PQconninfoOption* option = options.get(); option->keyword; ++option)
    if (option->val) parameters_.emplace_back(option->keyword, option->val);
  for (const auto& [keyword, value] : defaults)
    if (given(keyword).empty()) parameters_.emplace_back(keyword, value);
  std::erase_if(parameters_, [](const auto& p) { return p.first == "client_encoding"; });
  parameters_.emplace_back("client_encoding", "UTF8");
  const std::string host = given("host"), port = given("port"), database = given("dbname");
  name_ = (host.empty() ? "localhost" : host) + ":" + (port.empty() ? "5432" : port) + "/" +
          (database.empty() ? "(default)" : database);
}

std::string without_secrets(const std::string& address) {
  if (!is_address(address)) return address;
  try {
    return "postgresql://" + Address(address).name();
  } catch (const Error&) {
    return "postgresql://…";
  }
}

}  // namespace jintu::postgres
