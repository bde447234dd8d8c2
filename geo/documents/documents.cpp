#include "geo/documents/documents.hpp"

#include <algorithm>
#include <filesystem>
#include <mutex>

#include "geo/base/clock.hpp"
#include "geo/base/error.hpp"
#include "geo/documents/tables.hpp"
#include "geo/postgres/address.hpp"

namespace jintu::documents {

namespace {

std::string text_of(const Json& body, const Limits& limits) {
  std::string text;
  try {
    text = body.dump();
  } catch (const Json::exception&) {
    throw Error(ErrorCode::bad_input, "文字不是 UTF-8 a text is not UTF-8");
  }
  if (text.size() > limits.body_bytes)
    throw Error(ErrorCode::too_large,
                "文档过大，至多 a document may have at most " + std::to_string(limits.body_bytes) +
                    " 字节 bytes; this one has " + std::to_string(text.size()));
  return text;
}

void check_name(std::string_view name, const Limits& limits) {
  if (name.empty() || name.size() > limits.id_bytes || name.find('\0') != std::string_view::npos)
    throw Error(ErrorCode::bad_input, "文档的名称须有 1 至 the name of a document has 1 to " +
                                          std::to_string(limits.id_bytes) + " 字节 bytes");
}

[[noreturn]] void lost(std::string_view id) {
  throw Error(ErrorCode::conflict,
              std::string(id.substr(0, 80)) + ": 已被他人更改 somebody else changed it in between");
}

class Writing final : public Writer {
 public:
  Writing(TableTransaction& tables, const Limits& limits)
      : tables_(tables), limits_(limits), time_(utc_now()), state_(tables.state()) {}

  std::optional<Document> get(std::string_view collection, std::string_view id) override {
    return tables_.find(collection, id);
  }
  std::vector<Document> list(std::string_view collection, std::string_view after,
                             std::size_t limit) override {
    return tables_.list(collection, after, std::min(limit, limits_.listed));
  }
  std::size_t count(std::string_view collection) override { return tables_.count(collection); }
  std::vector<LogEntry> entries(std::string_view log, std::int64_t after,
                                std::size_t limit) override {
    return tables_.entries(log, after, std::min(limit, limits_.listed));
  }
  std::optional<LogEntry> last_entry(std::string_view log) override {
    return tables_.last_entry(log);
  }

  std::int64_t put(std::string_view collection, std::string_view id, const Json& body,
                   Expected expected) override {
    check_name(collection, limits_);
    check_name(id, limits_);
    std::string text = text_of(body, limits_);
    const auto found = tables_.find(collection, id);
    if (!expected.fits(found ? found->version : 0)) lost(id);
    tables_.put(collection, {std::string(id), next(), std::move(text), time_});
    return state_;
  }

  bool remove(std::string_view collection, std::string_view id, Expected expected) override {
    const auto found = tables_.find(collection, id);
    if (!expected.fits(found ? found->version : 0)) lost(id);
    if (!found) return false;
    next();
    tables_.remove(collection, id);
    return true;
  }

  std::int64_t append(std::string_view log, const Json& body) override {
    check_name(log, limits_);
    const auto last = tables_.last_entry(log);
    const std::int64_t n = last ? last->n + 1 : 1;
    next();
    tables_.append(log, {n, text_of(body, limits_), time_});
    return n;
  }

  bool wrote() const { return wrote_; }

 private:
  std::int64_t next() {
    wrote_ = true;
    tables_.set_state(++state_);
    return state_;
  }

  TableTransaction& tables_;
  const Limits& limits_;
  const std::string time_;
  std::int64_t state_;
  bool wrote_ = false;
};

class DocumentsOverTables final : public Documents {
 public:
  DocumentsOverTables(std::unique_ptr<Tables> tables, const Limits& limits)
      : tables_(std::move(tables)), limits_(limits) {}

  std::optional<Document> get(std::string_view collection, std::string_view id) override {
    const auto view = tables_->view();
    return view ? view->find(collection, id) : std::nullopt;
  }
  std::vector<Document> list(std::string_view collection, std::string_view after,
                             std::size_t limit) override {
    const auto view = tables_->view();
    if (!view) return {};
    return view->list(collection, after, std::min(limit, limits_.listed));
  }
  std::size_t count(std::string_view collection) override {
    const auto view = tables_->view();
    return view ? view->count(collection) : 0;
  }
  std::vector<LogEntry> entries(std::string_view log, std::int64_t after,
                                std::size_t limit) override {
    const auto view = tables_->view();
    if (!view) return {};
    return view->entries(log, after, std::min(limit, limits_.listed));
  }
  std::optional<LogEntry> last_entry(std::string_view log) override {
    const auto view = tables_->view();
    return view ? view->last_entry(log) : std::nullopt;
  }
  std::int64_t state() override {
    const auto view = tables_->view();
    return view ? view->state() : 0;
  }

  void write(const std::function<void(Writer&)>& work) override {
    const std::lock_guard one_at_a_time(writer_mutex_);
    const auto transaction = tables_->begin();
    Writing writing(*transaction, limits_);
    work(writing);
    if (writing.wrote()) transaction->commit();
  }

 private:
  const std::unique_ptr<Tables> tables_;
  const Limits limits_;
  std::mutex writer_mutex_;
};

}  // namespace

std::string documents_file(const std::string& store) {
  return (std::filesystem::path(store).parent_path() / "people.sqlite").string();
}

namespace {

std::unique_ptr<Tables> tables_of(const std::string& store, const Limits& limits) {
  return postgres::is_address(store) ? postgres_tables(store)
                                     : sqlite_tables(documents_file(store), limits);
}

}  // namespace

std::unique_ptr<Documents> open_documents(const std::string& store, const Limits& limits) {
  return std::make_unique<DocumentsOverTables>(tables_of(store, limits), limits);
}

bool has_documents(const std::string& store, const Limits& limits) {
  const auto tables = tables_of(store, limits);
  const auto view = tables->view();
  return view && view->state() > 0;
}

Copied copy_documents(const std::string& from, const std::string& to, const Limits& limits) {
  Copied copied;
  const auto source = tables_of(from, limits);
  const auto view = source->view();  // its life ends before that of its tables
  if (!view || view->state() == 0) return copied;
  const auto target = tables_of(to, limits);
  const auto transaction = target->begin();
  if (transaction->state() > 0)
    throw Error(ErrorCode::conflict,
                "目标已有账户、草稿或审计记录 the target holds accounts, drafts or an audit log "
                "already");
  for (const std::string& collection : view->collections()) {
    for (std::string after;;) {
      const auto page = view->list(collection, after, limits.listed);
      if (page.empty()) break;
      for (const Document& document : page) transaction->put(collection, document);
      copied.documents += page.size();
      after = page.back().id;
    }
  }
  for (const std::string& log : view->logs()) {
    for (std::int64_t after = 0;;) {
      const auto page = view->entries(log, after, limits.listed);
      if (page.empty()) break;
      for (const LogEntry& entry : page) transaction->append(log, entry);
      copied.entries += page.size();
      after = page.back().n;
    }
  }
  transaction->set_state(view->state());
  transaction->commit();
  return copied;
}

}  // namespace jintu::documents
