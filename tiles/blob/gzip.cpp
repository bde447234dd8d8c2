#include "tiles/blob/gzip.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <memory>

#include "geo/base/error.hpp"

namespace jintu::tiles {
namespace {

struct FreeCompressor {
  void operator()(libdeflate_compressor* c) const { libdeflate_free_compressor(c); }
};
struct FreeDecompressor {
  void operator()(libdeflate_decompressor* d) const { libdeflate_free_decompressor(d); }
};

// Making a compressor costs more than compressing a small tile, so each thread keeps its own.
libdeflate_compressor* compressor(int level) {
  thread_local std::array<std::unique_ptr<libdeflate_compressor, FreeCompressor>, 13> by_level;
  auto& slot = by_level[static_cast<std::size_t>(std::clamp(level, 1, 12))];
  if (!slot) slot.reset(libdeflate_alloc_compressor(std::clamp(level, 1, 12)));
  if (!slot) throw Error(ErrorCode::internal, "out of memory for gzip");
  return slot.get();
}

libdeflate_decompressor* decompressor() {
  thread_local std::unique_ptr<libdeflate_decompressor, FreeDecompressor> one(
      libdeflate_alloc_decompressor());
  if (!one) throw Error(ErrorCode::internal, "out of memory for gzip");
  return one.get();
}

/// What the last four bytes say that the last member unpacks to (RFC 1952 §2.3.1): true of what is
/// one member and was not made to deceive. At most four times its size: of many small members each
/// asks for that much.
std::size_t announced(std::string_view packed) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4 && i < packed.size(); ++i)
    size = size << 8 | static_cast<unsigned char>(packed[packed.size() - 1 - i]);
  return std::clamp<std::size_t>(size, 64, std::max<std::size_t>(packed.size() * 4, 4096));
}

}  // namespace

std::string gzip(std::string_view bytes, int level) {
  auto* c = compressor(level);
  std::string out(libdeflate_gzip_compress_bound(c, bytes.size()), '\0');
  const std::size_t n =
      libdeflate_gzip_compress(c, bytes.data(), bytes.size(), out.data(), out.size());
  if (n == 0) throw Error(ErrorCode::internal, "gzip failed within its own bound");
  out.resize(n);
  out.shrink_to_fit();
  return out;
}

std::string gunzip(std::string_view bytes, std::size_t limit) {
  auto* d = decompressor();
  std::string out;
  if (bytes.empty()) throw Error(ErrorCode::bad_input, "empty where gzip data was expected");
  while (!bytes.empty()) {
    const std::size_t start = out.size();
    std::size_t room = std::min(announced(bytes), limit - start);
    for (;;) {
      out.resize(start + room);
      std::size_t used = 0, made = 0;
      const auto result = libdeflate_gzip_decompress_ex(d, bytes.data(), bytes.size(),
                                                        out.data() + start, room, &used, &made);
      if (result == LIBDEFLATE_SUCCESS) {
        out.resize(start + made);
        bytes.remove_prefix(used);
        break;
      }
      if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
        throw Error(ErrorCode::bad_input, "damaged or truncated gzip data");
      if (start + room >= limit)
        throw Error(ErrorCode::too_large,
                    "gzip data unpacks to more than " + std::to_string(limit) + " bytes");
      room = std::min(room * 2, limit - start);
    }
  }
  return out;
}

bool is_gzip(std::string_view bytes) {
  return bytes.size() >= 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b';
}

}  // namespace jintu::tiles
