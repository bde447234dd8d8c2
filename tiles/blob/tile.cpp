#include "tiles/blob/tile.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <optional>

#include "tiles/blob/gzip.hpp"

namespace jintu::tiles {
namespace {

std::string text_of(const XXH128_hash_t& h) {
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

/// Nothing when there is no whole number of at most 64 bits at the front; else it is taken off.
std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  if (!bytes.empty() && static_cast<unsigned char>(bytes.front()) < 0x80) {  // most are one byte
    const auto value = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    return value;
  }
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

/// A message of the protobuf wire format; `inside` says of each length-delimited field whether it
/// is as it should be.
template <class Inside>
bool is_message(std::string_view bytes, const Inside& inside) {
  while (!bytes.empty()) {
    const auto key = take_varint(bytes);
    if (!key || *key >> 3 == 0) return false;
    std::optional<std::uint64_t> skip = 0;
    switch (*key & 7) {
      case 0:
        if (!take_varint(bytes)) return false;
        break;
      case 1:
        skip = 8;
        break;
      case 2:
        skip = take_varint(bytes);
        break;
      case 5:
        skip = 4;
        break;
      default:
        return false;
    }
    if (!skip || *skip > bytes.size()) return false;
    if ((*key & 7) == 2 && !inside(*key >> 3, bytes.substr(0, *skip))) return false;
    bytes.remove_prefix(*skip);
  }
  return true;
}

}  // namespace

bool has_tile_form(std::string_view content) {
  constexpr std::uint64_t layers = 3, features = 2, values = 4;  // MVT 2.1 §4
  const auto anything = [](std::uint64_t, std::string_view) { return true; };
  const auto in_layer = [&](std::uint64_t field, std::string_view bytes) {
    return (field != features && field != values) || is_message(bytes, anything);
  };
  return is_message(content, [&](std::uint64_t field, std::string_view bytes) {
    return field != layers || is_message(bytes, in_layer);
  });
}

std::string content_hash(std::string_view bytes) {
  return text_of(XXH3_128bits(bytes.data(), bytes.size()));
}

struct ContentHasher::State {
  XXH3_state_t xxh;
};

ContentHasher::ContentHasher() : state_(std::make_unique<State>()) {
  XXH3_128bits_reset(&state_->xxh);
}
ContentHasher::~ContentHasher() = default;

void ContentHasher::add(std::string_view bytes) {
  XXH3_128bits_update(&state_->xxh, bytes.data(), bytes.size());
}
std::string ContentHasher::text() const { return text_of(XXH3_128bits_digest(&state_->xxh)); }

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
