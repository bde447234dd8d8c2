// GeoJSON text of any bytes, as the write API takes it: parsed, read, checked, written again.
#include "geo/io/geojson.hpp"

#include <cstdlib>
#include <string>
#include <string_view>

#include "geo/base/error.hpp"

using namespace jintu;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const Json json =
        parse_json(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz");
    io::GeoJsonNotes notes;
    auto read = io::read_geojson_geometry(json, SourceCrs::wgs84(), {10'000}, notes);
    if (const auto* geometry = std::get_if<Geometry<Position>>(&read);
        geometry && check(*geometry).ok()) {
      std::string text;
      io::append_geojson_geometry(*geometry, text);
      parse_json(text, "fuzz again");  // what we write is JSON
    }
  } catch (const Error&) {
  }
  return 0;
}
