#include <bzlib.h>
#include <zlib.h>

#include <random>

#include "geo/osm/changes.hpp"
#include "support.hpp"

using namespace jintu;
using namespace jintu::osm;
using namespace jintu::osm::test;

namespace {

// The message; empty when the import went well. Anything but an Error fails the test.
std::string error_of(const std::string& path, ErrorCode code = ErrorCode::bad_input) {
  try {
    import_files({path});
  } catch (const Error& e) {
    CHECK(e.code() == code);
    CHECK(e.public_detail().find(std::filesystem::path(path).filename().string()) !=
          std::string::npos);
    return e.public_detail();
  }
  return "";
}

std::string gzipped(const TempFolder& folder, const std::string& text) {
  const std::string path = folder.path("tmp.gz");
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  return read_file(path);
}

std::string bzipped(std::string text) {
  std::string out(text.size() + 1000, '\0');
  unsigned size = static_cast<unsigned>(out.size());
  REQUIRE(BZ2_bzBuffToBuffCompress(out.data(), &size, text.data(),
                                   static_cast<unsigned>(text.size()), 9, 0, 0) == BZ_OK);
  out.resize(size);
  return out;
}

std::string small_pbf(const TempFolder& folder) {
  const std::vector<std::string> files{folder.write(
      "small.osm", osm_xml(square_nodes(1, 117, 39) + way(9, square(1), "building=yes")))};
  write_merged(files, folder.path("small.pbf"), {});
  return read_file(folder.path("small.pbf"));
}

}  // namespace

TEST_CASE("the four kinds of file are told apart by content, whatever they are called") {
  const TempFolder folder;
  const std::string text = osm_xml(node(1, 117, 39, "place=village name=x"));
  for (const auto& path :
       {folder.write("a.osm.pbf", text), folder.write("b.osm", gzipped(folder, text)),
        folder.write("c", bzipped(text)), folder.write("d.osm.gz", "\xef\xbb\xbf" + text)})
    CHECK(import_files({path}).store.count("osm_places") == 1);
  const auto pbf = small_pbf(folder);
  CHECK(import_files({folder.write("e.osm", pbf)}).store.count("osm_buildings") == 1);
}

TEST_CASE("files that are no OSM data are refused with what was expected") {
  const TempFolder folder;
  CHECK_FALSE(error_of(folder.write("empty.osm.pbf", "")).empty());
  CHECK(error_of(folder.write("text.osm.pbf", "hello, world")).find("expected OSM data") !=
        std::string::npos);
  CHECK_FALSE(
      error_of(folder.write("zip.osm.pbf", std::string("PK\x03\x04") + std::string(100, 'x')))
          .empty());
  CHECK_FALSE(
      error_of(folder.write("page.osm", "<!DOCTYPE html><html><body>404</body></html>")).empty());
  CHECK_FALSE(
      error_of(folder.write("other.osm", "<?xml version=\"1.0\"?><kml><Document/></kml>")).empty());
  CHECK_FALSE(error_of(folder.write("no_objects.osm", osm_xml(""))).empty());
  CHECK_FALSE(
      error_of(folder.write("change.osm", osc_xml("<create>" + node(1, 1, 1) + "</create>")))
          .empty());
  CHECK_FALSE(error_of(folder.path("missing.osm.pbf"), ErrorCode::not_found).empty());
  CHECK_FALSE(error_of(folder.path(".")).empty());
  CHECK_FALSE(
      error_of("http://localhost/missing.osm", ErrorCode::not_found).empty());  // never fetched
}

TEST_CASE("truncated files are refused") {
  const TempFolder folder;
  const std::string text = osm_xml(square_nodes(1, 117, 39) + way(9, square(1), "building=yes"));
  const std::string gz = gzipped(folder, text), bz2 = bzipped(text), pbf = small_pbf(folder);
  CHECK_FALSE(error_of(folder.write("a.osm", text.substr(0, text.size() / 2))).empty());
  CHECK_FALSE(error_of(folder.write("b.osm.gz", gz.substr(0, gz.size() / 2))).empty());
  CHECK_FALSE(error_of(folder.write("c.osm.bz2", bz2.substr(0, bz2.size() / 2))).empty());
  for (const std::size_t cut : {5, 20, 60})
    CHECK_FALSE(error_of(folder.write("d.osm.pbf", pbf.substr(0, pbf.size() - cut))).empty());
}

TEST_CASE("ids out of range are refused, large ones are not") {
  const TempFolder folder;
  CHECK(error_of(folder.write("a.osm", osm_xml(node(9'000'000'000'000'000'000LL, 117, 39))))
            .find("node/9000000000000000000") != std::string::npos);
  CHECK_FALSE(error_of(folder.write("b.osm", osm_xml(node(0, 117, 39)))).empty());
  CHECK_FALSE(
      error_of(
          folder.write(
              "c.osm",
              "<osm version=\"0.6\"><node id=\"99999999999999999999\" lon=\"1\" lat=\"1\"/></osm>"))
          .empty());
  const auto r = import_text(node(max_osm_id, 117, 39, "place=village name=x") +
                             node(-max_osm_id, 117, 39, "place=village name=y"));
  CHECK(r.store.count("osm_places") == 2);
}

TEST_CASE("coordinates out of range are rejects, not places") {
  const auto r = import_text(
      "<node id=\"1\" lon=\"200\" lat=\"39\"><tag k=\"place\" v=\"village\"/><tag k=\"name\" "
      "v=\"x\"/></node>" +
      node(2, 117, 39) + way(3, {1, 2}, "highway=path"));
  CHECK(r.reject("node/1")->code == "invalid_location");
  CHECK(r.reject("way/3")->code == "missing_nodes");
}

TEST_CASE("a header that lies about the order is found out") {
  const TempFolder folder;
  std::string pbf = small_pbf(folder);
  const std::string other = osm_xml(node(1, 117, 39));
  // Two sorted files one after the other, PBF blocks and all: the second block starts anew.
  std::string twice = pbf + pbf.substr(pbf.find("OSMData") - 6);
  CHECK(error_of(folder.write("lie.osm.pbf", twice)).find("says sorted") != std::string::npos);
}

TEST_CASE("damaged bytes never do worse than an Error") {
  const TempFolder folder;
  const std::string pbf = small_pbf(folder);
  const std::string xml = osm_xml(square_nodes(1, 117, 39) + way(9, square(1), "building=yes"));
  std::mt19937 random(11);
  for (int i = 0; i < 300; ++i) {
    std::string bytes = i % 2 ? pbf : xml;
    for (int k = 0; k < 3; ++k) bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto path = folder.write("damaged.osm", bytes);
    try {
      import_files({path});
    } catch (const Error&) {
    }
  }
  SUCCEED();
}
