#include "geo/store/gpkg/blob.hpp"

#include <cstdint>
#include <cstring>

#include "geo/base/error.hpp"
#include "geo/geometry/wkb.hpp"

namespace jintu {

namespace {

constexpr std::size_t fixed_header = 8;  // magic, version, flags, srs id
constexpr std::size_t envelope_bytes[] = {0, 32, 48, 48, 64};

struct Header {
  std::size_t wkb_at;
  int envelope;
  bool little_endian;
  bool empty;
};

Header parse_header(std::string_view bytes) {
  if (bytes.size() < fixed_header || bytes.substr(0, 2) != "GP") {
    throw Error(ErrorCode::bad_input,
                "a geometry column holds something that is not a GeoPackage geometry");
  }
  const auto flags = static_cast<unsigned char>(bytes[3]);
  const int envelope = (flags >> 1) & 7;
  if (envelope > 4 || bytes.size() < fixed_header + envelope_bytes[envelope]) {
    throw Error(ErrorCode::bad_input, "a GeoPackage geometry is cut short");
  }
  return {fixed_header + envelope_bytes[envelope], envelope, (flags & 1) != 0, (flags & 0x10) != 0};
}

}  // namespace

void write_geopackage_blob(const Geometry<Position>& geometry, const Box<Wgs84>& box,
                           std::string& out) {
  out.clear();
  if (std::holds_alternative<std::monostate>(geometry)) return;
  const auto* points = std::get_if<MultiPoint<Position>>(&geometry);
  const bool single_point = points && points->size() == 1;
  const unsigned char flags = static_cast<unsigned char>(1 | (single_point ? 0 : 1 << 1));
  out += "GP";
  out += '\0';
  out += static_cast<char>(flags);
  const std::int32_t srs = Wgs84::epsg;
  out.append(reinterpret_cast<const char*>(&srs), 4);
  if (!single_point) {
    const double envelope[4] = {box.min.lon, box.max.lon, box.min.lat, box.max.lat};
    out.append(reinterpret_cast<const char*>(envelope), sizeof envelope);
  }
  append_wkb(geometry, out);
}

Geometry<Position> read_geopackage_blob(std::string_view bytes) {
  if (bytes.empty()) return {};
  const Header header = parse_header(bytes);
  if (header.empty) return {};
  return parse_wkb(bytes.substr(header.wkb_at));
}

Box<Wgs84> geopackage_blob_box(std::string_view bytes) {
  if (bytes.empty()) return {};
  const Header header = parse_header(bytes);
  if (header.empty) return {};
  if (header.envelope == 0 || !header.little_endian) return box_of(read_geopackage_blob(bytes));
  double e[4];
  std::memcpy(e, bytes.data() + fixed_header, sizeof e);
  return {{e[0], e[2]}, {e[1], e[3]}};
}

}  // namespace jintu
