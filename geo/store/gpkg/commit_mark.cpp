#include "geo/store/gpkg/commit_mark.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <exception>

namespace jintu {

namespace {

constexpr int text_bytes = 64;

struct File {
  explicit File(int descriptor) : fd(descriptor) {}
  ~File() {
    if (fd >= 0) close(fd);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  const int fd;
};

std::optional<CommitMark::Noted> read_from(int fd) {
  char text[text_bytes + 1] = {};
  if (pread(fd, text, text_bytes, 0) <= 0) return std::nullopt;
  long long revision = 0;
  unsigned long long hash = 0;
  if (std::sscanf(text, "revision %lld hash %llx", &revision, &hash) != 2) return std::nullopt;
  return CommitMark::Noted{{revision}, hash};
}

}  // namespace

CommitMark::CommitMark(std::string path) : path_(std::move(path)) {}

CommitMark::~CommitMark() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (syncer_.joinable()) syncer_.join();
}

std::optional<CommitMark::Noted> CommitMark::read() const {
  const File file(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  return file.fd < 0 ? std::nullopt : read_from(file.fd);
}

void CommitMark::note(const Noted& commit) noexcept {
  try {
    // Opened each time: whoever takes the file away, to go on from a store that lost something,
    // takes its content away.
    const File file(open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (file.fd < 0 || flock(file.fd, LOCK_EX) != 0) return;
    if (const auto now = read_from(file.fd); now && now->revision >= commit.revision) return;
    char line[text_bytes];
    std::snprintf(line, sizeof line, "revision %lld hash %016llx",
                  static_cast<long long>(commit.revision.value),
                  static_cast<unsigned long long>(commit.hash));
    std::string text = line;
    text.resize(text_bytes - 1, ' ');  // always as long: an older text leaves no tail
    text += '\n';
    if (pwrite(file.fd, text.data(), text.size(), 0) != text_bytes) return;
    const std::lock_guard lock(mutex_);
    unsynced_ = true;
    if (!syncer_.joinable()) syncer_ = std::thread([this] { sync_while_needed(); });
    wake_.notify_all();
  } catch (const std::exception&) {  // no thread to be had
  }
}

void CommitMark::remove() noexcept { unlink(path_.c_str()); }

void CommitMark::sync() const noexcept {
  const File file(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd >= 0) fdatasync(file.fd);
}

void CommitMark::sync_while_needed() {
  constexpr std::chrono::milliseconds rest{20};
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return unsynced_ || stopping_; });
    const bool last = stopping_;
    if (unsynced_) {
      unsynced_ = false;
      lock.unlock();
      sync();
      lock.lock();
    }
    if (last && !unsynced_) return;
    wake_.wait_for(lock, rest, [this] { return stopping_; });
  }
}

}  // namespace jintu
