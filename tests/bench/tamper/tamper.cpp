// ./bench tamper: history, records and audit log changed behind the program's back, one change at a
// time, and what `audit::verify` says of it.
// Usage: bench_tamper ROUNDS SEED FOLDER. Writes one JSON object a kind, one a line.
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>

#include "geo/base/json.hpp"
#include "geo/documents/documents.hpp"
#include "geo/sqlite/sqlite.hpp"
#include "geo/store/open/open.hpp"
#include "services/audit/revisions.hpp"
#include "services/audit/verify.hpp"
#include "services/changes/drafts.hpp"
#include "services/review/kept.hpp"
#include "services/review/releases.hpp"

using namespace jintu;

namespace {

constexpr int records = 12, edits = 60, drafts = 8, releases = 6;

struct World {
  explicit World(const std::string& folder) : address(folder + "/jintu.gpkg") {
    const auto store = open_store(address, OpenMode::create);
    const auto documents = documents::open_documents(address);
    for (int i = 0; i < edits; ++i) {
      auto t = store->begin(i % 2 == 0 ? "li" : "wu", "edit " + std::to_string(i));
      t->ensure_layer({"mine",
                       "我的",
                       LayerRole::live,
                       GeometryKind::point,
                       {{"note", FieldType::text}, {"count", FieldType::real}}});
      Feature f;
      f.key = "r" + std::to_string(i % records);
      f.geometry = MultiPoint<Position>{{117 + i * 1e-3, 39.1}};
      f.properties.set("note", "note " + std::to_string(i));
      f.properties.set("count", i + 0.5);
      t->put("mine", f);
      t->commit();
      documents->write([&](documents::Writer& w) {
        audit::enter(w, {"li", "sign_in", "li", {{"round", i}}});
      });
    }
    changes::Drafts kept(*documents);
    for (int i = 0; i < drafts; ++i)
      kept.create("li", {"draft " + std::to_string(i), "", {}}, {1}, store->epoch(), std::nullopt);
    review::Releases published(*documents, *store);
    for (int i = 0; i < releases; ++i) published.publish("wu", "release " + std::to_string(i), "");
    audit::enter_revisions(*documents, *store);
    head = audit::head(*documents);
    // Triggers call functions that a plain connection does not have.
    sqlite::Database db(address, sqlite::Access::read_write);
    std::vector<std::string> triggers;
    {
      sqlite::Statement each(db, "SELECT name FROM sqlite_master WHERE type = 'trigger'");
      while (each.step()) triggers.emplace_back(each.text(0));
    }
    for (const auto& name : triggers) db.exec("DROP TRIGGER " + sqlite::quoted(name));
  }

  audit::Verification verify() const {
    const auto documents = documents::open_documents(address);
    const auto store = open_store(address, OpenMode::read_only);
    return audit::verify(*documents, *store, {{"backup", head}},
                         review::kept_documents(*documents));
  }

  const std::string address;
  audit::Head head;
};

/// What shall be named: an entry of the log, or the subject of a fault.
struct Planted {
  std::int64_t entry = 0;
  std::string subject;
};

bool names(const audit::Verification& found, const Planted& planted) {
  for (const auto& fault : found.faults) {
    if (planted.entry == 0) {
      if (fault.subject == planted.subject) return true;
      continue;
    }
    std::int64_t from = 0, to = 0;
    const int read = std::sscanf(fault.subject.c_str(), "entries %ld–%ld", &from, &to);
    if (read == 2 && from <= planted.entry && planted.entry <= to) return true;
    if (std::sscanf(fault.subject.c_str(), "entry %ld", &from) == 1 && from == planted.entry)
      return true;
  }
  return false;
}

class Tampering {
 public:
  Tampering(sqlite::Database& log, sqlite::Database& store, unsigned seed)
      : log_(log), store_(store), random_(seed) {}

  struct Kind {
    const char* name;
    const char* table;
    bool of_log;
    std::function<Planted()> change;
  };

  std::vector<Kind> kinds() {
    const auto entry = [this](const std::string& sql) {
      return [this, sql] {
        const auto n = any(1, 2 * edits);
        log_.exec(filled(sql, n));
        return Planted{n, ""};
      };
    };
    const auto version = [this](const std::string& sql) {
      return [this, sql] {
        const auto revision = any(1, edits);
        store_.exec(filled(sql, revision));
        return Planted{0, "mine/r" + std::to_string((revision - 1) % records)};
      };
    };
    const auto revision = [this](const std::string& sql) {
      return [this, sql] {
        const auto n = any(1, edits);
        store_.exec(filled(sql, n));
        return Planted{0, "revision " + std::to_string(n)};
      };
    };
    const auto record = [this](const std::string& sql) {
      return [this, sql] {
        const auto n = any(0, records - 1);
        store_.exec(filled(sql, n));
        return Planted{0, "mine/r" + std::to_string(n)};
      };
    };
    const auto document = [this](const std::string& sql, int of, const std::string& name) {
      return [this, sql, of, name] {
        const auto n = any(1, of);
        log_.exec(filled(sql, n));
        return Planted{0, name + std::to_string(n)};
      };
    };
    const std::string a_draft =
                          " WHERE collection = 'changes' AND id = printf('%012d', "
                          "999999999999 - ?)",
                      a_release =
                          " WHERE collection = 'releases' AND id = printf('%09d', "
                          "999999999 - ?)";
    const std::string beyond = std::to_string(edits + 1);
    return {
        {"draft: its author", "documents", true,
         document("UPDATE documents SET body = replace(body, '\"author\":\"li', "
                  "'\"author\":\"wu')" +
                      a_draft,
                  drafts, "change/c")},
        {"draft: its state", "documents", true,
         document("UPDATE documents SET body = replace(body, '\"state\":\"draft', "
                  "'\"state\":\"approved')" +
                      a_draft,
                  drafts, "change/c")},
        {"draft: gone", "documents", true,
         document("DELETE FROM documents" + a_draft, drafts, "change/c")},
        {"release: its note", "documents", true,
         document("UPDATE documents SET body = replace(body, 'release ', 'Release ')" + a_release,
                  releases, "release/")},
        {"release: its number", "documents", true,
         document("UPDATE documents SET body = replace(body, '\"review_number\":\"', "
                  "'\"review_number\":\"GS')" +
                      a_release,
                  releases, "release/")},
        {"release: gone", "documents", true,
         document("DELETE FROM documents" + a_release, releases, "release/")},
        {"version: of a revision to come", "jintu_history", false,
         version("UPDATE jintu_history SET revision = revision + 1000 WHERE revision = ?")},
        {"entry: a word", "entries", true,
         entry("UPDATE entries SET body = replace(body, '\"who\":\"', '\"who\":\"x') WHERE n = ?")},
        {"entry: a digit", "entries", true, [this] { return digit(); }},
        {"entry: its time", "entries", true,
         entry("UPDATE entries SET time = '2020-01-01T00:00:00Z' WHERE n = ?")},
        {"entry: dropped", "entries", true, entry("DELETE FROM entries WHERE n = ?")},
        {"entry: two swapped", "entries", true,
         [this] {
           const auto n = any(1, 2 * edits - 1);
           log_.exec(filled("UPDATE entries SET n = -1 WHERE n = ?", n));
           log_.exec(filled("UPDATE entries SET n = ? WHERE n = 1 + ?", n));
           log_.exec(filled("UPDATE entries SET n = 1 + ? WHERE n = -1", n));
           return Planted{n, ""};
         }},
        {"log: cut off", "entries", true, entry("DELETE FROM entries WHERE n >= ?")},
        {"version: a property", "jintu_history", false,
         version("UPDATE jintu_history SET properties = replace(properties, 'note', 'nota') "
                 "WHERE revision = ?")},
        {"version: its place", "jintu_history", false,
         version("UPDATE jintu_history SET geom = (SELECT geom FROM jintu_history WHERE revision "
                 "<> ? ORDER BY random() LIMIT 1) WHERE revision = ?")},
        {"version: its kind", "jintu_history", false,
         version("UPDATE jintu_history SET kind = (kind + 1) % 3 WHERE revision = ?")},
        {"version: dropped", "jintu_history", false,
         version("DELETE FROM jintu_history WHERE revision = ?")},
        {"revision: who", "jintu_revisions", false,
         revision("UPDATE jintu_revisions SET author = 'zhao' WHERE revision = ?")},
        {"revision: when", "jintu_revisions", false,
         revision("UPDATE jintu_revisions SET time = '2020-01-01T00:00:00Z' WHERE revision = ?")},
        {"revision: why", "jintu_revisions", false,
         revision("UPDATE jintu_revisions SET message = message || '.' WHERE revision = ?")},
        {"record: a property", "mine", false,
         record("UPDATE mine SET note = note || ' ' WHERE id = 'r?'")},
        {"record: its row's number", "mine", false,
         record("UPDATE mine SET fid = fid + 1000 WHERE id = 'r?'")},
        {"record: gone", "mine", false, record("DELETE FROM mine WHERE id = 'r?'")},
    };
  }

 private:
  std::int64_t any(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }
  static std::string filled(std::string sql, std::int64_t n) {
    for (auto at = sql.find('?'); at != sql.npos; at = sql.find('?'))
      sql.replace(at, 1, std::to_string(n));
    return sql;
  }
  /// Some digit of an entry's text is another.
  Planted digit() {
    const auto n = any(2, 2 * edits);  // the first has none but noughts
    std::string body;
    {
      sqlite::Statement row(log_, "SELECT body FROM entries WHERE n = ?1");
      row.bind(1, n);
      if (row.step()) body = row.text(0);
    }
    std::size_t at = 0;
    do at = static_cast<std::size_t>(any(0, static_cast<std::int64_t>(body.size()) - 1));
    while (body[at] < '1' || body[at] > '9');
    body[at] = body[at] == '9' ? '8' : static_cast<char>(body[at] + 1);
    sqlite::Statement put(log_, "UPDATE entries SET body = ?1 WHERE n = ?2");
    put.bind(1, std::string_view(body)).bind(2, n).run();
    return {n, ""};
  }

  sqlite::Database &log_, &store_;
  std::mt19937 random_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const int rounds = std::atoi(argv[1]);
  const World world(argv[3]);
  if (!world.verify().ok()) {
    std::fputs("what nobody touched does not verify\n", stderr);
    return 1;
  }
  sqlite::Database log(documents::documents_file(world.address), sqlite::Access::read_write);
  sqlite::Database store(world.address, sqlite::Access::read_write);
  Tampering tampering(log, store, static_cast<unsigned>(std::atoi(argv[2])));
  const auto kinds = tampering.kinds();
  std::map<std::string, std::pair<int, int>> told;  // of each kind: how many, and those named
  for (int i = 0; i < rounds; ++i) {
    const auto& kind = kinds[static_cast<std::size_t>(i) % kinds.size()];
    sqlite::Database& db = kind.of_log ? log : store;
    const std::string table = kind.table;
    db.exec("CREATE TEMP TABLE kept AS SELECT * FROM " + table);
    const Planted planted = kind.change();
    auto& [count, named] = told[kind.name];
    ++count;
    std::string why;
    try {
      const auto found = world.verify();
      if (names(found, planted))
        ++named;
      else
        for (const auto& fault : found.faults) why += fault.subject + ": " + fault.detail + "; ";
    } catch (const std::exception& error) {
      why = error.what();
    }
    if (!why.empty())
      std::fprintf(stderr, "%s %ld %s: %s\n", kind.name, static_cast<long>(planted.entry),
                   planted.subject.c_str(), why.c_str());
    db.exec("DELETE FROM " + table + "; INSERT INTO " + table +
            " SELECT * FROM kept; DROP TABLE kept");
  }
  const bool whole = world.verify().ok();  // all was put back, so each change was by itself
  for (const auto& [name, counts] : told)
    std::puts(Json{{"kind", name}, {"tamperings", counts.first}, {"named", counts.second}}
                  .dump()
                  .c_str());
  return whole ? 0 : 1;
}
