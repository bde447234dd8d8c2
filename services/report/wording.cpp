#include "services/report/wording.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

namespace jintu::report {

using siting::Kind;

std::string Words::of(std::string_view bilingual) const {
  std::size_t last = std::string_view::npos;
  for (std::size_t i = 0; i < bilingual.size(); ++i)
    if (static_cast<unsigned char>(bilingual[i]) >= 0xe3)
      last = i;  // from U+3000 on: "…" and "–" are of both languages
  const auto space = last == std::string_view::npos ? last : bilingual.find(' ', last);
  if (space == std::string_view::npos || space + 1 >= bilingual.size())
    return std::string(bilingual);
  if (!zh()) {
    const auto digits = bilingual.find_first_not_of(
        "0123456789");  // "2 需求点… demand points": the count is of both
    return std::string(digits > 0 && bilingual[digits] == ' ' ? bilingual.substr(0, digits + 1)
                                                              : "") +
           std::string(bilingual.substr(space + 1));
  }
  // Names and numbers after the English end belong to both.
  const auto colon = bilingual.find(": ", space);
  std::string chinese(bilingual.substr(0, space));
  return colon == std::string_view::npos
             ? chinese
             : chinese + "：" + std::string(bilingual.substr(colon + 2));
}

std::string figure(double value, int digits) {
  if (!std::isfinite(value)) return "–";
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, std::abs(value));
  std::string whole = text, rest;
  if (const auto point = whole.find('.'); point != std::string::npos) {
    rest = whole.substr(point);
    whole.resize(point);
    while (rest.back() == '0') rest.pop_back();
    if (rest == ".") rest.clear();
  }
  for (std::size_t at = whole.size(); at > 3;) whole.insert(at -= 3, ",");
  const bool negative = value < 0 && (whole != "0" || !rest.empty());
  return (negative ? "−" : "") + whole + rest;
}

std::string percent(double share, int digits) {
  return std::isfinite(share) ? figure(100 * share, digits) + " %" : "–";
}

std::string metres(double value, const Words& words) { return figure(value) + words(" 米", " m"); }

std::string kind_name(Kind kind, const Words& words) {
  switch (kind) {
    case Kind::p_median:
      return words("平均步行最短（p-中位）", "Shortest mean walk (p-median)");
    case Kind::p_center:
      return words("最远步行最短（p-中心）", "Shortest worst walk (p-center)");
    case Kind::lscp:
      return words("全覆盖最少建（LSCP）", "Fewest that cover all (LSCP)");
    case Kind::lscp_backup:
      return words("全覆盖带备份（LSCP-B）", "Cover all, with backup (LSCP-B)");
    case Kind::mclp:
      return words("覆盖最多（MCLP）", "Most people covered (MCLP)");
    case Kind::p_dispersion:
      return words("相互最远（p-分散）", "Farthest apart (p-dispersion)");
    case Kind::market_share:
      return words("市场份额最大", "Largest market share");
  }
  return "";
}

std::string kind_question(Kind kind, const Words& words) {
  switch (kind) {
    case Kind::p_median:
      return words("新建 p 处，使所有人走到最近设施的总路程最短。",
                   "Open p sites so that all people together walk least to their nearest one.");
    case Kind::p_center:
      return words("新建 p 处，使走得最远的人少走。",
                   "Open p sites so that the longest walk is as short as can be.");
    case Kind::lscp:
      return words("用最少的新设施，让每个需求点都在步行标准之内。",
                   "Open as few sites as possible with everyone within the standard.");
    case Kind::lscp_backup:
      return words(
          "新设施仍最少，并让尽量多的人有第二处可去。",
          "As few sites, and as many people as possible with a second one within the standard.");
    case Kind::mclp:
      return words("新建 p 处，使步行标准之内的人最多。",
                   "Open p sites so that most people are within the standard.");
    case Kind::p_dispersion:
      return words("选 p 处，使它们彼此尽量远。",
                   "Choose p sites that are as far from each other as can be.");
    case Kind::market_share:
      return words("新建 p 处，使从竞争者那里赢得的人最多。",
                   "Open p sites so that most people are won from competitors.");
  }
  return "";
}

std::string objective_name(Kind kind, const Words& words) {
  switch (kind) {
    case Kind::p_median:
      return words("加权总路程（权重 × 米）", "Weighted walk (weight × metres)");
    case Kind::p_center:
      return words("最远步行（米）", "Worst walk (metres)");
    case Kind::lscp:
      return words("新设施数", "New sites");
    case Kind::lscp_backup:
      return words("有两处可去的权重", "Weight covered twice");
    case Kind::mclp:
      return words("覆盖的权重", "Weight covered");
    case Kind::p_dispersion:
      return words("最近两处的距离（米）", "Distance of the nearest two (metres)");
    case Kind::market_share:
      return words("赢得的权重", "Weight won");
  }
  return "";
}

std::string rule_name(siting::SiteRule rule, const Words& words) {
  switch (rule) {
    case siting::SiteRule::free:
      return words("新建", "new");
    case siting::SiteRule::required:
      return words("新建（指定）", "new (required)");
    case siting::SiteRule::existing:
      return words("现有", "existing");
    case siting::SiteRule::forbidden:
      return words("禁用", "forbidden");
  }
  return "";
}

std::string model_name(const std::string& model, const Words& words) {
  if (model == "walking")
    return words("步行网上的最短路（OSM）", "shortest walks on the walking network (OSM)");
  if (model == "geodesic") return words("直线距离（大地线）", "straight lines (geodesics)");
  if (model == "manhattan")
    return words("直角距离（东西 + 南北）", "right-angled ways (east–west plus north–south)");
  if (model == "matrix") return words("由问题给定的距离矩阵", "a matrix given with the problem");
  return words("测试算例给定的距离", "given by a benchmark instance");
}

std::string place_kind(const std::string& kind, const Words& words) {
  static const std::array<std::pair<std::string_view, std::pair<const char*, const char*>>, 19>
      names{{{"community", {"社区", "homes"}},
             {"campus", {"校园", "campus"}},
             {"business", {"商务楼", "business"}},
             {"metro", {"地铁站", "metro station"}},
             {"metro_exit", {"地铁出入口", "metro exit"}},
             {"shop", {"商店", "shop"}},
             {"convenience", {"便利店", "convenience store"}},
             {"supermarket", {"超市", "supermarket"}},
             {"mall", {"商场", "mall"}},
             {"market", {"市场", "market"}},
             {"office", {"写字楼", "office"}},
             {"park", {"公园", "park"}},
             {"parking", {"停车场", "car park"}},
             {"bus_stop", {"公交站", "bus stop"}},
             {"post_office", {"邮局", "post office"}},
             {"public", {"公共用地", "public land"}},
             {"parcel", {"快递柜", "parcel locker"}},
             {"pickup", {"取件站", "pick-up station"}},
             {"heated_food", {"热餐柜", "heated food locker"}}}};
  for (const auto& [name, both] : names)
    if (name == kind) return words(both.first, both.second);
  return kind;
}

namespace {

std::string search(Kind kind, const Words& words) {
  switch (kind) {
    case Kind::p_median:
    case Kind::mclp:
      return words(
          "方案由交换搜索得到；界来自拉格朗日松弛（放松“每人分到一处”，用次梯度调整乘子）。界与方案"
          "之间的候选点按缩减费用判定：若打开或关闭它必使界差于现有方案，就永久排除或固定；余下的由"
          "分支定界穷尽。",
          "The plan comes from a swap search; the bound from a Lagrangian relaxation (of "
          "\"everyone is served once\", multipliers moved along subgradients). A candidate whose "
          "opening or closing "
          "would put the bound beyond the plan is fixed for good (reduced costs); what is left is "
          "exhausted by branch and bound.");
    case Kind::p_center:
      return words(
          "可能的答案只有有限个距离；对每个距离问“p "
          "处能否覆盖所有人”，由集合覆盖的界与分支定界回答，二分直到相邻两个距离一个能、一个不能。",
          "Only finitely many distances can be the answer. For each the question \"can p sites "
          "cover all?\" is settled by bounds and branch and bound of set covering, until of two "
          "neighbouring distances one can and the other cannot.");
    case Kind::lscp:
    case Kind::lscp_backup:
      return words(
          "集合覆盖：先由支配关系缩小问题，方案由贪心与交换得到，界来自拉格朗日松弛，余下的由分支定"
          "界穷尽。",
          "Set covering: the problem is made smaller by dominance, the plan comes from greedy and "
          "swap search, the bound from a Lagrangian relaxation; what is left is exhausted by "
          "branch and bound.");
    case Kind::p_dispersion:
      return words(
          "可能的答案只有有限个距离；对每个距离问“能否选出 p 处彼此不近于它”，由 CBC "
          "解独立集问题回答。",
          "Only finitely many distances can be the answer; whether p sites can be chosen with no "
          "two nearer is a question of independent sets for CBC.");
    case Kind::market_share:
      return words(
          "份额按引力模型（Huff 或 "
          "logit）计算，是吸引力的凹函数；用切线与子模割从上方逼近（外逼近），由 CBC "
          "求解，直到方案与界相遇。",
          "Shares follow a gravity model (Huff or logit) and are concave in our pull: tangents and "
          "submodular cuts bound them from above (outer approximation); CBC solves the programs "
          "until plan and bound meet.");
  }
  return "";
}

}  // namespace

std::string method(const siting::SitingProblem& problem, const Words& words) {
  std::string text;
  if (problem.requirements().front)
    text = words(
        "双目标：一个目标作约束逐步收紧（ε-"
        "约束法），每一步求另一目标的最优，得到所有互不优于的方案。",
        "Two objectives: one is held below a limit that is tightened step by step (epsilon "
        "constraint), the other solved to its best each time; so every plan that none beats in "
        "both is found. ");
  if (problem.requirements().none()) return text + search(problem.kind(), words);
  return text + words(
                    "方案要满足额外的要求（间距、规格与容量、预算或公平下限），写成一个混合整数规划"
                    "由 COIN CBC 求解；界由 CBC "
                    "按浮点容差给出，求证书时另由分支树与乘子证明，可用独立的程序复核。",
                    "The plan must keep further requirements (spacing, sizes with capacity, a "
                    "budget or floors), written as one mixed-integer program that COIN CBC solves; "
                    "its bound holds within its tolerances. A certificate, when asked for, proves "
                    "the bound by a branching tree with multipliers that other code recomputes.");
}

}  // namespace jintu::report
