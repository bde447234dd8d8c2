// Internal to geo/io and geo/gdal: the one gate that every feature of every format passes.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "geo/crs/source_crs.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/io/read.hpp"

namespace jintu::io {

/// Where a feature came from, and how to show it as it was.
struct Origin {
  std::uint64_t line = 0;
  std::string feature;                ///< "feature 3", "entities/7"
  std::function<std::string()> data;  ///< GeoJSON text, made only for a reject
  const SourceCrs* crs = nullptr;     ///< of its numbers, where it has a place
  /// The geometry in these numbers; empty where the format has no shapes. Made only for a doubt.
  std::function<Geometry<Position>()> as_sent = nullptr;
};

class Intake {
 public:
  Intake(std::string file, const ReadOptions& options, const FeatureSink& on_feature,
         const RejectSink& on_reject, const Progress& progress);

  /// Checks geometry, key and schema, then passes the feature on or rejects it. `key` is taken from
  /// `options.key_field` when the feature has none.
  void accept(Feature&& feature, const Origin& origin);
  void reject(const Origin& origin, std::string code, std::string reason,
              std::optional<Position> position = std::nullopt);

  /// A text that the schema wants as a number or yes/no (KML and DXF know texts only).
  Value by_schema(const std::string& name, Value value) const;

  /// Something left out or assumed, told once with its count.
  void count_notice(const std::string& text, std::uint64_t times = 1);
  void notice(std::string text) { report.notices.push_back(std::move(text)); }

  /// Once per feature read; throws Error{cancelled | too_large}.
  void tick(std::uint64_t done, std::uint64_t total);

  /// Throws Error{cancelled} once a stop was asked for.
  void check_stop() const { progress_.check(); }

  ReadReport finish();

  const std::string& file() const { return file_; }
  const ReadOptions& options() const { return options_; }

  ReadReport report;

 private:
  bool key_is_fine(Feature& feature, const Origin& origin);
  bool geometry_is_fine(Feature& feature, const Origin& origin);
  bool became_valid(Feature& feature, const Origin& origin);
  void look_at_place(const Feature& feature, const Origin& origin);
  void write_out_moments(Properties& properties);
  void learn_fields(const Properties& properties);
  void learn_geometry(const Geometry<Position>& geometry);

  std::string file_;
  const ReadOptions& options_;
  const FeatureSink& on_feature_;
  const RejectSink& on_reject_;
  const Progress& progress_;
  std::unordered_set<std::string> keys_;
  std::unordered_map<std::string, std::size_t> field_index_;
  std::vector<bool> field_seen_;
  std::map<std::string, std::uint64_t> counted_;
  std::uint64_t vertices_ = 0;
  bool told_ballpark_ = false;
};

}  // namespace jintu::io
