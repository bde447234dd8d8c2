#include "geo/io/markup/zip.hpp"

#include <minizip/unzip.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "geo/base/error.hpp"

namespace jintu::io {

namespace {

constexpr std::size_t kMostEntries = 10'000;
/// What is small is never a bomb, however well it was packed.
constexpr std::uint64_t kFreeOfRatio = 32 << 20;

}  // namespace

struct Zip::Handle {
  unzFile file = nullptr;
  ~Handle() {
    if (file) unzClose(file);
  }
};

void Zip::broken(const std::string& at) const {
  throw Error(ErrorCode::bad_input,
              path_ + ": 压缩包损坏 the zip inside is broken or truncated" + at);
}

Zip::Zip(const std::string& path, const ReadLimits& limits)
    : path_(path),
      limits_(limits),
      file_bytes_(std::filesystem::file_size(path)),
      handle_(std::make_unique<Handle>()) {
  handle_->file = unzOpen64(path.c_str());
  if (!handle_->file) broken("");
  int found = unzGoToFirstFile(handle_->file);
  for (std::size_t entries = 0; found == UNZ_OK; found = unzGoToNextFile(handle_->file)) {
    if (++entries > kMostEntries)
      throw Error(ErrorCode::too_large, path + ": 压缩包里文件太多 more than " +
                                            std::to_string(kMostEntries) + " files inside");
    std::array<char, 4096> name{};
    unz_file_info64 info{};
    unz64_file_pos place{};
    if (unzGetCurrentFileInfo64(handle_->file, &info, name.data(), name.size() - 1, nullptr, 0,
                                nullptr, 0) != UNZ_OK ||
        unzGetFilePos64(handle_->file, &place) != UNZ_OK)
      broken("");
    std::string text(name.data());
    for (char& c : text)
      if (c == '\\') c = '/';  // as some writers on Windows have it
    if (text.empty() || text.ends_with('/')) continue;
    if (places_.try_emplace(text, Place{place.pos_in_zip_directory, place.num_of_file, 0}).second)
      names_.push_back(std::move(text));
  }
  if (found != UNZ_END_OF_LIST_OF_FILE) broken("");
  if (names_.empty())
    throw Error(ErrorCode::bad_input, path + ": 压缩包是空的 there is no file in the zip");
}

Zip::~Zip() = default;

void Zip::read(const std::string& name, const std::function<void(std::string_view)>& use) {
  const auto found = places_.find(name);
  if (found == places_.end())
    throw Error(ErrorCode::not_found,
                path_ + ": 压缩包里没有 there is no \"" + name + "\" in the zip");
  Place& place = found->second;
  unz64_file_pos at{place.in_directory, place.of_file};
  unz_file_info64 info{};
  const std::string where = " at " + name;
  if (unzGoToFilePos64(handle_->file, &at) != UNZ_OK ||
      unzGetCurrentFileInfo64(handle_->file, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK)
    broken(where);
  if ((info.flag & 1) != 0)
    throw Error(ErrorCode::bad_input,
                path_ + ": 压缩包有密码 \"" + name + "\" in the zip is encrypted");
  // No more is inflated than the directory says; that an entry has packed more than the file may be
  // a lie.
  const std::uint64_t packed = std::min<std::uint64_t>(info.compressed_size, file_bytes_);
  if (info.uncompressed_size > kFreeOfRatio && info.uncompressed_size / limits_.ratio > packed)
    throw Error(ErrorCode::too_large, path_ + ": 压缩比太大 inflates to more than " +
                                          std::to_string(limits_.ratio) +
                                          " times its size (a zip bomb?)" + where);
  if (unzOpenCurrentFile(handle_->file) != UNZ_OK) broken(where);
  struct Close {
    unzFile file;
    ~Close() { unzCloseCurrentFile(file); }
  };
  std::uint64_t size = 0;
  {
    const Close close{handle_->file};
    std::vector<char> piece(65536);
    while (true) {
      const int got =
          unzReadCurrentFile(handle_->file, piece.data(), static_cast<unsigned>(piece.size()));
      if (got < 0) broken(where);
      if (got == 0) break;
      size += static_cast<std::uint64_t>(got);
      if (size > place.inflated) {
        total_ += size - place.inflated;
        place.inflated = size;
      }
      if (total_ > limits_.uncompressed_bytes)
        throw Error(ErrorCode::too_large, path_ + ": 解压后太大 inflates to more than " +
                                              std::to_string(limits_.uncompressed_bytes) +
                                              " bytes (a zip bomb?)" + where);
      use(std::string_view(piece.data(), static_cast<std::size_t>(got)));
    }
    if (unzeof(handle_->file) != 1 || unzCloseCurrentFile(handle_->file) != UNZ_OK) broken(where);
  }
}

}  // namespace jintu::io
