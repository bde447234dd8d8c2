#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>

#include "geo/base/error.hpp"
#include "tiles/archive/pmtiles_reader.hpp"
#include "tiles/archive/pmtiles_writer.hpp"
#include "tiles/blob/gzip.hpp"

using namespace jintu;
using namespace jintu::tiles;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path = fs::temp_directory_path() / ("jintu-pmtiles-" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string file(const char* name) const { return path / name; }
};

std::string read_all(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void write_all(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

ArchiveInfo info() {
  ArchiveInfo i;
  i.bounds.add(Position{116.7, 38.5});
  i.bounds.add(Position{118.1, 40.3});
  i.metadata = R"({"vector_layers":[]})";
  return i;
}

// Each tile's content names it, but every tenth is "sea".
std::string content(std::uint64_t id) {
  return id % 10 < 3 ? "sea" : "tile " + std::to_string(id * 2654435761u);
}

}  // namespace

TEST_CASE("An archive with leaf directories gives back every tile and no other") {
  const Folder folder;
  const std::string path = folder.file("a.pmtiles");
  const std::uint64_t n = 60000;
  {
    PmtilesWriter writer(path);
    for (std::uint64_t id = 0; id < n; id += 1 + (id % 7 == 0))
      writer.add(*from_pmtiles_id(id), gzip(content(id)));
    const auto totals = writer.finish(info());
    CHECK(totals.contents < totals.tiles);
    CHECK(totals.bytes == fs::file_size(path));
  }
  const PmtilesReader reader(path);
  CHECK(reader.header().leaves_length > 0);
  CHECK(reader.header().clustered);
  CHECK(reader.header().tile_entries < reader.header().addressed_tiles);
  CHECK(reader.metadata() == R"({"vector_layers":[]})");
  std::map<std::uint64_t, bool> written;
  for (std::uint64_t id = 0; id < n; id += 1 + (id % 7 == 0)) written[id] = true;
  for (std::uint64_t id = 0; id < n + 10; ++id) {
    const auto tile = reader.get(*from_pmtiles_id(id));
    REQUIRE(tile.has_value() == written.contains(id));
    if (tile) REQUIRE(plain_bytes(*tile) == content(id));
  }
  std::uint64_t addressed = 0;
  reader.for_each([&](const PmtilesEntry& e, std::string_view) { addressed += e.run_length; });
  CHECK(addressed == reader.header().addressed_tiles);
}

TEST_CASE("An unfinished archive leaves nothing, and the older one in place") {
  const Folder folder;
  const std::string path = folder.file("a.pmtiles");
  write_all(path, "older");
  {
    PmtilesWriter writer(path);
    writer.add(TileCoord{}, gzip("x"));
  }
  CHECK(read_all(path) == "older");
  CHECK(std::distance(fs::directory_iterator(folder.path), {}) == 1);
  CHECK_THROWS_AS(PmtilesWriter(folder.file("no/such/folder.pmtiles")), Error);
}

TEST_CASE("Equal tiles in equal order make equal files") {
  const Folder folder;
  for (const char* name : {"a", "b"}) {
    PmtilesWriter writer(folder.file(name));
    for (std::uint64_t id = 0; id < 500; ++id) writer.add(*from_pmtiles_id(id), gzip(content(id)));
    writer.finish(info());
  }
  CHECK(read_all(folder.file("a")) == read_all(folder.file("b")));
}

TEST_CASE("Damaged archives are refused with a clear error, never with a crash") {
  const Folder folder;
  const std::string path = folder.file("good.pmtiles"), broken = folder.file("broken.pmtiles");
  {
    PmtilesWriter writer(path);
    for (std::uint64_t id = 0; id < 30000; ++id)
      writer.add(*from_pmtiles_id(id), gzip(content(id)));
    writer.finish(info());
  }
  const std::string good = read_all(path);
  const auto use = [&](const std::string& bytes) {
    write_all(broken, bytes);
    try {
      const PmtilesReader reader(broken);
      for (std::uint64_t id = 0; id < 30000; id += 777) reader.get(*from_pmtiles_id(id));
      return true;
    } catch (const Error& e) {
      CHECK_FALSE(e.public_detail().empty());
      return false;
    }
  };
  CHECK(use(good));
  CHECK_FALSE(use(""));
  CHECK_FALSE(use("PMTiles"));
  CHECK_FALSE(use(std::string(5000, 'x')));
  CHECK_FALSE(use(good.substr(0, good.size() / 2)));
  for (std::size_t at = 0; at < 1500; ++at) {
    std::string bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
    use(bytes);
  }
  CHECK_THROWS_AS(PmtilesReader(folder.file("none")), Error);
}

TEST_CASE("A directory cannot ask for more memory than its bytes can mean") {
  const std::string huge = "\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
  CHECK_THROWS_AS(parse_directory(huge, 100, 100, "x"), Error);
  const std::vector<PmtilesEntry> entries{{5, 0, 10, 2}, {7, 10, 20, 1}, {100, 0, 5, 0}};
  CHECK(parse_directory(to_bytes(entries), 30, 5, "x") == entries);
  CHECK_THROWS_AS(parse_directory(to_bytes(entries), 29, 5, "x"), Error);
  CHECK_THROWS_AS(parse_directory(to_bytes({{5, 0, 10, 3}, {7, 10, 20, 1}}), 30, 5, "x"), Error);
}
