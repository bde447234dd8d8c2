// Decompressors that stop a bomb while it is read, in the place of libosmium's own.
#include "geo/osm/compression_guard.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <memory>
#include <osmium/io/bzip2_compression.hpp>
#include <osmium/io/gzip_compression.hpp>
#include <string_view>
#include <utility>

namespace jintu::osm {

namespace {

constexpr std::uint64_t kFreeOfRatio = 64 << 20;  // what is small is never a bomb

class Guarded final : public osmium::io::Decompressor {
 public:
  explicit Guarded(std::unique_ptr<osmium::io::Decompressor> inner) : inner_(std::move(inner)) {
    inner_->set_offset_ptr(&packed_);
  }
  std::string read() override {
    std::string piece = inner_->read();
    inflated_ += piece.size();
    if (inflated_ > kFreeOfRatio && inflated_ / most_ratio > packed_) throw TooPacked();
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

/// The fields of one protobuf message of varints and byte strings, as far as PBF uses them.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : rest_(bytes) {}

  /// False at the end, and where the bytes are no such message.
  bool next() {
    std::uint64_t key = 0;
    if (!varint(key)) return false;
    field = static_cast<unsigned>(key >> 3);
    if ((key & 7) == 0) return varint(number);
    std::uint64_t length = 0;
    if ((key & 7) != 2 || !varint(length)) return false;
    text = rest_.substr(0, length);  // may go beyond what we hold
    rest_.remove_prefix(std::min<std::uint64_t>(length, rest_.size()));
    return true;
  }
  unsigned field = 0;
  std::uint64_t number = 0;
  std::string_view text;

 private:
  bool varint(std::uint64_t& value) {
    value = 0;
    for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }
  std::string_view rest_;
};

}  // namespace

TooPacked::TooPacked()
    : std::runtime_error("压缩比太大 inflates to more than " + std::to_string(most_ratio) +
                         " times its size (a compression bomb?)") {}

bool is_guarded() { return registration.gzip && registration.bzip2; }

void check_pbf_ratio(const std::string& path, std::uint64_t file_bytes) {
  std::ifstream file(path, std::ios::binary);
  std::uint64_t inflated = 0, at = 0;
  std::string bytes;
  const auto read = [&](std::size_t length) {
    bytes.resize(length);
    file.read(bytes.data(), static_cast<std::streamsize>(length));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    file.clear();
    return bytes.size();
  };
  constexpr std::size_t kMostHeader = 64 << 10;  // of the standard
  while (at < file_bytes) {
    file.seekg(static_cast<std::streamoff>(at));
    if (read(4) < 4) return;  // cut short: the reader says so
    std::size_t header = 0;
    for (const char c : bytes) header = header << 8 | static_cast<unsigned char>(c);
    if (header == 0 || header > kMostHeader || read(header) < header) return;
    std::uint64_t size = 0;
    for (Fields fields(bytes); fields.next();)
      if (fields.field == 3) size = fields.number;
    if (size == 0) return;
    read(32);  // raw_size stands before the data
    for (Fields fields(bytes); fields.next();)
      if (fields.field == 2) inflated += fields.number;
    if (inflated > kFreeOfRatio && inflated / most_ratio > file_bytes) throw TooPacked();
    at += 4 + header + size;
  }
}

}  // namespace jintu::osm
