#include <atomic>
#include <chrono>

#include "geo/base/error.hpp"
#include "geo/documents/tables.hpp"
#include "geo/postgres/pool.hpp"

namespace jintu::documents {

namespace {

using postgres::Connection;
using postgres::Parameters;
using postgres::Result;

constexpr std::size_t connections = 4;
constexpr std::chrono::milliseconds wait{5000};

/// Our lock among those of other programs; its second number is that of the schema, so that two
/// stores in one database do not wait for each other.
constexpr const char* lock_sql =
    "SET LOCAL lock_timeout = 5000; "
    "SELECT pg_advisory_xact_lock(1247039556, current_schema()::regnamespace::oid::integer)";

constexpr const char* tables_sql =
    "CREATE TABLE IF NOT EXISTS jintu_documents ("
    " collection text COLLATE \"C\" NOT NULL, id text COLLATE \"C\" NOT NULL,"
    " version bigint NOT NULL, body text NOT NULL, changed text NOT NULL,"
    " PRIMARY KEY (collection, id));"
    "CREATE TABLE IF NOT EXISTS jintu_document_logs ("
    " log text COLLATE \"C\" NOT NULL, n bigint NOT NULL, body text NOT NULL, time text NOT NULL,"
    " PRIMARY KEY (log, n));"
    "CREATE TABLE IF NOT EXISTS jintu_documents_state (state bigint NOT NULL);"
    "INSERT INTO jintu_documents_state SELECT 0 WHERE NOT EXISTS"
    " (SELECT 1 FROM jintu_documents_state);"
    "COMMENT ON TABLE jintu_documents IS 'Jintu: accounts and drafts as JSON texts';"
    "COMMENT ON TABLE jintu_document_logs IS 'Jintu: what is only ever added to, as the audit log'";

bool has_tables(Connection& connection) {
  return connection.query_integer(
             "SELECT count(*) FROM pg_class WHERE relname = 'jintu_documents_state' "
             "AND relnamespace = current_schema()::regnamespace") == 1;
}

/// What views and transactions read alike.
template <class Base>
class Reading : public Base {
 public:
  explicit Reading(Connection& connection) : connection_(connection) {}

  std::int64_t state() override {
    return connection_.query_integer("SELECT state FROM jintu_documents_state");
  }
  std::optional<Document> find(std::string_view collection, std::string_view id) override {
    const Result found = connection_.query_prepared(
        "SELECT id, version, body, changed FROM jintu_documents WHERE collection = $1 AND id = $2",
        Parameters().add(collection).add(id));
    if (found.rows() == 0) return std::nullopt;
    return document(found, 0);
  }
  std::vector<Document> list(std::string_view collection, std::string_view after,
                             std::size_t limit) override {
    const Result found = connection_.query_prepared(
        "SELECT id, version, body, changed FROM jintu_documents "
        "WHERE collection = $1 AND id > $2 ORDER BY id LIMIT $3::bigint",
        Parameters().add(collection).add(after).add(static_cast<std::int64_t>(limit)));
    std::vector<Document> out;
    for (int row = 0; row < found.rows(); ++row) out.push_back(document(found, row));
    return out;
  }
  std::size_t count(std::string_view collection) override {
    const Result found = connection_.query_prepared(
        "SELECT count(*) FROM jintu_documents WHERE collection = $1", Parameters().add(collection));
    return static_cast<std::size_t>(found.integer(0, 0));
  }
  std::vector<LogEntry> entries(std::string_view log, std::int64_t after,
                                std::size_t limit) override {
    const Result found = connection_.query_prepared(
        "SELECT n, body, time FROM jintu_document_logs "
        "WHERE log = $1 AND n > $2::bigint ORDER BY n LIMIT $3::bigint",
        Parameters().add(log).add(after).add(static_cast<std::int64_t>(limit)));
    std::vector<LogEntry> out;
    for (int row = 0; row < found.rows(); ++row) out.push_back(entry(found, row));
    return out;
  }
  std::optional<LogEntry> last_entry(std::string_view log) override {
    const Result found = connection_.query_prepared(
        "SELECT n, body, time FROM jintu_document_logs WHERE log = $1 ORDER BY n DESC LIMIT 1",
        Parameters().add(log));
    if (found.rows() == 0) return std::nullopt;
    return entry(found, 0);
  }
  std::vector<std::string> collections() override {
    return names("SELECT DISTINCT collection FROM jintu_documents ORDER BY 1");
  }
  std::vector<std::string> logs() override {
    return names("SELECT DISTINCT log FROM jintu_document_logs ORDER BY 1");
  }

 protected:
  std::vector<std::string> names(const char* sql) {
    const Result found = connection_.query(sql);
    std::vector<std::string> out;
    for (int row = 0; row < found.rows(); ++row) out.emplace_back(found.text(row, 0));
    return out;
  }
  static Document document(const Result& found, int row) {
    return {std::string(found.text(row, 0)), found.integer(row, 1), std::string(found.text(row, 2)),
            std::string(found.text(row, 3))};
  }
  static LogEntry entry(const Result& found, int row) {
    return {found.integer(row, 0), std::string(found.text(row, 1)),
            std::string(found.text(row, 2))};
  }
  Connection& connection_;
};

class PooledView final : public Reading<TableView> {
 public:
  explicit PooledView(postgres::Pool::Reading reading)
      : Reading(*reading.lease), reading_(std::move(reading)) {}

 private:
  postgres::Pool::Reading reading_;
};

class Writing final : public Reading<TableTransaction> {
 public:
  explicit Writing(Connection& connection)
      : Reading(connection), transaction_(connection, postgres::Transaction::Kind::write) {
    connection.exec(lock_sql);
    if (!has_tables(connection)) connection.exec(tables_sql);
  }

  void set_state(std::int64_t state) override {
    connection_.query_prepared("UPDATE jintu_documents_state SET state = $1::bigint",
                               Parameters().add(state));
  }
  void put(std::string_view collection, const Document& document) override {
    connection_.query_prepared(
        "INSERT INTO jintu_documents (collection, id, version, body, changed) "
        "VALUES ($1, $2, $3::bigint, $4, $5) ON CONFLICT (collection, id) DO UPDATE SET "
        "version = excluded.version, body = excluded.body, changed = excluded.changed",
        Parameters()
            .add(collection)
            .add(std::string_view(document.id))
            .add(document.version)
            .add(std::string_view(document.body))
            .add(std::string_view(document.changed)));
  }
  void remove(std::string_view collection, std::string_view id) override {
    connection_.query_prepared("DELETE FROM jintu_documents WHERE collection = $1 AND id = $2",
                               Parameters().add(collection).add(id));
  }
  void append(std::string_view log, const LogEntry& entry) override {
    connection_.query_prepared(
        "INSERT INTO jintu_document_logs (log, n, body, time) VALUES ($1, $2::bigint, $3, $4)",
        Parameters()
            .add(log)
            .add(entry.n)
            .add(std::string_view(entry.body))
            .add(std::string_view(entry.time)));
  }
  void commit() override { transaction_.commit(); }

 private:
  postgres::Transaction transaction_;
};

class PostgresTables final : public Tables {
 public:
  explicit PostgresTables(const postgres::Address& address)
      : address_(address), pool_(address, connections, wait) {}

  std::unique_ptr<TableView> view() override {
    auto reading = pool_.begin_reading();
    if (!made_ && !has_tables(*reading.lease)) return nullptr;
    made_ = true;
    return std::make_unique<PooledView>(std::move(reading));
  }

  std::unique_ptr<TableTransaction> begin() override {
    for (bool again = true;; again = false) {
      if (!writer_ || !writer_->alive()) writer_ = std::make_unique<Connection>(address_);
      try {
        return std::make_unique<Writing>(*writer_);
      } catch (const Error&) {
        // Lost since the last time: nothing was written yet.
        if (writer_->alive() || !again) throw;
      }
    }
  }

 private:
  const postgres::Address address_;
  postgres::Pool pool_;
  std::unique_ptr<Connection> writer_;
  std::atomic<bool> made_ = false;
};

}  // namespace

std::unique_ptr<Tables> postgres_tables(const std::string& address) {
  return std::make_unique<PostgresTables>(postgres::Address(address));
}

}  // namespace jintu::documents
