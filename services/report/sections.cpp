#include "services/report/sections.hpp"

#include <algorithm>
#include <cmath>

#include "geo/siting/solvers/explain.hpp"
#include "services/report/elements.hpp"
#include "services/report/figures.hpp"

namespace jintu::report {

using siting::CandidateIndex;
using siting::DemandIndex;
using siting::Kind;
using siting::SiteRule;
using siting::Status;

namespace {

constexpr std::size_t most_unserved = 40;
constexpr std::size_t most_notes = 20;

/// The plan in one sentence, without a term of the trade.
std::string plain_sentence(const Subject& s) {
  const Words& w = s.words;
  const auto& solution = s.solution();
  const auto kept = static_cast<double>(solution.open.size()) - solution.sites;
  std::string text = w("新建 ", "") + figure(solution.sites) + w(" 处", " new sites");
  if (kept > 0) text += w("（另有现有 ", " beside ") + figure(kept) + w(" 处）", " existing ones");
  if (s.summary.served > 0)
    text += w("，平均走 ", ", ") + metres(s.summary.mean, w) + w("，", " to walk on average, ") +
            percent(s.summary.total > 0 ? s.summary.within / s.summary.total : 0, 0) +
            w(" 的人在 ", " of people within ") + metres(s.standard, w) + w("内", "");
  else if (s.problem().kind() == Kind::p_dispersion)
    text += w("，最近的两处相距 ", ", the nearest two ") + metres(solution.objective, w) +
            w("", " apart");
  if (solution.status == Status::optimal)
    text += s.solved.checked ? w("，没有更好的方案", "; there is no better plan")
                             : w("，求解器称没有更好的方案，未经复核",
                                 "; the solver says that there is no better plan, unchecked");
  else if (std::isfinite(solution.gap()))
    text += w("，最多还能好 ", "; another may be better by ") + percent(solution.gap(), 2) +
            w("", " at most");
  else
    text += w("，是否最好尚未证明", "; not proven to be the best");
  return text + w("。", ".");
}

std::string ids(const siting::SitingProblem& problem, const std::vector<DemandIndex>& demands,
                std::size_t most) {
  std::string text;
  for (std::size_t k = 0; k < demands.size() && k < most; ++k)
    text += (k == 0 ? "" : ", ") + problem.demand_name(demands[k]);
  return text + (demands.size() > most ? ", …" : "");
}

void add_requirements(const Subject& s, Terms& terms) {
  const auto& r = s.problem().requirements();
  const Words& w = s.words;
  if (r.spacing) terms.add(w("最小间距", "Least spacing"), metres(*r.spacing, w));
  std::string sizes;
  for (const auto& size : r.sizes)
    sizes += (sizes.empty() ? "" : w("；", "; ")) + size.id + w("：容量 ", ": holds ") +
             figure(size.capacity, 1) +
             (size.cost > 0 ? w("，费用 ", ", costs ") + figure(size.cost, 1) : "");
  if (!sizes.empty()) terms.add(w("规格", "Sizes"), sizes);
  if (r.budget) terms.add(w("预算", "Budget"), figure(*r.budget, 1));
  std::string floors;
  for (const auto& floor : r.floors)
    floors += (floors.empty() ? "" : w("；", "; ")) + floor.id + " ≥ " + percent(floor.share);
  if (!floors.empty()) terms.add(w("公平下限", "Floors"), floors);
  if (r.front)
    terms.add(w("第二目标", "Second objective"),
              *r.front == siting::Front::cost ? w("费用", "cost") : w("最远步行", "worst walk"));
  if (r.market)
    terms.add(w("竞争者", "Competitors"),
              figure(r.market->rivals.candidates()) + w(" 处，", " sites, ") +
                  (r.market->logit ? "logit" : "Huff") + w("，衰减 ", ", decay ") +
                  figure(r.market->decay, 3));
}

std::size_t count(const siting::SitingProblem& problem, SiteRule rule) {
  std::size_t found = 0;
  for (const CandidateIndex j : problem.each_candidate()) found += problem.rule(j) == rule;
  return found;
}

std::string loss_text(const Subject& s, const std::optional<double>& loss) {
  if (!loss) return "–";
  const double objective = std::abs(s.solution().objective);
  const bool share = s.problem().kind() == Kind::p_median && objective > 0;
  return share ? percent(*loss / objective, 2) : figure(*loss);
}

/// Street, neighbour and coordinates, small print below a name.
Html where_of(const Subject& s, const Position* at) {
  if (!at) return {};
  const std::string address = s.round.address ? s.round.address(*at) : "";
  const Html line_break = element("br", {});
  return line_break + element("small", {},
                              {address.empty() ? Html() : text(address) + line_break,
                               text(figure(at->lon, 5) + ", " + figure(at->lat, 5))});
}

Html exchange_cells(const Subject& s, const std::optional<siting::NextBest>& other) {
  if (!other) return element("td", {{"class", "text"}}, {text("–")}) + cell("–");
  const Position* at = s.file.candidates.empty() ? nullptr : &s.file.candidates[other->site];
  return element("td", {{"class", "text"}},
                 {s.name_of(s.problem().candidate_name(other->site), at)}) +
         cell(loss_text(s, other->loss));
}

Html why(const siting::Uncovered& u, const Subject& s) {
  const Words& w = s.words;
  if (u.nearest < 0)
    return text(w("标准之内没有可用的候选点：任何方案都覆盖不到",
                  "no permitted candidate within the standard: no plan covers it"));
  const auto& at = s.file.candidates;
  return text(w("最近的候选点 ", "nearest candidate ")) +
         s.name_of(s.problem().candidate_name(u.nearest), at.empty() ? nullptr : &at[u.nearest]) +
         text(w("，", ", ") + metres(u.distance, w) +
              w("；名额有限，别处覆盖的人更多",
                "; the sites there are cover more people elsewhere"));
}

/// Demand that nobody serves, with the reason; heaviest first.
std::vector<std::pair<DemandIndex, Html>> unserved(const Subject& s) {
  std::vector<std::pair<DemandIndex, Html>> list;
  if (s.problem().kind() == Kind::mclp) {
    for (const auto& u : siting::uncovered(s.problem(), s.solution()))
      list.emplace_back(u.demand, why(u, s));
  } else {
    const Html reason = text(
        s.words("没有设施在测量距离之内", "no open site within the distance that was measured"));
    for (const DemandIndex i : s.problem().each_demand())
      if (!s.walks[i] && s.problem().weight(i) > 0) list.emplace_back(i, reason);
  }
  std::stable_sort(list.begin(), list.end(), [&](const auto& a, const auto& b) {
    return s.problem().weight(a.first) > s.problem().weight(b.first);
  });
  return list;
}

}  // namespace

Html Subject::name_of(const std::string& id, const Position* at) const {
  Place place = round.place ? round.place(id) : Place{};
  if (const auto own = file.names.find(id); own != file.names.end()) place.name = own->second;
  const siting::District* district = at && districts() ? districts()->at(*at) : nullptr;
  std::string name = place.name.empty() ? place_kind(place.kind, words) : place.name;
  const Html code = element("code", {}, {text(id)});
  if (name.empty()) return code;
  if (place.name.empty() && district) name = words(district->name, district->name_en) + " " + name;
  if (place.sample) name += words("（示例）", " (sample)");
  return text(name + " ") + code;
}

Html findings_section(const Subject& s) {
  const Words& w = s.words;
  const auto& solution = s.solution();
  Html html =
      element("p", {{"class", "verdict"}}, {s.has_plan() ? strong(plain_sentence(s)) : verdict(s)});
  Html figures;
  if (s.has_plan()) {
    figures +=
        big(w("新建 / 共开", "New / open in all"),
            figure(solution.sites) + " / " + figure(static_cast<double>(solution.open.size())));
    if (s.summary.served > 0)
      figures += big(w("平均步行", "Mean walk"), metres(s.summary.mean, w)) +
                 big(w("九成人不超过", "Nine in ten walk at most"), metres(s.summary.p90, w)) +
                 big(w("最远步行", "Worst walk"), metres(s.summary.worst, w)) +
                 big(figure(s.standard) + w(" 米之内", " m or less"),
                     percent(s.summary.total > 0 ? s.summary.within / s.summary.total : 0));
    if (solution.cost > 0) figures += big(w("费用", "Cost"), figure(solution.cost, 1));
  }
  html += element("dl", {{"class", "figures"}}, {figures});
  const double left = s.summary.total - s.summary.served;
  if (s.has_plan() && s.summary.served > 0 && left > 0.5)
    html += paragraph(w("另有 ", "") + figure(left) +
                      w(" 人走不到任何网点，不在步行数字之内。",
                        " people reach no site and are not in the figures of walks."));
  if (!solution.conflict.empty())
    html +=
        paragraph(w("不能同时服务的需求点：", "Demand points that cannot be served together: ") +
                  ids(s.problem(), solution.conflict, 30));
  return section(w("结论", "Findings"), html);
}

Html question_section(const Subject& s) {
  const Words& w = s.words;
  const auto& problem = s.problem();
  Terms terms;
  terms.add(w("目标", "Goal"), strong(kind_name(problem.kind(), w)) +
                                   text(w("：", ": ") + kind_question(problem.kind(), w)));
  if (problem.wanted_sites())
    terms.add(w("新建数量 p", "New sites p"), figure(*problem.wanted_sites()));
  if (problem.standard() > 0) terms.add(w("步行标准", "Standard"), metres(problem.standard(), w));
  if (problem.unserved_distance())
    terms.add(w("够不着时按", "Out of reach counts as"), metres(*problem.unserved_distance(), w));
  if (problem.demands() > 0)
    terms.add(w("需求", "Demand"), figure(problem.demands()) +
                                       w(" 个点，权重合计 ", " points, weight ") +
                                       figure(problem.total_weight()));
  std::string candidates = figure(problem.candidates()) + w(" 个点", " points");
  for (const SiteRule rule : {SiteRule::existing, SiteRule::required, SiteRule::forbidden}) {
    const auto many = count(problem, rule);
    if (many > 0)
      candidates += w("，其中", ", of these ") +
                    (rule == SiteRule::existing   ? w("现有 ", "existing ")
                     : rule == SiteRule::required ? w("指定必建 ", "required ")
                                                  : w("禁用 ", "forbidden ")) +
                    figure(static_cast<double>(many));
  }
  terms.add(w("候选点", "Candidates"), candidates);
  std::string distance = model_name(s.file.distance_model, w);
  if (s.file.measuring.cutoff > 0)
    distance += w("，量到 ", ", measured up to ") + metres(s.file.measuring.cutoff, w);
  terms.add(w("距离", "Distances"),
            distance +
                (problem.distances().pairs() > 0
                     ? w("，共 ", ", ") + figure(static_cast<double>(problem.distances().pairs())) +
                           w(" 对", " pairs")
                     : ""));
  add_requirements(s, terms);
  return section(w("问了什么", "What was asked"), terms.html());
}

Html map_section(const Subject& s) {
  if (!s.has_plan()) return {};
  const Html svg = plan_map(s.file, s.solution(), s.walks, s.districts(), s.words);
  if (svg.empty()) return {};
  const std::string caption = s.words(
      "示意图，不是测绘成果。圆的大小表示权重，直线连到所去的设施，步行并不走直线；编号与下表一致"
      "。",
      "A sketch, not a survey. Circles grow with weight; straight lines lead to the site that is "
      "used, which is not how people walk; numbers are those of the table.");
  return section(s.words("图", "Map"),
                 element("figure", {}, {svg, element("figcaption", {}, {text(caption)})}));
}

Html sites_section(const Subject& s) {
  if (!s.has_plan()) return {};
  const Words& w = s.words;
  const auto worths = siting::site_worths(s.problem(), s.solution());
  const auto others = siting::next_best_sites(s.problem(), s.solution());
  const bool exchanged = std::any_of(others.begin(), others.end(),
                                     [](const auto& other) { return other.has_value(); });
  const bool sized = !s.solution().sizes.empty();
  Html head = column("#") + text_column(w("设施", "Site")) + column(w("类别", "Rule"));
  if (sized) head += column(w("规格", "Size"));
  head += column(w("服务点数", "Points")) + column(w("服务权重", "Weight")) +
          column(w("平均步行", "Mean walk")) + column(w("最远步行", "Worst walk")) +
          column(w("关闭的损失", "Loss if closed"));
  if (exchanged)
    head +=
        text_column(w("次优位置", "Next best")) + column(w("换址的损失", "Loss if moved there"));
  Html rows;
  for (std::size_t k = 0; k < worths.size(); ++k) {
    const auto& worth = worths[k];
    const Position* at = s.file.candidates.empty() ? nullptr : &s.file.candidates[worth.site];
    Html cells = cell(std::to_string(k + 1)) +
                 row_head(s.name_of(s.problem().candidate_name(worth.site), at) + where_of(s, at)) +
                 cell(rule_name(s.problem().rule(worth.site), w));
    if (sized) cells += cell(s.problem().requirements().sizes[s.solution().sizes[k]].id);
    cells += cell(figure(worth.points)) + cell(figure(worth.weight)) +
             cell(metres(worth.mean_distance, w)) + cell(metres(worth.worst_distance, w)) +
             cell(loss_text(s, worth.loss));
    if (exchanged) cells += exchange_cells(s, others[k]);
    rows += element("tr", {}, {cells});
  }
  return section(
      w("设施", "Sites"),
      wide_table(w("设施", "Sites"), head, rows) +
          paragraph(small(
              w("“关闭的损失”：只关这一处、别处不变时目标变差多少（总路程按百分比）；“–”表示那样就"
                "有人无处可去，或此目标不作此比较。“次优位置”：这一处不能用时，换到哪里损失最小。",
                "\"Loss if closed\": how much worse the objective gets when this site alone is "
                "closed (a share, where it is a sum of walks). \"–\": somebody would then have "
                "none, or the goal has no such figure. \"Next best\": where the site would go at "
                "the least loss if this place cannot be had."))));
}

Html unserved_section(const Subject& s) {
  if (!s.has_plan() || s.problem().kind() == Kind::p_dispersion ||
      s.problem().kind() == Kind::market_share)
    return {};
  const Words& w = s.words;
  const auto list = unserved(s);
  if (list.empty())
    return section(w("未服务的需求", "Demand not served"),
                   paragraph(w("没有：每个需求点都有设施可去。",
                               "None: every demand point has a site to go to.")));
  double weight = 0;
  for (const auto& [demand, reason] : list) weight += s.problem().weight(demand);
  Html html =
      paragraph(figure(static_cast<double>(list.size())) +
                w(" 个点，权重合计 ", " points, weight ") + figure(weight) + w("，占 ", ", ") +
                percent(weight / s.problem().total_weight()) + w("。", " of all."));
  Html rows;
  for (std::size_t k = 0; k < list.size() && k < most_unserved; ++k) {
    const auto& [demand, reason] = list[k];
    const Position* at = s.file.demand.empty() ? nullptr : &s.file.demand[demand];
    rows += element("tr", {},
                    {row_head(s.name_of(s.problem().demand_name(demand), at)),
                     cell(figure(s.problem().weight(demand))),
                     element("td", {{"class", "text why"}}, {reason})});
  }
  html += wide_table(w("未服务的需求", "Demand not served"),
                     text_column(w("需求点", "Demand point")) + column(w("权重", "Weight")) +
                         text_column(w("原因", "Why")),
                     rows);
  if (list.size() > most_unserved)
    html +=
        paragraph(small(w("只列出权重最大的 ", "The heaviest ") +
                        figure(static_cast<double>(most_unserved)) + w(" 个。", " are listed.")));
  return section(w("未服务的需求", "Demand not served"), html);
}

Html walks_section(const Subject& s) {
  if (!s.has_plan() || s.summary.served <= 0) return {};
  const Html svg = walk_histogram(histogram(s.problem(), s.walks), s.standard, s.words);
  return section(s.words("步行长度的分布", "How far people walk"),
                 svg.empty() ? Html() : element("figure", {}, {svg}));
}

Html districts_section(const Subject& s) {
  if (!s.has_plan()) return {};
  const Words& w = s.words;
  const auto list = by_district(s.file, s.solution(), s.walks, s.standard, s.districts());
  if (list.empty()) return {};
  const Html head = text_column(w("区", "District")) + column(w("设施", "Sites")) +
                    column(w("权重", "Weight")) + column(w("平均步行", "Mean walk")) +
                    column(figure(s.standard) + w(" 米之内", " m or less")) + cell("");
  Html rows;
  for (const auto& row : list) {
    const double share = row.total > 0 ? row.within / row.total : 0;
    rows +=
        element("tr", {},
                {row_head(text(row.district ? w(row.district->name, row.district->name_en)
                                            : w("区界之外", "outside the districts"))),
                 cell(figure(row.sites)), cell(figure(row.total)),
                 cell(row.served > 0 ? metres(row.metres / row.served, w) : "–"),
                 cell(row.total > 0 ? percent(share) : "–"),
                 element("td", {{"class", "bar"}}, {row.total > 0 ? share_bar(share) : Html()})});
  }
  return section(w("各区", "By district"), wide_table(w("各区", "By district"), head, rows));
}

Html sources_section(const Subject& s) {
  const Words& w = s.words;
  Html items;
  const auto item_of = [&](const Html& inner) { items += element("li", {}, {inner}); };
  const auto item = [&](const std::string& words) { item_of(text(words)); };
  bool sample = false;
  for (const CandidateIndex j : s.solution().open)
    sample = sample || (s.round.place && s.round.place(s.problem().candidate_name(j)).sample);
  if (sample)
    item_of(strong(w("方案中的现有快递柜有示例数据，不是真实设施。",
                     "Some existing lockers of this plan are samples, not real ones.")));
  item(
      w("需求、候选点与步行网：© OpenStreetMap contributors，ODbL；各区人口：2020 "
        "年第七次全国人口普查，按居住建筑面积分摊（没有楼栋的居住用地按用地面积的一半计，属假定）。"
        "自己上传的点由上传者负责。",
        "Demand, candidates and walking network: © OpenStreetMap contributors, ODbL. People of a "
        "district: the 2020 census, spread by floor area of its homes (residential land without "
        "buildings counts as floor of half its area, an assumption). Points of one's own are their "
        "owner's."));
  if (s.districts() && !s.districts()->list().empty())
    item(w("区界为示意轮廓，误差 100–2150 米，不是法定界线。",
           "District outlines are indicative, with errors of 100–2150 m; they are no legal "
           "boundaries."));
  item(w("校园、商务楼、地铁站的权重为假定值，除非设定者另有说明。",
         "Weights of campuses, business and metro stations are assumptions unless whoever set them "
         "says otherwise."));
  for (std::size_t k = 0; k < s.file.notes.size() && k < most_notes; ++k)
    item(w.of(s.file.notes[k]));
  return section(w("来源与精度", "Sources and accuracy"), element("ul", {}, {items}));
}

}  // namespace jintu::report
