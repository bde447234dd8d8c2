#include "tiles/archive/archive_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "geo/base/error.hpp"
#include "tiles/blob/tile.hpp"

namespace jintu::tiles {
namespace {

constexpr std::uint64_t hash_step = std::uint64_t{1} << 20;
constexpr std::int64_t look_every = 1'000'000;  // nanoseconds

std::int64_t steady_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::int64_t nanoseconds(const timespec& t) {
  return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

FileStamp stamp_from(const struct stat& s) {
  return {s.st_dev, s.st_ino, static_cast<std::uint64_t>(s.st_size), nanoseconds(s.st_mtim),
          nanoseconds(s.st_ctim)};
}

}  // namespace

std::optional<FileStamp> stamp_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) return stamp_from(status);
  return errno == ENOENT || errno == ENOTDIR ? std::optional(FileStamp()) : std::nullopt;
}

ArchiveFile::ArchiveFile(const std::string& path) : path_(path) {
  // Without O_NONBLOCK a pipe of that name would hold us until somebody writes to it.
  fd_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd_ < 0)
    throw Error(errno == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                path + ": 无法打开 cannot open: " + std::strerror(errno));
  struct stat status {};
  const bool known = fstat(fd_, &status) == 0 && S_ISREG(status.st_mode);
  if (!known || status.st_size == 0) {
    close(fd_);
    throw Error(ErrorCode::bad_input, path + ": 空文件 empty, or not a file");
  }
  stamp_ = stamp_from(status);
}

ArchiveFile::~ArchiveFile() { close(fd_); }

void ArchiveFile::require_unchanged() const {
  struct stat status {};
  if (fstat(fd_, &status) != 0)
    throw Error(ErrorCode::io, path_ + ": 无法读取 cannot read: " + std::strerror(errno));
  if (!stamp_from(status).same_content(stamp_))
    throw Error(ErrorCode::unavailable,
                path_ + ": 文件正在被改写 the file has been written to since it was opened");
  looked_.store(steady_now(), std::memory_order_relaxed);
}

std::string ArchiveFile::read(std::uint64_t offset, std::uint64_t length) const {
  if (offset > size() || length > size() - offset)
    throw Error(ErrorCode::bad_input, path_ + ": 文件被截断 truncated: " + std::to_string(length) +
                                          " bytes at " + std::to_string(offset) + " of " +
                                          std::to_string(size()));
  std::string bytes(length, '\0');
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t n =
        pread(fd_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      throw Error(ErrorCode::io, path_ + ": 无法读取 cannot read: " + std::strerror(errno));
    if (n == 0) {  // it was cut off
      require_unchanged();
      throw Error(ErrorCode::io, path_ + ": 无法读取 cannot read: it ends too early");
    }
    done += static_cast<std::size_t>(n);
  }
  // Afterwards, so that what was read is what was there at the opening.
  if (steady_now() - looked_.load(std::memory_order_relaxed) > look_every) require_unchanged();
  return bytes;
}

std::string ArchiveFile::hash() const {
  ContentHasher hasher;
  for (std::uint64_t at = 0; at < size(); at += hash_step)
    hasher.add(read(at, std::min(hash_step, size() - at)));
  require_unchanged();
  return hasher.text();
}

HashedFile open_hashed(const std::string& path) {
  auto file = std::make_shared<const ArchiveFile>(path);
  std::string hash = file->hash();
  return {std::move(file), std::move(hash)};
}

}  // namespace jintu::tiles
