#include "services/catalog/page.hpp"

#include <cmath>
#include <cstdio>

#include "geo/base/bilingual.hpp"

namespace jintu::catalog {

namespace {

using html::element;
using html::Html;
using html::Language;
using html::raw;
using html::text;

Html anchor(const std::string& href, const std::string& words) {
  return element("a", {{"href", href}}, {text(words)});
}

/// Chooses between the two languages.
struct Words {
  Language language;
  std::string operator()(std::string_view chinese, std::string_view english) const {
    return std::string(language == Language::zh ? chinese : english);
  }
  bool zh() const { return language == Language::zh; }
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

Html quality_table(const Json& quality, const Words& w) {
  const auto head = [](const std::string& words) {
    return element("th", {{"scope", "col"}}, {text(words)});
  };
  const auto cell = [](const std::string& words) { return element("td", {}, {text(words)}); };
  Html rows;
  for (const Json& layer : quality.value("encoder", Json::array())) {
    const std::string id = layer.value("layer", "");
    const LayerSum sum = summed(quality, id);
    const bool checked = quality.value("checked", false);
    Html cells = element("th", {{"scope", "row"}}, {text(id)});
    for (const char* figure : {"features", "dust", "repaired", "dropped"})
      cells += cell(std::to_string(count(layer, figure)));
    cells += cell(checked ? std::to_string(sum.faults) : "?");
    cells += cell(checked ? area_words(sum) : "?");
    rows += element("tr", {}, {cells});
  }
  const Html heads = head(w("瓦片图层", "Layer")) + head(w("要素", "Features")) +
                     head(w("小面聚合", "Dust")) + head(w("修复", "Repaired")) +
                     head(w("丢弃", "Dropped")) + head(w("错误", "Faults")) +
                     head(w("最大面积误差", "Worst area error"));
  return element("div",
                 {{"class", "wide"},
                  {"tabindex", "0"},
                  {"role", "region"},
                  {"aria-label", w("瓦片质量", "Quality of the tiles")}},
                 {element("table", {},
                          {element("thead", {}, {element("tr", {}, {heads})}),
                           element("tbody", {}, {rows})})});
}

Html quality_section(const Json& quality, const std::string& id, const Words& w) {
  const auto details = [&](const Html& inner) {
    return element("details", {},
                   {element("summary", {}, {text(w("瓦片质量", "Quality of the tiles"))}), inner});
  };
  if (quality.is_null())
    return details(element(
        "p", {{"class", "muted"}},
        {text(w("没有质量报告：构建时加 --check 即有。", "No quality report; this writes one:") +
              " "),
         element("code", {}, {text("jintu tiles build --check")})}));
  std::string said = w("级别 ", "Zoom ") + std::to_string(quality.value("min_zoom", 0)) + "–" +
                     std::to_string(quality.value("max_zoom", 0));
  const auto figure = [&](std::string_view chinese, std::string_view english, const char* member) {
    said += w("，", ", ") + w(chinese, english) + " " + std::to_string(count(quality, member));
  };
  if (quality.value("checked", false)) {
    figure("瓦片", "tiles", "tiles");
    figure("超限", "oversize", "oversize");
    figure("无法解码", "undecodable", "undecodable");
    said += w("，最大 ", ", largest ") + quality.value("largest_tile", "–") + " (" +
            std::to_string(count(quality, "largest_tile_bytes")) + " B)";
  }
  said += w("。", ". ");
  return details(
      element("p", {}, {text(said), anchor("/tiles/" + id + "/quality.json", "quality.json")}) +
      quality_table(quality, w));
}

/// Facts of a layer, as far as they are known.
class Terms {
 public:
  void add(const std::string& term, const std::string& words) {
    if (!words.empty())
      rows_ +=
          element("div", {}, {element("dt", {}, {text(term)}), element("dd", {}, {text(words)})});
  }
  Html html() const { return rows_.empty() ? Html() : element("dl", {}, {rows_}); }

 private:
  Html rows_;
};

/// In the page's language where it is known in it.
const std::string& either(const std::string& wanted, const std::string& other) {
  return wanted.empty() ? other : wanted;
}

std::string title_of(const std::string& id, const std::string& otherwise, const Site& site,
                     const Words& w) {
  if (const auto facts = site.layers.find(id); facts != site.layers.end()) {
    const LayerFacts& f = facts->second;
    const auto& title = either(w.zh() ? f.title_zh : f.title_en, w.zh() ? f.title_en : f.title_zh);
    if (!title.empty()) return title;
  }
  if (otherwise.empty()) return id;
  const Bilingual both = bilingual(otherwise);
  return w.zh() ? both.zh : both.en;
}

std::string title_of(const CatalogEntry& entry, const Site& site, const Words& w) {
  return title_of(entry.info->id, entry.info->name, site, w);
}

Html facts_of(const CatalogEntry& entry, const Site& site, const Words& w) {
  Terms terms;
  const auto facts = site.layers.find(entry.info->id);
  if (facts != site.layers.end()) {
    const LayerFacts& f = facts->second;
    terms.add(w("来源", "Source"), w.zh() ? either(f.source_zh, f.source) : f.source);
    terms.add(w("精度", "Accuracy"), w.zh() ? either(f.accuracy_zh, f.accuracy) : f.accuracy);
    terms.add(w("许可", "Licence"), f.license);
  } else if (entry.info->attribution.empty()) {
    terms.add(w("来源和精度", "Source and accuracy"),
              w("未说明", "not stated by whoever added the layer"));
  }
  if (facts == site.layers.end() || facts->second.source.empty())
    terms.add(w("署名", "Attribution"), entry.info->attribution);
  return terms.html();
}

/// Files of the whole collection, the first as a button.
Html downloads_of(const std::vector<Download>& downloads, std::uint64_t records, const Words& w) {
  const std::string said = std::to_string(records) + w(" 条记录", " records");
  if (downloads.empty())
    return element("p", {{"class", "muted"}},
                   {text(said + w("，太多，不能整份下载", ": too many for one file"))});
  Html links;
  for (const Download& download : downloads) {
    const bool first = &download == &downloads.front();
    links += element("a",
                     {{"class", first ? std::optional<std::string>("button") : std::nullopt},
                      {"download", ""},
                      {"href", download.address}},
                     {text((first ? w("下载 ", "Download ") : std::string()) + download.format)});
    links += text(" ");
  }
  return element("p", {{"class", "downloads"}},
                 {links, element("span", {{"class", "muted"}}, {text(said)})});
}

Html links_of(const CatalogEntry& entry, const Words& w) {
  const std::string& id = entry.info->id;
  Html links = anchor("/tiles/" + id + ".json", "TileJSON");
  if (entry.collection)
    links += text(" ") + anchor("/ogc/collections/" + id, "OGC API") + text(" ") +
             anchor("/ogc/collections/" + id + "/tiles", w("瓦片集", "Tile sets")) + text(" ") +
             anchor("/ogc/collections/" + id + "/schema", w("字段", "Schema"));
  return element("p", {{"class", "links"}}, {links});
}

Html entry_section(const CatalogEntry& entry, const Site& site, const Words& w) {
  const tiles::SourceInfo& info = *entry.info;
  const std::string title = title_of(entry, site, w);
  return element(
      "section", {{"id", info.id}},
      {element("img", {{"alt", w("预览：", "Preview: ") + title},
                       {"loading", "lazy"},
                       {"src", "/catalog/" + info.id + ".svg"}}),
       element(
           "div", {{"class", "text"}},
           {element("h2", {}, {text(title)}),
            element("p", {{"class", "muted"}},
                    {element("code", {}, {text(info.id)}),
                     text(" · " + kind_words(info.kind, w) + " · z" +
                          std::to_string(info.min_zoom) + "–" + std::to_string(info.max_zoom))}),
            facts_of(entry, site, w),
            entry.collection ? downloads_of(entry.downloads, entry.records, w) : Html(),
            links_of(entry, w), quality_section(entry.quality, info.id, w)})});
}

/// What the extract gave, and no source of tiles has by itself.
Html stored_section(const std::vector<StoredEntry>& stored, const Site& site, const Words& w) {
  if (stored.empty()) return {};
  Html rows;
  for (const StoredEntry& entry : stored)
    rows += element("div", {{"class", "stored"}, {"id", entry.id}},
                    {element("h3", {},
                             {text(title_of(entry.id, entry.title, site, w)), text(" "),
                              element("code", {}, {text(entry.id)})}),
                     downloads_of(entry.downloads, entry.records, w)});
  const std::string source = site.basemap ? site.basemap->attribution : std::string();
  return element("section", {{"class", "plain"}, {"id", "stored"}},
                 {element("div", {{"class", "text"}},
                          {element("h2", {}, {text(w("其他数据", "Other data"))}),
                           element("p", {{"class", "muted"}}, {text(source)}), rows})});
}

/// The page again with something changed.
std::string self(Language language, const std::string& theme) {
  std::string href = std::string("/catalog?lang=") + (language == Language::zh ? "zh" : "en");
  if (!theme.empty()) href += "&theme=" + theme;
  return href;
}

Html top(const PageLook& look, const Words& w) {
  const auto theme_link = [&](const std::string& theme, const std::string& words) {
    return look.theme == theme ? Html() : text(" ") + anchor(self(look.language, theme), words);
  };
  const std::string other = w("en", "zh-CN");
  return element("nav", {{"aria-label", w("站内", "Site")}},
                 {anchor(w("/", "/#lang=en"), w("津夜生活", "Night map")), text(" "),
                  anchor(w("/planner", "/planner#lang=en"), w("选址工作台", "Siting workbench")),
                  element("span", {{"class", "gap"}}),
                  element("a",
                          {{"href", self(w.zh() ? Language::en : Language::zh, look.theme)},
                           {"hreflang", other},
                           {"lang", other}},
                          {text(w("English", "中文"))}),
                  theme_link("day", w("日间", "Day")), theme_link("night", w("夜间", "Night"))}) +
         element("h1", {}, {text(w("数据目录", "Catalog of data"))});
}

Html head(const Words& w) {
  return element(
      "head", {},
      {element("meta", {{"charset", "utf-8"}}),
       element("meta", {{"name", "viewport"}, {"content", "width=device-width,initial-scale=1"}}),
       element("title", {}, {text(w("数据目录 · 津图", "Catalog of data · Jintu"))}),
       element("link", {{"rel", "icon"}, {"href", "/icon.svg"}}),
       element("link", {{"rel", "stylesheet"}, {"href", "/tokens.css"}}),
       element("link", {{"rel", "stylesheet"}, {"href", "/catalog/style.css"}}),
       element("link", {{"rel", "describedby"},
                        {"type", "application/ld+json"},
                        {"href", "/data/catalog.jsonld"}})});
}

}  // namespace

std::string catalog_page(const std::vector<CatalogEntry>& entries,
                         const std::vector<StoredEntry>& stored, const Site& site,
                         const PageLook& look) {
  const Words w{look.language};
  Html contents, sections;
  for (const CatalogEntry& entry : entries) {
    contents += element("li", {}, {anchor("#" + entry.info->id, title_of(entry, site, w))});
    sections += entry_section(entry, site, w);
  }
  if (!stored.empty())
    contents += element("li", {}, {anchor("#stored", w("其他数据", "Other data"))});
  const std::string notice =
      site.review_number.empty()
          ? w("示例数据 未经审图", "Sample data; the map has not been reviewed (未经审图)")
          : w("审图号：", "Map review number: ") + site.review_number;
  const Html header = element(
      "header", {},
      {top(look, w), element("p", {{"class", "notice"}}, {text(notice)}),
       element("p", {},
               {text(w("每个图层的来源、精度与下载。预览由它自己的瓦片画成；质量数字一半来自编码器"
                       "自报（修复、丢弃），一半来自与编码器无关的检查程序（错误、面积、超限）。"
                       "机器可读的目录：",
                       "Each layer with its source, accuracy and downloads. Pictures are drawn "
                       "from the layer's own tiles. Half of the quality figures are the encoder's "
                       "own (repaired, dropped), half those of a checker that shares no code with "
                       "it (faults, area, oversize). For machines: ")),
                anchor("/data/catalog.jsonld", "DCAT")}),
       element("ul", {{"class", "contents"}}, {contents})});
  const Html body = element(
      "body", {}, {header, element("main", {}, {sections, stored_section(stored, site, w)})});
  return "<!doctype html>" +
         element("html",
                 {{"lang", w("zh-CN", "en")},
                  {"data-theme",
                   look.theme.empty() ? std::nullopt : std::optional<std::string>(look.theme)}},
                 {head(w), body})
             .str();
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
.downloads{display:flex;flex-wrap:wrap;gap:.25rem .9rem;align-items:center}.downloads a:not(.button){display:inline-flex;align-items:center;min-height:2.75rem}
.plain{grid-template-columns:minmax(0,1fr)}.stored{border-top:1px solid var(--line,#8883);padding:.5rem 0 0}h3{font-size:1rem;margin:.25rem 0 0}.links{display:flex;flex-wrap:wrap;gap:0 1.25rem}
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
