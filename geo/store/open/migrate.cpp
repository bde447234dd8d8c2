#include "geo/store/open/migrate.hpp"

#include <limits>

#include "geo/store/open/open.hpp"
#include "geo/store/open/open_rows.hpp"

namespace jintu {

namespace {

class Copy {
 public:
  Copy(RowView& from, RowTransaction& to, const Progress& progress)
      : from_(from), to_(to), progress_(progress) {}

  MigrationReport run() {
    report_.revision = from_.latest();
    const auto revisions = from_.revisions({0}, std::numeric_limits<std::size_t>::max());
    for (const RevisionInfo& revision : revisions) to_.add_revision(revision);
    const std::string time = revisions.empty() ? std::string() : revisions.back().time;
    for (const LayerSchema& schema : from_.schemas()) copy_layer(schema, time);
    from_.versions({0}, report_.revision, [&](RecordVersion&& version) {
      to_.add_version(version.layer, version.feature, version.kind);
      ++report_.versions;
      tick("历史 history", 0);
      return true;
    });
    // What begins with "store." is each store's own.
    for (const auto& [key, value] : from_.all_meta())
      if (!key.starts_with("store.")) to_.set_meta(key, value);
    to_.commit(report_.revision);
    return report_;
  }

 private:
  void copy_layer(const LayerSchema& schema, const std::string& time) {
    const bool live = schema.role == LayerRole::live;
    const std::uint64_t count = from_.count(schema);
    to_.create(schema);
    from_.scan(schema, {}, [&](Feature&& feature) {
      if (live)
        to_.insert(schema, feature);
      else
        to_.append(schema, feature, feature.revision);
      ++report_.records;
      tick(schema.name, count);
      return true;
    });
    to_.set_extent(schema, from_.extent(schema), time);
    if (live) to_.set_last_id(schema, from_.last_id(schema));
    to_.finish(schema);
    ++report_.layers;
    done_ = 0;
  }

  void tick(const std::string& what, std::uint64_t of) {
    if (++done_ % 1024 != 0) return;
    progress_.check();
    progress_.report(what, done_, of);
  }

  RowView& from_;
  RowTransaction& to_;
  const Progress& progress_;
  MigrationReport report_;
  std::uint64_t done_ = 0;
};

}  // namespace

MigrationReport migrate(const std::string& from, const std::string& to, const StoreOptions& options,
                        const Progress& progress) {
  const auto source = open_rows(from, OpenMode::read_only, options);
  if (const std::string why = source->trouble(); !why.empty())
    throw Error(ErrorCode::unavailable, shown(from) + ": " + why);
  const auto target = open_rows(to, OpenMode::create, options);
  const auto view = source->view();
  const auto transaction = target->begin();
  RowView& there = transaction->view();
  if (there.latest().value > 0 || !there.schemas().empty())
    throw Error(ErrorCode::conflict,
                shown(to) +
                    ": 目标不是空的；只搬进空库 the target is not empty; a store is only "
                    "moved into an empty one");
  return Copy(*view, *transaction, progress).run();
}

}  // namespace jintu
