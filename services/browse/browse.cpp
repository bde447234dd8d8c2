#include "services/browse/browse.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "services/browse/drawing.hpp"
#include "services/browse/parts.hpp"
#include "services/catalog/url.hpp"

namespace jintu::browse {

namespace {

using html::element;
using html::Html;
using html::Language;
using html::text;

Html landing(const Json& document, const Look& look) {
  const Words w{look.language};
  return element("p", {}, {text(w.of(text_member(document, "description")))}) +
         links_of(document, look) + rest_of(document, {"title", "description", "links"}, look);
}

Html conformance(const Json& document, const Look& look) {
  Html rows;
  for (const Json& one : document.value("conformsTo", Json::array()))
    rows += element("li", {}, {shown(one, look)});
  return element("ul", {{"class", "classes"}}, {rows}) + rest_of(document, {"conformsTo"}, look);
}

Html collections(const Json& document, const Look& look) {
  const Words w{look.language};
  Html rows;
  for (const Json& one : document.value("collections", Json::array())) {
    const std::string id = text_member(one, "id"), at = look.root + "/ogc/collections/" + id;
    rows += element(
        "tr", {},
        {element("th", {{"scope", "row"}}, {address(at, title_of(one, look), look)}),
         element("td", {}, {element("code", {}, {text(id)})}),
         element("td", {}, {address(at + "/items", w("要素", "Features"), look)}),
         element("td", {}, {text(description_of(one, look))}),
         element("td", {}, {text(text_member(one, "license"))}),
         element("td", {},
                 {element(
                     "details", {},
                     {element("summary", {}, {text(w("更多", "More"))}),
                      rest_of(one, {"id", "title", "description", "license", "links", "crs"}, look),
                      link_list(one, look)})})});
  }
  const std::string label = w("图层", "Collections");
  return wide(label, table_of({w("图层", "Collection"), w("编号", "id"), w("要素", "Features"),
                               w("说明", "Description"), w("许可", "Licence"), w("更多", "More")},
                              rows)) +
         links_of(document, look) + rest_of(document, {"collections", "links"}, look);
}

Html collection(const Json& document, const Look& look) {
  const Words w{look.language};
  const std::string items =
      look.root + "/ogc/collections/" + text_member(document, "id") + "/items";
  Html body = element("p", {}, {text(description_of(document, look))});
  body += element("p", {},
                  {element("a", {{"class", "button"}, {"href", items}},
                           {text(w("查看要素", "Browse the features"))})});
  return body + rest_of(document, {"title", "description", "links", "crs"}, look) +
         element("details", {},
                 {element("summary", {}, {text(w("可用坐标系", "Coordinate systems"))}),
                  shown(document.value("crs", Json::array()), look)}) +
         links_of(document, look);
}

/// A JSON schema of properties.
Html properties(const Json& document, const Look& look) {
  const Words w{look.language};
  Html rows;
  const Json all = document.value("properties", Json::object());
  for (const auto& [name, one] : all.items()) {
    Json rest = Json::object();
    for (const auto& [key, value] : one.items())
      if (key != "title" && key != "type" && key != "description") rest[key] = value;
    const std::string title = text_member(one, "title"),
                      description = text_member(one, "description");
    rows += element(
        "tr", {},
        {element("th", {{"scope", "row"}}, {element("code", {}, {text(name)})}),
         element("td", {}, {text(w.of(title))}),
         element("td", {}, {text(one.contains("type") ? plain(one["type"]) : "")}),
         element("td", {}, {text(w.of(description)), rest.empty() ? Html() : shown(rest, look)})});
  }
  return wide(w("属性", "Properties"), table_of({w("名称", "Name"), w("标题", "Title"),
                                                 w("类型", "Type"), w("说明", "Description")},
                                                rows)) +
         rest_of(document, {"properties", "title"}, look);
}

/// The names of all properties, in the order in which they come.
std::vector<std::string> names_in(const Json& features) {
  std::vector<std::string> names;
  std::set<std::string> known;
  for (const Json& feature : features) {
    const auto own = feature.find("properties");
    if (own == feature.end() || !own->is_object()) continue;
    for (const auto& [name, value] : own->items())
      if (name != "id" && known.insert(name).second) names.push_back(name);
  }
  return names;
}

Html geometry_words(const Json& feature, const Words& w) {
  const auto geometry = feature.find("geometry");
  if (geometry == feature.end() || geometry->is_null())
    return text(w("位置未知", "place not known"));
  std::string words = text_member(*geometry, "type");
  if (words == "Point" && geometry->contains("coordinates"))
    words += " " + plain((*geometry)["coordinates"]);
  return text(words);
}

/// What the form has no field for goes with it all the same; a page's number does not, since
/// there may be no such page of what is then found.
Html kept_parameters(const Look& look) {
  static constexpr std::array<std::string_view, 6> not_kept{"filter", "bbox",  "limit",
                                                            "offset", "after", "revision"};
  Html kept;
  for (const auto& [name, value] : parameters(look.query)) {
    // These are refused without what they are about.
    const bool lonely = (name == "bbox-crs" && parameter(look.query, "bbox").empty()) ||
                        (name.starts_with("filter-") && parameter(look.query, "filter").empty());
    if (lonely || std::find(not_kept.begin(), not_kept.end(), name) != not_kept.end()) continue;
    kept += element("input", {{"type", "hidden"}, {"name", name}, {"value", value}});
  }
  return kept;
}

Html filter_form(const Look& look) {
  const Words w{look.language};
  const auto field = [&](const std::string& name, const std::string& label, const std::string& hint,
                         const std::string& width) {
    return element("label", {{"class", width}},
                   {text(label), element("input", {{"name", name},
                                                   {"value", parameter(look.query, name)},
                                                   {"placeholder", hint},
                                                   {"autocomplete", "off"}})});
  };
  const std::string shown_limit = parameter(look.query, "limit");
  return element(
      "form",
      {{"action", look.root + look.path},
       {"method", "get"},
       {"class", "filter"},
       {"role", "search"}},
      {field("filter", w("筛选（CQL2）", "Filter (CQL2)"),
             "district = '和平区' AND name_zh LIKE '%街%'", "long"),
       field("bbox", w("范围", "Box"), "117.1,39.0,117.3,39.2", "mid"),
       element("label", {{"class", "short"}},
               {text(w("每页", "Per page")),
                element("input", {{"name", "limit"},
                                  {"type", "number"},
                                  {"min", "1"},
                                  {"value", shown_limit.empty() ? "100" : shown_limit}})}),
       kept_parameters(look),
       element("button", {{"class", "button"}}, {text(w("筛选", "Filter"))})});
}

/// Of the other pages and the other forms of this one.
Html turn_of(const Json& document, const Look& look) {
  const Words w{look.language};
  const std::string kept = parameter(look.query, "f") == "html" ? "&f=html" : "";
  Html turns;
  for (const Json& link : document.value("links", Json::array())) {
    const std::string rel = text_member(link, "rel");
    if (rel != "next" && rel != "prev") continue;
    turns +=
        element("a",
                {{"class", "button"}, {"rel", rel}, {"href", text_member(link, "href") + kept}},
                {text(rel == "next" ? w("下一页", "Next page") : w("上一页", "Page before"))}) +
        text(" ");
  }
  return turns.empty()
             ? Html()
             : element("nav", {{"class", "turn"}, {"aria-label", w("翻页", "Pages")}}, {turns});
}

/// Long texts show their beginning; the feature's own page has them whole.
Html in_cell(const Json& value, const Look& look) {
  const bool is_long = value.is_string() && value.get_ref<const std::string&>().size() > 160;
  return is_long ? element("span", {{"class", "long-text"}}, {shown(value, look)})
                 : shown(value, look);
}

Html items(const Json& document, const Look& look) {
  const Words w{look.language};
  const Json features = document.value("features", Json::array());
  const auto names = names_in(features);
  const std::string at = look.root + look.path;
  Html rows;
  for (const Json& feature : features) {
    const std::string id = feature.contains("id") ? plain(feature["id"]) : "";
    Html cells =
        element("th", {{"scope", "row"}}, {address(at + "/" + catalog::url_encoded(id), id, look)});
    cells += element("td", {}, {geometry_words(feature, w)});
    const auto own = feature.find("properties");
    for (const std::string& name : names) {
      const bool has = own != feature.end() && own->is_object() && own->contains(name);
      cells += element("td", {}, {has ? in_cell((*own)[name], look) : Html()});
    }
    rows += element("tr", {}, {cells});
  }
  std::vector<std::string> heads{"id", w("几何", "Geometry")};
  heads.insert(heads.end(), names.begin(), names.end());
  std::string said;
  if (document.contains("numberMatched"))
    said = w("共 ", "") + plain(document["numberMatched"]) + w(" 个要素，", " features, ");
  said += w("本页 ", "") + std::to_string(features.size()) + w(" 个", " on this page");
  const Html turns = turn_of(document, look);
  return filter_form(look) + element("p", {{"class", "muted"}}, {text(said)}) +
         (look.degrees ? drawing(features, at, look) : Html()) + turns +
         (features.empty() ? element("p", {}, {text(w("没有符合的要素。", "No feature fits."))})
                           : wide(w("要素", "Features"), table_of(heads, rows))) +
         links_of(document, look) +
         rest_of(document,
                 {"type", "features", "links", "numberMatched", "numberReturned", "timeStamp"},
                 look);
}

Html item(const Json& document, const Look& look) {
  const Words w{look.language};
  const Json geometry = document.value("geometry", Json());
  Html coordinates;
  if (geometry.is_object())
    coordinates =
        element("details", {},
                {element("summary", {}, {text(w("坐标", "Coordinates"))}),
                 element("pre", {{"class", "wide"}, {"tabindex", "0"}}, {text(plain(geometry))})});
  return (look.degrees ? drawing(Json::array({document}), "", look) : Html()) +
         element("p", {{"class", "muted"}}, {geometry_words(document, w)}) +
         shown(document.value("properties", Json::object()), look) + coordinates +
         links_of(document, look) +
         rest_of(document, {"type", "id", "geometry", "properties", "links"}, look);
}

/// Every operation of the definition (OpenAPI), those of single collections folded.
Html api(const Json& document, const Look& look) {
  const Words w{look.language};
  Html groups;
  const Json paths = document.value("paths", Json::object());
  for (const auto& [path, operations] : paths.items()) {
    Html rows;
    for (const auto& [method, one] : operations.items()) {
      std::string parameters, answers;
      for (const Json& p : one.value("parameters", Json::array()))
        parameters += (parameters.empty() ? "" : ", ") + text_member(p, "name");
      const Json responses = one.value("responses", Json::object());
      for (const auto& [status, ignored] : responses.items())
        answers += (answers.empty() ? "" : ", ") + status;
      std::string upper = method;
      std::transform(upper.begin(), upper.end(), upper.begin(),
                     [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      rows += element("tr", {},
                      {element("th", {{"scope", "row"}}, {text(upper)}),
                       element("td", {}, {text(w.of(text_member(one, "summary")))}),
                       element("td", {}, {text(parameters)}), element("td", {}, {text(answers)})});
    }
    groups += element("details", {},
                      {element("summary", {}, {element("code", {}, {text(path)})}),
                       wide(path, table_of({w("方法", "Method"), w("作用", "What it does"),
                                            w("参数", "Parameters"), w("状态", "Statuses")},
                                           rows))});
  }
  const Json info = document.value("info", Json::object());
  return element("p", {}, {text(w.of(text_member(info, "description")))}) +
         element(
             "p", {},
             {address(look.root + look.path + "?f=json",
                      w("完整的接口定义（OpenAPI，JSON）", "The whole definition (OpenAPI, JSON)"),
                      look)}) +
         groups;
}

/// Of the address: "carriers" of "/ogc/collections/carriers/items".
std::string collection_in(const Look& look) {
  constexpr std::string_view before = "/ogc/collections/";
  if (!look.path.starts_with(before)) return "";
  const std::string rest = look.path.substr(before.size());
  return rest.substr(0, rest.find('/'));
}

std::string heading_of(Subject subject, const Json& document, const Look& look) {
  const Words w{look.language};
  switch (subject) {
    case Subject::landing:
      return w("开放数据接口", "Open data interface");
    case Subject::api:
      return w("接口定义", "API definition");
    case Subject::conformance:
      return w("符合的标准", "Standards it conforms to");
    case Subject::collections:
      return w("图层", "Collections");
    case Subject::items:
      return title_of(collection_in(look), "", look) + w("：要素", ": features");
    case Subject::item: {
      const Json properties = document.value("properties", Json::object());
      for (const char* name :
           {w.language == Language::zh ? "name_zh" : "name_en", "name_zh", "name"})
        if (const auto found = text_member(properties, name); !found.empty()) return found;
      return document.contains("id") ? plain(document["id"]) : "";
    }
    case Subject::properties:
    case Subject::collection:
    case Subject::other:
      break;
  }
  const std::string title = title_of(document, look);
  return title.empty() ? w("数据", "Data") : title;
}

/// The way from the landing page to here.
Html way(const Look& look) {
  const Words w{look.language};
  Html steps = address(look.root + "/", w("津夜生活", "Night map"), look) + text(" › ");
  std::string at;
  for (std::size_t begin = 1; begin < look.path.size();) {
    const auto end = std::min(look.path.find('/', begin), look.path.size());
    const std::string step = look.path.substr(begin, end - begin);
    at += "/" + step;
    begin = end + 1;
    const std::string words = step == "ogc" ? w("开放数据接口", "Open data interface")
                              : step == "collections" ? w("图层", "Collections")
                              : step == "items"       ? w("要素", "Features")
                              : at == "/ogc/collections/" + collection_in(look)
                                  ? title_of(step, "", look)
                                  : decoded(step, false);
    if (begin <= look.path.size())
      steps += address(look.root + at, words, look) + text(" › ");
    else
      steps += element("span", {{"aria-current", "page"}}, {text(words)});
  }
  return element("nav", {{"class", "way"}, {"aria-label", w("位置", "Where this page is")}},
                 {steps});
}

std::string whole(const std::string& title, const Html& body, const Look& look,
                  const std::string& json) {
  const Words w{look.language};
  const Html head = element(
      "head", {},
      {element("meta", {{"charset", "utf-8"}}),
       element("meta", {{"name", "viewport"}, {"content", "width=device-width,initial-scale=1"}}),
       element("title", {}, {text(title + w(" · 津图", " · Jintu"))}),
       element("link", {{"rel", "icon"}, {"href", "/icon.svg"}}),
       element("link", {{"rel", "stylesheet"}, {"href", "/tokens.css"}}),
       element("link", {{"rel", "stylesheet"}, {"href", "/catalog/records.css"}}),
       json.empty()
           ? Html()
           : element("link",
                     {{"rel", "alternate"}, {"type", "application/json"}, {"href", json}})});
  const Html foot = element(
      "footer", {},
      {element("p", {}, {text(look.notice)}),
       element(
           "p", {},
           {json.empty() ? Html() : element("a", {{"href", json}}, {text("JSON")}) + text(" · "),
            element("a", {{"href", "/catalog"}}, {text(w("数据目录", "Catalog of data"))})})});
  return "<!doctype html>" +
         element(
             "html", {{"lang", w("zh-CN", "en")}},
             {head, element("body", {},
                            {element("header", {}, {way(look), element("h1", {}, {text(title)})}),
                             element("main", {}, {body}), foot})})
             .str();
}

/// The same address as JSON.
std::string as_json(const Look& look) {
  std::string kept;
  for (std::size_t begin = 0; begin < look.query.size();) {
    const auto end = std::min(look.query.find('&', begin), look.query.size());
    const std::string pair = look.query.substr(begin, end - begin);
    begin = end + 1;
    if (!pair.empty() && !pair.starts_with("f=")) kept += "&" + pair;
  }
  return look.root + look.path + "?f=json" + kept;
}

Html body_of(Subject subject, const Json& document, const Look& look) {
  switch (subject) {
    case Subject::landing:
      return landing(document, look);
    case Subject::api:
      return api(document, look);
    case Subject::conformance:
      return conformance(document, look);
    case Subject::collections:
      return collections(document, look);
    case Subject::collection:
      return collection(document, look);
    case Subject::properties:
      return properties(document, look);
    case Subject::items:
      return items(document, look);
    case Subject::item:
      return item(document, look);
    case Subject::other:
      break;
  }
  return rest_of(document, {"links", "title"}, look) + links_of(document, look);
}

}  // namespace

std::string page(Subject subject, const Json& document, const Look& look) {
  return whole(heading_of(subject, document, look), body_of(subject, document, look), look,
               as_json(look));
}

std::string refusal_page(int status, const std::string& title, const std::string& detail,
                         const Look& look) {
  const Words w{look.language};
  const Html again = look.path.ends_with("/items") ? filter_form(look) : Html();
  return whole(
      std::to_string(status) + " " + title,
      element("p", {{"role", "alert"}, {"class", "refusal"}}, {text(w.of(detail))}) + again, look,
      "");
}

std::string_view style() {
  // The colours are those of /tokens.css, as in the catalog; without it the reader's own.
  return R"css(*{box-sizing:border-box}
body{margin:0;background:var(--ground,Canvas);color:var(--text,CanvasText);font:1rem/1.6 var(--font,system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif);overflow-wrap:anywhere}
header,main,footer{max-width:72rem;margin:0 auto;padding:0 16px}
header{padding-top:12px}
h1{font-size:1.6rem;line-height:1.3;margin:8px 0 12px}
h2{font-size:1.1rem;margin:28px 0 8px}
a{color:var(--accent,LinkText)}
a:focus-visible,input:focus-visible,button:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--focus,Highlight);outline-offset:2px}
.way a,.links a,footer a{display:inline-block;padding:8px 0;min-height:40px}
.way{color:var(--text-muted,GrayText)}
.muted{color:var(--text-muted,GrayText)}
code,pre{font-family:var(--mono,ui-monospace,monospace);font-size:.9em}
pre{white-space:pre-wrap;max-height:24rem;overflow:auto}
ul{padding-left:1.2em}
.links,.classes{list-style:none;padding:0}
.links li,.classes li{border-top:1px solid var(--line,#8886);padding:2px 0}
.wide{overflow:auto;max-height:80vh;border:1px solid var(--line,#8886);border-radius:8px;margin:12px 0}
pre.wide{padding:12px}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:8px 12px;border-top:1px solid var(--line,#8886);max-width:26rem;min-width:6rem;overflow-wrap:break-word}
th{white-space:nowrap}tbody th{white-space:normal}
thead th{position:sticky;top:0;background:var(--surface,Canvas);border-top:0;z-index:1}
tbody th{font-weight:600}
.long-text{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:4;overflow:hidden;min-width:16rem}
dl{margin:8px 0}
dl>div{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:4px 16px;border-top:1px solid var(--line,#8886);padding:6px 0}
dt{color:var(--text-muted,GrayText)}
dd{margin:0;min-width:0}
td dl>div{grid-template-columns:1fr}
.button{display:inline-block;min-height:44px;padding:9px 18px;border:0;border-radius:22px;background:var(--accent,LinkText);color:var(--on-accent,Canvas);text-decoration:none;font:inherit;cursor:pointer}
.filter{display:flex;flex-wrap:wrap;gap:12px;align-items:end;margin:8px 0 16px}
.filter label{display:grid;gap:4px;font-size:.9rem;color:var(--text-muted,GrayText)}
.filter .long{flex:1 1 20rem}.filter .mid{flex:0 1 15rem}.filter .short{flex:0 0 6.5rem}
.filter input{font:inherit;min-height:44px;width:100%;padding:8px 12px;border:1px solid var(--line-strong,#888);border-radius:8px;background:var(--surface,Canvas);color:var(--text,CanvasText)}
.turn{margin:12px 0}
.drawing{display:block;width:100%;max-width:720px;height:auto;border:1px solid var(--line,#8886);border-radius:8px;background:var(--surface,Canvas);margin:12px 0}
.drawing .ground{fill:none;stroke:var(--line-strong,#888);stroke-width:1}
.drawing .area{fill:var(--accent,LinkText);fill-opacity:.22;stroke:var(--accent,LinkText);stroke-width:1.5}
.drawing .line{fill:none;stroke:var(--accent,LinkText);stroke-width:2.5}
.drawing circle{fill:var(--accent,LinkText);stroke:var(--surface,Canvas);stroke-width:1.5}
.drawing a:hover .area,.drawing a:focus .area{fill-opacity:.5}
details{margin:8px 0}
summary{cursor:pointer;padding:8px 0;min-height:40px}
.refusal{border-left:4px solid var(--danger,red);padding:8px 12px}
footer{padding-top:24px;padding-bottom:32px;color:var(--text-muted,GrayText)}
@media (max-width:560px){dl>div{grid-template-columns:1fr}h1{font-size:1.35rem}}
)css";
}

}  // namespace jintu::browse
