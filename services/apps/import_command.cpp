#include <filesystem>
#include <iostream>

#include "geo/base/error.hpp"
#include "geo/base/text.hpp"
#include "services/apps/command.hpp"
#include "services/ingest/ingest.hpp"

namespace jintu::apps {

namespace fs = std::filesystem;

namespace {

struct Flags {
  std::vector<std::string> files;
  std::string layer, crs, source, source_layer, encoding;
  bool shipped = false, replace = false, strict = false, bulk = false;
};

std::string in_words(const std::map<std::string, std::uint64_t>& counts) {
  std::string out;
  for (const auto& [name, count] : counts) {
    if (count > 0) out += (out.empty() ? "" : ", ") + name + " " + grouped(count);
  }
  return out;
}

void say_rejects(std::uint64_t rejected, const std::map<std::string, std::uint64_t>& codes,
                 const std::optional<fs::path>& file) {
  if (!file) return;
  std::cout << "  未导入 rejected " << grouped(rejected) << ": " << in_words(codes)
            << "\n  报告 report: " << file->string() << "\n";
}

void say_report(const IngestReport& r) {
  std::cout << r.layer << ": 读取 read " << grouped(r.read) << ", 新增 new " << grouped(r.created)
            << ", 更新 changed " << grouped(r.updated) << ", 未变 unchanged "
            << grouped(r.unchanged);
  if (r.deleted > 0) std::cout << ", 删除 deleted " << grouped(r.deleted);
  std::cout << "  (" << r.format << ", " << r.crs << (r.encoding.empty() ? "" : ", " + r.encoding)
            << ")\n";
  for (const auto& notice : r.notices) std::cout << "  注意 note: " << notice << "\n";
  say_rejects(r.rejected, r.rejects_by_code, r.rejects_file);
}

void say_report(const OsmIngestReport& r) {
  if (const auto& c = r.changes)
    std::cout << "变更 changes: 新增 new " << grouped(c->created) << ", 修改 modified "
              << grouped(c->modified) << ", 删除 deleted " << grouped(c->deleted)
              << ", 范围外 outside " << grouped(c->outside) << ", 较旧 older "
              << grouped(c->superseded) << "\n";
  std::cout << "OSM: " << grouped(r.nodes) << " nodes, " << grouped(r.ways) << " ways, "
            << grouped(r.relations) << " relations → " << in_words(r.features) << "\n";
  if (r.mended > 0)
    std::cout
        << "  修补 mended " << grouped(r.mended)
        << ": 边线相交的面按奇偶规则画出 areas whose lines cross, drawn by the even-odd rule\n";
  say_rejects(r.rejected, r.rejects_by_code, r.rejects_file);
}

int run(const Context& context, const Flags& flags) {
  if (flags.files.empty() && !flags.shipped) {
    throw UsageError(ErrorCode::bad_input,
                     "没有要导入的文件 nothing to import: name files, or --shipped");
  }
  const Config& config = context.config;
  fs::create_directories(config.data.dir);
  const auto store = open_store(config.store_address(), OpenMode::create, store_options(config));
  ProgressDisplay display(context.progress_style());
  IngestOptions options;
  options.layer = flags.layer;
  options.crs = flags.crs;
  options.source = flags.source;
  options.source_layer = flags.source_layer;
  options.encoding = flags.encoding;
  options.role = flags.bulk ? LayerRole::bulk : LayerRole::live;
  options.live_records = store_options(config).live_records;
  options.mode = flags.replace ? IngestMode::replace : IngestMode::upsert;
  options.strictness = flags.strict ? Strictness::strict : Strictness::lenient;
  options.schemas_dir = config.data.shipped / "schemas";
  options.rejects_dir = config.rejects_dir();

  Json reports = Json::array();
  const auto finish = [&](const auto& report) {
    display.finish();
    if (context.json)
      reports.push_back(to_json(report));
    else
      say_report(report);
  };
  if (flags.shipped) {
    for (const auto& report :
         ingest_shipped(*store, config.data.shipped, options, display.progress()))
      finish(report);
  }
  std::vector<std::string> osm_files;
  for (const auto& file : flags.files) {
    if (is_osm_file(file)) osm_files.push_back(file);
  }
  if (!osm_files.empty()) {
    const OsmIngestOptions osm_options{config.data.shipped / "osm_rules", config.rejects_dir(),
                                       config.extract_path(), options.author};
    finish(ingest_osm(*store, osm_files, osm_options, display.progress()));
    if (!context.json) std::cout << "  底图要重建 to see it on the map: jintu tiles build\n";
  }
  for (const auto& file : flags.files) {
    if (!is_osm_file(file)) finish(ingest_file(*store, file, options, display.progress()));
  }
  if (context.json) std::cout << Json{{"imports", reports}}.dump() << std::endl;
  return exit_done;
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
  auto flags = std::make_shared<Flags>();
  auto* command = app.add_subcommand("import", "导入数据 bring files into the store");
  command
      ->add_option("files", flags->files,
                   "GeoJSON, GeoPackage, Shapefile, KML/KMZ, DXF, CSV, XLSX, FlatGeobuf; OSM "
                   ".pbf/.osm extracts, .osc changes")
      ->type_name("FILE");
  command->add_option("--layer", flags->layer, "图层 layer to import into [the file's name]")
      ->type_name("NAME");
  command
      ->add_option("--source-layer", flags->source_layer,
                   "文件里的图层或工作表 layer or sheet to read where the file has several")
      ->type_name("NAME");
  command
      ->add_option("--encoding", flags->encoding,
                   "文字编码 of texts: UTF-8, GBK, Big5 … [what the file says, or is]")
      ->type_name("NAME");
  command
      ->add_option("--crs", flags->crs,
                   "坐标系 EPSG:n, wgs84, cgcs2000, gcj02, bd09, or @FILE with a PROJ pipeline "
                   "[what the file says]")
      ->type_name("CRS");
  command->add_option("--source", flags->source, "来源 source of records that name none")
      ->type_name("TEXT");
  command->add_flag(
      "--replace", flags->replace,
      "删除文件中没有的记录；与 --shipped 同用：覆盖此后的编辑 delete records of the layer "
      "that the file does not have; with --shipped: overwrite what was edited since");
  command->add_flag("--bulk", flags->bulk,
                    "只读的大图层：整体替换，不逐条编辑，不在地图上 a large layer that is replaced "
                    "as a whole, neither edited nor on the map: for siting and export");
  command->add_flag(
      "--strict", flags->strict,
      "有一条不合格、或边界有误就全不导入 one bad record or overlap and nothing is imported");
  command->add_flag("--shipped", flags->shipped,
                    "导入自带数据 import the data that comes with the program");
  command->callback(
      [&context, flags] { context.action = [&context, flags] { return run(context, *flags); }; });
}

}  // namespace jintu::apps
