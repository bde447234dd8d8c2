#include <algorithm>
#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "geo/base/tianjin_clock.hpp"
#include "services/posters/poster.hpp"
#include "services/posters/qr.hpp"
#include "services/posters/share_image.hpp"
#include "services/posters/svg_path.hpp"
#include "services/posters/week.hpp"
#include "tests/unit/services/pages/places_fixture.hpp"

using namespace jintu;
using namespace jintu::test;
using namespace jintu::posters;
using drawing::Picture;
using drawing::Words;
using pages::Language;
using pages::Theme;
using pages::Wording;

namespace {

std::vector<std::string> texts_of(const Picture& picture) {
  std::vector<std::string> texts;
  for (const auto& mark : picture.marks)
    if (const auto* words = std::get_if<Words>(&mark)) texts.push_back(words->text);
  return texts;
}

bool says(const Picture& picture, std::string_view what) {
  const auto texts = texts_of(picture);
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return text.find(what) != std::string::npos; });
}

bool leads_to(const Picture& picture, std::string_view url) {
  return std::any_of(picture.marks.begin(), picture.marks.end(), [&](const auto& mark) {
    const auto* link = std::get_if<drawing::Link>(&mark);
    return link && link->url == url;
  });
}

struct Drawn {
  SmallCity small;
  pages::Places places = small.places();
  Told told;
  City city{places, pages::Ground::shipped(), told};
  const pages::Place& place(const char* layer, const char* id) const {
    const auto* found = places.find(layer, id);
    REQUIRE(found);
    return *found;
  }
};

WeekHours week_of(const char* text, Language language = Language::zh) {
  const auto read = hours::parse_hours(text);
  REQUIRE(read);
  return week_hours(*read, Wording(language));
}

}  // namespace

TEST_CASE("the hours of a week are a few lines that hold in any week") {
  using Lines = std::vector<WeekHours::Line>;
  CHECK(week_of("18:00-02:00").lines == Lines{{"每天", "18:00–02:00（次日）"}});
  CHECK(week_of("Mo-Fr 10:00-22:00; Sa,Su 09:00-23:00").lines ==
        Lines{{"周一至周五", "10:00–22:00"}, {"周六至周日", "09:00–23:00"}});
  CHECK(week_of("Tu off; We-Mo 10:00-22:00", Language::en).lines ==
        Lines{{"Mon", "10:00–22:00"}, {"Tue", "closed"}, {"Wed–Sun", "10:00–22:00"}});
  CHECK(week_of("24/7").joined(Wording(Language::zh)) == "全天开放");
  CHECK(week_of("Mo 10:00-12:00; Tu-Su 11:00-12:00", Language::en).joined(Wording(Language::en)) ==
        "Mon 10:00–12:00; Tue–Sun 11:00–12:00");
  // Holidays are no part of it, and seasons leave it open.
  CHECK(week_of("10:00-22:00; PH off").lines == Lines{{"每天", "10:00–22:00"}});
  const WeekHours seasons = week_of("Apr-Sep 10:00-22:00; Oct-Mar 10:00-18:00");
  CHECK(seasons.seasonal);
  CHECK(seasons.lines.empty());
}

TEST_CASE("an ordinary Friday evening says who is open late") {
  const auto open = [](const char* text) {
    return is_open_on_friday(*hours::parse_hours(text), 22 * 60);
  };
  CHECK(open("18:00-02:00"));
  CHECK(open("Fr 12:00-23:00"));
  CHECK_FALSE(open("11:00-21:30"));
  CHECK_FALSE(open("Sa,Su 00:00-24:00"));
}

TEST_CASE("path data of marks become outlines: relative steps, smooth curves, arcs") {
  const auto square = outline_of("M2 3h4v5H2z", 2, {10, 20});
  CHECK(square.points()[0].x == Approx(14));
  CHECK(square.points()[0].y == Approx(26));
  CHECK(square.bounds().width == Approx(8));
  CHECK(square.bounds().height == Approx(10));
  // Half a circle from the top to the foot, by the right: (12, 2.5) to (12, 21.5), radius 9.5.
  const auto half = outline_of("M12 2.5a9.5 9.5 0 1 1 0 19z", 1, {0, 0});
  CHECK(half.points().back().x == Approx(12));
  CHECK(half.points().back().y == Approx(21.5));
  CHECK(half.bounds().right() == Approx(21.5));
  CHECK(half.bounds().x == Approx(12));
  const auto smooth = outline_of("M0 0c1 1 2 1 3 0s2-1 3 0", 1, {0, 0});
  CHECK(smooth.points()[4].x == Approx(4));
  CHECK(smooth.points()[4].y == Approx(-1));
  CHECK_THROWS_AS(outline_of("M0 0T5 5", 1, {0, 0}), Error);
  CHECK_THROWS_AS(outline_of("M0", 1, {0, 0}), Error);
}

TEST_CASE("a place's image names it in both languages, with hours that do not grow old") {
  const Drawn drawn;
  const Picture image =
      image_of_place(drawn.place("night_streets", "ns01"), drawn.city, Language::zh);
  CHECK(image.width == share_width);
  CHECK(image.height == share_height);
  CHECK(says(image, "津湾广场"));
  CHECK(says(image, "Jinwan Plaza"));
  CHECK(says(image, "每天 18:00–02:00（次日）"));
  CHECK(says(image, "和平区"));
  CHECK(says(image, "云上夜市（示例）"));
  CHECK(says(image, "位置误差约 60 米"));
  CHECK(says(image, "津云 (2025)"));
  CHECK(says(image, "示例数据 未经审图"));
  for (const char* state : {"营业中", "已打烊", "即将打烊", "稍后营业"})
    CHECK_FALSE(says(image, state));
}

TEST_CASE("what is not known, or is an example, is said on the image") {
  Drawn drawn;
  const Picture unknown =
      image_of_place(drawn.place("night_streets", "ns02"), drawn.city, Language::zh);
  CHECK(says(unknown, "营业时间未知"));
  CHECK(says(unknown, "<b>怪街</b> & \"co\""));  // a name is text, whatever stands in it
  const Picture sample = image_of_place(drawn.place("lockers", "lk01"), drawn.city, Language::zh);
  CHECK(says(sample, "示例数据，不是真实设施"));
  const Picture nowhere =
      image_of_place(drawn.place("checkin_spots", "way/12 b"), drawn.city, Language::en);
  CHECK(says(nowhere, "Position unknown"));
  drawn.told.review_number = "GS(2026)1234";
  const Picture reviewed =
      image_of_place(drawn.place("night_streets", "ns01"), drawn.city, Language::zh);
  CHECK(says(reviewed, "GS(2026)1234"));
  CHECK_FALSE(says(reviewed, "未经审图"));
}

TEST_CASE("an event's image says its day and hours, where it is, and that it was cancelled") {
  const Drawn drawn;
  pages::Place fair = drawn.place("night_streets", "ns01");
  fair.layer = "events";
  fair.hours = -1;
  fair.host = &drawn.place("night_streets", "ns01");
  events::Times times;
  times.start = {parse_minute("2026-12-05T18:00:00+08:00")->value};
  times.end = events::ClockMinute{parse_minute("2026-12-05T22:00:00+08:00")->value};
  fair.event = times;
  const Picture image = image_of_place(fair, drawn.city, Language::zh);
  CHECK(says(image, "12月5日"));
  CHECK(says(image, "18:00–22:00"));
  CHECK_FALSE(says(image, "已取消"));
  CHECK_FALSE(says(image, "每周营业时间"));
  const auto texts = texts_of(image);
  CHECK(std::count(texts.begin(), texts.end(), "津湾广场") >= 2);  // its name, and where it is
  fair.event->cancelled = true;
  CHECK(says(image_of_place(fair, drawn.city, Language::zh), "已取消"));
  CHECK(says(image_of_place(fair, drawn.city, Language::en), "Cancelled"));
}

TEST_CASE("the city's image counts what is on record and has no hour in it") {
  const Drawn drawn;
  const Picture image = image_of_city(drawn.city, Language::zh);
  CHECK(says(image, "津夜生活"));
  CHECK(says(image, "2 处夜街夜市"));
  CHECK(says(image, "1 处营业时间有出处"));
  CHECK(says(image_of_city(drawn.city, Language::en), "2 night streets and markets"));
}

TEST_CASE("a district's poster lists its streets by number, with hours, metro and accuracy") {
  Drawn drawn;
  drawn.told.revision = 42;
  drawn.told.date = "2026-11-30T12:00:00Z";
  drawn.told.sources = {{{"夜间街区", "Night streets"}, {"汇编", "compiled"}, {"±60 米", "60 m"}}};
  const Picture poster = district_poster(drawn.city, "120101", Language::zh, Theme::night);
  CHECK(poster.width == Approx(841.89));
  CHECK(poster.height == Approx(1190.55));
  CHECK(says(poster, "和平区之夜"));
  CHECK(says(poster, "夜街夜市 1 处，其中 1 处的营业时间有出处"));
  CHECK(says(poster, "津湾广场"));
  CHECK(says(poster, "每天 18:00–02:00（次日）"));
  CHECK(says(poster, "地铁 "));
  CHECK(says(poster, "云上夜市（示例）"));
  CHECK(says(poster, "夜间街区：汇编；±60 米"));
  CHECK(says(poster, "数据日期 2026-11-30 · 版本 42"));
  CHECK(says(poster, "示例数据 未经审图"));
  CHECK_FALSE(says(poster, "怪街"));         // of another district
  drawn.told.date = "2026-11-30T16:00:00Z";  // midnight in Tianjin
  CHECK(says(district_poster(drawn.city, "120101", Language::zh, Theme::night),
             "数据日期 2026-12-01 · 版本 42"));
  const auto texts = texts_of(poster);
  CHECK(std::count(texts.begin(), texts.end(), "1") >= 2);  // on the map and in the list
  CHECK_THROWS_AS(district_poster(drawn.city, "999999", Language::zh, Theme::night), Error);
}

TEST_CASE("a poster leads to its page only where the server has an address for everybody") {
  Drawn drawn;
  CHECK_FALSE(says(district_poster(drawn.city, "120101", Language::zh, Theme::day), "扫码"));
  drawn.told.root = "https://map.example";
  const Picture poster = district_poster(drawn.city, "120101", Language::zh, Theme::day);
  CHECK(says(poster, "扫码看今晚"));
  CHECK(leads_to(poster, "https://map.example/?district=120101"));
  CHECK(leads_to(poster, "https://map.example/places/night_streets/ns01"));
}

TEST_CASE("a QR code has its quiet margin, and an address that is too long has none") {
  Picture picture;
  draw_qr(picture, "https://map.example/?district=120101", {100, 200, 82, 82});
  REQUIRE(picture.marks.size() == 2);
  const auto& white = std::get<drawing::Shape>(picture.marks[0]);
  const auto& black = std::get<drawing::Shape>(picture.marks[1]);
  CHECK(white.outline.bounds().width == Approx(82));
  const auto inner = black.outline.bounds();
  const double margin = inner.x - 100;
  CHECK(margin == Approx(inner.y - 200));
  CHECK(margin / (82 - 2 * margin) > 4.0 / 33.1);  // four modules of a version 3 or 4 code
  Picture none;
  draw_qr(none, std::string(4000, 'a'), {0, 0, 82, 82});
  CHECK(none.marks.empty());
}
