// From a request's JSON to a record that may be stored, or to all that is wrong with it.
#pragma once

#include <variant>

#include "services/edit/edit.hpp"

namespace jintu::edit {

constexpr std::size_t max_vertices = 100'000;  ///< of one record

/// Longitude and latitude of a GeoJSON geometry change places.
void swap_axes_of_geometry(Json& geometry);

/// RFC 7396.
Json merge_patch(Json target, const Json& patch);

/// The record of `body` in the form of `layer`. `schema` may be null. Whether areas are valid is
/// not looked at: that is the gate's. Throws Error{bad_input} when `body` is not a GeoJSON feature
/// at all.
std::variant<Feature, std::vector<Finding>> read_record(const Json& body, AxisOrder axes,
                                                        const LayerSchema& layer,
                                                        const io::RecordSchema* schema);

}  // namespace jintu::edit
