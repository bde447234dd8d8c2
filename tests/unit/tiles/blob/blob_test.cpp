#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "tiles/blob/gzip.hpp"
#include "tiles/blob/tile.hpp"

using namespace jintu;
using namespace jintu::tiles;

TEST_CASE("What was compressed comes back, one member or several") {
  const std::string text(100000, 'x');
  CHECK(gunzip(gzip(text), 200000) == text);
  CHECK(gunzip(gzip("ab") + gzip("") + gzip("cd"), 10) == "abcd");
  CHECK(gzip("津图") == gzip("津图"));
}

TEST_CASE("Damaged, truncated and oversized gzip data is refused") {
  const std::string good = gzip(std::string(5000, 'q') + "end");
  CHECK_THROWS_AS(gunzip("", 100), Error);
  CHECK_THROWS_AS(gunzip("no gzip at all", 100), Error);
  CHECK_THROWS_AS(gunzip(good.substr(0, good.size() - 3), 100000), Error);
  std::string bad = good;
  bad[bad.size() / 2] = static_cast<char>(~bad[bad.size() / 2]);
  CHECK_THROWS_AS(gunzip(bad, 100000), Error);
  try {
    gunzip(gzip(std::string(1 << 20, '\0')), 1000);
    FAIL("the bomb went off");
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::too_large);
  }
}

TEST_CASE("The tag names the content and the coding") {
  const Tile tile = gzip_tile("content");
  CHECK(plain_bytes(tile) == "content");
  CHECK(tile.hash == content_hash("content"));
  CHECK(tile.hash.size() == 32);
  CHECK(strong_etag(tile, Encoding::gzip) == '"' + tile.hash + "-gz\"");
  CHECK(strong_etag(tile, Encoding::identity) != strong_etag(tile, Encoding::gzip));
  CHECK(gzip_tile("content").hash == tile.hash);
  CHECK(gzip_tile("other").hash != tile.hash);
}
