// libpq with owners and errors.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/postgres/address.hpp"

namespace jintu::postgres {

/// Values for $1, $2 …
class Parameters {
 public:
  Parameters& add(std::int64_t value);
  Parameters& add(double value);
  Parameters& add(bool value);
  /// Throws Error{bad_input} for a text that holds the character 0, which PostgreSQL cannot keep.
  Parameters& add(std::string_view text);
  Parameters& add(const char* text) = delete;  // it would be a bool
  Parameters& add_null();
  const std::vector<std::optional<std::string>>& values() const { return values_; }

 private:
  std::vector<std::optional<std::string>> values_;
};

/// Rows in binary form: columns are int8, int4, bool, float8, text or bytea, as the query says.
class Result {
 public:
  explicit Result(PGresult* result) : result_(result) {}
  int rows() const { return PQntuples(result_.get()); }
  bool is_null(int row, int column) const;
  std::int64_t integer(int row, int column) const;
  double real(int row, int column) const;
  /// Valid as long as this.
  std::string_view text(int row, int column) const;
  const PGresult* handle() const { return result_.get(); }

 private:
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  std::unique_ptr<PGresult, Clear> result_;
};

/// One connection, used by one thread at a time.
class Connection {
 public:
  /// Throws Error{unavailable} when the server cannot be reached or refuses.
  explicit Connection(const Address& address);

  /// False once it was found lost.
  bool alive() const { return PQstatus(handle_.get()) == CONNECTION_OK; }
  bool in_transaction() const { return PQtransactionStatus(handle_.get()) != PQTRANS_IDLE; }

  /// Statements without parameters and results.
  void exec(const std::string& sql);
  Result query(const std::string& sql, const Parameters& parameters = {});
  /// The same, prepared the first time.
  Result query_prepared(const std::string& sql, const Parameters& parameters);
  /// First column of the first row; `fallback` without a row.
  std::int64_t query_integer(const std::string& sql, std::int64_t fallback = 0);
  /// `sql` is COPY … FROM STDIN, `lines` are its text format.
  void copy_in(const std::string& sql, std::string_view lines);

  PGconn* handle() { return handle_.get(); }
  const std::string& name() const { return name_; }

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  /// Throws the Error that fits, unless `result` is good.
  Result checked(PGresult* result);

  std::string name_;
  std::unique_ptr<PGconn, Finish> handle_;
  std::map<std::string, std::string, std::less<>> prepared_;  // by SQL
};

/// Rolled back by its destructor unless `commit` returned. The connection outlives it.
class Transaction {
 public:
  enum class Kind {
    read,  ///< one state of the database for all reads
    write  ///< each statement sees what is committed
  };
  Transaction(Connection& connection, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

/// `name` as an SQL identifier.
std::string quoted(std::string_view name);
/// `text` as a field of COPY's text format, without the tab.
void append_copy_field(std::string& line, std::string_view text);

}  // namespace jintu::postgres
