#include "services/http/server/access_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "geo/base/clock.hpp"
#include "geo/base/error.hpp"
#include "services/http/wire/last_catch.hpp"

namespace jintu::http {

namespace {

constexpr std::size_t most_pending = 4 << 20;

}  // namespace

AccessLog::AccessLog(const std::string& where) {
  if (where.empty()) return;
  if (where == "-") {
    fd_ = ::dup(STDERR_FILENO);
  } else {
    fd_ = ::open(where.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  }
  if (fd_ < 0)
    throw Error(ErrorCode::io, "访问日志无法写入 cannot write the access log " + where + ": " +
                                   std::strerror(errno));
  writer_ = std::thread([this] { run(); });
}

AccessLog::~AccessLog() {
  if (writer_.joinable()) {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    writer_.join();
  }
  if (fd_ >= 0) ::close(fd_);
}

void AccessLog::write(const Exchange& exchange) {
  if (fd_ < 0) return;
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - exchange.start);
  const bool read = !exchange.request.path.empty();
  std::string line;
  const std::string_view method = read ? name_of(exchange.request.method) : "-";
  const std::string_view path = read ? exchange.request.path.substr(0, 1000) : "-";
  if (form_ == log::Form::json) {
    constexpr auto literal = log::Field::Kind::literal;
    line = log::line(form_, "info", "answered", "",
                     {{"id", exchange.id},
                      {"method", std::string(method)},
                      {"path", std::string(path)},
                      {"status", std::to_string(exchange.status), literal},
                      {"bytes", std::to_string(exchange.sent), literal},
                      {"us", std::to_string(took.count()), literal},
                      {"aborted", exchange.aborted ? "true" : "false", literal}});
    line += '\n';
  } else {
    line.reserve(160);
    line += utc_text(std::chrono::system_clock::now(), Fraction::milliseconds);
    line.append(" ").append(exchange.id).append(" ").append(method).append(" ").append(path);
    line += ' ' + std::to_string(exchange.status) + ' ' + std::to_string(exchange.sent) + ' ' +
            std::to_string(took.count());
    line += exchange.aborted ? " aborted\n" : "\n";
  }
  const std::lock_guard lock(mutex_);
  if (pending_.size() + line.size() > most_pending) {
    ++dropped_;
  } else {
    pending_ += line;
  }
}

void AccessLog::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_ || !pending_.empty()) {
    wake_.wait_for(lock, std::chrono::milliseconds(200), [this] { return stopping_; });
    std::string lines = std::exchange(pending_, {});
    const auto dropped = std::exchange(dropped_, 0);
    lock.unlock();
    last_catch("access log", [&] {
      if (dropped > 0)
        lines += "# " + std::to_string(dropped) +
                 " lines dropped: the log could not be written in time\n";
      flush(lines);
    });
    lock.lock();
  }
}

void AccessLog::flush(const std::string& lines) const {
  std::size_t done = 0;
  while (done < lines.size()) {
    const ssize_t n = ::write(fd_, lines.data() + done, lines.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // a full disk must not stop the service
    done += static_cast<std::size_t>(n);
  }
}

}  // namespace jintu::http
