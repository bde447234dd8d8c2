#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>

#include "geo/base/error.hpp"
#include "tiles/archive/archive_file.hpp"
#include "tiles/archive/archive_reader.hpp"
#include "tiles/archive/convert.hpp"
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

namespace {

/// An archive of these directories, however little sense they make.
std::string archive_of(const std::vector<PmtilesEntry>& root, const std::string& leaves,
                       const std::string& data) {
  const std::string directory = to_bytes(root);
  PmtilesHeader h;
  h.internal = Compression::none;
  h.root_offset = PmtilesHeader::size;
  h.root_length = directory.size();
  h.leaves_offset = h.root_offset + h.root_length;
  h.leaves_length = leaves.size();
  h.data_offset = h.leaves_offset + h.leaves_length;
  h.data_length = data.size();
  h.max_zoom = 22;
  return to_bytes(h) + directory + leaves + data;
}

constexpr std::uint32_t longest_run = UINT32_MAX;

}  // namespace

TEST_CASE("A run of four thousand million tiles is one piece of work, and is told by zooms") {
  const Folder folder;
  const std::string path = folder.file("a.pmtiles"), sea = gzip("sea");
  write_all(path, archive_of({{first_pmtiles_id(16) - 5, 0, static_cast<std::uint32_t>(sea.size()),
                               longest_run}},
                             "", sea));
  const PmtilesReader reader(path);
  std::vector<TileRun> runs;
  reader.each_run([&](const TileRun& run, std::string_view bytes) {
    CHECK(bytes == sea);
    runs.push_back(run);
  });
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].first_id == first_pmtiles_id(16) - 5);
  CHECK(runs[0].count == 5);
  CHECK(runs[1].first_id == first_pmtiles_id(16));
  CHECK(runs[1].count == longest_run - 5);
  CHECK(reader.get(*TileCoord::checked(16, 0, 0)));
  CHECK_THROWS_WITH(reader.each_tile([](TileCoord, std::string_view) {}),
                    Catch::Contains("more than 100000000 tiles"));

  // As runs again they fit into PMTiles; MBTiles would take a row for each.
  const std::string again = folder.file("b.pmtiles"), rows = folder.file("c.mbtiles");
  CHECK(convert_archive(path, again, {}).tiles == longest_run);
  CHECK(fs::file_size(again) < 20000);
  CHECK(PmtilesReader(again).get(*TileCoord::checked(16, 100, 100)));
  CHECK_THROWS_WITH(convert_archive(path, rows, {}), Catch::Contains("a row for each"));
  CHECK_FALSE(fs::exists(rows));
}

TEST_CASE("Runs beyond the last zoom, and directories that lead in circles, are refused") {
  const Folder folder;
  const std::string path = folder.file("a.pmtiles");
  const auto walk = [&](const std::string& bytes) {
    write_all(path, bytes);
    PmtilesReader(path).each_run([](const TileRun&, std::string_view) {});
  };
  CHECK_THROWS_WITH(walk(archive_of({{first_pmtiles_id(23) - 10, 0, 1, 20}}, "", "x")),
                    Catch::Contains("beyond zoom 22"));
  CHECK_THROWS_AS(walk(archive_of({{UINT64_MAX - 10, 0, 1, 20}}, "", "x")), Error);

  // A thousand entries that all lead to one leaf.
  const std::string leaf = to_bytes(std::vector<PmtilesEntry>{{5, 0, 1, 1}});
  std::vector<PmtilesEntry> root;
  for (std::uint64_t id = 0; id < 1000; ++id)
    root.push_back({id, 0, static_cast<std::uint32_t>(leaf.size()), 0});
  CHECK_THROWS_WITH(walk(archive_of(root, leaf, "x")), Catch::Contains("director"));

  // Two leaves of the same tiles.
  const std::string twice = leaf + leaf;
  const auto size = static_cast<std::uint32_t>(leaf.size());
  CHECK_THROWS_WITH(walk(archive_of({{0, 0, size, 0}, {3, size, size, 0}}, twice, "x")),
                    Catch::Contains("overlap"));
}

TEST_CASE("Entries that name large contents again and again are refused, not read for hours") {
  const Folder folder;
  const std::string path = folder.file("a.pmtiles"), data(std::size_t{1} << 20, 'x');
  std::vector<PmtilesEntry> entries;
  for (std::uint64_t id = 0; id < 4000; ++id)
    entries.push_back({2 * id, id % 2, static_cast<std::uint32_t>(data.size() - 1), 1});
  write_all(path, archive_of(entries, "", data));
  std::uint64_t read = 0;
  const PmtilesReader reader(path);
  CHECK_THROWS_WITH(
      reader.each_run([&](const TileRun&, std::string_view bytes) { read += bytes.size(); }),
      Catch::Contains("again and again"));
  CHECK(read <= 1032 * fs::file_size(path) + (std::uint64_t{1} << 30));
}

TEST_CASE("A file that is written to after it was opened is told from one that was not") {
  const Folder folder;
  const std::string path = folder.file("a"), bytes(100'000, 'a');
  write_all(path, bytes);
  const ArchiveFile file(path);
  CHECK(file.size() == bytes.size());
  CHECK(file.read(50'000, 50'000) == bytes.substr(50'000));
  CHECK(file.hash() == content_hash(bytes));
  CHECK_THROWS_WITH(file.read(50'000, 50'001), Catch::Contains("truncated"));
  CHECK_THROWS_AS(file.read(UINT64_MAX, 2), Error);
  CHECK(stamp_of(path)->same_content(file.stamp()));
  usleep(20'000);
  write_all(path, std::string(100'000, 'b'));
  CHECK(stamp_of(path)->same_file(file.stamp()));
  CHECK_FALSE(stamp_of(path)->same_content(file.stamp()));
  CHECK_THROWS_WITH(file.read(0, 10), Catch::Contains("written to"));
  CHECK_THROWS_AS(file.hash(), Error);
  CHECK_FALSE(stamp_of(folder.file("none"))->exists());
  CHECK_THROWS_AS(ArchiveFile(folder.path.string()), Error);
}
