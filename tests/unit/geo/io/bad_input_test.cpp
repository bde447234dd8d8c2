// Every way we know in which a file is not what it should be, and the word its error must hold.
#include <functional>

#include "geo/io/read.hpp"
#include "io_fixture.hpp"

using namespace jintu;
using namespace jintu::io;

namespace {

struct Bad {
  std::string name;
  std::string bytes;
  ErrorCode code;
  std::string says;
  std::string crs = {};
};

std::string deep(int levels) {
  std::string open, close;
  for (int i = 0; i < levels; ++i) {
    open += R"({"a":)";
    close += '}';
  }
  return R"({"type":"FeatureCollection","features":[)" + open + "1" + close + "]}";
}

std::string geojson_with(const std::string& number) {
  return "{\"type\":\"FeatureCollection\",\"features\":[\n{\"type\":\"Feature\",\"properties\":{},"
         "\"geometry\":\n{\"type\":\"Point\",\"coordinates\":[" +
         number + ",39]}}]}";
}

std::string kml_with(const std::string& head, const std::string& body) {
  return head + "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>" + body +
         "</Document></kml>";
}

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::vector<Bad> table() {
  using enum ErrorCode;
  const std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  const std::string csv_head = "name,lon,lat,datum\n";
  return {
      {"empty.geojson", "", bad_input, "empty"},
      {"empty.csv", "", bad_input, "empty"},
      {"blank.geojson", " \n\n", bad_input, "empty"},
      {"cut.geojson", R"({"type":"FeatureCollection","features":[{"type":"Fea)", bad_input,
       "truncated"},
      {"cut2.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature"})", bad_input,
       "truncated"},
      {"nan.geojson", geojson_with("NaN"), bad_input, "line 3: "},
      {"inf.geojson", geojson_with("Infinity"), bad_input, "Infinity"},
      {"minusinf.geojson", geojson_with("-Infinity"), bad_input, "-Infinity"},
      {"1e400.geojson", geojson_with("1e400"), bad_input, "1e400"},
      {"leading0.geojson", geojson_with("0117"), bad_input, "superfluous 0"},
      {"comma.geojson", R"({"type":"FeatureCollection","features":[],})", bad_input,
       "expected a key"},
      {"single.geojson", "{'type':'FeatureCollection'}", bad_input, "expected a key"},
      {"more.geojson", R"({"type":"FeatureCollection","features":[]} {})", bad_input, "more after"},
      {"gbk.geojson", "{\"type\":\"FeatureCollection\",\n\"name\":\"\xCC\xEC\",\"features\":[]}",
       bad_input, "line 2: 不是 UTF-8"},
      {"control.geojson", "{\"type\":\"a\nb\"}", bad_input, "control character"},
      {"escape.geojson", R"({"type":"\x"})", bad_input, "escape"},
      {"twice.geojson", R"({"type":"FeatureCollection","features":[],"features":[]})", bad_input,
       "twice"},
      {"deep.geojson", deep(1000), too_large, "nested"},
      {"array.geojson", "[1,2]", bad_input, "object was expected"},
      {"other.json", R"({"hello":1})", bad_input, "FeatureCollection"},
      {"nofeatures.json", R"({"type":"FeatureCollection"})", bad_input, "features"},
      {"topo.json", R"({"type":"Topology","objects":{}})", unsupported, "TopoJSON"},
      {"crs.geojson",
       R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:999999"}},"features":[]})",
       bad_input, "EPSG:999999"},
      {"crs2.geojson", R"({"type":"FeatureCollection","crs":7,"features":[]})", bad_input, "crs"},
      {"png.geojson", png, bad_input, "GeoJSON"},
      {"png.gpkg", png, bad_input, "GeoPackage"},
      {"cut.gpkg", std::string("SQLite format 3\0", 16) + std::string(100, 'x'), bad_input,
       "GeoPackage"},
      {"cut.fgb",
       std::string("fgb\x03"
                   "fgb\x00\x40\x00\x00\x00",
                   12),
       bad_input, "truncated"},
      {"png.xlsx", png, bad_input, "XLSX"},
      {"cut.xlsx", std::string("PK\x03\x04") + std::string(50, '\0'), bad_input, "zip"},
      {"cut.kmz", std::string("PK\x03\x04") + std::string(50, '\0'), bad_input, "zip"},
      {"no.kml", "<html><body/></html>", bad_input, "no <kml>"},
      {"cut.kml", "<kml><Document><Placemark><name>a</name>", bad_input, "truncated"},
      {"dtd.kml", kml_with("<!DOCTYPE kml [<!ENTITY a \"b\">]>", ""), bad_input, "document type"},
      {"deep.kml", kml_with("", repeat("<Folder>", 500) + repeat("</Folder>", 500)), too_large,
       "nested"},
      {"no.dxf", "hello\n", bad_input, "SECTION", "EPSG:4548"},
      {"cut.dxf", "0\nSECTION\n2\nENTITIES\n0\nPOINT\n8\n0\n10\n1\n", bad_input, "EOF",
       "EPSG:4548"},
      {"binary.dxf", "AutoCAD Binary DXF\r\n", unsupported, "ASCII", "EPSG:4548"},
      {"nocrs.dxf", "0\nSECTION\n2\nENTITIES\n0\nENDSEC\n0\nEOF\n", bad_input, "--crs"},
      {"drawing.dwg", "AC1032", unsupported, "DXF"},
      {"old.xls", "x", unsupported, ".xlsx"},
      {"shape.zip", "PK\x03\x04", unsupported, "unzip"},
      {"file.xyz", "x", unsupported, ".geojson"},
      {"noextension", "x", unsupported, ".geojson"},
      {"quote.csv", csv_head + "\"never closed,117,39,wgs84\n", bad_input, "line 2"},
      {"quote2.csv", csv_head + "\"a\"b,117,39,wgs84\n", bad_input, "after a closing quote"},
      {"columns.csv", "name,where\na,b\n", bad_input, "longitude|lon|x"},
      {"nodatum.csv", "name,lon,lat\na,117,39\n", bad_input, "datum"},
      {"utf16.csv", std::string("\xFF\xFEn\0a\0", 6), bad_input, "UTF-16"},
      {"bytes.csv", csv_head + "\xFF\xFF\xFF,117,39,wgs84\n", bad_input, "line 2"},
      {"badcrs.geojson", R"({"type":"FeatureCollection","features":[]})", bad_input, "EPSG:n",
       "EPSG:0"},
      {"only.shp", std::string("\0\0\x27\x0A", 4) + std::string(96, '\0'), bad_input, ".shx"},
      {"png.shp", png, bad_input, "Shapefile"},
      {"orphan.dbf", "x", bad_input, ".shp"},
  };
}

}  // namespace

TEST_CASE("A file that is not what it should be is an Error that says what was expected") {
  const auto rows = table();
  CHECK(rows.size() >= 50);
  for (const Bad& bad : rows) {
    const Folder folder;
    ReadOptions options;
    options.crs = bad.crs;
    ErrorCode code{};
    INFO(bad.name);
    const std::string text =
        error_of([&] { read_all(folder.put(bad.name, bad.bytes), options); }, &code);
    INFO(text);
    CHECK(code == bad.code);
    CHECK(has(text, bad.says));
    CHECK(folder.names().size() == 1);  // nothing is left beside it
  }
}

TEST_CASE("What is not a local regular file is not opened") {
  const Folder folder;
  for (const std::string& path :
       {std::string("/vsicurl/http://127.0.0.1:1/a.geojson"), std::string("GPKG:a.gpkg:t"),
        std::string("PG:dbname=x"), folder / "absent.geojson", std::string("/vsimem/a.csv"),
        std::string("")}) {
    ErrorCode code{};
    error_of([&] { read_all(path); }, &code);
    CHECK(code == ErrorCode::not_found);
  }
  ErrorCode code{};
  CHECK(has(error_of([&] { read_all(folder / ""); }, &code), "folder"));
  CHECK(code == ErrorCode::bad_input);
  error_of([&] { read_all("/dev/zero"); }, &code);
  CHECK(code == ErrorCode::bad_input);
}

TEST_CASE("Limits on bytes, features and vertices are kept") {
  const Folder folder;
  std::string features;
  for (int i = 0; i < 5; ++i)
    features +=
        std::string(i ? "," : "") +
        R"({"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[117,39],[117,40],[118,40]]}})";
  const auto path =
      folder.put("a.geojson", R"({"type":"FeatureCollection","features":[)" + features + "]}");
  const auto try_with = [&](const std::function<void(ReadLimits&)>& change) {
    ReadOptions options;
    change(options.limits);
    ErrorCode code{};
    error_of([&] { read_all(path, options); }, &code);
    return code;
  };
  CHECK(try_with([](ReadLimits& l) { l.file_bytes = 100; }) == ErrorCode::too_large);
  CHECK(try_with([](ReadLimits& l) { l.features = 4; }) == ErrorCode::too_large);
  CHECK(try_with([](ReadLimits& l) { l.vertices = 14; }) == ErrorCode::too_large);
  ReadOptions options;
  options.limits.feature_vertices = 2;
  CHECK(read_all(path, options).report.rejects_by_code.at("too_many_vertices") == 5);
}

TEST_CASE("One feature of GeoJSON has a limit of bytes, the file has another") {
  const Folder folder;
  const auto feature = [](std::size_t bytes) {
    return R"({"type":"Feature","properties":{"a":")" + std::string(bytes, 'x') +
           R"("},"geometry":{"type":"Point","coordinates":[117,39]}})";
  };
  ReadOptions options;
  options.limits.feature_bytes = 2 << 20;
  const auto many =
      folder.put("many.geojson", "{\"type\":\"FeatureCollection\",\"features\":[\n" +
                                     repeat(feature(1 << 20) + ",\n", 5) + feature(1) + "]}");
  CHECK(read_all(many, options).features.size() == 6);
  const auto one = folder.put("one.geojson", "{\"type\":\"FeatureCollection\",\"features\":[\n" +
                                                 feature(1) + ",\n" + feature(5 << 20) + "]}");
  ErrorCode code{};
  CHECK(has(error_of([&] { read_all(one, options); }, &code), "line 3: "));
  CHECK(code == ErrorCode::too_large);
  CHECK(read_all(one).features.size() == 2);
}

TEST_CASE("More fields than a table can have are refused, from wherever they come") {
  const Folder folder;
  const auto feature = [](int i) {
    return R"({"type":"Feature","properties":{"f)" + std::to_string(i) +
           R"(":1},"geometry":{"type":"Point","coordinates":[117,39]}})";
  };
  std::string features = feature(0), header = "lon,lat,datum", row = "117,39,wgs84";
  for (int i = 1; i < 2100; ++i) {
    features += "," + feature(i);
    header += ",f" + std::to_string(i);
    row += ",1";
  }
  for (const auto& path :
       {folder.put("a.geojson", R"({"type":"FeatureCollection","features":[)" + features + "]}"),
        folder.put("a.csv", header + "\n" + row + "\n")}) {
    ErrorCode code{};
    CHECK(has(error_of([&] { read_all(path); }, &code), "more than 1900 different fields"));
    CHECK(code == ErrorCode::too_large);
  }
}
