// `RowTransaction` on PostgreSQL; for `geo/store/postgis` alone.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "geo/postgres/connection.hpp"
#include "geo/store/postgis/reading.hpp"
#include "geo/store/rows.hpp"

namespace jintu::postgis {

/// What other processes listen on.
std::string channel_of(std::int64_t store_number);

class Writing final : public RowTransaction {
 public:
  /// Throws `busy` when another process writes for longer than `wait`.
  Writing(const postgres::Address& address, postgres::Connection& db, std::int64_t store_number,
          std::chrono::milliseconds wait);

  RowView& view() override { return view_; }
  void add_revision(const RevisionInfo& revision) override;
  void set_meta(std::string_view key, std::string_view value) override;
  void create(const LayerSchema& schema) override;
  void alter(const LayerSchema& before, const LayerSchema& after) override;
  void drop(const LayerSchema& schema) override;
  void set_extent(const LayerSchema& schema, const Box<Wgs84>& box, std::string_view time) override;
  void set_last_id(const LayerSchema& schema, FeatureId last) override;
  void insert(const LayerSchema& schema, const Feature& feature) override;
  void update(const LayerSchema& schema, const Feature& feature) override;
  void remove(const LayerSchema& schema, FeatureId id) override;
  void add_version(std::string_view layer, const Feature& feature,
                   FeatureChange::Kind kind) override;
  void append(const LayerSchema& schema, const Feature& feature, Revision revision) override;
  void finish(const LayerSchema& schema) override;
  void commit(Revision revision) override;

 private:
  /// Records that were not sent yet, as lines of COPY: one round trip for thousands.
  struct Unsent {
    std::string copy, lines;
    std::int64_t last_id = 0;  ///< of those numbered here
    bool has_keys = false;     ///< of a bulk layer
  };
  void add(const LayerSchema& schema, Unsent& unsent, FeatureId id, const Feature& feature,
           Revision revision);
  void send(Unsent& unsent);
  /// After a COMMIT whose answer did not come: whether it took place.
  void find_out(const std::string& transaction_id, Revision revision);

  const postgres::Address& address_;
  postgres::Connection& db_;
  const std::string channel_;
  postgres::Transaction transaction_;
  Reading view_;
  std::map<std::string, std::int64_t, std::less<>> last_ids_;  // of live layers
  std::map<std::string, Unsent, std::less<>> unsent_;          // by layer
  Unsent versions_;
};

}  // namespace jintu::postgis
