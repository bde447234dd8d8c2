#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "geo/base/error.hpp"
#include "geo/base/file_lock.hpp"
#include "geo/base/text.hpp"
#include "services/apps/command.hpp"
#include "services/quality/quality.hpp"
#include "tiles/archive/convert.hpp"
#include "tiles/build/basemap.hpp"
#include "tiles/build/live.hpp"
#include "tiles/check/check_archive.hpp"

namespace jintu::apps {

namespace fs = std::filesystem;

namespace {

struct BuildFlags {
  std::string output, rules, zoom, crs;
  std::vector<std::string> layers;
  std::vector<double> bbox;
  unsigned threads = 0;
  bool live = false, check = false;
};

[[noreturn]] void wrong_zoom(const std::string& text) {
  throw Error(
      ErrorCode::bad_input,
      "--zoom: 应为 expected Z or LOW-HIGH with 0 <= LOW <= HIGH <= 14, got \"" + text + "\"");
}

void parse_zoom(const std::string& text, tiles::PyramidOptions& options) {
  const auto number = [&](std::string_view part) {
    int value = -1;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size() || value < 0 || value > 14)
      wrong_zoom(text);
    return value;
  };
  const auto dash = text.find('-');
  options.min_zoom = number(std::string_view(text).substr(0, dash));
  options.max_zoom = dash == std::string::npos ? options.min_zoom
                                               : number(std::string_view(text).substr(dash + 1));
  if (options.min_zoom > options.max_zoom) wrong_zoom(text);
}

Box<Wgs84> parse_bbox(const std::vector<double>& b) {
  for (const double v : b)
    if (!std::isfinite(v))
      throw Error(ErrorCode::bad_input, "--bbox: 应为 expected finite degrees");
  if (b[0] >= b[2] || b[1] >= b[3] || b[0] < -180 || b[2] > 180 || b[1] < -90 || b[3] > 90)
    throw Error(ErrorCode::bad_input,
                "--bbox: 应为 expected west,south,east,north in degrees with west < east and south "
                "< north");
  Box<Wgs84> box;
  box.add(Position{b[0], b[1]});
  box.add(Position{b[2], b[3]});
  return box;
}

Json to_json(const tiles::BasemapReport& report, const fs::path& output) {
  Json layers = Json::array();
  for (const auto& l : report.pyramid.layers)
    layers.push_back({{"layer", l.layer},
                      {"features", l.features},
                      {"dust", l.dust},
                      {"repaired", l.repaired},
                      {"invalid", l.invalid},
                      {"over_budget", l.over_budget}});
  return {{"archive", output.string()},
          {"tiles", report.pyramid.archive.tiles},
          {"contents", report.pyramid.archive.contents},
          {"bytes", report.pyramid.archive.bytes},
          {"largest_tile", report.pyramid.largest_tile_name},
          {"largest_tile_bytes", report.pyramid.largest_tile},
          {"layers", layers},
          {"empty_layers", report.empty_layers}};
}

std::string in_words(const tiles::BasemapReport& report, const fs::path& output) {
  const auto& p = report.pyramid;
  std::string text = output.string() + ": " + grouped(p.archive.tiles) + " 瓦片 tiles (" +
                     grouped(p.archive.contents) + " 不同 different), " +
                     human_bytes(p.archive.bytes) + "; 最大 largest " + p.largest_tile_name + ", " +
                     human_bytes(p.largest_tile) + " 未压缩 plain";
  std::uint64_t invalid = 0, repaired = 0;
  for (const auto& l : p.layers) {
    invalid += l.invalid;
    repaired += l.repaired;
    if (l.over_budget > 0)
      text += "\n  注意 note: " + l.layer + ": " + grouped(l.over_budget) +
              " 个要素因瓦片超限未画 features left out of tiles over the size budget";
  }
  text += "\n  取整后修复的面 polygons repaired after rounding: " + grouped(repaired);
  if (invalid > 0)
    text += "\n  警告 warning: 无法修复而未画 left out because repair failed: " + grouped(invalid);
  if (!report.empty_layers.empty()) {
    text += "\n  空图层 layers without data:";
    for (const auto& name : report.empty_layers) text += " " + name;
  }
  return text;
}

tiles::TileCrs parse_crs(const std::string& word) {
  if (word.empty() || word == "wgs84") return tiles::TileCrs::wgs84;
  if (const auto crs = tiles::shifted_crs_of(word)) return *crs;
  throw Error(ErrorCode::bad_input,
              "--crs: 应为 expected wgs84, gcj02 or bd09, got \"" + word + "\"");
}

tiles::PyramidOptions pyramid_options(const BuildFlags& flags) {
  tiles::PyramidOptions options;
  if (!flags.zoom.empty()) parse_zoom(flags.zoom, options);
  if (!flags.bbox.empty())
    options.bounds = tiles::moved(parse_bbox(flags.bbox), parse_crs(flags.crs));
  options.threads = flags.threads;
  return options;
}

/// Looks at every tile once more with other code, and keeps beside the archive what both say.
void keep_quality(const tiles::PyramidReport& pyramid, const fs::path& output,
                  const std::string& source, const tiles::PyramidOptions& options,
                  const Progress& progress) {
  quality::Report report{source,
                         options.min_zoom,
                         options.max_zoom,
                         {},
                         tiles::check_archive(output.string(), {}, progress),
                         true};
  for (const auto& l : pyramid.layers)
    report.encoder.push_back(
        {l.layer, l.features, l.dust, l.repaired, l.invalid, l.over_budget, 0});
  quality::write_beside(output, report);
}

int tell(const Context& context, const tiles::BasemapReport& report, const fs::path& output) {
  say(context, in_words(report, output), to_json(report, output));
  return exit_done;
}

/// Two that write one archive would take each other's for their own.
class OneWriter {
 public:
  explicit OneWriter(const fs::path& archive)
      : lock_(archive.string() + ".lock", archive.string() +
                                              ": 另一个进程正在写这个文件 another process is "
                                              "writing this archive") {}

 private:
  FileLock lock_;
};

int build_live(const Context& context, const BuildFlags& flags) {
  if (!flags.rules.empty())
    throw Error(ErrorCode::bad_input, "--rules: 只用于底图 is for the basemap, not for --live");
  const tiles::TileCrs crs = parse_crs(flags.crs);
  const std::string usual =
      crs == tiles::TileCrs::wgs84 ? "live.pmtiles" : "live." + flags.crs + ".pmtiles";
  const fs::path output =
      flags.output.empty() ? context.config.data.dir / usual : fs::path(flags.output);
  const OneWriter one_writer(output);
  const auto store = open_store(context.config.store_address(), OpenMode::read_only);
  ProgressDisplay display(context.progress_style());
  tiles::BasemapReport report;
  report.pyramid = tiles::build_live(*store->snapshot(), flags.layers, output.string(), crs,
                                     pyramid_options(flags), display.progress());
  if (flags.check)
    keep_quality(report.pyramid, output, "live", pyramid_options(flags), display.progress());
  display.finish();
  return tell(context, report, output);
}

int build(const Context& context, const BuildFlags& flags) {
  if (flags.live) return build_live(context, flags);
  const Config& config = context.config;
  const tiles::BasemapOptions options{parse_crs(flags.crs), flags.layers, pyramid_options(flags)};
  const fs::path rules_path = flags.rules.empty() ? config.data.shipped / "osm_rules" / "tiles.json"
                                                  : fs::path(flags.rules);
  const tiles::BasemapRules rules = tiles::read_basemap_rules(rules_path.string());
  const fs::path output = flags.output.empty() ? config.archive_path(tiles::word_of(options.crs))
                                               : fs::path(flags.output);
  const OneWriter one_writer(output);
  const auto store = open_store(config.store_address(), OpenMode::read_only);
  if (store->meta("osm.source").empty())
    throw Error(
        ErrorCode::not_found,
        "没有 OSM 数据 the store has no OpenStreetMap data; run: jintu import FILE.osm.pbf");
  ProgressDisplay display(context.progress_style());
  const auto report =
      tiles::build_basemap(*store, rules, output.string(), options, display.progress());
  if (flags.check)
    keep_quality(report.pyramid, output, "basemap", options.pyramid, display.progress());
  display.finish();
  return tell(context, report, output);
}

int convert(const Context& context, const std::string& from, const std::string& to) {
  const OneWriter one_writer(to);
  ProgressDisplay display(context.progress_style());
  const auto totals = tiles::convert_archive(from, to, display.progress());
  display.finish();
  say(context,
      to + ": " + grouped(totals.tiles) + " 瓦片 tiles (" + grouped(totals.contents) +
          " 不同 different), " + human_bytes(totals.bytes),
      {{"archive", to},
       {"tiles", totals.tiles},
       {"contents", totals.contents},
       {"bytes", totals.bytes}});
  return exit_done;
}

std::string name_of(tiles::TileCoord t) {
  return std::to_string(t.z()) + "/" + std::to_string(t.x()) + "/" + std::to_string(t.y());
}

/// Area of a layer at a zoom beside its area at the highest zoom that has it.
double area_kept(const tiles::ArchiveCheck& check, int zoom, const std::string& layer) {
  for (auto it = check.zooms.rbegin(); it != check.zooms.rend(); ++it)
    if (const auto found = it->second.find(layer); found != it->second.end())
      return found->second.area > 0 ? check.zooms.at(zoom).at(layer).area / found->second.area : 0;
  return 0;
}

Json to_json(const tiles::ArchiveCheck& check) {
  Json zooms = Json::array(), examples = Json::array();
  for (const auto& [zoom, layers] : check.zooms)
    for (const auto& [name, c] : layers) {
      Json entry{{"z", zoom},
                 {"layer", name},
                 {"tiles", c.tiles},
                 {"features", c.features},
                 {"polygons", c.polygons},
                 {"invalid", c.invalid},
                 {"wrongly_wound", c.wound},
                 {"malformed", c.malformed},
                 {"degenerate", c.degenerate},
                 {"repeated_labels", c.repeated}};
      if (c.polygons > 0) entry["area_kept"] = area_kept(check, zoom, name);
      zooms.push_back(std::move(entry));
    }
  for (const auto& e : check.examples)
    examples.push_back({{"tile", name_of(e.tile)},
                        {"layer", e.layer},
                        {"feature", e.feature},
                        {"fault", e.fault}});
  return {{"tiles", check.tiles},
          {"bytes", check.bytes},
          {"faults", check.faults()},
          {"undecodable", check.undecodable},
          {"oversize", check.oversize},
          {"largest_tile", name_of(check.largest)},
          {"largest_tile_bytes", check.largest_bytes},
          {"layers", zooms},
          {"examples", examples}};
}

std::string in_words(const tiles::ArchiveCheck& check, const std::string& path) {
  std::string text = path + ": " + grouped(check.tiles) + " 瓦片 tiles, " +
                     human_bytes(check.bytes) + "; 最大 largest " + name_of(check.largest) + ", " +
                     human_bytes(check.largest_bytes) + "; 超限 oversize " +
                     grouped(check.oversize) + "\n";
  char line[200];
  std::snprintf(line, sizeof line, "%4s %-18s %9s %9s %8s %8s %9s %10s %8s %9s\n", "z", "layer",
                "features", "polygons", "invalid", "wound", "malformed", "degenerate", "repeated",
                "area kept");
  text += line;
  for (const auto& [zoom, layers] : check.zooms)
    for (const auto& [name, c] : layers) {
      char kept[16] = "";
      if (c.polygons > 0) std::snprintf(kept, sizeof kept, "%.3f", area_kept(check, zoom, name));
      std::snprintf(
          line, sizeof line, "%4d %-18s %9llu %9llu %8llu %8llu %9llu %10llu %8llu %9s\n", zoom,
          name.c_str(), static_cast<unsigned long long>(c.features),
          static_cast<unsigned long long>(c.polygons), static_cast<unsigned long long>(c.invalid),
          static_cast<unsigned long long>(c.wound), static_cast<unsigned long long>(c.malformed),
          static_cast<unsigned long long>(c.degenerate),
          static_cast<unsigned long long>(c.repeated), kept);
      text += line;
    }
  for (const auto& e : check.examples)
    text += "  " + name_of(e.tile) + " " + e.layer + " " + std::to_string(e.feature) + ": " +
            e.fault + "\n";
  return text +
         (check.faults() == 0 ? "没有错误 no fault" : "错误 faults: " + grouped(check.faults()));
}

int check(const Context& context, const std::string& file) {
  const std::string path = file.empty() ? context.config.archive_path().string() : file;
  ProgressDisplay display(context.progress_style());
  const auto result = tiles::check_archive(path, {}, display.progress());
  display.finish();
  say(context, in_words(result, path), to_json(result));
  return result.faults() == 0 ? exit_done : exit_failed;
}

}  // namespace

void add_tiles(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("tiles", "瓦片 archives of vector tiles");
  command->require_subcommand(1);
  auto flags = std::make_shared<BuildFlags>();
  auto* sub = command->add_subcommand("build",
                                      "构建瓦片文件 build an archive of the basemap, from the "
                                      "imported OSM data, or of the live layers");
  sub->add_option("-o,--output", flags->output,
                  "文件 archive to write: MBTiles when it ends in .mbtiles, else PMTiles [the "
                  "configured one; with --live: live.pmtiles]")
      ->type_name("FILE");
  sub->add_flag(
      "--check", flags->check,
      "切完即检查 check every tile afterwards and write FILE.quality.json, which /catalog shows");
  sub->add_flag("--live", flags->live,
                "实时图层 the live layers as they are now, instead of the basemap");
  sub->add_option("--layers", flags->layers, "图层，逗号分隔 tile layers, with commas [all]")
      ->delimiter(',')
      ->type_name("A,B");
  sub->add_option("--bbox", flags->bbox, "范围 west,south,east,north in degrees [all data]")
      ->delimiter(',')
      ->expected(4)
      ->type_name("W,S,E,N");
  sub->add_option("--zoom", flags->zoom, "级别 one zoom or LOW-HIGH [0-14]")->type_name("ZOOM");
  sub->add_option("--crs", flags->crs,
                  "坐标系 datum of the tiles: wgs84, gcj02 (高德, 腾讯) or bd09 (百度) [wgs84]; "
                  "serve answers ?crs= from basemap.gcj02.pmtiles beside the archive")
      ->type_name("CRS");
  sub->add_option("--threads", flags->threads, "线程数 threads [all cores]")->type_name("N");
  sub->add_option("--rules", flags->rules, "规则 rules of the layers [data/osm_rules/tiles.json]")
      ->type_name("FILE");
  sub->callback(
      [&context, flags] { context.action = [&context, flags] { return build(context, *flags); }; });

  auto from = std::make_shared<std::string>(), to = std::make_shared<std::string>();
  auto* turn = command->add_subcommand(
      "convert", "转换 copy every tile of an archive into another: PMTiles and MBTiles, both ways");
  turn->add_option("from", *from, "源文件 archive to read")->required()->type_name("FROM");
  turn->add_option("to", *to,
                   "目标文件 archive to write: MBTiles when it ends in .mbtiles, else PMTiles")
      ->required()
      ->type_name("TO");
  turn->callback([&context, from, to] {
    context.action = [&context, from, to] { return convert(context, *from, *to); };
  });

  auto file = std::make_shared<std::string>();
  auto* look = command->add_subcommand("check",
                                       "检查瓦片文件 decode every tile of an archive and test it "
                                       "against MVT 2.1; exit code 1 when there are faults");
  look->add_option("file", *file, "PMTiles 或 MBTiles 文件 archive [the configured one]")
      ->type_name("FILE");
  look->callback(
      [&context, file] { context.action = [&context, file] { return check(context, *file); }; });
}

}  // namespace jintu::apps
