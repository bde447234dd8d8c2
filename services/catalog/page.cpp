#include "services/catalog/page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "services/html/escape.hpp"

namespace jintu::catalog {

namespace {

using html::escaped;

std::string anchor(const std::string& href, const std::string& text) {
  return "<a href=\"" + escaped(href) + "\">" + escaped(text) + "</a>";
}

std::string_view kind_words(tiles::SourceKind kind) {
  switch (kind) {
    case tiles::SourceKind::live:
      return "实时图层 live";
    case tiles::SourceKind::archive:
      return "预切瓦片 archive";
    case tiles::SourceKind::composite:
      return "组合 composite";
  }
  return "";
}

std::uint64_t count(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_number_unsigned() ? it->get<std::uint64_t>() : 0;
}

/// Of one layer over all zooms.
struct LayerSum {
  std::uint64_t polygons = 0, faults = 0;
  double worst_error = 0;
  std::int64_t worst_zoom = -1;
};

LayerSum summed(const Json& quality, const std::string& layer) {
  LayerSum sum;
  for (const Json& entry : quality.value("layers", Json::array())) {
    if (!entry.is_object() || entry.value("layer", "") != layer) continue;
    sum.polygons += count(entry, "polygons");
    for (const char* fault :
         {"invalid", "wrongly_wound", "malformed", "degenerate", "repeated_labels"})
      sum.faults += count(entry, fault);
    const double error = entry.value("area_error", 0.0);
    if (std::abs(error) <= std::abs(sum.worst_error)) continue;
    sum.worst_error = error;
    sum.worst_zoom = entry.value("z", std::int64_t{-1});
  }
  return sum;
}

std::string area_words(const LayerSum& sum) {
  if (sum.polygons == 0) return "–";
  char text[64];
  std::snprintf(text, sizeof text, "%+.2f %%", 100 * sum.worst_error);
  return text +
         (sum.worst_zoom >= 0 ? " (z" + std::to_string(sum.worst_zoom) + ")" : std::string());
}

std::string quality_table(const Json& quality) {
  std::string html =
      "<table><thead><tr><th>瓦片图层<br>layer</th><th>要素<br>features</th><th>小面聚合<br>dust</"
      "th><th>修复<br>repaired</th>"
      "<th>丢弃<br>dropped</th><th>错误<br>faults</th><th>最大面积误差<br>area "
      "error</th></tr></thead><tbody>";
  for (const Json& layer : quality.value("encoder", Json::array())) {
    const std::string name = layer.value("layer", "");
    const LayerSum sum = summed(quality, name);
    html += "<tr><th>" + escaped(name) + "</th>";
    for (const char* figure : {"features", "dust", "repaired", "dropped"})
      html += "<td>" + std::to_string(count(layer, figure)) + "</td>";
    html += quality.value("checked", false)
                ? "<td>" + std::to_string(sum.faults) + "</td><td>" + area_words(sum) + "</td></tr>"
                : "<td>?</td><td>?</td></tr>";
  }
  return html + "</tbody></table>";
}

std::string quality_section(const Json& quality, const std::string& id) {
  if (quality.is_null())
    return "<p class=\"unknown\">没有质量报告：构建时加 --check 即有。 No quality report: "
           "<code>jintu tiles build --check</code> writes one.</p>";
  std::string html = "<p>级别 zoom " + std::to_string(quality.value("min_zoom", 0)) + "–" +
                     std::to_string(quality.value("max_zoom", 0));
  if (quality.value("checked", false))
    html += "，瓦片 tiles " + std::to_string(count(quality, "tiles")) + "，超限 oversize " +
            std::to_string(count(quality, "oversize")) + "，无法解码 undecodable " +
            std::to_string(count(quality, "undecodable")) + "，最大 largest " +
            escaped(quality.value("largest_tile", "–")) + " (" +
            std::to_string(count(quality, "largest_tile_bytes")) + " B)";
  html += "。 " + anchor("/tiles/" + id + "/quality.json", "quality.json") + "</p>";
  return html + quality_table(quality);
}

std::string entry_section(const CatalogEntry& entry, const Site& site) {
  const tiles::SourceInfo& info = *entry.info;
  const auto facts = site.layers.find(info.id);
  const std::string title = facts != site.layers.end() && !facts->second.title_zh.empty()
                                ? facts->second.title_zh + " " + facts->second.title_en
                            : info.name.empty() ? info.id
                                                : info.name;
  std::string html =
      "<section id=\"" + escaped(info.id) + "\"><h2>" + escaped(title) + "</h2><img alt=\"" +
      escaped(title) + " 预览 preview\" loading=\"lazy\" src=\"/catalog/" + escaped(info.id) +
      ".svg\"><div><p><code>" + escaped(info.id) + "</code>，" +
      std::string(kind_words(info.kind)) + "，z" + std::to_string(info.min_zoom) + "–" +
      std::to_string(info.max_zoom) + "：" + anchor("/tiles/" + info.id + ".json", "TileJSON");
  if (entry.collection)
    html += "，" + anchor("/ogc/collections/" + info.id, "OGC API") + "，" +
            anchor("/ogc/collections/" + info.id + "/tiles", "瓦片集 tile sets");
  html += "</p>";
  if (facts != site.layers.end())
    html += "<p>" + escaped(facts->second.accuracy) + "</p><p>" + escaped(facts->second.license) +
            "</p>";
  if (!info.attribution.empty()) html += "<p>" + escaped(info.attribution) + "</p>";
  return html + quality_section(entry.quality, info.id) + "</div></section>";
}

}  // namespace

std::string catalog_page(const std::vector<CatalogEntry>& entries, const Site& site) {
  std::string html =
      "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\">"
      "<title>津图 · 数据源目录</title><link rel=\"stylesheet\" "
      "href=\"/catalog/style.css\"></head><body><header><h1>津图 · 数据源目录 "
      "<small lang=\"en\">Jintu: catalog of tile sources</small></h1>";
  if (site.review_number.empty())
    html += "<p class=\"notice\">示例数据 未经审图</p>";
  else
    html += "<p class=\"notice\">审图号：" + escaped(site.review_number) + "</p>";
  html +=
      "<p>"
      "每个数据源的预览由它自己的瓦片画成；质量数字一半来自编码器自报（修复、丢弃），一半来自与编码"
      "器无关的检查程序（错误、面积、超限）。"
      " <span lang=\"en\">Each picture is drawn from the source's own tiles. Half of the figures "
      "are the encoder's own (repaired, dropped), half those of a checker that "
      "shares no code with it (faults, area, oversize).</span></p></header><main>";
  for (const CatalogEntry& entry : entries) html += entry_section(entry, site);
  return html + "</main></body></html>";
}

std::string_view catalog_style() {
  return R"(:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;margin:0 auto;max-width:76rem;padding:0 1rem 3rem}
h1{font-size:1.5rem}h1 small{font-weight:400;font-size:1rem}
.notice{font-weight:700}.unknown{opacity:.8}
section{display:flex;flex-wrap:wrap;gap:1rem;border-top:1px solid #8886;padding:1rem 0}
section h2{flex-basis:100%;margin:0;font-size:1.2rem}section img{align-self:flex-start;max-width:100%;max-height:26rem;width:auto;border-radius:6px}
section div{flex:1 1 24rem;min-width:0;overflow-x:auto}section p{margin:.2rem 0}
table{border-collapse:collapse;font-size:.9rem}th,td{padding:.2rem .6rem;text-align:right;border-bottom:1px solid #8883}
th:first-child{text-align:left}thead th{font-weight:400;vertical-align:bottom}
)";
}

}  // namespace jintu::catalog
