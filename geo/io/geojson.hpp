// GeoJSON (RFC 7946) as values: what HTTP answers, what the write API reads, what rejects carry.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>

#include "geo/base/json.hpp"
#include "geo/crs/source_crs.hpp"
#include "geo/feature/feature.hpp"
#include "geo/geometry/validity.hpp"

namespace jintu::io {

/// Degrees with at most 7 decimals (1 cm), trailing zeros off. `id` is the key, else the fid; a
/// point is a Point, several a MultiPoint, and so on; an unplaced feature has `"geometry": null`.
/// Properties that are not known are left out. `id` is a property too when `id_property` says so.
enum class IdProperty { no, yes };
Json to_geojson(const Feature& feature, IdProperty id_property = IdProperty::no);
void append_geojson(const Feature& feature, std::string& out,
                    IdProperty id_property = IdProperty::no);

/// The same in the numbers of `target`, with this many decimals at most, for exports. Throws
/// Error{bad_input} when a position cannot be expressed there.
void append_geojson(const Feature& feature, std::string& out, IdProperty id_property,
                    const SourceCrs& target, int decimals);

/// The geometry object alone, or null.
void append_geojson_geometry(const Geometry<Position>& geometry, std::string& out);

/// Shortest text of a coordinate with at most `decimals` decimals; "-0" is "0".
void append_coordinate(double value, int decimals, std::string& out);

struct GeoJsonLimits {
  std::size_t vertices = 1'000'000;
};

/// What the reader met and left out.
struct GeoJsonNotes {
  std::size_t dropped_z = 0;  ///< vertices that had more than two numbers
};

/// A GeoJSON geometry object (or null) in `crs`. A Finding says what is wrong with its form
/// ("bad_geometry", "too_many_vertices", "out_of_range", "mixed_geometry"); whether it is *valid*
/// is for `check()`. A GeometryCollection is read when its members have one dimension.
std::variant<Geometry<Position>, Finding> read_geojson_geometry(const Json& geometry,
                                                                const SourceCrs& crs,
                                                                const GeoJsonLimits& limits,
                                                                GeoJsonNotes& notes);

/// The same in WGS 84. Throws Error{bad_input} with the Finding's text.
Geometry<Position> parse_geojson_geometry(const Json& geometry, const GeoJsonLimits& limits = {});

/// The key that a JSON id stands for: a text as it is, a number in its digits (1.0 is "1", and
/// 18446744073709551615 stays itself). Nothing for other types, and for numbers of which JSON
/// readers keep only the first 15 digits or so. Whether it is fit to be one is for `key_fault`
/// (geo/feature/key.hpp).
std::optional<std::string> key_of(const Json& id);

/// A JSON value as a property; whole numbers beyond 64 bits with sign become text, so that they
/// keep their digits; objects and arrays become their JSON text.
Value value_of(const Json& json);

/// The JSON of a property. Text that is not UTF-8 has its bad bytes replaced by U+FFFD.
Json json_of(const Value& value);

}  // namespace jintu::io
