#include "geo/io/markup/zip_writer.hpp"

#include <minizip/zip.h>

#include <array>
#include <fstream>

#include "geo/base/error.hpp"

namespace jintu::io {

namespace {

constexpr std::uint64_t kLarge = 0x7fff'ffff;  // sizes beyond stand in 64 bits
constexpr unsigned long kUtf8Names = 1 << 11;  // APPNOTE.TXT 4.4.4, bit 11

}  // namespace

ZipWriter::ZipWriter(const std::string& path)
    : path_(path), zip_(zipOpen64(path.c_str(), APPEND_STATUS_CREATE)) {
  require(zip_ != nullptr);
}

ZipWriter::~ZipWriter() {
  if (zip_) zipClose(zip_, nullptr);
}

void ZipWriter::require(bool done) const {
  if (!done) throw Error(ErrorCode::io, path_ + ": 无法写入 cannot be written (disk full?)");
}

void ZipWriter::open(const std::string& name, bool large) {
  const zip_fileinfo about{};
  require(zipOpenNewFileInZip4_64(zip_, name.c_str(), &about, nullptr, 0, nullptr, 0, nullptr,
                                  Z_DEFLATED, Z_DEFAULT_COMPRESSION, 0, -MAX_WBITS, DEF_MEM_LEVEL,
                                  Z_DEFAULT_STRATEGY, nullptr, 0, 0, kUtf8Names, large) == ZIP_OK);
}

void ZipWriter::write(std::string_view bytes) {
  require(zipWriteInFileInZip(zip_, bytes.data(), static_cast<unsigned>(bytes.size())) == ZIP_OK);
}

void ZipWriter::add(const std::string& name, std::string_view bytes) {
  open(name, false);
  write(bytes);
  require(zipCloseFileInZip(zip_) == ZIP_OK);
}

void ZipWriter::add_file(const std::filesystem::path& file, const Progress& progress) {
  std::ifstream in(file, std::ios::binary);
  require(static_cast<bool>(in));
  open(file.filename().string(), std::filesystem::file_size(file) > kLarge);
  std::array<char, 1 << 16> piece;
  while (in) {
    progress.check();
    in.read(piece.data(), piece.size());
    if (in.gcount() > 0) write({piece.data(), static_cast<std::size_t>(in.gcount())});
  }
  require(in.eof() && zipCloseFileInZip(zip_) == ZIP_OK);
}

void ZipWriter::close() {
  void* const zip = zip_;
  zip_ = nullptr;
  require(zipClose(zip, nullptr) == ZIP_OK);
}

}  // namespace jintu::io
