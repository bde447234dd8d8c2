// Decompressors that stop a bomb while it is read, in the place of libosmium's own.
#include "geo/osm/compression_guard.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <memory>
#include <osmium/io/bzip2_compression.hpp>
#include <osmium/io/gzip_compression.hpp>
#include <string>
#include <utility>

namespace jintu::osm {

namespace {

// What is small is never a bomb. A block of PBF unfolds to thirty times its bytes in memory.
constexpr std::uint64_t kFreeOfRatio = 64 << 20, kPbfFreeOfRatio = 4 << 20,
                        kMemoryFreeOfRatio = 256 << 20;

class Guarded final : public osmium::io::Decompressor {
 public:
  explicit Guarded(std::unique_ptr<osmium::io::Decompressor> inner) : inner_(std::move(inner)) {
    inner_->set_offset_ptr(&packed_);
  }
  std::string read() override {
    std::string piece = inner_->read();
    inflated_ += piece.size();
    if (inflated_ > kFreeOfRatio && inflated_ / most_ratio > packed_) throw TooPacked(most_ratio);
    set_offset(packed_);
    return piece;
  }
  void close() override { inner_->close(); }

 private:
  std::unique_ptr<osmium::io::Decompressor> inner_;
  std::atomic<std::size_t> packed_{0};
  std::uint64_t inflated_ = 0;
};

template <class Compressor, class FromFile, class FromMemory>
bool guard(osmium::io::file_compression compression) {
  return osmium::io::CompressionFactory::instance().register_compression(
      compression, [](int fd, osmium::io::fsync sync) { return new Compressor(fd, sync); },
      [](int fd) { return new Guarded(std::make_unique<FromFile>(fd)); },
      [](const char* bytes, std::size_t size) { return new FromMemory(bytes, size); });
}

// The first to register a compression stays; libosmium's headers do it at the default priority.
struct Registration {
  bool gzip = guard<osmium::io::GzipCompressor, osmium::io::GzipDecompressor,
                    osmium::io::GzipBufferDecompressor>(osmium::io::file_compression::gzip);
  bool bzip2 = guard<osmium::io::Bzip2Compressor, osmium::io::Bzip2Decompressor,
                     osmium::io::Bzip2BufferDecompressor>(osmium::io::file_compression::bzip2);
};
__attribute__((init_priority(1000))) const Registration registration;

/// The fields of the messages that frame a PBF, read where they stand in the file: data that they
/// hold is stepped over, not read.
class Frame {
 public:
  Frame(std::istream& file, std::uint64_t begin, std::uint64_t end)
      : file_(file), at_(begin), end_(end) {
    file_.clear();
    file_.seekg(static_cast<std::streamoff>(begin));
  }

  /// False at the end, and where the bytes are no such message.
  bool next() {
    std::uint64_t key = 0;
    if (!varint(key)) return false;
    field = key >> 3;
    if ((key & 7) == 0) return varint(number);
    std::uint64_t length = 0;
    if ((key & 7) != 2 || !varint(length) || length > end_ - at_) return false;
    at_ += length;
    file_.seekg(static_cast<std::streamoff>(at_));
    number = length;
    return true;
  }
  std::uint64_t field = 0;
  std::uint64_t number = 0;  ///< the varint, or how many bytes the field has

 private:
  bool varint(std::uint64_t& value) {
    value = 0;
    for (int shift = 0; shift < 64 && at_ < end_; shift += 7) {
      const int byte = file_.get();
      if (byte == std::istream::traits_type::eof()) return false;
      ++at_;
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }
  std::istream& file_;
  std::uint64_t at_, end_;
};

}  // namespace

TooPacked::TooPacked(std::uint64_t ratio)
    : std::runtime_error("压缩比太大 inflates to more than " + std::to_string(ratio) +
                         " times its size (a compression bomb?)") {}

void check_unfolded(std::uint64_t file_bytes, std::uint64_t memory_bytes) {
  if (memory_bytes > kMemoryFreeOfRatio && memory_bytes / most_memory_ratio > file_bytes)
    throw TooPacked(most_memory_ratio);
}

bool is_guarded() { return registration.gzip && registration.bzip2; }

void check_pbf_ratio(const std::string& path, std::uint64_t file_bytes) {
  std::ifstream file(path, std::ios::binary);
  std::uint64_t inflated = 0, at = 0;
  constexpr std::uint64_t kMostHeader = 64 << 10, kMostBlob = 32 << 20;  // of the standard
  while (at + 4 <= file_bytes) {  // what is cut short or damaged the reader will say
    file.clear();
    file.seekg(static_cast<std::streamoff>(at));
    std::uint64_t header = 0;
    for (int i = 0; i < 4; ++i)
      header = header << 8 | static_cast<std::uint64_t>(file.get() & 0xFF);
    at += 4;
    if (!file || header == 0 || header > kMostHeader || header > file_bytes - at) return;
    std::uint64_t size = 0;
    for (Frame fields(file, at, at + header); fields.next();)
      if (fields.field == 3) size = fields.number;
    at += header;
    if (size == 0 || size > kMostBlob || size > file_bytes - at) return;
    for (Frame fields(file, at, at + size); fields.next();)  // its size may stand behind the data
      if (fields.field == 2) inflated += std::min(fields.number, kMostBlob);  // beyond is refused
    if (inflated > kPbfFreeOfRatio && inflated / most_pbf_ratio > file_bytes)
      throw TooPacked(most_pbf_ratio);
    at += size;
  }
}

}  // namespace jintu::osm
