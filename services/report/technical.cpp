// What is proven, and how it was found: the terms of the trade.
#include "services/report/elements.hpp"

namespace jintu::report {

using siting::Status;

Html verdict(const Subject& s) {
  const auto& solution = s.solution();
  const Words& w = s.words;
  const std::string bound = objective_text(solution.bound), gap = percent(solution.gap(), 3),
                    reason = w.of(solution.reason);
  switch (solution.status) {
    case Status::optimal:
      if (!s.solved.checked)
        return strong(w("求解器称最优，未经复核。", "Optimal by the solver's word, not checked.")) +
               text(w("它给出的界是 ", " The bound it gives is ") + bound +
                    w("，本方案达到了它；但没有可供本程序复核的证书",
                      ", and this plan reaches it; but there is no certificate that this program "
                      "could check") +
                    (reason.empty() ? "" : w("（", " (") + reason + w("）", ")")) + w("。", "."));
      return strong(w("已证明最优。", "Proven optimal.")) +
             text(w("符合同样条件的任何方案，目标值都不可能优于界 ",
                    " No plan that keeps the same conditions can be better than the bound ") +
                  bound + w("，本方案达到了它", ", and this plan reaches it") +
                  (solution.tolerance > 0 ? w("（数值容差 ", " (within a numerical tolerance of ") +
                                                figure(solution.tolerance, 6) + w("）", ")")
                                          : "") +
                  w("。", "."));
    case Status::feasible:
      return strong(w("尚未证明最优。", "Not proven optimal.")) +
             text(w("任何方案都不可能优于界 ", " No plan can be better than the bound ") + bound +
                  w("，因此本方案与最优之差至多为 ", "; so this plan is at most ") + gap +
                  w("。停止原因：", " from the best. It stopped because: ") + reason +
                  w("。", "."));
    case Status::infeasible:
      if (!s.solved.checked)
        return strong(
                   w("求解器称无解，未经复核。", "Infeasible by the solver's word, not checked.")) +
               text(w("", " ") + reason);
      return strong(w("已证明无解。", "Proven infeasible.")) + text(w("", " ") + reason);
    case Status::unknown:
      return strong(w("停止前没有得到方案。", "No plan was found before it stopped.")) +
             text(w("", " ") + reason);
  }
  return {};
}

namespace {

Html method_text(const Subject& s) {
  const Words& w = s.words;
  Html html = paragraph(method(s.problem(), w));
  html +=
      paragraph(w("界是对所有方案成立的：由松弛得到的数学下界（求最大时为上界），与方案如何找到无关"
                  "。差距 = |目标 − 界| ÷ |目标|；为零即已证明。",
                  "The bound holds for every plan: it comes from a relaxation (from below when "
                  "minimising, from above when maximising) and does not depend on how the plan was "
                  "found. Gap = |objective − bound| ÷ |objective|; at zero it is proven."));
  if (s.file.distance_model == "walking")
    html += paragraph(w("步行距离在由 OpenStreetMap "
                        "得到的步行网上计算（人行道、小路、台阶、过街、出入口），以毫米计的整数作精"
                        "确最短路；点到最近的路不超过 ",
                        "Walks are exact shortest paths, in whole millimetres, on the walking "
                        "network of OpenStreetMap (footways, paths, steps, crossings, gates); "
                        "points are joined to the nearest way within ") +
                      metres(s.file.measuring.snap, w) +
                      w("，这一段按直线计入。坡度、等灯和门禁时间不计。",
                        ", that stretch in a straight line. Slopes, waiting at lights and guarded "
                        "gates do not count."));
  if (s.solved.certificate)
    html += paragraph(text(w("答案附有证书（乘子、固定与分支树），可用独立的程序复核：",
                             "The answer carries its certificate (multipliers, fixings, branching "
                             "tree); other code recomputes it: ")) +
                      element("code", {}, {text("jintu site check PROBLEM SOLUTION")}));
  return html;
}

}  // namespace

Html technical_section(const Subject& s) {
  const Words& w = s.words;
  const auto& solution = s.solution();
  const Html html = s.has_plan() ? paragraph(verdict(s)) : Html();
  Terms terms;
  if (s.has_plan()) terms.add(objective_name(solution.kind, w), objective_text(solution.objective));
  terms.add(w("界", "Bound"), objective_text(solution.bound));
  terms.add(w("差距", "Gap"), percent(solution.gap(), 3));
  terms.add(w("计算", "Search"), figure(solution.seconds, 2) + w(" 秒，", " s, ") +
                                     figure(static_cast<double>(solution.nodes)) +
                                     w(" 个节点，随机种子 ", " nodes, seed ") +
                                     figure(static_cast<double>(solution.seed)));
  return section(w("技术细节", "Technical details"), html + terms.html() + method_text(s));
}

}  // namespace jintu::report
