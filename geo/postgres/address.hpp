// Where a database is, and how it is named where its password must not be.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jintu::postgres {

/// "postgresql://…" or "postgres://…".
bool is_address(std::string_view text);

class Address {
 public:
  /// As libpq takes it: postgresql://[user[:password]@][host][:port][/database][?name=value&…].
  /// Throws Error{bad_input} that repeats nothing of it.
  explicit Address(const std::string& url);

  /// "host:port/database", or "/run/postgresql:5432/database" of a Unix socket.
  const std::string& name() const { return name_; }
  /// What libpq connects by, with our defaults where the address says nothing: a connection that
  /// cannot be made or is dead is given up in seconds, not hours.
  const std::vector<std::pair<std::string, std::string>>& parameters() const { return parameters_; }

 private:
  std::string name_;
  std::vector<std::pair<std::string, std::string>> parameters_;
};

/// The address without its password, for messages; any other text as it is.
std::string without_secrets(const std::string& address);

}  // namespace jintu::postgres
