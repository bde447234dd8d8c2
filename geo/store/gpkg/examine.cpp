#include "geo/store/gpkg/examine.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "geo/store/gpkg/blob.hpp"
#include "geo/store/gpkg/schema.hpp"

namespace jintu {

namespace {

constexpr int most_of_a_table = 3;

class Examination {
 public:
  Examination(const std::string& path, Depth depth, const Progress& progress)
      : db_(path, sqlite::Access::read_only), depth_(depth), progress_(progress) {
    gpkg::check_is_ours(db_);
    gpkg::prepare_connection(db_, false);
  }

  std::vector<TableFault> run() {
    const auto tables = names_of_tables();
    std::uint64_t done = 0;
    for (const std::string& table : tables) {
      progress_.report("检查库 store", done++, tables.size());
      look(table, [&] { check_pages(table); });
    }
    if (depth_ == Depth::quick) return std::move(faults_);
    look("", [&] { check_references(); });
    look("jintu_history", [&] { decode_history(); });
    std::vector<LayerSchema> layers;
    look("jintu_layers", [&] { layers = gpkg::read_schemas(db_); });
    for (const LayerSchema& layer : layers) {
      look(layer.name, [&] { decode_layer(layer); });
      look("rtree_" + layer.name + "_geom", [&] { check_index(layer.name); });
    }
    return std::move(faults_);
  }

 private:
  /// What `work` throws is a fault of the table: the others are looked at all the same.
  template <class Work>
  void look(const std::string& table, Work work) {
    progress_.check();
    try {
      work();
    } catch (const Error& error) {
      if (error.code() == ErrorCode::cancelled) throw;
      std::string what = error.public_detail();
      if (what.starts_with(db_.path() + ": ")) what.erase(0, db_.path().size() + 2);
      add(table, std::move(what));
    }
  }
  void add(const std::string& table, std::string what) {
    faults_.push_back({table, std::move(what)});
  }

  std::vector<std::string> names_of_tables() {
    std::vector<std::string> names;
    sqlite::Statement rows(db_,
                           "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE "
                           "'CREATE VIRTUAL%' ORDER BY name");
    while (rows.step()) names.emplace_back(rows.text(0));
    return names;
  }

  void check_pages(const std::string& table) {
    const std::string pragma = depth_ == Depth::quick ? "quick_check" : "integrity_check";
    sqlite::Statement rows(db_, "PRAGMA " + pragma + "(" + sqlite::quoted(table) + ")");
    for (int said = 0; rows.step() && said < most_of_a_table;) {
      const std::string_view text = rows.text(0);
      if (text == "ok" || text.starts_with("***")) continue;
      add(table, std::string(text));
      ++said;
    }
  }

  void check_references() {
    sqlite::Statement rows(db_, "PRAGMA foreign_key_check");
    while (rows.step())
      add(std::string(rows.text(0)), "第 row " + std::to_string(rows.integer(1)) +
                                         " 行所指不存在 refers to nothing in " +
                                         std::string(rows.text(2)));
  }

  void check_index(const std::string& layer) {
    sqlite::Statement row(db_, "SELECT rtreecheck(?1)");
    const std::string index = "rtree_" + layer + "_geom";
    row.bind(1, std::string_view(index));
    if (row.step() && row.text(0) != "ok") add(index, std::string(row.text(0).substr(0, 300)));
  }

  /// Counts what cannot be decoded, and tells the first.
  class Tally {
   public:
    template <class Work>
    void one(const std::string& record, Work work) {
      try {
        work();
      } catch (const Error& error) {
        if (count_++ == 0) first_ = record + ": " + error.public_detail();
      }
    }
    template <class Add>
    void tell(Add add) const {
      if (count_ > 0)
        add(std::to_string(count_) + " 条读不出 cannot be read; 第一条 the first: " + first_);
    }

   private:
    std::uint64_t count_ = 0;
    std::string first_;
  };

  void decode_history() {
    Tally tally;
    sqlite::Statement rows(db_,
                           "SELECT h.layer, h.id, h.revision, h.kind, h.geom, h.properties, "
                           "r.revision IS NULL FROM jintu_history h LEFT JOIN jintu_revisions r "
                           "USING (revision)");
    std::uint64_t done = 0;
    while (rows.step()) {
      if (++done % 1024 == 0) progress_.check();
      const std::string record = std::string(rows.text(0)) + "/" + std::string(rows.text(1)) +
                                 " 第 revision " + std::to_string(rows.integer(2)) + " 版";
      tally.one(record, [&] {
        static_cast<void>(read_geopackage_blob(rows.blob(4)));
        static_cast<void>(properties_from_json(rows.text(5)));
        if (rows.integer(3) < 0 || rows.integer(3) > 2)
          throw Error(ErrorCode::bad_input, "kind is " + std::to_string(rows.integer(3)));
        if (rows.integer(6) != 0)
          throw Error(ErrorCode::bad_input, "there is no such revision in jintu_revisions");
      });
    }
    tally.tell([&](std::string what) { add("jintu_history", std::move(what)); });
  }

  void decode_layer(const LayerSchema& layer) {
    Tally tally;
    sqlite::Statement rows(db_, gpkg::select_sql(layer));
    rows.bind(1, std::int64_t{0});
    sqlite::Statement written(
        db_, "SELECT 1 FROM jintu_history WHERE layer = ?1 AND id = ?2 AND revision = ?3");
    std::uint64_t done = 0;
    while (rows.step()) {
      if (++done % 1024 == 0) progress_.check();
      tally.one(layer.name + " fid " + std::to_string(rows.integer(0)), [&] {
        const Feature feature = gpkg::read_row(rows, layer);
        if (layer.role != LayerRole::live) return;
        written.bind(1, std::string_view(layer.name)).bind(2, std::string_view(feature.key));
        written.bind(3, feature.revision.value);
        const bool known = written.step();
        written.reset();
        if (!known)
          throw Error(ErrorCode::bad_input, "历史中没有这一版 its revision " +
                                                std::to_string(feature.revision.value) +
                                                " is not in the history");
      });
    }
    tally.tell([&](std::string what) { add(layer.name, std::move(what)); });
  }

  sqlite::Database db_;
  const Depth depth_;
  const Progress& progress_;
  std::vector<TableFault> faults_;
};

}  // namespace

std::vector<TableFault> examine_geopackage(const std::string& path, Depth depth,
                                           const Progress& progress) {
  return Examination(path, depth, progress).run();
}

}  // namespace jintu
