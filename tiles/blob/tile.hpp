// A finished tile: immutable bytes with the hash that its ETag is made of.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace jintu::tiles {

enum class Encoding { identity, gzip };

/// XXH3-128 as 32 lower-case hex digits. The only home of xxhash.
std::string content_hash(std::string_view bytes);

/// The same of content that comes in pieces.
class ContentHasher {
 public:
  ContentHasher();
  ~ContentHasher();
  ContentHasher(const ContentHasher&) = delete;
  ContentHasher& operator=(const ContentHasher&) = delete;
  void add(std::string_view bytes);
  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Copies share the bytes. Never empty: a tile with nothing in it is no tile.
struct Tile {
  std::shared_ptr<const std::string> bytes;
  Encoding encoding = Encoding::gzip;
  std::string hash;  ///< content hash: equal content has an equal hash, whatever the encoding

  std::size_t size() const { return bytes->size(); }
};

/// Compresses once and hashes the content.
Tile gzip_tile(std::string_view content);
/// Wraps bytes that are already compressed; the hash is of `bytes` as they are.
Tile stored_tile(std::string bytes, Encoding encoding);

/// The content in plain, for a client that takes no gzip. Throws Error like `gunzip`.
std::string plain_bytes(const Tile& tile);

/// Whether the bytes can be a vector tile: messages within messages, down to the features, whose
/// lengths agree. Quick; says nothing of what is in them (tiles/check does).
bool has_tile_form(std::string_view content);

/// Strong validator, in quotes: content hash and content coding (RFC 9110 §8.8.3: two codings of
/// one content need two tags).
std::string strong_etag(const Tile& tile, Encoding served_as);

/// A plain tile larger than this is refused when it is read.
inline constexpr std::size_t max_plain_tile_bytes = std::size_t{64} << 20;

}  // namespace jintu::tiles
