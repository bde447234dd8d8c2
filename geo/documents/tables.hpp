// What an engine does for documents: it keeps rows and decides nothing.
#pragma once

#include "geo/documents/documents.hpp"

namespace jintu::documents {

/// Reads one state. One thread.
class TableView {
 public:
  virtual ~TableView() = default;
  virtual std::int64_t state() = 0;
  virtual std::optional<Document> find(std::string_view collection, std::string_view id) = 0;
  virtual std::vector<Document> list(std::string_view collection, std::string_view after,
                                     std::size_t limit) = 0;
  virtual std::size_t count(std::string_view collection) = 0;
  virtual std::vector<LogEntry> entries(std::string_view log, std::int64_t after,
                                        std::size_t limit) = 0;
  virtual std::optional<LogEntry> last_entry(std::string_view log) = 0;
  /// In the order of their names.
  virtual std::vector<std::string> collections() = 0;
  virtual std::vector<std::string> logs() = 0;
};

/// The one writer, of whatever process. Rolls back in its destructor unless `commit` returned.
class TableTransaction : public TableView {
 public:
  virtual void set_state(std::int64_t state) = 0;
  virtual void put(std::string_view collection, const Document& document) = 0;
  virtual void remove(std::string_view collection, std::string_view id) = 0;
  virtual void append(std::string_view log, const LogEntry& entry) = 0;
  virtual void commit() = 0;
};

class Tables {
 public:
  virtual ~Tables() = default;
  /// Any thread. nullptr while nothing was ever written.
  virtual std::unique_ptr<TableView> view() = 0;
  /// One thread at a time. Makes the tables where there are none.
  virtual std::unique_ptr<TableTransaction> begin() = 0;
};

std::unique_ptr<Tables> sqlite_tables(const std::string& path, const Limits& limits);
std::unique_ptr<Tables> postgres_tables(const std::string& address);

}  // namespace jintu::documents
