// Chinese shapefiles: encodings, missing and short parts.
#include <iconv.h>

#include <filesystem>
#include <functional>

#include "io_fixture.hpp"

using namespace jintu;
using namespace jintu::io;
namespace fs = std::filesystem;

namespace {

const LayerSchema kSchema{
    "streets", "", LayerRole::live, GeometryKind::point, {{"NAME", FieldType::text}}};

std::string to_gbk(std::string text) {
  const iconv_t handle = iconv_open("GBK", "UTF-8");
  std::string out(text.size(), '\0');
  char* in = text.data();
  char* to = out.data();
  std::size_t in_left = text.size(), to_left = out.size();
  iconv(handle, &in, &in_left, &to, &to_left);
  iconv_close(handle);
  out.resize(out.size() - to_left);
  return out;
}

/// A shapefile of one street, its .dbf text replaced by the same in GBK, padded.
std::string shapefile(const Folder& folder, const std::string& name_utf8, bool gbk) {
  Feature f = point("", 117.2, 39.13);
  f.properties.set("NAME", name_utf8);
  const std::string path = folder / "a.shp";
  write_all(path, kSchema, {f});
  if (!gbk) return path;
  std::string dbf = bytes_of(folder / "a.dbf");
  std::string text = to_gbk(name_utf8);
  text.resize(name_utf8.size(), ' ');
  dbf.replace(dbf.find(name_utf8), name_utf8.size(), text);
  folder.put("a.dbf", dbf);
  return path;
}

std::string_view name_of(const ReadResult& r) { return r.features.at(0).properties.text("NAME"); }

}  // namespace

TEST_CASE(
    "A shapefile without .cpg whose text is not UTF-8 is read as GBK, and the report says so") {
  const Folder folder;
  const auto path = shapefile(folder, "天津古文化街", true);
  fs::remove(folder / "a.cpg");
  const auto r = read_all(path);
  CHECK(name_of(r) == "天津古文化街");
  CHECK(r.report.encoding == "GBK (no .cpg, not UTF-8)");
  CHECK(r.report.crs == "EPSG:4326");
  CHECK(r.report.crs_source == "file");
}

TEST_CASE("A .cpg is honoured, by name or by code page") {
  for (const char* word : {"GBK", "936", "gb18030\r\n", "CP936"}) {
    const Folder folder;
    const auto path = shapefile(folder, "五大道", true);
    folder.put("a.cpg", word);
    const auto r = read_all(path);
    CHECK(name_of(r) == "五大道");
    CHECK(has(r.report.encoding, ".cpg"));
  }
}

TEST_CASE("UTF-8 without .cpg is recognised, a text cut in mid-character is told") {
  const Folder folder;
  const auto path = shapefile(folder, "意式风情区", false);
  fs::remove(folder / "a.cpg");
  CHECK(name_of(read_all(path)) == "意式风情区");
  std::string dbf = bytes_of(folder / "a.dbf");
  const std::string whole = "意式风情区";
  dbf[dbf.find(whole) + whole.size() - 1] = ' ';  // the last character loses its third byte
  folder.put("a.dbf", dbf);
  const auto r = read_all(path);
  CHECK(name_of(r) == "意式风情");
  CHECK(r.report.encoding == "UTF-8 (no .cpg)");
  CHECK(any_has(r.report.notices, "cut off in mid-character"));
}

TEST_CASE("A .cpg that lies is not believed, and the report says so") {
  const auto street = [](bool gbk, const char* cpg) {
    const Folder folder;
    const auto path = shapefile(folder, "天津古文化街", gbk);
    folder.put("a.cpg", cpg);
    const auto r = read_all(path);
    CHECK(name_of(r) == "天津古文化街");
    return r.report.encoding;
  };
  CHECK(has(street(true, "UTF-8"), "although"));
  CHECK(has(street(false, "GBK"), "although"));
  CHECK(has(street(false, "ISO-8859-1"), "although"));
  CHECK(has(street(true, "88591"), "although"));
}

TEST_CASE("The names of encodings that programs write into a .cpg are understood") {
  for (const char* word : {"ANSI 936", "OEM", "cp-936", "\xEF\xBB\xBFGBK", "  936 \r\n", "gb2312",
                           "CP936", "windows-936", "GB18030", "x-gbk", "OEM 936", "ANSI_936"}) {
    INFO(word);
    const Folder folder;
    const auto path = shapefile(folder, "天津古文化街", true);
    folder.put("a.cpg", word);
    const auto r = read_all(path);
    CHECK(name_of(r) == "天津古文化街");
    CHECK(has(r.report.encoding, "GBK (.cpg)"));
  }
}

TEST_CASE("A text that does not fit the .cpg rejects its feature, not the file") {
  const Folder folder;
  Feature good = point("", 117.2, 39.13), bad = good;
  good.properties.set("NAME", std::string("和平路"));
  bad.properties.set("NAME", std::string("天津古文化街"));
  const std::string path = folder / "a.shp";
  write_all(path, kSchema, {bad, good});
  std::string dbf = bytes_of(folder / "a.dbf");
  dbf[dbf.find("天津古文化街")] = '\xff';
  folder.put("a.dbf", dbf);
  folder.put("a.cpg", "UTF-8");
  const auto r = read_all(path);
  CHECK(r.features.size() == 1);
  REQUIRE(r.rejects.size() == 1);
  CHECK(r.rejects[0].code == "bad_value");
  CHECK(r.rejects[0].feature == "a/0");
}

TEST_CASE("An unknown .cpg, a missing part, a short part and a lost .prj are errors") {
  const auto error_after = [](const std::function<void(const Folder&)>& harm) {
    const Folder folder;
    const auto path = shapefile(folder, "五大道", false);
    harm(folder);
    return error_of([&] { read_all(path); });
  };
  CHECK(has(error_after([](const Folder& f) { f.put("a.cpg", "klingon"); }), "klingon"));
  CHECK(has(error_after([](const Folder& f) { fs::remove(f / "a.shx"); }), ".shx"));
  CHECK(has(error_after([](const Folder& f) { fs::remove(f / "a.dbf"); }), ".dbf"));
  CHECK(has(error_after([](const Folder& f) { fs::remove(f / "a.prj"); }), "--crs"));
  CHECK(has(error_after([](const Folder& f) { fs::resize_file(f / "a.shp", 110); }), "truncated"));
  CHECK(has(error_after([](const Folder& f) { fs::resize_file(f / "a.dbf", 70); }), "truncated"));
  CHECK(has(error_after([](const Folder& f) { fs::resize_file(f / "a.dbf", 10); }), "shorter"));
  CHECK(has(error_after([](const Folder& f) { f.put("a.prj", "nonsense"); }), "--crs"));
}

TEST_CASE("A folder with several shapefiles asks which") {
  const Folder folder;
  write_all(folder / "a.shp", kSchema, {point("", 117, 39)});
  write_all(folder / "b.shp", kSchema, {point("", 118, 39)});
  CHECK(has(error_of([&] { read_all(folder / ""); }), "several"));
  ReadOptions options;
  options.layer = "b";
  CHECK(read_all(folder / "", options).features.size() == 1);
}

TEST_CASE("A GeoPackage is read without a trace beside it: cut short it is an error") {
  const Folder folder;
  const auto path = folder / "a.gpkg";
  std::vector<Feature> many;
  for (int i = 0; i < 2000; ++i) {
    many.push_back(point("k" + std::to_string(i), 117 + i * 1e-4, 39));
    many.back().properties.set("NAME", std::string(100, 'x'));
  }
  write_all(path, kSchema, many);
  CHECK(read_all(path).features.size() == 2000);
  CHECK(folder.names().size() == 1);
  fs::resize_file(path, fs::file_size(path) / 2);
  ErrorCode code{};
  error_of([&] { read_all(path); }, &code);
  CHECK(code == ErrorCode::bad_input);
}

TEST_CASE("A FlatGeobuf cut short is an error") {
  const Folder folder;
  const auto path = folder / "a.fgb";
  std::vector<Feature> many;
  for (int i = 0; i < 2000; ++i) many.push_back(point("k" + std::to_string(i), 117 + i * 1e-4, 39));
  write_all(path, kSchema, many);
  CHECK(read_all(path).features.size() == 2000);
  for (const double part : {0.2, 0.9, 0.999}) {
    const auto cut = folder.put(
        "cut.fgb", bytes_of(path).substr(0, static_cast<std::size_t>(
                                                static_cast<double>(fs::file_size(path)) * part)));
    ErrorCode code{};
    error_of([&] { read_all(cut); }, &code);
    CHECK(code == ErrorCode::bad_input);
  }
}
