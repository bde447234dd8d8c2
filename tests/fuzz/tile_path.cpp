// Any geometry through the tile path: GeoJSON text → prepared layer → tiles, which an independent
// decoder must find without fault. The first byte chooses the rules.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "geo/base/error.hpp"
#include "geo/io/geojson.hpp"
#include "tiles/check/check_archive.hpp"
#include "tiles/grid/world.hpp"
#include "tiles/mvt/encode.hpp"

using namespace jintu;
using namespace jintu::tiles;

namespace {

void check_encoded(PreparedLayers layers, TileCoord coord) {
  const auto tile = encode_tile(layers, coord);
  if (tile.bytes.empty()) return;
  ArchiveCheck result;
  check_tile(coord, tile.bytes, {}, result);
  if (result.faults() == 0) return;
  for (const auto& e : result.examples)
    std::fprintf(stderr, "%s: %s\n", e.layer.c_str(), e.fault.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  try {
    const Json json =
        parse_json(std::string_view(reinterpret_cast<const char*>(data + 1), size - 1), "fuzz");
    io::GeoJsonNotes notes;
    const auto read = io::read_geojson_geometry(json, SourceCrs::wgs84(), {2'000}, notes);
    const auto* geometry = std::get_if<Geometry<Position>>(&read);
    if (!geometry || !check(*geometry).ok()) return 0;
    LayerRules rules;
    rules.name = "fuzz";
    rules.borders = data[0] & 1 ? Borders::shared : Borders::own;
    rules.small_areas = data[0] & 2 ? SmallAreas::keep_as_dust : SmallAreas::drop;
    PreparedLayerBuilder builder(rules);
    Properties properties;
    properties.set("name", std::string("x"));
    builder.add(1, *geometry, properties);
    const std::shared_ptr<const PreparedLayer> layer = std::move(builder).finish();
    const Box<Wgs84> bounds = layer->bounds();
    if (bounds.empty()) return 0;
    const WorldPoint at = to_world(bounds.min);
    for (const int zoom : {0, 3, 9, 14}) {
      const auto coord = TileCoord::checked(zoom, zoom == 0 ? 0 : at.x >> (32 - zoom),
                                            zoom == 0 ? 0 : at.y >> (32 - zoom));
      if (coord) check_encoded(std::span(&layer, 1), *coord);
    }
  } catch (const Error&) {
  }
  return 0;
}
