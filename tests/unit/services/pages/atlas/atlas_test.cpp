#include "services/pages/atlas/atlas.hpp"

#include <catch2/catch.hpp>

#include "services/pages/atlas/atlas_page.hpp"
#include "services/pages/search.hpp"
#include "tests/unit/services/pages/places_fixture.hpp"

using namespace jintu;
using namespace jintu::pages;
using namespace jintu::test;

namespace {

struct Carriers {
  explicit Carriers(
      std::initializer_list<std::array<const char*, 4>> rows)  // id, theme, district, status
      : places(snapshot_of(rows), nullptr, shipped_pinyin()), atlas(atlas_of(places)) {}

  static std::shared_ptr<const Snapshot> snapshot_of(
      std::initializer_list<std::array<const char*, 4>> rows) {
    std::vector<Feature> features;
    for (const auto& [id, theme, district, status] : rows)
      features.push_back(record(static_cast<std::int64_t>(features.size() + 1), id,
                                std::string("载体") + id, "", std::nullopt,
                                {{"theme", SmallCity::text(theme)},
                                 {"district", SmallCity::text(district)},
                                 {"status", SmallCity::text(status)}}));
    std::map<std::string, std::shared_ptr<const Layer>, std::less<>> layers;
    layers["carriers"] = layer_of("carriers", std::move(features));
    return std::make_shared<const Snapshot>(Revision{1}, std::move(layers));
  }

  double quotient(std::string_view theme, std::string_view district) const {
    for (const Specialisation& one : atlas.specialisations)
      if (one.theme == theme && one.district == district) return one.location_quotient;
    return -1;
  }

  Places places;
  Atlas atlas;
};

}  // namespace

TEST_CASE("the location quotient is the share here over the share in the city") {
  // 新零售: 2 of 3 in 和平区, 3 of 6 in the city.
  const Carriers city{
      {"a", "新零售", "和平区", "operating"},   {"b", "新零售", "和平区", "planned"},
      {"c", "线上教育", "和平区", "unknown"},   {"d", "新零售", "河东区", "operating"},
      {"e", "线上教育", "河东区", "operating"}, {"f", "线上教育", "河西区", "building"}};
  CHECK(city.quotient("新零售", "和平区") == Approx((2.0 / 3) / (3.0 / 6)));
  CHECK(city.quotient("线上教育", "河西区") == Approx(1 / (3.0 / 6)));
  CHECK(city.quotient("新零售", "河西区") == -1);
  CHECK(city.atlas.specialisations.front().location_quotient == Approx(2));
  const auto overlaps = city.atlas.overlaps();
  REQUIRE(overlaps.size() == 1);
  CHECK(overlaps[0].first == "和平区");
  CHECK(overlaps[0].second.size() == 2);
}

TEST_CASE("a carrier in several districts counts in each as its share, and once in the city") {
  const Carriers city{{"a", "新零售", "和平区/河东区", "operating"},
                      {"b", "新零售", "和平区", "operating"}};
  double all = 0;
  for (const Specialisation& one : city.atlas.specialisations) all += one.carriers;
  CHECK(all == Approx(2));
  CHECK(city.atlas.by_district.at("和平区").size() == 2);
  CHECK(city.atlas.by_district.at("河东区").size() == 1);
  CHECK(city.quotient("新零售", "河东区") == Approx(1));
}

TEST_CASE("a carrier without a district or theme takes part in what is known of it") {
  const Carriers city{{"a", "", "", ""}, {"b", "新零售", "/和平区/", "operating"}};
  CHECK(city.atlas.carriers.size() == 2);
  CHECK(city.atlas.specialisations.size() == 1);
  CHECK(city.atlas.overlaps().empty());
}

TEST_CASE("the page of the atlas filters its list, and is one language without markup of data") {
  const Carriers city{{"<b>", "新零售", "和平区", "operating"},
                      {"x", "线上教育", "河东区", "unknown"}};
  const hours::Calendar calendar;
  const Evening evening(city.places, ClockMinute{29'000'000}, calendar);
  Look look;
  const std::string all = atlas_page(city.atlas, {}, evening, look, {});
  CHECK(all.find("载体&lt;b&gt;") != std::string::npos);
  CHECK(all.find("载体<b>") == std::string::npos);
  CHECK(all.find("载体x") != std::string::npos);
  CHECK(all.find("示例数据 未经审图") != std::string::npos);
  const std::string some = atlas_page(city.atlas, {"新零售", "", ""}, evening, look, {});
  CHECK(some.find("载体x") == std::string::npos);
  CHECK(atlas_page(city.atlas, {"没有", "", ""}, evening, look, {}).find("没有符合的载体") !=
        std::string::npos);
  look.language = Language::en;
  CHECK(atlas_page(city.atlas, {}, evening, look, {}).find("Location quotient") !=
        std::string::npos);
}
