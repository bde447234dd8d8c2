// What people make beside the store's records (accounts, drafts, the audit log): JSON documents in
// named collections, and logs, which only grow.
//
// They are kept in `people.sqlite` beside a GeoPackage (mode 0600), or in tables of their own in
// the store's PostgreSQL database. What `write` did is durable, all of it, once `write` returned
// (WAL and full sync; COMMIT); when the process is killed before, nothing of it is there. Nothing
// is made before the first write. A file that was removed or replaced is opened anew.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/json.hpp"

namespace jintu::documents {

struct Document {
  std::string id;
  /// Grows with every write to these documents and is never used again, also not after the document
  /// was removed: an ETag. Not gap-free.
  std::int64_t version = 0;
  std::string body;     ///< JSON text
  std::string changed;  ///< RFC 3339, UTC
  /// Throws Error{bad_input} for a body that was damaged.
  Json json() const { return parse_json(body, id); }
};

struct LogEntry {
  std::int64_t n = 0;  ///< from 1, without gaps
  std::string body;    ///< JSON text
  std::string time;    ///< RFC 3339, UTC
  Json json() const { return parse_json(body, std::to_string(n)); }
};

struct Limits {
  std::size_t body_bytes = std::size_t{4} << 20;
  std::size_t id_bytes = 200;
  std::size_t listed = 1000;                        ///< by one call
  std::int64_t file_bytes = std::int64_t{2} << 30;  ///< of all of it in SQLite
};

/// Which version a write expects to find; else Error{conflict}.
class Expected {
 public:
  static Expected any() { return Expected(-1); }
  static Expected absent() { return Expected(0); }
  static Expected version(std::int64_t n) { return Expected(n); }
  /// `found` 0: there is none.
  bool fits(std::int64_t found) const { return wanted_ < 0 || wanted_ == found; }

 private:
  explicit Expected(std::int64_t wanted) : wanted_(wanted) {}
  std::int64_t wanted_;
};

/// Reads. All throw Error{unavailable} when the database is away, Error{bad_input} for a damaged
/// file.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::optional<Document> get(std::string_view collection, std::string_view id) = 0;
  /// In the order of ids (of bytes), those after `after`; `limit` at most, and `Limits::listed`.
  virtual std::vector<Document> list(std::string_view collection, std::string_view after,
                                     std::size_t limit) = 0;
  virtual std::size_t count(std::string_view collection) = 0;
  /// Those after `after`, in their order; `limit` at most, and `Limits::listed`.
  virtual std::vector<LogEntry> entries(std::string_view log, std::int64_t after,
                                        std::size_t limit) = 0;
  /// The newest.
  virtual std::optional<LogEntry> last_entry(std::string_view log) = 0;
};

/// One transaction: it reads what it wrote, and nobody else writes meanwhile.
class Writer : public Reader {
 public:
  /// The new version. Throws Error{conflict}, Error{too_large}, Error{bad_input} for an id that is
  /// empty or a text that is no UTF-8.
  virtual std::int64_t put(std::string_view collection, std::string_view id, const Json& body,
                           Expected expected) = 0;
  /// False when there was none and none was expected. Throws Error{conflict}.
  virtual bool remove(std::string_view collection, std::string_view id, Expected expected) = 0;
  /// The number of the entry, one more than that of the last.
  virtual std::int64_t append(std::string_view log, const Json& body) = 0;
};

/// Any thread; any number of processes. Readers never wait for a writer.
class Documents : public Reader {
 public:
  /// Runs `work` and makes all of it durable; what it throws undoes it all. One at a time: do not
  /// call `write` in `work`. Throws Error{unavailable} when another process writes for longer than
  /// 5 s; and, from a database whose connection was lost while it committed, when it cannot be
  /// known whether it was written.
  virtual void write(const std::function<void(Writer&)>& work) = 0;
  /// Changes with every write, of whatever process: whether something that was read is fresh.
  virtual std::int64_t state() = 0;
};

/// `store`: the address of a store, as `open_store` takes it; of a file, the documents stand beside
/// it. A file that is there is looked through: throws Error{bad_input} in words when it is damaged,
/// not ours, or written by a newer program.
std::unique_ptr<Documents> open_documents(const std::string& store, const Limits& limits = {});

struct Copied {
  std::uint64_t documents = 0, entries = 0;
};
/// Everything, with its versions, numbers and times, from the documents of one store to those of
/// another: one state of `from`, one transaction of `to`. Throws Error{conflict} when `to` holds
/// anything, and what opening throws; then `to` is as it was.
Copied copy_documents(const std::string& from, const std::string& to, const Limits& limits = {});
/// Whether anything was ever written to the documents of this store.
bool has_documents(const std::string& store, const Limits& limits = {});

/// The file of the documents of a store that is a file.
std::string documents_file(const std::string& store);

}  // namespace jintu::documents
