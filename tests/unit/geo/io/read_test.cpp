#include "geo/io/read.hpp"

#include "geo/base/json.hpp"
#include "geo/crs/transform.hpp"
#include "io_fixture.hpp"
#include "tests/support/skip.hpp"

using namespace jintu;
using namespace jintu::io;

namespace {

Position only_point(const Feature& f) { return std::get<MultiPoint<Position>>(f.geometry).at(0); }

std::string collection(const std::string& features) {
  return R"({"type":"FeatureCollection","features":[)" + features + "]}";
}

std::string a_feature(const std::string& geometry, const std::string& properties = "{}") {
  return R"({"type":"Feature","properties":)" + properties + R"(,"geometry":)" + geometry + "}";
}

}  // namespace

TEST_CASE("GeoJSON gives typed properties, the key and turned rings") {
  const Folder folder;
  const auto r = read_all(folder.put(
      "a.geojson",
      collection(a_feature(
          R"({"type":"Polygon","coordinates":[[[117,39],[117,39.1],[117.1,39.1],[117.1,39],[117,39]]]})",
          R"({"id":"p1","name":"甲","n":3,"x":1.5,"ok":true,"none":null,"list":[1,2]})"))));
  REQUIRE(r.features.size() == 1);
  const Feature& f = r.features[0];
  CHECK(f.key == "p1");
  CHECK(f.properties.find("id") == nullptr);
  CHECK(f.properties.text("name") == "甲");
  CHECK(std::get<std::int64_t>(*f.properties.find("n")) == 3);
  CHECK(std::get<bool>(*f.properties.find("ok")));
  CHECK(f.properties.text("list") == "[1,2]");
  const auto& ring = std::get<MultiPolygon<Position>>(f.geometry)[0].outer.points;
  CHECK(ring[1] == Position{117.1, 39});  // it came clockwise
  CHECK(r.report.crs == "EPSG:4326");
  CHECK(r.report.crs_source == "format");
  CHECK(r.report.geometry == GeometryKind::polygon);
  CHECK(any_has(r.report.notices, "nested"));
}

TEST_CASE("A bare geometry, a single Feature and an empty collection are GeoJSON too") {
  const Folder folder;
  CHECK(read_all(folder.put("g.json", R"({"type":"Point","coordinates":[117,39]})"))
            .features.size() == 1);
  CHECK(read_all(folder.put("f.json", a_feature(R"({"type":"Point","coordinates":[117,39]})")))
            .features.size() == 1);
  CHECK(read_all(folder.put("e.json", "\xEF\xBB\xBF" + collection(""))).features.empty());
}

TEST_CASE("GeoJSON 2008's member crs is honoured, and --crs is stronger") {
  const Folder folder;
  const std::string head =
      R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4548"}},"features":[)";
  const auto path = folder.put(
      "a.geojson",
      head + a_feature(R"({"type":"Point","coordinates":[517295.9852,4331845.0264]})") + "]}");
  const auto r = read_all(path);
  REQUIRE(r.features.size() == 1);
  CHECK(only_point(r.features[0]).lon == Approx(117.2).margin(1e-8));
  CHECK(only_point(r.features[0]).lat == Approx(39.12).margin(1e-8));
  CHECK(r.report.crs_source == "file");
  ReadOptions gcj;
  gcj.crs = "gcj02";
  const auto other = read_all(path, gcj);
  CHECK(other.report.crs == "GCJ-02");
  CHECK(any_has(other.report.notices, "EPSG:4548"));
  REQUIRE(other.rejects.size() == 1);
  CHECK(other.rejects[0].code == "out_of_range");
}

TEST_CASE("Bad features are rejected one by one, with line, reason and the feature itself") {
  const Folder folder;
  const std::string text =
      "{\"type\":\"FeatureCollection\",\"features\":[\n" +
      a_feature(R"({"type":"Point","coordinates":[117,39]})", R"({"id":"a"})") + ",\n" +
      a_feature(R"({"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]})",
                R"({"id":"bowtie"})") +
      ",\n" + a_feature(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]})") + ",\n" +
      a_feature(R"({"type":"Point","coordinates":[117,139]})") + ",\n" + a_feature("null") + ",\n" +
      a_feature(R"({"type":"Point","coordinates":[117,39]})", R"({"id":"a"})") + ",\n" +
      a_feature(R"({"type":"LineString","coordinates":[[117,39],[117,39]]})") + ",\n" +
      a_feature(R"({"type":"Circle","coordinates":[117,39]})") + ",\n" +
      a_feature(R"({"type":"Polygon","coordinates":[117,39]})") + ",\n" +
      a_feature(R"({"type":"Point","coordinates":["117","39"]})") + ",\n" +
      a_feature(
          R"({"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[1,2],[3,4]]}]})") +
      ",\n" + R"({"type":"Point","coordinates":[117,39]})" + ",\n" +
      R"({"type":"Feature","properties":{"a":1,"a":2},"geometry":null})" + ",\n" +
      R"({"type":"Feature","properties":{"a":"\ud800"},"geometry":null})" + ",\n" +
      R"({"type":"Feature","properties":[],"geometry":{"type":"Point","coordinates":[117,39]}})" +
      ",\n42\n]}";
  const auto r = read_all(folder.put("a.geojson", text));
  CHECK(r.features.size() == 1);
  std::vector<std::string> codes;
  for (const auto& reject : r.rejects) codes.push_back(reject.code);
  CHECK(codes == std::vector<std::string>{"self_intersection", "unclosed_ring", "out_of_range",
                                          "no_geometry", "duplicate_key", "too_few_points",
                                          "bad_geometry", "bad_geometry", "bad_geometry",
                                          "mixed_geometry", "not_a_feature", "duplicate_member",
                                          "bad_json", "not_a_feature", "not_a_feature"});
  CHECK(r.rejects[0].line == 3);
  REQUIRE(r.rejects[0].position.has_value());
  CHECK(r.rejects[0].position->lon == Approx(0.5));
  CHECK(parse_json(r.rejects[0].data, "data")["properties"]["id"] == "bowtie");
  CHECK(r.report.read == 16);
  CHECK(r.report.rejected == 15);
  CHECK(r.report.rejects_by_code.at("not_a_feature") == 3);
}

TEST_CASE("GeoJSON reads the same wherever the pieces of the file are cut") {
  const Folder folder;
  constexpr std::size_t piece = 1 << 20;
  const std::string
      first = "{\"type\":\"FeatureCollection\",\n\"crs\":null,\"features\":[",
      feature =
          R"({"type":"Feature","id":"甲\u4e59","properties":{"a\n":[true,null,{"b":-1.25e2}]},)"
          R"("geometry":{"type":"Point","coordinates":[117.25, 39.5e0]}})",
      last = "\n,{\"type\":\"Feature\",\"properties\":{},\"geometry\":null}]} \n";
  for (std::size_t cut = 0; cut <= feature.size() + 2; ++cut) {
    const std::string blanks(piece - first.size() - cut, ' ');
    const auto r = read_all(folder.put("a.geojson", first + blanks + feature + last));
    REQUIRE(r.features.size() == 1);
    CHECK(r.features[0].key == "甲乙");
    CHECK(r.features[0].properties.text("a\n") == R"([true,null,{"b":-125.0}])");
    CHECK(std::get<MultiPoint<Position>>(r.features[0].geometry)[0] == Position{117.25, 39.5});
    REQUIRE(r.rejects.size() == 1);
    CHECK(r.rejects[0].line == 3);
    CHECK(r.rejects[0].code == "no_geometry");
  }
}

TEST_CASE("Heights are dropped and counted") {
  const Folder folder;
  const auto r = read_all(folder.put(
      "a.geojson", collection(a_feature(R"({"type":"Point","coordinates":[117,39,12.5]})"))));
  CHECK(r.features.size() == 1);
  CHECK(any_has(r.report.notices, "heights were dropped: 1"));
}

TEST_CASE("An operator's CSV says the datum of each row") {
  const Folder folder;
  const auto gcj = convert<Gcj02>(Position{117.2, 39.13});
  const auto bd = convert<Bd09>(Position{117.2, 39.13});
  const auto line = [](const std::string& name, double x, double y, const std::string& datum) {
    return name + ",parcel," + std::to_string(x) + "," + std::to_string(y) + "," + datum + "\n";
  };
  const auto r = read_all(folder.put(
      "a.csv", "\xEF\xBB\xBFname,kind,经度,纬度,datum\n" + line("甲", gcj.lon, gcj.lat, "gcj02") +
                   line("乙", bd.lon, bd.lat, "BD-09") + line("丙", 117.2, 39.13, "WGS84") +
                   line("丁", 117.2, 39.13, "CGCS2000") + line("戊", 117.2, 39.13, "mars") +
                   line("己", 117.2, 39.13, "") + line("庚", 39.13, 117.2, "wgs84") +
                   "辛,parcel,x,39,wgs84\n" + "壬,parcel,,,wgs84\n癸,parcel,117\n"));
  REQUIRE(r.features.size() == 4);
  for (const Feature& f : r.features)
    CHECK(distance(only_point(f), Position{117.2, 39.13}).value() < 0.15);
  std::vector<std::string> codes;
  for (const auto& reject : r.rejects) codes.push_back(reject.code);
  CHECK(codes == std::vector<std::string>{"unknown_datum", "no_datum", "out_of_range", "bad_number",
                                          "no_geometry", "column_count"});
  CHECK(r.rejects[0].line == 6);
  CHECK(has(r.rejects[2].reason, "swapped"));
  CHECK(parse_json(r.rejects[0].data, "data")["properties"]["name"] == "戊");
  CHECK(r.report.crs == "per row");
}

TEST_CASE("Rows with a datum agree with the shared vectors to a centimetre") {
  const std::string shared = std::string(JINTU_SHARED_DATA) + "/datum/tianjin_vectors.json";
  if (!std::filesystem::exists(shared)) {
    jintu_test::skip(shared + " is not there");
    return;
  }
  std::string csv = "name,lon,lat,datum\n";
  std::vector<Position> expected;
  for (const Json& v : read_json_file(shared)) {
    const auto add = [&](const Json& at, const char* datum) {
      csv += v["name"].get<std::string>() + "," + at[0].dump() + "," + at[1].dump() + "," + datum +
             "\n";
      expected.push_back({v["wgs84"][0], v["wgs84"][1]});
    };
    add(v["gcj02"]["gcoord"], "gcj02");
    add(v["bd09"]["gcoord"], "bd09");
  }
  const Folder folder;
  const auto r = read_all(folder.put("v.csv", csv));
  REQUIRE(r.features.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(distance(only_point(r.features[i]), expected[i]).value() < 0.01);
}

TEST_CASE("CSV columns get the narrowest type that fits all their cells") {
  const Folder folder;
  const auto r =
      read_all(folder.put("a.csv",
                          "lon;lat;datum;n;x;code;flag;mixed;note\n117;39;wgs84;1;1;007;true;1;\"a;"
                          "\"\"b\"\"\nc\"\n117;39;wgs84;20;2.5;008;false;b;d\n"));
  REQUIRE(r.features.size() == 2);
  const Properties& p = r.features[0].properties;
  CHECK(std::get<std::int64_t>(*p.find("n")) == 1);
  CHECK(std::get<double>(*p.find("x")) == 1.0);
  CHECK(p.text("code") == "007");
  CHECK(std::get<bool>(*p.find("flag")));
  CHECK(p.text("mixed") == "1");
  CHECK(p.text("note") == "a;\"b\"\nc");
}

TEST_CASE(
    "Columns of one name get names of their own, and more columns than a table has are refused") {
  const Folder folder;
  const auto header = [](int columns) {
    std::string names = "lon,lat,datum", values = "117,39,wgs84";
    for (int i = 0; i < columns; ++i) {
      names += ",c";
      values += "," + std::to_string(i);
    }
    return names + "\n" + values + "\n";
  };
  const auto r = read_all(folder.put("a.csv", header(1500)));
  REQUIRE(r.features.size() == 1);
  CHECK(std::get<std::int64_t>(*r.features[0].properties.find("c")) == 0);
  CHECK(std::get<std::int64_t>(*r.features[0].properties.find("c_1500")) == 1499);
  ErrorCode code{};
  CHECK(has(error_of([&] { read_all(folder.put("b.csv", header(300'000))); }, &code), "300003"));
  CHECK(code == ErrorCode::too_large);
}

TEST_CASE("A CSV in GBK is read and said to be") {
  const Folder folder;
  const auto r =
      read_all(folder.put("a.csv", "name,lon,lat,datum\n\xCC\xEC\xBD\xF2,117.2,39.1,wgs84\n"));
  REQUIRE(r.features.size() == 1);
  CHECK(r.features[0].properties.text("name") == "天津");
  CHECK(has(r.report.encoding, "GBK"));
}

TEST_CASE("KML is WGS 84, keeps extended data and loses heights with a notice") {
  const Folder folder;
  const auto path = folder.put("a.kml", R"(<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>夜市</name>
<Placemark><name>津湾广场</name><ExtendedData><Data name="kind"><value>block</value></Data></ExtendedData>
<Point><coordinates>117.2,39.13,5</coordinates></Point></Placemark>
<Placemark><name>坏</name><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,1 1,0 0,1 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
</Folder></Document></kml>)");
  const auto r = read_all(path);
  REQUIRE(r.features.size() == 1);
  CHECK(r.features[0].properties.text("name") == "津湾广场");
  CHECK(r.features[0].properties.text("kind") == "block");
  CHECK(r.features[0].properties.find("tessellate") == nullptr);
  REQUIRE(r.rejects.size() == 1);
  CHECK(r.rejects[0].code == "self_intersection");
  CHECK(parse_json(r.rejects[0].data, "data")["geometry"]["type"] == "Polygon");
  CHECK(any_has(r.report.notices, "heights"));
}

TEST_CASE("A closed DXF line is an area: the CRS is asked for") {
  const Folder folder;
  const auto path =
      folder.put("a.dxf",
                 "0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\n地块\n90\n4\n70\n1\n"
                 "10\n517000\n20\n4332000\n10\n517100\n20\n4332000\n10\n517100\n20\n4332100\n10\n51"
                 "7000\n20\n4332100\n"
                 "0\nCIRCLE\n8\n圆\n10\n517000\n20\n4332000\n40\n10\n0\nENDSEC\n0\nEOF\n");
  CHECK(has(error_of([&] { read_all(path); }), "--crs"));
  ReadOptions options;
  options.crs = "EPSG:4548";
  const auto r = read_all(path, options);
  REQUIRE(r.features.size() == 2);
  CHECK(r.features[0].geometry.index() == 3);
  CHECK(r.features[0].properties.text("Layer") == "地块");
  CHECK(r.report.crs_source == "option");
}

TEST_CASE(
    "A null geometry passes where the layer allows it, a missing key fails where it needs one") {
  const Folder folder;
  const auto path = folder.put(
      "a.geojson", collection(a_feature("null", R"({"id":"n1"})") + "," + a_feature("null")));
  ReadOptions options;
  options.geometry = Presence::optional;
  options.key = Presence::required;
  const auto r = read_all(path, options);
  CHECK(r.features.size() == 1);
  CHECK(r.report.unplaced == 1);
  REQUIRE(r.rejects.size() == 1);
  CHECK(r.rejects[0].code == "no_key");
}

TEST_CASE("A stop request ends the reading with cancelled") {
  const Folder folder;
  const auto path = folder.put("a.geojson", collection(""));
  std::stop_source source;
  source.request_stop();
  Progress progress;
  progress.stop = source.get_token();
  ErrorCode code{};
  error_of([&] { read_vector_file(path, {}, nullptr, nullptr, progress); }, &code);
  CHECK(code == ErrorCode::cancelled);
}

TEST_CASE("Ids of files keep the rule of all doors, and numbers keep their digits") {
  const auto id = [](const std::string& member) {
    return R"({"type":"Feature",)" + member +
           R"(,"geometry":{"type":"Point","coordinates":[117.2,39.13]}})";
  };
  const auto read = [&](const std::string& members) {
    const Folder folder;
    return read_all(folder.put("a.geojson", id(members)));
  };
  struct Row {
    const char* members;
    const char* key;  // "": refused
  };
  for (const auto& [members, key] : {
           Row{R"("properties":{"id":1.0})", "1"},
           Row{R"("id":2.0,"properties":{})", "2"},
           Row{R"("id":18446744073709551615,"properties":{})", "18446744073709551615"},
           Row{R"("properties":{"id":18446744073709551615})", "18446744073709551615"},
           Row{R"("properties":{"id":9007199254740993})", "9007199254740993"},
           Row{R"("properties":{"id":1e300})", ""},
           Row{R"("id":123456789012345678901234567890,"properties":{})", ""},
           Row{R"("id":true,"properties":{})", ""},
           Row{R"("properties":{"id":"."})", ""},
           Row{R"("properties":{"id":".."})", ""},
           Row{R"("id":"a/b","properties":{})", ""},
           Row{R"("id":"a\nb","properties":{})", ""},
           Row{R"("id":"way/123","properties":{})", "way-123"},
       }) {
    INFO(members);
    const auto r = read(members);
    if (*key) {
      REQUIRE(r.features.size() == 1);
      CHECK(r.features[0].key == key);
    } else {
      REQUIRE(r.rejects.size() == 1);
      CHECK(r.rejects[0].code == "bad_key");
    }
  }
}
