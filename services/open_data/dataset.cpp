#include "services/open_data/dataset.hpp"

#include <array>
#include <set>

namespace jintu::open_data {

namespace {

constexpr std::array all_formats{
    Format{".geojson", "GeoJSON", "application/geo+json", false, true},
    Format{".gpkg", "GeoPackage", "application/geopackage+sqlite3", false, true},
    Format{".csv", "CSV", "text/csv"},
    Format{".xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    Format{".shp.zip", "Shapefile", "application/zip", true, true},
    Format{".kml", "KML", "application/vnd.google-earth.kml+xml", false, true},
    Format{".fgb", "FlatGeobuf", "application/vnd.flatgeobuf"},
    Format{".dxf", "DXF", "image/vnd.dxf"}};

void line(std::string& text, std::string_view term, std::string_view what) {
  if (what.empty()) return;
  text.append(text.empty() ? "" : "\n").append(term).append(what);
}

}  // namespace

std::span<const Format> formats() { return all_formats; }

std::uint64_t records_of(const catalog::Collection& collection) {
  if (collection.stored) return collection.stored->count;
  std::uint64_t records = 0;
  for (const auto& feature : collection.layer->features()) records += collection.holds(feature);
  return records;
}

bool is_mixed(const catalog::Collection& collection) {
  if (collection.only || collection.stored) return false;
  std::set<GeometryKind> kinds;
  for (const auto& feature : collection.layer->features())
    if (const auto kind = kind_of(feature.geometry); kind != GeometryKind::none) kinds.insert(kind);
  return kinds.size() > 1;
}

std::string notice_of(const catalog::Site& site) {
  return site.review_number.empty() ? "示例数据 未经审图" : "审图号：" + site.review_number;
}

Words words_of(const catalog::Site& site, const catalog::Collection& collection) {
  Words words;
  std::string& text = words.description;
  line(text, "",
       site.review_number.empty() ? "示例数据 未经审图 Sample data; the map has not been reviewed."
                                  : "审图号 Map review number: " + site.review_number);
  if (site.release)
    line(text, "发布 Release: ", std::to_string(site.release->number) + ", " + site.release->time);
  const std::string& layer = collection.schema().name;
  words.title = collection.schema().title.empty() ? collection.id : collection.schema().title;
  if (const auto found = site.layers.find(layer); found != site.layers.end()) {
    const catalog::LayerFacts& facts = found->second;
    if (!facts.title_zh.empty()) words.title = facts.title_zh + " " + facts.title_en;
    line(text, "来源 Source: ", facts.source);
    line(text, "精度 Accuracy: ", facts.accuracy);
    line(text, "许可 Licence: ", facts.license);
  } else if (collection.stored && site.basemap) {
    line(text, "来源 Source: ", site.basemap->attribution);
  } else {
    line(text, "来源 Source: ", "未说明 not stated by whoever added the layer");
  }
  words.title += catalog::part_title(collection);
  return words;
}

std::string file_name(const catalog::Site& site, std::string_view collection,
                      const Format& format) {
  std::string name(collection);
  if (site.release) name += "-r" + std::to_string(site.release->number);
  if (site.review_number.empty()) name += "-示例数据-未经审图";
  return name.append(format.ending);
}

}  // namespace jintu::open_data
