#include "tiles/archive/mbtiles_metadata.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <set>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/base/json_limits.hpp"
#include "tiles/grid/tile_coord.hpp"

namespace jintu::tiles {
namespace {

/// Rows that say what ArchiveInfo has fields for, or what is true of every archive of ours.
const std::set<std::string, std::less<>> own_rows{"bounds", "center",  "format",
                                                  "json",   "maxzoom", "minzoom"};

/// Seven places, as PMTiles keeps them.
std::string degrees(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.7f", value);
  return text;
}

[[noreturn]] void wrong(const std::string& path, const std::string& row,
                        const std::string& expected, const std::string& got) {
  throw Error(ErrorCode::bad_input, path + ": metadata \"" + row + "\": 应为 expected " + expected +
                                        ", got \"" + got.substr(0, 80) + "\"");
}

/// `count` finite numbers with commas; nothing when it is not that.
std::vector<double> numbers(std::string_view text, std::size_t count) {
  std::vector<double> out;
  while (true) {
    const auto comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size() || !std::isfinite(value))
      return {};
    out.push_back(value);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return out.size() == count ? out : std::vector<double>();
}

int zoom(const std::string& path, const std::string& row, const std::string& text) {
  const auto value = numbers(text, 1);
  if (value.empty() || value[0] < 0 || value[0] > max_tile_zoom || value[0] != std::floor(value[0]))
    wrong(path, row, "0 to " + std::to_string(max_tile_zoom), text);
  return static_cast<int>(value[0]);
}

}  // namespace

MbtilesRows to_mbtiles_rows(const ArchiveInfo& info, const std::string& fallback_name) {
  MbtilesRows rows;
  Json rest = Json::object();
  const Json metadata =
      info.metadata.empty() ? Json::object() : parse_json(info.metadata, "metadata");
  for (const auto& [key, value] : metadata.items()) {
    if (value.is_string() && !own_rows.contains(key))
      rows[key] = value.get<std::string>();
    else
      append_member(rest, key, value);
  }
  if (!rest.contains("vector_layers")) rest["vector_layers"] = Json::array();  // demanded for pbf
  rows.try_emplace("name", fallback_name);
  rows["format"] = "pbf";
  rows["json"] = rest.dump();
  rows["minzoom"] = std::to_string(info.min_zoom);
  rows["maxzoom"] = std::to_string(info.max_zoom);
  if (!info.bounds.empty())
    rows["bounds"] = degrees(info.bounds.min.lon) + "," + degrees(info.bounds.min.lat) + "," +
                     degrees(info.bounds.max.lon) + "," + degrees(info.bounds.max.lat);
  rows["center"] = degrees(info.center.lon) + "," + degrees(info.center.lat) + "," +
                   std::to_string(info.center_zoom);
  return rows;
}

ArchiveInfo from_mbtiles_rows(const MbtilesRows& rows, ArchiveInfo info, const std::string& path) {
  Json metadata = Json::object(), rest = Json::object();
  if (const auto json = rows.find("json"); json != rows.end() && !json->second.empty()) {
    rest = parse_json(json->second, path + ": metadata \"json\"");
    if (!rest.is_object()) wrong(path, "json", "a JSON object", json->second);
  }
  // What the row "json" says goes before the other rows.
  const auto& said = rest.get_ref<const Json::object_t&>();
  std::set<std::string_view> keys;
  for (const auto& [key, value] : said) keys.insert(key);
  for (const auto& [key, value] : rows)
    if (!own_rows.contains(key) && !keys.contains(key)) append_member(metadata, key, value);
  for (const auto& [key, value] : said) append_member(metadata, key, value);
  try {
    info.metadata = metadata.dump();
  } catch (const Json::type_error& error) {  // the only thing it cannot write
    throw Error(ErrorCode::bad_input,
                path + ": metadata: 不是 UTF-8 not UTF-8, as MBTiles 1.3 wants it", error.what());
  }
  if (const auto row = rows.find("minzoom"); row != rows.end())
    info.min_zoom = zoom(path, "minzoom", row->second);
  if (const auto row = rows.find("maxzoom"); row != rows.end())
    info.max_zoom = zoom(path, "maxzoom", row->second);
  if (info.min_zoom > info.max_zoom)
    wrong(path, "maxzoom", "minzoom or more", std::to_string(info.max_zoom));
  if (const auto row = rows.find("bounds"); row != rows.end()) {
    const auto b = numbers(row->second, 4);
    if (b.empty() || b[0] > b[2] || b[1] > b[3] || b[0] < -180 || b[2] > 180 || b[1] < -90 ||
        b[3] > 90)
      wrong(path, "bounds", "west,south,east,north in degrees", row->second);
    info.bounds = {{b[0], b[1]}, {b[2], b[3]}};
    info.center = {(b[0] + b[2]) / 2, (b[1] + b[3]) / 2};
  }
  if (const auto row = rows.find("center"); row != rows.end()) {
    const auto c = numbers(row->second, 3);
    if (c.empty() || std::abs(c[0]) > 180 || std::abs(c[1]) > 90 || c[2] < 0 ||
        c[2] > max_tile_zoom)
      wrong(path, "center", "longitude,latitude,zoom", row->second);
    info.center = {c[0], c[1]};
    info.center_zoom = static_cast<int>(c[2]);
  }
  return info;
}

}  // namespace jintu::tiles
