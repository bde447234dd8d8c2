#include "geo/siting/mip/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>

namespace jintu::siting {

namespace {

/// How long the clock is not looked at while the child says nothing.
constexpr int poll_ms = 20;
constexpr int done_code = 0, failed_code = 1;

void write_all(int file, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = write(file, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) _exit(failed_code);  // nobody listens any more
    data += written;
    size -= static_cast<std::size_t>(written);
  }
}

[[noreturn]] void be_child(int file, pid_t parent,
                           const std::function<void(const SendToParent&)>& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(failed_code);  // it ended before the line above
  constexpr int kept = 3;
  if (file != kept && dup2(file, kept) < 0) _exit(failed_code);
  close_range(kept + 1, ~0U, 0);
  try {
    work([](std::string_view message) {
      const std::uint64_t size = message.size();
      write_all(kept, reinterpret_cast<const char*>(&size), sizeof size);
      write_all(kept, message.data(), message.size());
    });
  } catch (...) {
    _exit(failed_code);
  }
  _exit(done_code);  // no destructors: they are the parent's
}

/// What has arrived, cut into messages.
class Inbox {
 public:
  explicit Inbox(const std::function<void(std::string_view)>& receive) : receive_(receive) {}

  void add(const char* data, std::size_t size) {
    text_.append(data, size);
    std::size_t at = 0;
    std::uint64_t length = 0;
    while (text_.size() - at >= sizeof length) {
      std::memcpy(&length, text_.data() + at, sizeof length);
      if (text_.size() - at - sizeof length < length) break;
      receive_(std::string_view(text_).substr(at + sizeof length, length));
      at += sizeof length + length;
    }
    text_.erase(0, at);
  }

 private:
  const std::function<void(std::string_view)>& receive_;
  std::string text_;
};

/// Owns the child: whatever is thrown, it is ended and reaped.
class Child {
 public:
  Child(pid_t id, int file) : id_(id), file_(file) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (id_ > 0) end();
    close(file_);
  }
  /// Its exit status, as wait() gives it.
  int end(bool by_force = true) {
    if (by_force) kill(id_, SIGKILL);
    int status = 0;
    while (waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    id_ = -1;
    return status;
  }

 private:
  pid_t id_;
  int file_;
};

}  // namespace

ChildEnd run_in_child(const std::function<void(const SendToParent&)>& work,
                      const std::function<void(std::string_view message)>& receive,
                      const std::function<bool()>& stop) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return ChildEnd::not_started;
  const pid_t parent = getpid();
  const pid_t id = fork();
  if (id == 0) be_child(ends[1], parent, work);
  close(ends[1]);
  if (id < 0) {
    close(ends[0]);
    return ChildEnd::not_started;
  }
  Child child(id, ends[0]);
  Inbox inbox(receive);
  std::string buffer(1 << 16, '\0');
  for (;;) {
    if (stop && stop()) {
      child.end();
      return ChildEnd::stopped;
    }
    pollfd waiting{ends[0], POLLIN, 0};
    const int ready = poll(&waiting, 1, poll_ms);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const ssize_t size = read(ends[0], buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    inbox.add(buffer.data(), static_cast<std::size_t>(size));
  }
  const int status = child.end(false);
  return WIFEXITED(status) && WEXITSTATUS(status) == done_code ? ChildEnd::done : ChildEnd::failed;
}

}  // namespace jintu::siting
