#include "tests/support/http_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>

namespace jintu::test {

std::string Answer::field(std::string_view name) const {
  for (const auto& [n, value] : fields) {
    if (n == name) return value;
  }
  return {};
}

bool Answer::has(std::string_view name) const {
  return std::any_of(fields.begin(), fields.end(), [&](const auto& f) { return f.first == name; });
}

Client::Client(std::uint16_t port, std::chrono::milliseconds limit, int receive_buffer)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval tv{static_cast<time_t>(limit.count() / 1000),
                   static_cast<suseconds_t>(limit.count() % 1000 * 1000)};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  if (receive_buffer > 0)
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd_ < 0 || ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    if (fd_ >= 0) ::close(fd_);
    throw std::runtime_error("cannot connect");
  }
}

Client::~Client() {
  if (fd_ >= 0) ::close(fd_);
}

Client::Client(Client&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), in_(std::move(other.in_)) {}

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool Client::fill() {
  std::array<char, 65536> buffer;
  const ssize_t n = ::recv(fd_, buffer.data(), buffer.size(), 0);
  if (n <= 0) return false;
  in_.append(buffer.data(), static_cast<std::size_t>(n));
  return true;
}

void Client::wait_for_first_byte() {
  char byte;
  ::recv(fd_, &byte, 1, MSG_PEEK);
}

Answer Client::receive(bool to_head) {
  Answer answer;
  std::size_t end;
  while ((end = in_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return answer;
  }
  answer.head = in_.substr(0, end + 2);
  in_.erase(0, end + 4);
  if (answer.head.rfind("HTTP/1.1 ", 0) != 0)
    throw std::runtime_error("not an answer: " + answer.head);
  answer.status = std::atoi(answer.head.c_str() + 9);
  for (std::size_t at = answer.head.find("\r\n") + 2; at < answer.head.size();) {
    const auto line_end = answer.head.find("\r\n", at);
    const std::string line = answer.head.substr(at, line_end - at);
    at = line_end + 2;
    const auto colon = line.find(": ");
    if (colon == std::string::npos) throw std::runtime_error("bad field: " + line);
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    answer.fields.emplace_back(std::move(name), line.substr(colon + 2));
  }
  const bool bodiless = to_head || answer.status == 204 || answer.status == 304;
  const auto length =
      bodiless ? 0 : std::strtoull(answer.field("content-length").c_str(), nullptr, 10);
  while (in_.size() < length) {
    if (!fill()) break;
  }
  answer.complete = in_.size() >= length;
  answer.body = in_.substr(0, length);
  in_.erase(0, length);
  if (answer.field("connection") == "close") answer.closed = closed_by_server();
  return answer;
}

Answer Client::call(std::string_view method, std::string_view path, std::string_view extra) {
  std::string text(method);
  text.append(" ")
      .append(path)
      .append(" HTTP/1.1\r\nHost: localhost\r\n")
      .append(extra)
      .append("\r\n");
  send(text);
  return receive(method == "HEAD");
}

Answer Client::get(std::string_view path, std::string_view extra) {
  return call("GET", path, extra);
}

bool Client::closed_by_server() {
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t n = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (n == 0) return true;
    if (n < 0) return errno != EAGAIN && errno != EWOULDBLOCK;
  }
}

void Client::half_close() { ::shutdown(fd_, SHUT_WR); }

void Client::reset() {
  const linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(fd_, -1));
}

Answer get(std::uint16_t port, std::string_view path, std::string_view extra) {
  return Client(port).get(path, extra);
}

}  // namespace jintu::test
