// Internal to geo/io: one <Placemark> of KML 2.2, gathered element by element.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "geo/io/intake.hpp"
#include "geo/io/markup/xml.hpp"

namespace jintu::io {

/// Types that a <Schema> gives its fields: "int", "float", "bool" …, by name.
using KmlTypes = std::map<std::string, std::string, std::less<>>;

class KmlPlacemark {
 public:
  KmlPlacemark(const std::string& document, const KmlTypes& types, const ReadLimits& limits)
      : document_(document), types_(types), limits_(limits) {}

  void open(std::string_view name, const XmlAttributes& attributes);
  void close(std::string_view name);
  void text(std::string_view piece);

  std::uint64_t line = 0;
  Properties properties;
  std::string name() const { return std::string(properties.text("name")); }
  bool has_heights() const { return heights_; }
  std::uint64_t unread_shapes() const { return unread_; }  ///< <Model> and the like

  /// In the numbers of `crs`. A Finding: "bad_geometry", "mixed_geometry", "out_of_range" …
  std::variant<Geometry<Position>, Finding> geometry(const SourceCrs& crs) const;
  /// GeoJSON text of the placemark as it came.
  std::string as_geojson() const;

 private:
  enum class Shape { point, line, polygon };
  struct Number2 {
    double x, y;
  };
  struct Part {
    Shape shape;
    std::vector<std::vector<Number2>> rings;  ///< one for points and lines
  };

  void keep(const std::string& name, std::string value, std::string_view type);
  void begin_part(Shape shape);
  void take_coordinates();
  void take_track_point();
  void fault(const std::string& code, const std::string& detail);

  [[noreturn]] void too_large(const std::string& what) const;

  const std::string& document_;
  const KmlTypes& types_;
  const ReadLimits& limits_;
  std::vector<std::string> path_;
  std::string text_, field_, value_;
  std::vector<std::string> list_;  ///< of a SimpleArrayData
  std::vector<Part> parts_;
  bool in_polygon_ = false, heights_ = false, taking_ = false;
  std::uint64_t vertices_ = 0, unread_ = 0;
  std::size_t bytes_ = 0;
  std::optional<Finding> fault_;
};

}  // namespace jintu::io
