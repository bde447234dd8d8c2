// `RowView` on a connection to PostgreSQL; for `geo/store/postgis` alone.
#pragma once

#include "geo/postgres/connection.hpp"
#include "geo/store/rows.hpp"

namespace jintu::postgis {

/// One state as long as the connection is in a transaction of the caller's.
class Reading : public RowView {
 public:
  explicit Reading(postgres::Connection& db) : db_(db) {}

  Revision latest() override;
  std::string meta(std::string_view key) override;
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
  /// Calls `visit(rows, row)` until it says false, some hundred rows at a time.
  template <class VisitRow>
  void each_row(const std::string& select, const postgres::Parameters& parameters,
                const VisitRow& visit);

  postgres::Connection& db_;
  int cursors_ = 0;
};

}  // namespace jintu::postgis
