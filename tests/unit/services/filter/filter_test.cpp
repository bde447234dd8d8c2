#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "services/filter/expression.hpp"
#include "services/filter/json.hpp"

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
        {"count IN (1, 'a')", 14, "expected a number"},
        {"kind IS 'x'", 9, "expected NULL"},
        {"3 IS NULL", 1, "asks about a property"},
        {"kind NOT = 'x'", 10, "expected LIKE, BETWEEN or IN"},
        {"sample", 7, "expected ="},
        {"geometry = 'x'", 10, "expected IS"},
        {"kind = geometry", 8, "IS NULL and S_INTERSECTS only"},
        {"kind(1) = 'x'", 5, "no functions"},
        {"S_INTERSECTS(geometry)", 22, "expected ,"},
        {"S_INTERSECTS(kind, BBOX(1,2,3,4))", 14, "expected geometry"},
        {"S_INTERSECTS(geometry, BBOX(1,2,3))", 34, "expected 4 numbers"},
        {"S_INTERSECTS(geometry, BBOX(1,4,3,2))", 24, "south not above north"},
        {"S_INTERSECTS(geometry, BBOX(1,2,181,4))", 24, "within ±180"},
        {"S_INTERSECTS(geometry, CIRCLE(1 2,3))", 24, "expected geometry, BBOX"},
        {"S_WITHIN(geometry, POLYGON((1 2,3 4,1 2)))", 20, "valid geometry"},
        {"S_WITHIN(geometry, GEOMETRYCOLLECTION(POINT(1 2),POINT(3 4)))", 1, "is taken by"},
        {"count = DATE('2026-01-01')", 1, "a property of type text"},
        {"kind = DATE('2026-02-30')", 8, "expected DATE"},
        {"kind = TIMESTAMP('2026-02-03')", 8, "expected TIMESTAMP"},
        {"T_DURING(kind, INTERVAL('2026-02-03', '2026-01-03'))", 16, "begins before"},
        {"T_AFTER(count, DATE('2026-01-01'))", 9, "a property of type text"},
        {"kind + 1 = 2", 1, "arithmetic needs numbers"},
        {"count + kind = 2", 9, "arithmetic needs numbers"},
        {"count * (kind = 'x') = 2", 9, "arithmetic needs numbers"},
        {"CASEI(count) = 'x'", 7, "expected text"},
        {"count = 1 +", 12, "expected a number"},
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

TEST_CASE("letters of either case are one under CASEI, with marks or without under ACCENTI") {
  Feature f = market();
  f.properties.set("kind", std::string("Café ÎLE Ｎǚ Ж"));
  for (const char* yes :
       {"CASEI(kind) = CASEI('CAFÉ île ｎǙ ж') OR CASEI(kind) = CASEI('CAFÉ île ｎǚ ж')",
        "ACCENTI(kind) = 'Cafe ILE Ｎu Ж'", "CASEI(ACCENTI(kind)) = CASEI('cafe ile ｎu ж')",
        "casei(kind) LIKE casei('CAFÉ%')", "accenti(casei(kind)) LIKE accenti(casei('café%'))",
        "CASEI(kind) IN (CASEI('x'), CASEI('CAFÉ ÎLE Ｎǚ Ж'))", "CASEI('Ab') = 'ab'",
        "ACCENTI('e\u0301') = 'e'"}) {
    INFO(yes);
    CHECK(holds(yes, f));
  }
  CHECK_FALSE(holds("kind LIKE 'café%'", f));
  CHECK_FALSE(holds("CASEI(kind) LIKE 'CAFÉ%'", f));  // the pattern is as it is written
  CHECK_FALSE(holds("CASEI(kind) = 'x'", nowhere()));
  CHECK_FALSE(holds("NOT CASEI(kind) = 'x'", nowhere()));
}

TEST_CASE("numbers are counted with: powers first, then products, then sums, from the left") {
  for (const char* yes : {"count + 1 = 4",
                          "count+1=4",
                          "count -1 = 2",
                          "count-1=2",
                          "1 + 2 * count = 7",
                          "(1 + 2) * count = 9",
                          "10 - 4 - 3 = 3",
                          "2 * 3 ^ 2 = 18",
                          "7 DIV 2 = 3",
                          "7 / 2 = 3.5",
                          "-7 % 4 = -3",
                          "area_ha * 2 = 5",
                          "area_ha * count > 7 AND TRUE",
                          "count BETWEEN 1 + 1 AND 2 * 2",
                          "count IN (1, 1 + 2)",
                          "count IN (area_ha, count)",
                          "9223372036854775807 + 1 > 9",
                          "count * -1 = -3",
                          "(count) = 3",
                          "((count + 1) * 2) / 2 = 4"}) {
    INFO(yes);
    CHECK(holds(yes));
  }
  for (const char* unknown : {"count / 0 = 1", "NOT count / 0 = 1", "count DIV 0 = 1",
                              "count % 0 = 0", "10 ^ 999 > 1", "中文 IS NULL AND count + 1 = 5"}) {
    INFO(unknown);
    CHECK_FALSE(holds(unknown));
  }
  CHECK_FALSE(holds("count + 1 > 0", nowhere()));
}

TEST_CASE("texts that are dates or times are compared with dates, times and intervals") {
  Feature f = market();
  f.properties.set("kind", std::string("2026-11-23"));
  f.properties.set("name_zh", std::string("2026-11-23T22:30:00+08:00"));
  for (const char* yes :
       {"kind = DATE('2026-11-23')",
        "kind > DATE('2026-11-22')",
        "DATE('2026-11-24') > kind",
        "name_zh = TIMESTAMP('2026-11-23T14:30:00Z')",
        "name_zh < TIMESTAMP('2026-11-23T14:30:00.5Z')",
        "kind <> DATE('2025-01-01')",
        "T_AFTER(kind, DATE('2026-01-01'))",
        "T_BEFORE(kind, TIMESTAMP('2026-11-23T00:00:00.000001Z'))",
        "T_DURING(kind, INTERVAL('2026-11-01', '2026-12-01'))",
        "T_DURING(kind, INTERVAL('..', '2026-12-01'))",
        "T_INTERSECTS(kind, INTERVAL('2026-11-23', '..'))",
        "T_INTERSECTS(INTERVAL(kind, name_zh), INTERVAL('2026-11-23T10:00:00Z', '..'))",
        "T_EQUALS(kind, DATE('2026-11-23'))",
        "T_DISJOINT(kind, DATE('2026-11-22'))",
        "T_MEETS(INTERVAL('2026-01-01', '2026-02-01'), INTERVAL('2026-02-01', '2026-03-01'))",
        "T_METBY(INTERVAL('2026-02-01', '2026-03-01'), INTERVAL('2026-01-01', '2026-02-01'))",
        "T_OVERLAPS(INTERVAL('2026-01-01', '2026-02-15'), INTERVAL('2026-02-01', '2026-03-01'))",
        "T_OVERLAPPEDBY(INTERVAL('2026-02-01', '2026-03-01'), INTERVAL('2026-01-01', "
        "'2026-02-15'))",
        "T_STARTS(INTERVAL('2026-01-01', '2026-02-01'), INTERVAL('2026-01-01', '2026-03-01'))",
        "T_STARTEDBY(INTERVAL('2026-01-01', '2026-03-01'), INTERVAL('2026-01-01', '2026-02-01'))",
        "T_FINISHES(INTERVAL('2026-02-01', '2026-03-01'), INTERVAL('2026-01-01', '2026-03-01'))",
        "T_FINISHEDBY(INTERVAL('2026-01-01', '2026-03-01'), INTERVAL('2026-02-01', '2026-03-01'))",
        "T_CONTAINS(INTERVAL('2026-01-01', '2026-12-31'), kind)"}) {
    INFO(yes);
    CHECK(holds(yes, f));
  }
  for (const char* no :
       {"kind < DATE('2026-11-23')", "T_AFTER(kind, DATE('2026-11-23'))",
        "T_DURING(kind, INTERVAL('2026-11-23', '2026-12-01'))",
        "T_MEETS(INTERVAL('2026-01-01', '2026-02-01'), INTERVAL('2026-02-02', '2026-03-01'))",
        // What is no date is not known.
        "id = DATE('2026-11-23')", "NOT id = DATE('2026-11-23')", "T_AFTER(id, kind)"}) {
    INFO(no);
    CHECK_FALSE(holds(no, f));
  }
}

TEST_CASE("geometries stand to one another as simple features define it") {
  Feature area = market();
  area.geometry =
      MultiPolygon<Position>{{{{{117, 39}, {118, 39}, {118, 40}, {117, 40}, {117, 39}}}, {}}};
  for (const char* yes :
       {"S_WITHIN(geometry, BBOX(116,38,119,41))", "S_CONTAINS(BBOX(116,38,119,41), geometry)",
        "S_CONTAINS(geometry, POINT(117.5 39.5))", "S_DISJOINT(geometry, BBOX(1,2,3,4))",
        "S_TOUCHES(geometry, POLYGON((118 39,119 39,119 40,118 40,118 39)))",
        "S_OVERLAPS(geometry, POLYGON((117.5 39.5,119 39.5,119 41,117.5 41,117.5 39.5)))",
        "S_CROSSES(LINESTRING(116 39.5,119 39.5), geometry)",
        "S_EQUALS(geometry, POLYGON((118 39,118 40,117 40,117 39,118 39)))",
        "S_INTERSECTS(geometry, MULTIPOINT((1 1),(117 39)))",
        "S_INTERSECTS(geometry, MULTIPOINT(1 1,117 39))",
        "S_INTERSECTS(geometry, MULTILINESTRING((1 1,2 2),(116 38,117.5 39.5)))",
        "S_INTERSECTS(geometry, LINESTRING Z (116 38 5,117.5 39.5 5))",
        "S_DISJOINT(geometry, POLYGON((116 38,119 38,119 41,116 41,116 38),(116.5 38.5,118.5 "
        "38.5,118.5 40.5,116.5 40.5,116.5 38.5)))",
        "S_WITHIN(geometry, MULTIPOLYGON(((116 38,119 38,119 41,116 41,116 38))))",
        "S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(116 38,117.5 39.5)))",
        "S_DISJOINT(geometry, GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(1 1,2 2)))",
        "S_EQUALS(geometry, geometry)"}) {
    INFO(yes);
    CHECK(holds(yes, area));
  }
  for (const char* no :
       {"S_WITHIN(geometry, BBOX(117.5,38,119,41))", "S_DISJOINT(geometry, geometry)",
        "S_TOUCHES(geometry, POINT(117.5 39.5))", "S_CROSSES(geometry, BBOX(116,38,119,41))",
        "S_CONTAINS(geometry, BBOX(116,38,119,41))"}) {
    INFO(no);
    CHECK_FALSE(holds(no, area));
  }
  CHECK_FALSE(holds("S_DISJOINT(geometry, BBOX(1,2,3,4))", nowhere()));  // not known
}

TEST_CASE("CQL2 JSON says the same as text") {
  const auto of_json = [](const char* json, const Feature& f = market()) {
    return Filter::parse(text_of_json(json), fields).matches(f);
  };
  for (
      const char* yes :
      {R"({"op":"=","args":[{"property":"kind"},"night_market"]})",
       R"({"op":"and","args":[{"op":">","args":[{"property":"count"},2]},{"op":"<","args":[{"property":"area_ha"},2.75]}]})",
       R"({"op":"or","args":[false,{"op":"not","args":[false]}]})",
       R"({"op":"like","args":[{"property":"name_zh"},"%夜市"]})",
       R"({"op":"like","args":[{"op":"casei","args":[{"property":"kind"}]},{"op":"casei","args":["NIGHT%"]}]})",
       R"({"op":"between","args":[{"property":"count"},3,3]})",
       R"({"op":"in","args":[{"property":"kind"},["x","night_market"]]})",
       R"({"op":"not","args":[{"op":"in","args":[{"property":"count"},[1,2]]}]})",
       R"({"op":"isNull","args":[{"property":"中文"}]})",
       R"({"op":"=","args":[{"op":"+","args":[{"property":"count"},{"op":"*","args":[2,-1.5]}]},0]})",
       R"({"op":"=","args":[{"op":"div","args":[7,2]},{"property":"count"}]})",
       R"({"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[117.2,39.1]}]})",
       R"({"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[117,39,118,40]}]})",
       R"({"op":"s_within","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[117,39],[118,39],[118,40],[117,40],[117,39]]]}]})",
       R"({"op":"t_after","args":[{"date":"2026-02-01"},{"timestamp":"2026-01-01T00:00:00Z"}]})",
       R"({"op":"t_during","args":[{"date":"2026-02-01"},{"interval":["2026-01-01",".."]}]})",
       R"({"op":"=","args":[{"property":"in"},"it's 100% a_b\\c"]})", "true"}) {
    INFO(yes);
    INFO(text_of_json(yes));
    CHECK(of_json(yes));
  }
  CHECK_FALSE(of_json(R"({"op":"=","args":[{"property":"kind"},"x"]})"));
  CHECK_FALSE(of_json(R"({"op":"=","args":[{"property":"kind"},"x"]})", nowhere()));
  const std::string deep = [] {
    std::string text = "true";
    for (int i = 0; i < 30; ++i) text = R"({"op":"not","args":[)" + text + "]}";
    return text;
  }();
  CHECK(of_json(deep.c_str()));
  for (
      const char* bad :
      {"", "{", "[]", "null", "{}", R"({"op":"!=","args":[1,2]})", R"({"op":"="})",
       R"({"op":"=","args":[1]})", R"({"op":7,"args":[1,2]})", R"({"op":"and","args":[true]})",
       R"({"property":7})", R"({"op":"=","args":[{"property":"kind\" OR TRUE"},"x"]})",
       R"({"op":"=","args":[{"property":"kind"},"x\\'"]})",
       R"({"op":"in","args":[{"property":"kind"},"x"]})",
       R"({"op":"s_intersects","args":[{"property":"geometry"},{"type":"Circle","coordinates":[1,2]}]})",
       R"({"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":["1) OR (1",2]}]})",
       R"({"op":"=","args":[{"property":"count"},"3"]})"}) {
    INFO(bad);
    CHECK_THROWS_AS(of_json(bad), Error);
  }
}
