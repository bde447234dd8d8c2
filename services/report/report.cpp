#include "services/report/report.hpp"

#include <ctime>
#include <unordered_map>
#include <utility>

#include "geo/base/clock.hpp"
#include "services/report/sections.hpp"

namespace jintu::report {

namespace {

/// On paper as on the screen: one light page. Colours differ in lightness, so that a grey print can
/// be read.
constexpr std::string_view style = R"(:root{color-scheme:light}
*{box-sizing:border-box}
body{font:15px/1.6 system-ui,"PingFang SC","HarmonyOS Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1c2330;background:#fff;margin:0 auto;max-width:62rem;padding:1.5rem 1.25rem 3rem}
h1{font-size:1.6rem;line-height:1.3;margin:0}h2{font-size:1.15rem;margin:0 0 .5rem}
header{border-bottom:3px solid #b4530a;padding-bottom:.8rem}header p{margin:.3rem 0 0}
.meta{color:#4b5565}.notice{font-weight:700;color:#8f2d0b}
section{margin-top:1.6rem}p{margin:.4rem 0}small{font-size:.85rem;color:#4b5565}
code{font:.85em ui-monospace,"DejaVu Sans Mono",monospace;color:#4b5565;overflow-wrap:anywhere}
.verdict{font-size:1.05rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.6rem;margin:.8rem 0 0}
.figures div{border:1px solid #d5dae2;border-radius:6px;padding:.5rem .7rem}
.figures dt{font-size:.85rem;color:#4b5565}.figures dd{margin:0;font-size:1.2rem;font-weight:600;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{border-bottom:1px solid #dfe3ea;padding:.3rem .5rem;text-align:right;vertical-align:top;font-variant-numeric:tabular-nums}
td{white-space:nowrap}td.text{white-space:normal;min-width:8rem}td.why{min-width:14rem}
thead th{font-weight:600;color:#4b5565;border-bottom:2px solid #b9c1cd;vertical-align:bottom}
tbody th,.text{text-align:left;font-weight:400}.wide tbody th{min-width:7.5rem}.wide table{font-size:.85rem}
.terms th{width:9rem;color:#4b5565}.terms td{text-align:left;white-space:normal}
.wide{overflow-x:auto}figure{margin:0}figcaption{font-size:.85rem;color:#4b5565;margin-top:.3rem}
svg{display:block;width:100%;height:auto}td.bar{width:9rem}svg.bar{min-width:5rem;margin-top:.45rem}
svg text{font-family:inherit}
.ground{fill:#f6f7f9}.districts{fill:none;stroke:#8a95a5;stroke-width:1}
.district{fill:#5b6675;font-size:14px;text-anchor:middle;paint-order:stroke;stroke:#f6f7f9;stroke-width:3px}
.walks{fill:none;stroke:#3f7f8c;stroke-width:.7;opacity:.5}
.served circle{fill:#2a7f8f;fill-opacity:.65}.alone circle{fill:#fff;fill-opacity:.7;stroke:#b3261e;stroke-width:1.4}
.site{fill:#c2570c;stroke:#fff;stroke-width:1.5}.required{stroke:#1c2330;stroke-width:2}.standing{fill:#475161;stroke:#fff;stroke-width:1.5}
.number{fill:#fff;font-size:10px;font-weight:700;text-anchor:middle}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;padding:0;margin:.4rem 0;font-size:.9rem}.legend li{display:flex;align-items:center;gap:.4rem}.legend svg{width:1rem;flex:none}
.walks.key{stroke-width:2;opacity:.9}path.scale{fill:none;stroke:#1c2330;stroke-width:1.5}text.scale{fill:#1c2330;font-size:13px;text-anchor:end}
.within{fill:#2a7f8f}.beyond{fill:#d08a55}.rail{fill:#e4e8ee}.grid{stroke:#e1e5eb;stroke-width:1;fill:none}
.axis{fill:#4b5565;font-size:13px;text-anchor:middle}.axis.left{text-anchor:end}
path.standard{stroke:#8f2d0b;stroke-width:1.5;stroke-dasharray:4 3;fill:none}text.standard{fill:#8f2d0b;font-size:13px}
ul{margin:.3rem 0;padding-left:1.2rem}footer{margin-top:2rem;border-top:1px solid #dfe3ea;padding-top:.6rem;color:#4b5565;font-size:.85rem}
@media (max-width:34rem){body{padding:1rem .8rem 2rem}.terms th{width:6rem}.figures{grid-template-columns:1fr 1fr}.axis,text.scale,text.standard{font-size:24px}.district{font-size:22px}}
@media print{body{max-width:none;padding:0;font-size:10.5pt}section{break-inside:auto}h2{break-after:avoid}figure,tr,.figures div{break-inside:avoid}thead{display:table-header-group}.wide{overflow:visible}.wide table{font-size:8.5pt}.wide tbody th,td.text{min-width:0}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}@page{margin:16mm 14mm}}
)";

Html header(const Subject& s, const std::string& title) {
  const Words& w = s.words;
  const std::string& number = s.round.review_number;
  return element(
      "header", {},
      {element("h1", {}, {text(title)}),
       element("p", {{"class", "meta"}},
               {text((s.round.when.empty() ? "" : s.round.when + " · ") +
                     w("津图 选址 ", "Jintu siting ") + JINTU_VERSION)}),
       element("p", {{"class", "notice"}},
               {text(number.empty() ? w("示例数据 未经审图",
                                        "Sample data; the map has not been reviewed (未经审图)")
                                    : w("审图号：", "Map review number: ") + number)})});
}

}  // namespace

std::function<Place(const std::string& id)> places_of(
    std::shared_ptr<const siting::CityPoints> city) {
  std::unordered_map<std::string_view, const siting::CityPoint*> points;
  for (const auto* list : {&city->existing, &city->candidates, &city->demand})
    for (const siting::CityPoint& point : *list) points.emplace(point.id, &point);
  return [city = std::move(city), points = std::move(points)](const std::string& id) {
    const auto found = points.find(id);
    return found == points.end()
               ? Place{}
               : Place{found->second->name, found->second->kind, found->second->sample};
  };
}

std::string address_text(const siting::Address& address, Language language) {
  const Words w(language);
  const auto named = [&](const std::string& chinese, const std::string& english) {
    return english.empty() ? chinese : w(chinese, english);
  };
  std::string said;
  if (!address.street.empty())
    said = w("", "by ") + named(address.street, address.street_en) + w("旁（", " (") +
           metres(address.street_metres, w) + w("）", ")");
  if (!address.near.empty())
    said += (said.empty() ? "" : w("，", ", ")) + w("靠近 ", "near ") +
            named(address.near, address.near_en) + w("（", " (") + metres(address.near_metres, w) +
            w("）", ")");
  return said;
}

siting::PlaceNames file_names(std::shared_ptr<const siting::CityPoints> city,
                              std::shared_ptr<const siting::Districts> districts,
                              Language language) {
  std::unordered_map<std::string_view, const siting::CityPoint*> points;
  for (const auto* list : {&city->existing, &city->candidates, &city->demand})
    for (const siting::CityPoint& point : *list) points.emplace(point.id, &point);
  std::unordered_map<std::string_view, std::string> areas;
  const Words words(language);
  for (const siting::District& district : districts->list())
    areas.emplace(district.id, words(district.name, district.name_en));
  return [city = std::move(city), districts = std::move(districts), points = std::move(points),
          areas = std::move(areas), words](const std::string& id) {
    const auto found = points.find(id);
    if (found == points.end()) return siting::PlaceName{id, "", ""};
    const siting::CityPoint& point = *found->second;
    siting::PlaceName place{point.name, place_kind(point.kind, words), ""};
    if (const auto area = areas.find(point.district); area != areas.end())
      place.district = area->second;
    if (place.name.empty()) {
      const auto number = id.find_first_of("0123456789");
      place.name = place.district + (place.district.empty() ? "" : " ") + place.kind +
                   (number == std::string::npos ? "" : " " + id.substr(number));
    }
    if (point.sample) place.name += words("（示例）", " (sample)");
    return place;
  };
}

std::string clock_text(Moment moment, Language language) {
  return beijing_text(moment) + Words(language)("（北京时间）", " (UTC+8)");
}

std::string clock_text(const std::string& utc, Language language) {
  std::tm parts{};
  const char* end = strptime(utc.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (!end || *end != '\0') return utc;
  return clock_text(std::chrono::system_clock::from_time_t(timegm(&parts)), language);
}

std::string report_page(const siting::ProblemFile& problem, const siting::Solved& solved,
                        const Surroundings& round) {
  Subject s{problem, solved, round, Words(round.language), {}, {}, standard_of(problem.problem)};
  if (s.has_plan()) {
    s.walks = walks_of(problem.problem, solved.solution);
    s.summary = summary_of(problem.problem, s.walks, s.standard);
  }
  const Words& w = s.words;
  const std::string title =
      w("选址报告", "Siting report") + (round.title.empty() ? "" : w("：", ": ") + round.title);
  const Html head = element(
      "head", {},
      {element("meta", {{"charset", "utf-8"}}),
       element("meta", {{"name", "viewport"}, {"content", "width=device-width,initial-scale=1"}}),
       element("title", {}, {text(title)}), element("style", {}, {raw(style)})});
  const Html main = findings_section(s) + map_section(s) + sites_section(s) + walks_section(s) +
                    districts_section(s) + unserved_section(s) + question_section(s) +
                    technical_section(s) + sources_section(s);
  const std::string end =
      w("本报告由程序生成；结论只对上面所列的问题成立。",
        "Made by a program; the findings hold for the problem stated above, and no other.");
  const Html body =
      element("body", {},
              {header(s, title), element("main", {}, {main}), element("footer", {}, {text(end)})});
  return "<!doctype html>" + element("html", {{"lang", w("zh-CN", "en")}}, {head, body}).str() +
         "\n";
}

}  // namespace jintu::report
