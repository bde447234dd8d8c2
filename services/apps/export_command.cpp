#include <algorithm>
#include <iostream>

#include "geo/base/error.hpp"
#include "geo/base/text.hpp"
#include "geo/io/write.hpp"
#include "services/apps/command.hpp"

namespace jintu::apps {

namespace {

struct Flags {
  std::string layer, file, crs;
  bool csv_safe = false;
};

LayerInfo find_layer(const FeatureStore& store, const std::string& name) {
  std::string known;
  for (auto& info : store.layers()) {
    if (info.schema.name == name) return info;
    known += (known.empty() ? "" : ", ") + info.schema.name;
  }
  throw Error(ErrorCode::not_found, "没有图层 no layer \"" + name + "\"; there are: " + known);
}

int run(const Context& context, const Flags& flags) {
  try {
    io::check_target(flags.file, flags.crs);
  } catch (const Error& error) {
    throw UsageError(error);
  }
  const auto store = open_store(context.config.store_address(), OpenMode::read_only);
  const LayerInfo info = find_layer(*store, flags.layer);
  ProgressDisplay display(context.progress_style());
  const io::FeatureSource features = [&](const std::function<void(const Feature&)>& visit) {
    store->scan(flags.layer, [&](Feature&& feature) {
      visit(feature);
      return true;
    });
  };
  const auto report = io::write_vector_file(
      flags.file, info.schema, features, flags.crs, display.progress(),
      {.csv_texts = flags.csv_safe ? io::CsvTexts::safe_to_open : io::CsvTexts::exact});
  display.finish();
  std::string text = flags.file + ": " + grouped(report.features) + " 条记录 records, " +
                     report.format + ", " + report.crs;
  if (!report.crs_in_file)
    text += "\n  注意 note: 文件里写不下坐标系 the file itself does not say its CRS";
  for (const auto& notice : report.notices) text += "\n  注意 note: " + notice;
  say(context, text,
      {{"file", flags.file},
       {"layer", flags.layer},
       {"features", report.features},
       {"format", report.format},
       {"crs", report.crs},
       {"crs_in_file", report.crs_in_file},
       {"notices", report.notices}});
  return exit_done;
}

}  // namespace

void add_export(CLI::App& app, Context& context) {
  auto flags = std::make_shared<Flags>();
  auto* command = app.add_subcommand("export", "导出图层 write a layer to a file");
  command->add_option("layer", flags->layer, "图层 layer")->required()->type_name("LAYER");
  command
      ->add_option("file", flags->file,
                   "文件，格式看扩展名 .geojson .gpkg .shp .shp.zip .kml .fgb .csv .xlsx .dxf")
      ->required()
      ->type_name("FILE");
  command->add_option("--crs", flags->crs, "坐标系 EPSG:n, wgs84, cgcs2000, gcj02, bd09 [wgs84]")
      ->type_name("CRS");
  command->add_flag(
      "--csv-safe", flags->csv_safe,
      "CSV 中像公式的文字前加撇号 in CSV, an apostrophe before texts that spreadsheets "
      "would take for formulas");
  command->callback(
      [&context, flags] { context.action = [&context, flags] { return run(context, *flags); }; });
}

}  // namespace jintu::apps
