#include "services/report/report.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "geo/base/error.hpp"

using namespace jintu;

namespace {

siting::StoreOpener no_store() {
  return
      []() -> siting::StoreOpener::result_type { throw Error(ErrorCode::not_found, "no store"); };
}

siting::ProblemFile problem(const std::string& kind, const std::string& more = "") {
  const std::string text =
      R"({"kind":")" + kind + R"(",)" + more +
      R"("demand":[{"id":"d<1>","lon":117.2,"lat":39.1,"weight":300},{"id":"d2","lon":117.21,"lat":39.1,"weight":20},{"id":"far","lon":117.5,"lat":39.1,"weight":7}],)"
      R"("candidates":[{"id":"A","lon":117.2,"lat":39.1},{"id":"B","lon":117.21,"lat":39.1}],"distance":{"model":"geodesic","cutoff_m":2000}})";
  return siting::read_problem(parse_json(text, "test"), "test", "", no_store(), {});
}

std::string page(const siting::ProblemFile& file, const report::Surroundings& round = {}) {
  return report::report_page(file, siting::solve_with_certificate(file.problem, {}, {}), round);
}

report::Surroundings titled(const std::string& title) {
  report::Surroundings round;
  round.title = title;
  return round;
}

report::Surroundings in_english() {
  report::Surroundings round;
  round.language = report::Language::en;
  return round;
}

bool has(const std::string& html, const std::string& text) {
  return html.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "A report says what was asked, what was found, how far from the best it can be, and why") {
  const auto html =
      page(problem("p_median", R"("p":1,"unserved_distance_m":3000,)"), titled("和平 & 试点"));
  for (const char* text :
       {"<title>选址报告：和平 &amp; 试点</title>", "已证明最优", "p-中位", "加权总路程",
        "拉格朗日", "示例数据 未经审图", "<code>A</code>", "<svg class=\"map\"",
        "<svg class=\"histogram\"", "未服务的需求", "<code>far</code>", "OpenStreetMap"})
    CHECK(has(html, text));
  CHECK(has(html, "3,000 米"));
}

TEST_CASE("A report loads nothing and runs nothing, and no id can change its page") {
  const auto html =
      page(problem("mclp", R"("p":1,"standard_m":500,)"), titled("<script>alert(1)</script>"));
  for (const char* text : {"<script", "http:", "https:", "src=", "href=", "style=\"", "d<1>"})
    CHECK_FALSE(has(html, text));
}

TEST_CASE("A report in English has no Chinese but the note of the map's review") {
  auto html = page(problem("mclp", R"("p":1,"standard_m":500,)"), in_english());
  CHECK(has(html, "Proven optimal"));
  CHECK(has(html, "no permitted candidate within the standard"));
  html.erase(html.find("未经审图"), std::string("未经审图").size());
  const auto first = std::find_if(html.begin(), html.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0xe3 && static_cast<unsigned char>(c) <= 0xe9;
  });
  const auto at = static_cast<std::size_t>(first - html.begin());
  INFO((first == html.end() ? std::string() : html.substr(at > 80 ? at - 80 : 0, 160)));
  CHECK((first == html.end()));
}

TEST_CASE("A report says proven only of what our own checker has accepted") {
  const auto file = problem("mclp", R"("p":1,"standard_m":500,)");
  auto solved = siting::solve_with_certificate(file.problem, {}, {});
  REQUIRE(solved.checked);
  solved.checked = false;
  const auto english = report::report_page(file, solved, in_english());
  CHECK_FALSE(has(english, "Proven"));
  CHECK(has(english, "not checked"));
  CHECK_FALSE(has(report::report_page(file, solved, {}), "已证明最优"));
}

TEST_CASE(
    "a report begins with a plain sentence and keeps terms of the trade for the technical "
    "details") {
  const auto file = problem("mclp", R"("p":1,"standard_m":500,)");
  const auto html = page(file, {});
  const auto at = [&](const std::string& text) { return html.find(text); };
  CHECK(has(html, "<strong>新建 1 处，平均走 "));
  CHECK(has(html, "的人在 500 米内，没有更好的方案。</strong>"));
  CHECK(at("没有更好的方案。") < at("技术细节"));
  for (const char* term : {"已证明最优", "差距", "随机种子"}) {
    INFO(term);
    CHECK(at(term) > at("技术细节"));
  }
  CHECK(has(page(file, in_english()), "of people within 500 m; there is no better plan.</strong>"));
}

TEST_CASE("Saved moments are told by Tianjin's clocks") {
  CHECK(report::clock_text(std::string("2026-11-30T18:23:00Z"), report::Language::zh) ==
        "2026-12-01 02:23（北京时间）");
  CHECK(report::clock_text(std::string("soon"), report::Language::zh) == "soon");
}

TEST_CASE("A site is named by its street and its neighbour, with coordinates") {
  auto round = titled("x");
  round.address = [](Position) {
    return report::address_text({"南京路", "Nanjing Road", 12, "<百货>", "", 45},
                                report::Language::zh);
  };
  const auto html = page(problem("mclp", R"("p":1,"standard_m":500,)"), round);
  CHECK(has(html, "南京路旁（12 米），靠近 &lt;百货&gt;（45 米）"));
  CHECK(report::address_text({"南京路", "Nanjing Road", 12, "百货", "", 45},
                             report::Language::en) == "by Nanjing Road (12 m), near 百货 (45 m)");
  CHECK(report::address_text({}, report::Language::zh).empty());
}

TEST_CASE("A plan that cannot be is reported with what conflicts") {
  siting::Solved solved;
  solved.solution.kind = siting::Kind::p_center;
  solved.solution.status = siting::Status::infeasible;
  solved.solution.reason = "设施太少 too few sites";
  solved.solution.conflict = {siting::DemandIndex{0}, siting::DemandIndex{1}};
  const auto said = report::report_page(problem("p_median", R"("p":1,"unserved_distance_m":3000,)"),
                                        solved, in_english());
  CHECK_FALSE(has(said, "Proven"));
  CHECK(has(said, "not checked"));
  solved.checked = true;
  const auto html = report::report_page(problem("p_median", R"("p":1,"unserved_distance_m":3000,)"),
                                        solved, in_english());
  CHECK(has(html, "Proven infeasible"));
  CHECK(has(html, "d&lt;1&gt;, d2"));
  CHECK_FALSE(has(html, "<svg"));
}

TEST_CASE("Names come from the city, samples are marked, and a reviewed map says its number") {
  report::Surroundings round;
  round.review_number = "津S(2026)001";
  round.place = [](const std::string& id) {
    return id == "A" ? report::Place{"鼓楼站", "metro_exit", true}
                     : report::Place{"", "shop", false};
  };
  const auto html = page(problem("mclp", R"("p":1,"standard_m":500,)"), round);
  CHECK(has(html, "鼓楼站（示例） <code>A</code>"));
  CHECK(has(html, "审图号：津S(2026)001"));
  CHECK_FALSE(has(html, "未经审图"));
}
