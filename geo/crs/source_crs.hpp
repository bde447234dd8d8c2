// The CRS of a file or request, known only at run time; the one door from raw numbers to Position.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "geo/crs/crs.hpp"

namespace jintu {

/// Parsed from a user's word or a file's definition. Owned and used by one thread.
class SourceCrs {
 public:
  /// `text`: "EPSG:4548" (any EPSG code), "gcj02", "bd09", "wgs84", "cgcs2000", a WKT or PROJ
  /// string, or "@FILE": a PROJ pipeline that leads to WGS 84 longitude, latitude in degrees.
  /// Throws Error{bad_input} that lists what is accepted.
  static SourceCrs parse(std::string_view text);
  static SourceCrs wgs84();
  /// Numbers as they stand in a file, to look at shapes in their own plane. Its "positions" are
  /// none: x is in `lon`, y in `lat`, without limits.
  static SourceCrs as_written();

  SourceCrs(SourceCrs&&) noexcept;
  SourceCrs& operator=(SourceCrs&&) noexcept;
  ~SourceCrs();

  /// Name for reports, e.g. "EPSG:4548".
  const std::string& name() const;

  /// Whether its coordinates are metres or feet of a plane.
  bool is_projected() const;
  /// Whether its numbers are taken for WGS 84 as they stand.
  bool is_identity() const;
  /// Within a degree of the area for which the CRS was made; true where no area is known.
  bool is_in_area(const std::optional<Position>& p) const;
  /// For people: "EPSG:4548 (115.50–118.50 E, 24.43–53.33 N)".
  std::string area_text() const;
  /// Whether a conversion so far had no known shift between the datums (PROJ's "ballpark").
  bool accuracy_unknown() const;

  /// Easting/longitude first. Nothing when the numbers are not finite, out of the CRS's range,
  /// or not convertible.
  std::optional<Position> to_wgs84(double x, double y) const;
  /// The way out, for exports. Nothing for a one-way pipeline.
  struct Raw {
    double x, y;
  };
  std::optional<Raw> from_wgs84(Position p) const;
  /// The same; throws Error{bad_input} naming the position where there is none.
  Raw expressed(Position p) const;

 private:
  struct Impl;
  explicit SourceCrs(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace jintu
