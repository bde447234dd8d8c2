// `RowView` on a connection to a GeoPackage; for `geo/store/gpkg` alone.
#pragma once

#include <optional>

#include "geo/sqlite/sqlite.hpp"
#include "geo/store/rows.hpp"

namespace jintu::gpkg {

Revision latest_revision(sqlite::Database& db);

/// Of the row of a revision: two stores that went different ways differ in it. Nothing when the
/// store has no such revision.
std::optional<std::uint64_t> revision_hash(sqlite::Database& db, Revision revision);

/// Empty when never set.
std::string read_meta(sqlite::Database& db, std::string_view key);

/// One state as long as the connection is in a transaction of the caller's.
class Reading final : public RowView {
 public:
  explicit Reading(sqlite::Database& db) : db_(db) {}

  Revision latest() override { return latest_revision(db_); }
  std::string meta(std::string_view key) override { return read_meta(db_, key); }
  std::vector<std::pair<std::string, std::string>> all_meta() override;
  std::vector<LayerSchema> schemas() override;
  std::uint64_t count(const LayerSchema& schema) override;
  Box<Wgs84> extent(const LayerSchema& schema) override;
  FeatureId last_id(const LayerSchema& schema) override;
  void scan(const LayerSchema& schema, const Scan& wanted, const Visit& visit) override;
  std::optional<Feature> find(const LayerSchema& schema, std::string_view key) override;
  void versions(Revision after, Revision until, const VisitVersion& visit) override;
  std::vector<FeatureStore::Version> versions_of(std::string_view layer,
                                                 std::string_view key) override;
  std::optional<FeatureStore::Version> version_at(std::string_view layer, std::string_view key,
                                                  Revision at) override;
  bool has_versions(std::string_view layer, std::string_view key) override;
  void state_at(const LayerSchema& schema, Revision revision, const Visit& visit) override;
  std::vector<RevisionInfo> revisions(Revision after, std::size_t limit) override;

 private:
  void scan_ids(const LayerSchema& schema, const std::vector<std::int64_t>& ids,
                const Visit& visit);

  sqlite::Database& db_;
};

}  // namespace jintu::gpkg
