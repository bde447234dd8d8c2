#include "services/quality/quality.hpp"

#include <cmath>
#include <fstream>
#include <map>

#include "geo/base/error.hpp"

namespace jintu::quality {

namespace fs = std::filesystem;

namespace {

/// A tile reaches this share of its width beyond its edges (MVT buffer 64 of 4096).
constexpr double buffer = 64.0 / 4096;

std::string name_of(tiles::TileCoord t) {
  return std::to_string(t.z()) + "/" + std::to_string(t.x()) + "/" + std::to_string(t.y());
}

/// Of each layer at the highest zoom that has it.
std::map<std::string, double> full_areas(const tiles::ArchiveCheck& check) {
  std::map<std::string, double> areas;
  for (const auto& [zoom, layers] : check.zooms)
    for (const auto& [name, layer] : layers) areas[name] = layer.area;
  return areas;
}

Json layers_json(const tiles::ArchiveCheck& check, bool labels_compared) {
  const auto full = full_areas(check);
  Json list = Json::array();
  for (const auto& [zoom, layers] : check.zooms) {
    for (const auto& [name, c] : layers) {
      Json entry{{"layer", name},
                 {"z", zoom},
                 {"tiles", c.tiles},
                 {"features", c.features},
                 {"polygons", c.polygons},
                 {"invalid", c.invalid},
                 {"wrongly_wound", c.wound},
                 {"malformed", c.malformed},
                 {"degenerate", c.degenerate}};
      if (labels_compared) entry["repeated_labels"] = c.repeated;
      if (c.polygons > 0 && full.at(name) > 0)
        entry["area_error"] = std::round((c.area / full.at(name) - 1) * 1e6) / 1e6;
      list.push_back(std::move(entry));
    }
  }
  return list;
}

void add(const tiles::TileReport& tile, std::map<std::string, tiles::LayerReport>& sums) {
  for (const tiles::LayerReport& l : tile.layers) {
    tiles::LayerReport& sum = sums[l.layer];
    sum.layer = l.layer;
    sum.features += l.features;
    sum.dust += l.dust;
    sum.repaired += l.repaired;
    sum.invalid += l.invalid;
    sum.over_budget += l.over_budget;
  }
}

}  // namespace

Json to_json(const Report& report) {
  Json json{
      {"source", report.source}, {"min_zoom", report.min_zoom}, {"max_zoom", report.max_zoom}};
  Json encoder = Json::array();
  for (const tiles::LayerReport& l : report.encoder)
    encoder.push_back({{"layer", l.layer},
                       {"features", l.features},
                       {"dust", l.dust},
                       {"repaired", l.repaired},
                       {"dropped", l.invalid + l.over_budget},
                       {"dropped_unrepairable", l.invalid},
                       {"dropped_over_budget", l.over_budget}});
  json["encoder"] = std::move(encoder);
  json["checked"] = report.check.has_value();
  if (!report.check) return json;
  const tiles::ArchiveCheck& check = *report.check;
  json["tiles"] = check.tiles;
  json["faults"] = check.faults();
  json["undecodable"] = check.undecodable;
  json["oversize"] = check.oversize;
  if (check.tiles > 0) json["largest_tile"] = name_of(check.largest);
  json["largest_tile_bytes"] = check.largest_bytes;
  json["layers"] = layers_json(check, report.labels_compared);
  return json;
}

Report report_live(const tiles::TileSource& source, std::uint64_t most_tiles) {
  Report report;
  report.source = source.info().id;
  report.check.emplace();
  std::map<std::string, tiles::LayerReport> sums;
  std::uint64_t looked_at = 0;
  for (int zoom = 0; zoom <= source.info().max_zoom; ++zoom) {
    const auto range = tiles::tiles_touched(source.info().bounds, zoom, buffer);
    if (!range || (looked_at += range->count()) > most_tiles) break;
    report.max_zoom = zoom;
    for (std::uint32_t x = range->x0; x <= range->x1; ++x)
      for (std::uint32_t y = range->y0; y <= range->y1; ++y) {
        const auto coord = *tiles::TileCoord::checked(zoom, x, y);
        const auto tile = source.get(coord);
        if (!tile) continue;
        tiles::check_tile(coord, tiles::plain_bytes(*tile), {}, *report.check);
        if (const auto made = source.report(coord)) add(*made, sums);
      }
  }
  for (auto& [name, sum] : sums) report.encoder.push_back(std::move(sum));
  return report;
}

fs::path file_beside(const fs::path& archive) { return fs::path(archive) += ".quality.json"; }

void write_beside(const fs::path& archive, const Report& report) {
  Json json = to_json(report);
  json["archive_bytes"] = fs::file_size(archive);
  const fs::path file = file_beside(archive), draft = fs::path(file) += ".new";
  std::ofstream out(draft, std::ios::binary | std::ios::trunc);
  out << json.dump(1) << "\n";
  out.close();
  std::error_code error;
  if (out) fs::rename(draft, file, error);
  if (!out || error) throw Error(ErrorCode::io, file.string() + ": 无法写入 cannot be written");
}

std::optional<Json> read_beside(const fs::path& archive) {
  std::error_code error;
  const fs::path file = file_beside(archive);
  if (!fs::exists(file, error)) return std::nullopt;
  Json json = read_json_file(file.string());
  if (!json.is_object() || !json.contains("archive_bytes") ||
      !json["archive_bytes"].is_number_unsigned() || !json.contains("encoder"))
    throw Error(ErrorCode::bad_input, file.string() + ": 不是质量报告 is no quality report");
  const auto size = fs::file_size(archive, error);
  if (error || json["archive_bytes"].get<std::uintmax_t>() != size) return std::nullopt;
  return json;
}

}  // namespace jintu::quality
