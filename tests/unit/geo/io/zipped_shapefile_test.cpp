#include "geo/io/markup/zipped_shapefile.hpp"

#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "geo/base/error.hpp"
#include "geo/io/write.hpp"

using namespace jintu;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path = fs::temp_directory_path() / ("jintu_zip_" + std::to_string(getpid()));
  Folder() { fs::create_directories(path / "out"); }
  ~Folder() { fs::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
};

using Entries = std::vector<std::pair<std::string, std::string>>;

std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xedb88320U & (0U - (crc & 1)));
  }
  return ~crc;
}

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int k = 0; k < bytes; ++k)
    out += k < 8 ? static_cast<char>(value >> (8 * k) & 0xff) : char(0);
}

/// Without compression (APPNOTE 4.3).
std::string zip_of(const Entries& entries) {
  std::string out, directory;
  for (const auto& [name, bytes] : entries) {
    std::string common;
    put(common, 20, 2);          // version
    put(common, 1 << 11, 2);     // names in UTF-8
    put(common, 0, 2);           // stored
    put(common, 0x58210000, 4);  // time and day
    put(common, crc32(bytes), 4);
    put(common, bytes.size(), 4);
    put(common, bytes.size(), 4);
    put(common, name.size(), 2);
    put(common, 0, 2);
    const std::uint64_t at = out.size();
    put(out, 0x04034b50, 4);
    out += common + name + bytes;
    put(directory, 0x02014b50, 4);
    put(directory, 20, 2);
    directory += common;
    put(directory, 0, 2 + 2 + 2 + 4);
    put(directory, at, 4);
    directory += name;
  }
  const std::uint64_t begin = out.size();
  out += directory;
  put(out, 0x06054b50, 4);
  put(out, 0, 4);
  put(out, entries.size(), 2);
  put(out, entries.size(), 2);
  put(out, directory.size(), 4);
  put(out, begin, 4);
  put(out, 0, 2);
  return out;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The parts of a shapefile of two points in CGCS2000 / 3-degree Gauss-Kruger CM 117E.
Entries parts(const Folder& folder, const std::string& stem) {
  LayerSchema schema{
      "points", "点", LayerRole::live, GeometryKind::point, {{"people", FieldType::integer}}};
  io::write_vector_file(folder.file("made.shp"), schema,
                        [](const std::function<void(const Feature&)>& visit) {
                          for (int k = 0; k < 2; ++k) {
                            Feature f;
                            f.key = "p" + std::to_string(k);
                            f.geometry = MultiPoint<Position>{{117.2 + 0.01 * k, 39.1}};
                            f.properties.set("people", std::int64_t{30 + k});
                            visit(f);
                          }
                        },
                        "EPSG:4548", {});
  Entries entries;
  for (const char* extension : {".shp", ".shx", ".dbf", ".prj", ".cpg"})
    if (fs::exists(folder.file(std::string("made") + extension)))
      entries.emplace_back(stem + extension,
                           bytes_of(folder.file(std::string("made") + extension)));
  return entries;
}

std::string unpacked(const Folder& folder, const Entries& entries) {
  std::ofstream(folder.file("upload.zip"), std::ios::binary) << zip_of(entries);
  return io::unpack_shapefile(folder.file("upload.zip"), folder.file("out"), {});
}

}  // namespace

TEST_CASE("a shapefile in a zip is read like one on disk, whatever folder of the zip it lies in") {
  const std::string stem = GENERATE("社区", "a/b/points", "../../points", "/etc/points");
  const Folder folder;
  auto entries = parts(folder, stem);
  REQUIRE(entries.size() >= 4);
  entries.emplace_back("__MACOSX/._points.shp", "shadow");
  entries.emplace_back("../evil.txt", "no part of it");
  const std::string path = unpacked(folder, entries);
  CHECK(fs::path(path).parent_path() == fs::path(folder.file("out")));
  for (const auto& entry : fs::directory_iterator(folder.path))
    CHECK(entry.path().filename() != "evil.txt");
  std::vector<Feature> found;
  const auto report =
      io::read_vector_file(path, {}, [&](Feature&& f) { found.push_back(std::move(f)); }, {}, {});
  CHECK(report.rejected == 0);
  REQUIRE(found.size() == 2);
  const auto& at = std::get<MultiPoint<Position>>(found[1].geometry).front();
  CHECK(at.lon == Approx(117.21).margin(1e-8));
  CHECK(at.lat == Approx(39.1).margin(1e-8));
  CHECK(found[1].properties.number("people", 0) == 31);
}

TEST_CASE("a zip that holds no shapefile, or two, is refused with what it holds") {
  const Folder folder;
  CHECK_THROWS_WITH(unpacked(folder, {{"readme.txt", "hello"}}),
                    Catch::Contains("no .shp in the zip"));
  auto two = parts(folder, "a");
  for (auto& entry : parts(folder, "b")) two.push_back(std::move(entry));
  CHECK_THROWS_WITH(unpacked(folder, two), Catch::Contains("a.shp, b.shp"));
}

TEST_CASE("a zip that swells beyond the limits is stopped") {
  const Folder folder;
  std::ofstream(folder.file("upload.zip"), std::ios::binary) << zip_of(parts(folder, "a"));
  io::ReadOptions options;
  options.limits.uncompressed_bytes = 50;
  try {
    io::unpack_shapefile(folder.file("upload.zip"), folder.file("out"), options);
    FAIL("expected an error");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::too_large);
  }
}
