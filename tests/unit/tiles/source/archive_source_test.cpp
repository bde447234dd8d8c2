#include "tiles/source/archive_source.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>

#include "geo/base/error.hpp"
#include "proto/vector_tile.pb.h"
#include "tiles/archive/archive_writer.hpp"
#include "tiles/archive/pmtiles_reader.hpp"
#include "tiles/blob/gzip.hpp"

using namespace jintu;
using namespace jintu::tiles;
namespace fs = std::filesystem;

namespace {

const TileCoord first = *TileCoord::checked(3, 0, 0), second = *TileCoord::checked(3, 1, 0);

std::string tile_named(const std::string& name) {
  vector_tile::Tile tile;
  auto* layer = tile.add_layers();
  layer->set_name(name);
  layer->set_version(2);
  auto* feature = layer->add_features();
  feature->set_type(vector_tile::Tile_GeomType_POINT);
  for (const std::uint32_t n : {9u, 50u, 34u}) feature->add_geometry(n);
  return tile.SerializeAsString();
}

struct Archive {
  fs::path path;
  explicit Archive(const char* suffix)
      : path(fs::temp_directory_path() / ("jintu-source-" + std::to_string(getpid()) + suffix)) {
    const auto writer = create_archive(path.string());
    writer->add(first, gzip(tile_named("first of two")));
    writer->add(second, gzip(tile_named("second of two")));
    ArchiveInfo info;
    info.min_zoom = info.max_zoom = 3;
    info.metadata = R"({"vector_layers":[]})";
    writer->finish(info);
  }
  ~Archive() { fs::remove(path); }
  std::string bytes() const {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// Into the same file, as `cp` does.
  void overwrite(const std::string& bytes) const {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  std::shared_ptr<const TileSource> source() const {
    return open_archive_source("basemap", path.string());
  }
};

/// What is thrown must be fit for clients who did nothing wrong.
std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::unavailable);
    CHECK_THAT(error.public_detail(), !Catch::Contains("/jintu-source"));
    return error.public_detail();
  }
  return "";
}

}  // namespace

TEST_CASE("an archive with a damaged tile answers that one as damaged and the others as they are") {
  for (const char* suffix : {".pmtiles", ".mbtiles"}) {
    INFO(suffix);
    const Archive archive(suffix);
    std::string bytes = archive.bytes();
    const std::string stored = gzip(tile_named("first of two"));
    const auto at = bytes.find(stored);
    REQUIRE(at != std::string::npos);
    bytes[at + stored.size() / 2] = static_cast<char>(bytes[at + stored.size() / 2] ^ 1);
    archive.overwrite(bytes);
    const auto source = archive.source();
    for (int times = 0; times < 2; ++times) {
      CHECK_THAT(refusal([&] { source->get(first); }), Catch::Contains("damaged at 3/0/0"));
      CHECK_THAT(refusal([&] { source->plain(first); }), Catch::Contains("damaged at 3/0/0"));
      CHECK(source->plain(second) == tile_named("second of two"));
    }
  }
}

TEST_CASE("a tile that unpacks to something else than a vector tile is damage too") {
  const Archive archive(".mbtiles");
  const auto writer = create_archive(archive.path.string());
  writer->add(first, gzip("<html>not found</html>"));
  writer->add(second, gzip(tile_named("second of two")));
  writer->finish({});
  const auto source = archive.source();
  CHECK(refusal([&] { source->get(*TileCoord::checked(3, 0, 0)); }) != "");
  CHECK(source->get(second));
}

TEST_CASE(
    "an archive that is written to in place is unavailable, whichever way, and kills nobody") {
  for (const char* suffix : {".pmtiles", ".mbtiles"}) {
    INFO(suffix);
    const Archive archive(suffix);
    const std::string whole = archive.bytes();
    const std::function<void()> ways[] = {
        [&] { archive.overwrite(""); },
        [&] { archive.overwrite(whole.substr(0, whole.size() / 2)); },
        [&] { archive.overwrite(std::string(whole.size(), '\0')); },
        [&] { fs::resize_file(archive.path, 100); }};
    for (const auto& way : ways) {
      archive.overwrite(whole);
      const auto source = archive.source();
      REQUIRE(source->get(first));
      usleep(20'000);  // the clock of files ticks every few milliseconds
      way();
      CHECK_THAT(refusal([&] { source->get(first); }), Catch::Contains("being written"));
      CHECK_THAT(refusal([&] { source->get(second); }), Catch::Contains("being written"));
      archive.overwrite(whole);
      CHECK(archive.source()->get(second));  // whole again
    }
  }
}

TEST_CASE("an archive replaced by rename, or removed, is read to the end") {
  for (const char* suffix : {".pmtiles", ".mbtiles"}) {
    INFO(suffix);
    const Archive archive(suffix);
    const auto source = archive.source();
    usleep(20'000);
    const fs::path other = archive.path.string() + ".new";
    fs::copy_file(archive.path, other);
    fs::rename(other, archive.path);
    CHECK(source->plain(first) == tile_named("first of two"));
    fs::remove(archive.path);
    CHECK(source->plain(second) == tile_named("second of two"));
  }
}

TEST_CASE("the form of a vector tile is told from other bytes, and from one cut short") {
  const std::string tile = tile_named("first of two");
  CHECK(has_tile_form(tile));
  CHECK(has_tile_form(""));
  CHECK(has_tile_form(tile + tile));
  CHECK_FALSE(has_tile_form("hello"));
  CHECK_FALSE(has_tile_form("\x1f\x8b\x08"));
  for (std::size_t size = 1; size < tile.size(); ++size)
    CHECK_FALSE(has_tile_form(tile.substr(0, size)));
}

TEST_CASE("in place of an archive that cannot be read stands its description, without tiles") {
  SourceInfo info;
  info.id = "basemap";
  const auto source = make_unavailable_source(info, "why");
  CHECK(source->info().id == "basemap");
  CHECK(refusal([&] { source->get(first); }) == "why");
  CHECK(refusal([&] { source->plain(first); }) == "why");
}
