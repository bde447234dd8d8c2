#include "services/catalog/page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "services/catalog/items.hpp"
#include "services/html/escape.hpp"

namespace jintu::catalog {

namespace {

using html::escaped;

std::string anchor(const std::string& href, const std::string& text) {
  return "<a href=\"" + escaped(href) + "\">" + escaped(text) + "</a>";
}

/// Chooses between the two languages.
struct Words {
  PageLanguage language;
  std::string operator()(std::string_view chinese, std::string_view english) const {
    return std::string(language == PageLanguage::zh ? chinese : english);
  }
};

std::string kind_words(tiles::SourceKind kind, const Words& w) {
  switch (kind) {
    case tiles::SourceKind::live:
      return w("实时图层", "live layer");
    case tiles::SourceKind::archive:
      return w("预切瓦片", "archive of tiles");
    case tiles::SourceKind::composite:
      return w("组合", "composite");
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

std::string quality_table(const Json& quality, const Words& w) {
  const auto head = [](const std::string& text) { return "<th scope=\"col\">" + text + "</th>"; };
  const std::string name = w("瓦片质量", "Quality of the tiles");
  std::string html = "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" + name +
                     "\"><table><thead><tr>" + head(w("瓦片图层", "Layer")) +
                     head(w("要素", "Features")) + head(w("小面聚合", "Dust")) +
                     head(w("修复", "Repaired")) + head(w("丢弃", "Dropped")) +
                     head(w("错误", "Faults")) + head(w("最大面积误差", "Worst area error")) +
                     "</tr></thead><tbody>";
  for (const Json& layer : quality.value("encoder", Json::array())) {
    const std::string id = layer.value("layer", "");
    const LayerSum sum = summed(quality, id);
    html += "<tr><th scope=\"row\">" + escaped(id) + "</th>";
    for (const char* figure : {"features", "dust", "repaired", "dropped"})
      html += "<td>" + std::to_string(count(layer, figure)) + "</td>";
    html += quality.value("checked", false)
                ? "<td>" + std::to_string(sum.faults) + "</td><td>" + area_words(sum) + "</td></tr>"
                : "<td>?</td><td>?</td></tr>";
  }
  return html + "</tbody></table></div>";
}

std::string quality_section(const Json& quality, const std::string& id, const Words& w) {
  const std::string begin =
      "<details><summary>" + w("瓦片质量", "Quality of the tiles") + "</summary>";
  if (quality.is_null())
    return begin + "<p class=\"muted\">" +
           w("没有质量报告：构建时加 --check 即有。", "No quality report; this writes one:") +
           " <code>jintu tiles build --check</code></p></details>";
  std::string html = begin + "<p>" + w("级别 ", "Zoom ") +
                     std::to_string(quality.value("min_zoom", 0)) + "–" +
                     std::to_string(quality.value("max_zoom", 0));
  const auto figure = [&](std::string_view chinese, std::string_view english, const char* member) {
    html += w("，", ", ") + w(chinese, english) + " " + std::to_string(count(quality, member));
  };
  if (quality.value("checked", false)) {
    figure("瓦片", "tiles", "tiles");
    figure("超限", "oversize", "oversize");
    figure("无法解码", "undecodable", "undecodable");
    html += w("，最大 ", ", largest ") + escaped(quality.value("largest_tile", "–")) + " (" +
            std::to_string(count(quality, "largest_tile_bytes")) + " B)";
  }
  html += w("。", ". ") + anchor("/tiles/" + id + "/quality.json", "quality.json") + "</p>";
  return html + quality_table(quality, w) + "</details>";
}

/// Facts of a layer, as far as they are known.
class Terms {
 public:
  void add(const std::string& term, const std::string& text) {
    if (!text.empty()) rows_ += "<div><dt>" + term + "</dt><dd>" + escaped(text) + "</dd></div>";
  }
  std::string html() const { return rows_.empty() ? "" : "<dl>" + rows_ + "</dl>"; }

 private:
  std::string rows_;
};

/// In the page's language where it is known in it.
const std::string& either(const std::string& wanted, const std::string& other) {
  return wanted.empty() ? other : wanted;
}

std::string title_of(const CatalogEntry& entry, const Site& site, const Words& w) {
  const tiles::SourceInfo& info = *entry.info;
  if (const auto facts = site.layers.find(info.id); facts != site.layers.end()) {
    const LayerFacts& f = facts->second;
    const bool zh = w.language == PageLanguage::zh;
    if (const auto& title = either(zh ? f.title_zh : f.title_en, zh ? f.title_en : f.title_zh);
        !title.empty())
      return title;
  }
  return info.name.empty() ? info.id : info.name;
}

std::string facts_of(const CatalogEntry& entry, const Site& site, const Words& w) {
  Terms terms;
  const auto facts = site.layers.find(entry.info->id);
  if (facts != site.layers.end()) {
    const LayerFacts& f = facts->second;
    const bool zh = w.language == PageLanguage::zh;
    terms.add(w("来源", "Source"), zh ? either(f.source_zh, f.source) : f.source);
    terms.add(w("精度", "Accuracy"), zh ? either(f.accuracy_zh, f.accuracy) : f.accuracy);
    terms.add(w("许可", "Licence"), f.license);
  } else if (entry.info->attribution.empty()) {
    terms.add(w("来源和精度", "Source and accuracy"),
              w("未说明", "not stated by whoever added the layer"));
  }
  if (facts == site.layers.end() || facts->second.source.empty())
    terms.add(w("署名", "Attribution"), entry.info->attribution);
  return terms.html();
}

/// What a file of the whole layer may hold at once.
std::string downloads_of(const CatalogEntry& entry, const Words& w) {
  const std::string& id = entry.info->id;
  std::string html;
  if (entry.collection) {
    html += "<p class=\"downloads\"><a class=\"button\" download=\"" + escaped(id) +
            ".geojson\" href=\"/ogc/collections/" + escaped(id) +
            "/items?limit=" + std::to_string(max_limit) + "\">" + w("下载 GeoJSON", "GeoJSON") +
            "</a> <span class=\"muted\">" +
            (entry.records > max_limit
                 ? w("前 ", "the first ") + std::to_string(max_limit) + w(" 条，共 ", " of ") +
                       std::to_string(entry.records) + w(" 条", " records")
                 : std::to_string(entry.records) + w(" 条记录", " records")) +
            "</span></p>";
  }
  html += "<p class=\"links\">" + anchor("/tiles/" + id + ".json", "TileJSON");
  if (entry.collection)
    html += " " + anchor("/ogc/collections/" + id, "OGC API") + " " +
            anchor("/ogc/collections/" + id + "/tiles", w("瓦片集", "Tile sets")) + " " +
            anchor("/ogc/collections/" + id + "/schema", w("字段", "Schema"));
  return html + "</p>";
}

std::string entry_section(const CatalogEntry& entry, const Site& site, const Words& w) {
  const tiles::SourceInfo& info = *entry.info;
  const std::string title = title_of(entry, site, w);
  return "<section id=\"" + escaped(info.id) + "\"><img alt=\"" + w("预览：", "Preview: ") +
         escaped(title) + "\" loading=\"lazy\" src=\"/catalog/" + escaped(info.id) +
         ".svg\"><div class=\"text\"><h2>" + escaped(title) + "</h2><p class=\"muted\"><code>" +
         escaped(info.id) + "</code> · " + kind_words(info.kind, w) + " · z" +
         std::to_string(info.min_zoom) + "–" + std::to_string(info.max_zoom) + "</p>" +
         facts_of(entry, site, w) + downloads_of(entry, w) +
         quality_section(entry.quality, info.id, w) + "</div></section>";
}

/// The page again with something changed.
std::string self(PageLanguage language, const std::string& theme) {
  std::string href = std::string("/catalog?lang=") + (language == PageLanguage::zh ? "zh" : "en");
  if (!theme.empty()) href += "&theme=" + theme;
  return href;
}

std::string top(const PageLook& look, const Words& w) {
  const bool zh = look.language == PageLanguage::zh;
  const auto theme_link = [&](const std::string& theme, const std::string& text) {
    return look.theme == theme ? "" : " " + anchor(self(look.language, theme), text);
  };
  return "<header><nav aria-label=\"" + w("站内", "Site") + "\">" +
         anchor(zh ? "/" : "/#lang=en", w("津夜生活", "Night map")) + " " +
         anchor(zh ? "/planner" : "/planner#lang=en", w("选址工作台", "Siting workbench")) +
         "<span class=\"gap\"></span><a href=\"" +
         escaped(self(zh ? PageLanguage::en : PageLanguage::zh, look.theme)) + "\" hreflang=\"" +
         w("en", "zh-CN") + "\" lang=\"" + w("en", "zh-CN") + "\">" + w("English", "中文") +
         "</a>" + theme_link("day", w("日间", "Day")) + theme_link("night", w("夜间", "Night")) +
         "</nav><h1>" + w("数据目录", "Catalog of data") + "</h1>";
}

}  // namespace

std::string catalog_page(const std::vector<CatalogEntry>& entries, const Site& site,
                         const PageLook& look) {
  const Words w{look.language};
  std::string html =
      "<!doctype html><html lang=\"" + w("zh-CN", "en") + "\"" +
      (look.theme.empty() ? "" : " data-theme=\"" + look.theme + "\"") +
      "><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><title>" +
      w("数据目录 · 津图", "Catalog of data · Jintu") +
      "</title><link rel=\"icon\" href=\"/icon.svg\"><link rel=\"stylesheet\" "
      "href=\"/tokens.css\"><link "
      "rel=\"stylesheet\" href=\"/catalog/style.css\"></head><body>" +
      top(look, w) + "<p class=\"notice\">" +
      (site.review_number.empty()
           ? w("示例数据 未经审图", "Sample data; the map has not been reviewed (未经审图)")
           : w("审图号：", "Map review number: ") + escaped(site.review_number)) +
      "</p><p>" +
      w("每个图层的来源、精度与下载。预览由它自己的瓦片画成；质量数字一半来自编码器"
        "自报（修复、丢弃），一半来自与编码器无关的检查程序（错误、面积、超限）。",
        "Each layer with its source, accuracy and download. Pictures are drawn from "
        "the layer's own tiles. Half of the quality figures are the encoder's own "
        "(repaired, dropped), half those of a checker that shares no code with it "
        "(faults, area, oversize).") +
      "</p><ul class=\"contents\">";
  for (const CatalogEntry& entry : entries)
    html += "<li>" + anchor("#" + entry.info->id, title_of(entry, site, w)) + "</li>";
  html += "</ul></header><main>";
  for (const CatalogEntry& entry : entries) html += entry_section(entry, site, w);
  return html + "</main></body></html>";
}

std::string_view catalog_style() {
  // The colours are those of /tokens.css, which the web app is built with; without it the reader's
  // own.
  return R"(*{box-sizing:border-box}
html{color:var(--text,CanvasText);background:var(--ground,Canvas);-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{font:1rem/1.6 var(--font,system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif);margin:0 auto;max-width:70rem;padding:0 1rem 3rem}
a{color:var(--accent,LinkText);text-underline-offset:.2em;overflow-wrap:anywhere}
:focus-visible{outline:2px solid var(--focus,Highlight);outline-offset:2px}
nav{display:flex;flex-wrap:wrap;gap:0 1rem;align-items:center;border-bottom:1px solid var(--line,#8886)}
nav a,.contents a,.links a,summary{display:inline-flex;align-items:center;min-height:2.75rem}
.gap{flex:1}
h1{font-size:1.75rem;line-height:1.3;margin:1.25rem 0 .25rem}h2{font-size:1.25rem;line-height:1.35;margin:0}
p{margin:.35rem 0}.muted{color:var(--text-muted,GrayText);font-size:.9rem}.notice{font-weight:700;color:var(--warning,inherit)}
.contents{display:flex;flex-wrap:wrap;gap:0 1.25rem;list-style:none;margin:.5rem 0 1rem;padding:0}
section{display:grid;grid-template-columns:minmax(0,20rem) minmax(0,1fr);gap:1rem 1.5rem;margin:1rem 0;padding:1rem;border:1px solid var(--line,#8886);border-radius:var(--radius-large,12px);background:var(--surface,transparent);scroll-margin-top:1rem}
section img{width:100%;max-height:24rem;object-fit:contain;object-position:top;border-radius:var(--radius-medium,8px);background:#10141c}
dl{margin:.5rem 0}dl div{display:grid;grid-template-columns:5.5rem minmax(0,1fr);gap:.75rem;padding:.15rem 0}
dt{color:var(--text-muted,GrayText)}dd{margin:0;overflow-wrap:anywhere}
.button{display:inline-flex;align-items:center;min-height:2.75rem;padding:0 1.1rem;border-radius:var(--radius-medium,8px);background:var(--accent,ButtonFace);color:var(--on-accent,ButtonText);font-weight:600;text-decoration:none}
.downloads{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center}.links{display:flex;flex-wrap:wrap;gap:0 1.25rem}
summary{cursor:pointer;color:var(--text-muted,inherit)}summary::before{content:"▸";margin-inline-end:.5rem}details[open]>summary::before{content:"▾"}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .6rem;text-align:right;border-bottom:1px solid var(--line,#8883)}
th:first-child{text-align:left}thead th{font-weight:400;vertical-align:bottom;color:var(--text-muted,inherit)}
code{font-size:.9em}
@media (max-width:44rem){section{grid-template-columns:minmax(0,1fr)}dl div{grid-template-columns:minmax(0,1fr);gap:0}section img{max-height:16rem}}
@media print{nav,.contents,details{display:none}section{break-inside:avoid}}
)";
}

}  // namespace jintu::catalog
