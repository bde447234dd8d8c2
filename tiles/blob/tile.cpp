#include "tiles/blob/tile.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "tiles/blob/gzip.hpp"

namespace jintu::tiles {

std::string content_hash(std::string_view bytes) {
  const XXH128_hash_t h = XXH3_128bits(bytes.data(), bytes.size());
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, h);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(32);
  for (const unsigned char byte : canonical.digest) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

Tile gzip_tile(std::string_view content) {
  return {std::make_shared<const std::string>(gzip(content)), Encoding::gzip,
          content_hash(content)};
}

Tile stored_tile(std::string bytes, Encoding encoding) {
  std::string hash = content_hash(bytes);
  return {std::make_shared<const std::string>(std::move(bytes)), encoding, std::move(hash)};
}

std::string plain_bytes(const Tile& tile) {
  if (tile.encoding == Encoding::identity) return *tile.bytes;
  return gunzip(*tile.bytes, max_plain_tile_bytes);
}

std::string strong_etag(const Tile& tile, Encoding served_as) {
  return '"' + tile.hash + (served_as == Encoding::gzip ? "-gz\"" : "\"");
}

}  // namespace jintu::tiles
