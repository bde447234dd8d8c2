#include "services/edit/mend.hpp"

#include "geo/base/error.hpp"
#include "geo/geometry/box.hpp"
#include "geo/io/geojson.hpp"
#include "geo/topology/boundary.hpp"
#include "geo/topology/gate_words.hpp"
#include "geo/topology/rings.hpp"
#include "services/edit/record.hpp"

namespace jintu::edit {

namespace {

using Areas = MultiPolygon<Position>;

/// Nothing is known of whether it is valid.
Areas area_of(const Json& feature, AxisOrder axes) {
  const bool is_feature = feature.is_object() && feature.value("type", Json()) == "Feature" &&
                          feature.contains("geometry");
  if (!is_feature)
    throw Error(ErrorCode::bad_input,
                "应为 GeoJSON 要素 the body should be a GeoJSON feature with its geometry");
  Json geometry = feature["geometry"];
  if (axes == AxisOrder::latitude_first) swap_axes_of_geometry(geometry);
  io::GeoJsonNotes notes;
  auto read = io::read_geojson_geometry(geometry, SourceCrs::wgs84(), {max_vertices}, notes);
  if (const auto* finding = std::get_if<Finding>(&read))
    throw Error(ErrorCode::bad_input, "geometry: " + finding->detail);
  auto* areas = std::get_if<Areas>(&std::get<Geometry<Position>>(read));
  if (!areas || areas->empty())
    throw Error(ErrorCode::bad_input, "geometry: 应为面 should be a Polygon or MultiPolygon");
  return std::move(*areas);
}

}  // namespace

Proposal proposed_mend(const Layer& layer, const Json& feature, AxisOrder axes,
                       const topology::MendOptions& options) {
  const Areas drawn = area_of(feature, axes);
  const auto id = feature.contains("id") ? io::key_of(feature["id"]) : std::nullopt;
  std::vector<const Areas*> neighbours;
  if (options.snap > 0) {
    const auto reach = topology::widened(box_of(Geometry<Position>(drawn)), options.snap);
    for (const Feature& other : layer.features()) {
      const auto* area = std::get_if<Areas>(&other.geometry);
      const bool near = area && topology::has_form(*area) && (!id || other.key != *id) &&
                        box_of(other.geometry).intersects(reach);
      if (near) neighbours.push_back(area);
    }
  }
  topology::Mended mended = topology::mend(drawn, neighbours, options);
  Proposal proposal{std::move(mended.area), std::move(mended.mends), {}};
  for (const Finding& finding : topology::ring_faults(proposal.area)) {
    Fault& fault = proposal.left.emplace_back();
    fault.code = finding.code;
    fault.position = finding.position;
    topology::say(fault);
  }
  return proposal;
}

}  // namespace jintu::edit
