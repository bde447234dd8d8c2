#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "services/filter/expression.hpp"

using namespace jintu;
using namespace jintu::filter;

namespace {

const std::vector<Field> fields{{"id", FieldType::text},       {"name_zh", FieldType::text},
                                {"kind", FieldType::text},     {"area_ha", FieldType::real},
                                {"count", FieldType::integer}, {"sample", FieldType::boolean},
                                {"中文", FieldType::text},     {"in", FieldType::text}};

Feature market() {
  Feature f;
  f.id = {7};
  f.key = "ns07";
  f.geometry = MultiPoint<Position>{{117.2, 39.1}};
  f.properties.set("name_zh", std::string("西北角夜市"));
  f.properties.set("kind", std::string("night_market"));
  f.properties.set("area_ha", 2.5);
  f.properties.set("count", std::int64_t{3});
  f.properties.set("sample", true);
  f.properties.set("in", std::string("it's 100% a_b\\c"));
  return f;
}

Feature nowhere() {
  Feature f;
  f.id = {8};
  return f;
}

bool holds(std::string_view text, const Feature& f = market()) {
  return Filter::parse(text, fields).matches(f);
}

std::string fault(std::string_view text) {
  try {
    Filter::parse(text, fields);
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::bad_input);
    return e.public_detail();
  }
  return "none";
}

}  // namespace

TEST_CASE("comparisons hold as their signs say, from either side") {
  for (const char* yes : {"kind = 'night_market'",
                          "'night_market' = kind",
                          "kind <> 'x'",
                          "kind > 'night'",
                          "area_ha = 2.5",
                          "area_ha >= 2.5",
                          "count < 4",
                          "count <= 3",
                          "count = 3.0",
                          "3 = count",
                          "area_ha >= 25e-1",
                          "sample = TRUE",
                          "sample <> false",
                          "id = 'ns07'",
                          "area_ha < count",
                          "1 < 2",
                          "TRUE",
                          "not false",
                          "\"in\" = 'it''s 100% a_b\\c'",
                          "count > -1",
                          "count = +3",
                          "area_ha > .5"}) {
    INFO(yes);
    CHECK(holds(yes));
  }
  for (const char* no :
       {"kind = 'NIGHT_MARKET'", "kind <> 'night_market'", "count < 3", "area_ha > 2.5",
        "sample = false", "id = '7'", "FALSE", "count = 9007199254740993"}) {
    INFO(no);
    CHECK_FALSE(holds(no));
  }
  CHECK(holds("id = '8'", nowhere()));
}

TEST_CASE("LIKE, BETWEEN, IN and IS NULL hold as in SQL") {
  for (const char* yes :
       {"name_zh LIKE '%夜市'", "name_zh LIKE '西北角%'", "name_zh like '_北_夜市'",
        "name_zh LIKE '%'", "name_zh NOT LIKE '夜市'", "\"in\" LIKE '%100\\% a\\_b%'",
        "kind LIKE 'n%m%t'", "count BETWEEN 3 AND 3", "count NOT BETWEEN 4 AND 9",
        "area_ha between 2 and count", "kind IN ('x','night_market')", "count IN (1, 2, 3)",
        "kind NOT IN ('x')", "中文 IS NULL", "kind IS NOT NULL", "geometry IS NOT NULL"}) {
    INFO(yes);
    CHECK(holds(yes));
  }
  for (const char* no :
       {"name_zh LIKE '夜市'", "name_zh LIKE '____'", "name_zh LIKE ''",
        "\"in\" LIKE '%100\\%_a\\_bc'", "kind LIKE 'n%M%t'", "count BETWEEN 4 AND 9",
        "count BETWEEN 9 AND 1", "kind IN ('x')", "中文 IS NOT NULL", "geometry IS NULL"}) {
    INFO(no);
    CHECK_FALSE(holds(no));
  }
}

TEST_CASE("NOT binds before AND, AND before OR") {
  CHECK(holds("TRUE OR FALSE AND FALSE"));
  CHECK_FALSE(holds("(TRUE OR FALSE) AND FALSE"));
  CHECK(holds("NOT FALSE AND TRUE"));
  CHECK(holds("NOT (FALSE AND TRUE)"));
  CHECK(holds("NOT NOT TRUE"));
  CHECK(holds("kind = 'x' OR count = 3 AND sample = TRUE"));
}

TEST_CASE("what is not known is neither true nor false") {
  const Feature f = nowhere();
  for (const char* no :
       {"kind = 'x'", "kind <> 'x'", "NOT kind = 'x'", "kind LIKE '%'", "kind NOT LIKE '%'",
        "kind IN ('x')", "kind NOT IN ('x')", "count BETWEEN 0 AND 9", "NOT count BETWEEN 0 AND 9",
        "S_INTERSECTS(geometry, BBOX(-180,-90,180,90))",
        "NOT S_INTERSECTS(geometry, BBOX(-180,-90,180,90))", "kind = kind"}) {
    INFO(no);
    CHECK_FALSE(holds(no, f));
  }
  CHECK(holds("kind = 'x' OR TRUE", f));
  CHECK(holds("NOT (kind = 'x' AND FALSE)", f));
  CHECK(holds("kind IS NULL AND geometry IS NULL", f));
  CHECK(holds("count BETWEEN 5 AND area_ha OR NOT (count > 9 AND FALSE)", f));
}

TEST_CASE(
    "S_INTERSECTS takes a box, across the antimeridian too, or a point, in either axis order") {
  CHECK(holds("S_INTERSECTS(geometry, BBOX(117,39,118,40))"));
  CHECK(holds("s_intersects(geometry,ENVELOPE(117,39,0,118,40,9))"));
  CHECK(holds("S_INTERSECTS(BBOX(117,39,118,40), geometry)"));
  CHECK(holds("S_INTERSECTS(geometry, POINT(117.2 39.1))"));
  CHECK(holds("S_INTERSECTS(geometry, BBOX(117,39,-170,40))"));
  CHECK_FALSE(holds("S_INTERSECTS(geometry, BBOX(118,39,117,40))"));
  CHECK_FALSE(holds("S_INTERSECTS(geometry, BBOX(116,39,117,40))"));
  CHECK_FALSE(holds("S_INTERSECTS(geometry, POINT(117.2 39.2))"));
  CHECK(Filter::parse("S_INTERSECTS(geometry, BBOX(39,117,40,118))", fields,
                      AxisOrder::latitude_first)
            .matches(market()));
}

TEST_CASE("errors name the place, in characters, and what was expected") {
  struct Row {
    const char* text;
    int at;
    const char* expected;
  };
  for (const Row& row :
       {Row{"", 1, "expected a property"},
        {"kind", 5, "expected = <> < <= > >="},
        {"kind =", 7, "expected a property or a value"},
        {"kind = 3", 8, "expected text"},
        {"中文 = 3", 6, "expected text"},
        {"'中文' = 3", 8, "expected text"},
        {"knd = 'x'", 1, "no property knd"},
        {"kind = 'x", 8, "closing '"},
        {"\"kind = 'x'", 1, "closing \""},
        {"kind = 'x' kind", 12, "expected AND, OR or the end"},
        {"kind = 'x')", 11, "expected AND, OR or the end"},
        {"(kind = 'x'", 12, "expected )"},
        {"kind == 'x'", 7, "expected a property or a value"},
        {"kind != 'x'", 6, "not part of CQL2"},
        {"kind = 'x'; DROP", 11, "not part of CQL2"},
        {"in = 'x'", 1, "not the keyword in"},
        {"count = 1.2.3", 9, "expected a number"},
        {"count = 1e", 9, "expected a number"},
        {"count = 1e999", 9, "out of range"},
        {"count = -", 9, "expected a number"},
        {"count LIKE '3'", 1, "LIKE needs text"},
        {"kind LIKE 3", 11, "expected a pattern"},
        {"kind BETWEEN 'a' AND 'b'", 1, "BETWEEN needs a number"},
        {"count BETWEEN 1", 16, "expected AND"},
        {"count IN 1", 10, "expected ("},
        {"count IN ()", 11, "expected a value"},
        {"count IN (1 2)", 13, "expected , or )"},
        {"count IN (1, count)", 14, "expected a value"},
        {"count IN (1, 'a')", 14, "expected a number"},
        {"kind IS 'x'", 9, "expected NULL"},
        {"3 IS NULL", 1, "asks about a property"},
        {"kind NOT = 'x'", 10, "expected LIKE, BETWEEN or IN"},
        {"sample", 7, "expected ="},
        {"geometry = 'x'", 10, "expected IS"},
        {"kind = geometry", 8, "IS NULL and S_INTERSECTS only"},
        {"CASEI(kind) = 'x'", 1, "no property CASEI"},
        {"kind(1) = 'x'", 5, "no functions"},
        {"kind = DATE('2026-01-01')", 8, "no property here is a time"},
        {"S_INTERSECTS(geometry)", 22, "expected ,"},
        {"S_INTERSECTS(kind, BBOX(1,2,3,4))", 14, "expected geometry"},
        {"S_INTERSECTS(geometry, BBOX(1,2,3))", 34, "expected 4 numbers"},
        {"S_INTERSECTS(geometry, BBOX(1,4,3,2))", 24, "south not above north"},
        {"S_INTERSECTS(geometry, BBOX(1,2,181,4))", 24, "within ±180"},
        {"S_INTERSECTS(geometry, LINESTRING(1 2,3 4))", 24, "expected geometry, BBOX"},
        {"S_INTERSECTS(BBOX(1,2,3,4), BBOX(1,2,3,4))", 29, "property geometry"}}) {
    INFO(row.text);
    const std::string message = fault(row.text);
    CHECK_THAT(message, Catch::Contains("at character " + std::to_string(row.at) + ":"));
    CHECK_THAT(message, Catch::Contains(row.expected));
  }
}

TEST_CASE("length and depth are bounded, and a hard pattern takes no time") {
  CHECK(fault(std::string(5000, ' ')).find("at most 4096 bytes") != std::string::npos);
  CHECK(fault(std::string(500, '(') + "TRUE").find("nested too deeply") != std::string::npos);
  std::string nots;
  for (int i = 0; i < 500; ++i) nots += "NOT ";
  CHECK(fault(nots + "TRUE").find("nested too deeply") != std::string::npos);
  CHECK(holds(std::string(60, '(') + "TRUE" + std::string(60, ')')));
  Feature f = market();
  f.properties.set("kind", std::string(2000, 'a'));
  std::string hard;
  for (int i = 0; i < 1000; ++i) hard += "%a";
  CHECK_FALSE(Filter::parse("kind LIKE '" + hard + "b'", fields).matches(f));
}

TEST_CASE("a backslash before a quote makes it text, in comparisons and patterns") {
  CHECK(holds(R"("in" = 'it\'s 100% a_b\c')"));
  CHECK(holds(R"("in" LIKE 'it\'s 100\% a\_%')"));
  CHECK_FALSE(holds(R"("in" = 'it\'s' OR kind = '\'')"));
  CHECK(holds(R"("in" LIKE '%\\c')"));  // an escaped backslash, and then the end
  CHECK(fault(R"(kind = 'a\')").find("no closing") != std::string::npos);
}

TEST_CASE("false is less than true") {
  CHECK(holds("sample > FALSE"));
  CHECK(holds("sample >= TRUE"));
  CHECK(holds("FALSE < sample"));
  CHECK_FALSE(holds("sample < TRUE"));
  CHECK_FALSE(holds("sample < TRUE", nowhere()));  // not known
}

TEST_CASE("a point may have a height, which is passed over") {
  CHECK(holds("S_INTERSECTS(geometry, POINT Z (117.2 39.1 5))"));
  CHECK(holds("S_INTERSECTS(geometry, point z(117.2 39.1 -2.5))"));
  CHECK(holds("S_INTERSECTS(POINT(117.2 39.1 5), geometry)"));
  CHECK_FALSE(holds("S_INTERSECTS(geometry, POINT Z (117.3 39.1 5))"));
  CHECK_FALSE(fault("S_INTERSECTS(geometry, POINT Z (117.2 39.1 5 6))").empty());
}

TEST_CASE("words may be set apart by line breaks and by any space of Unicode") {
  CHECK(holds("kind = 'night_market'\r\n\tAND\ncount = 3"));
  CHECK(
      holds("\u3000kind\u00a0=\u3000'night_market'\u2003AND count\u3000IN\u3000(3\u3000,4)\u3000"));
  CHECK(holds("中文\u3000IS NULL"));
}
