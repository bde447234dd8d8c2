// A raw-socket HTTP client for tests: sends exactly the given bytes, reads strictly, never waits
// longer than its time limit.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jintu::test {

struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields;  ///< names in lower case
  std::string head;                                         ///< as received
  std::string body;
  bool complete = false;  ///< all of Content-Length arrived
  bool closed = false;    ///< the server closed after it

  /// Empty when absent.
  std::string field(std::string_view lower_case_name) const;
  bool has(std::string_view lower_case_name) const;
};

class Client {
 public:
  /// `receive_buffer` in bytes, 0: the system's. Small ones must be set before connecting: a window
  /// that shrinks later makes TCP crawl at 40 KB/s.
  explicit Client(std::uint16_t port, std::chrono::milliseconds limit = std::chrono::seconds(20),
                  int receive_buffer = 0);
  static Client with_small_buffer(std::uint16_t port) {
    return Client(port, std::chrono::seconds(20), 4096);
  }
  ~Client();
  Client(Client&& other) noexcept;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// False when the server has closed.
  bool send(std::string_view bytes);
  /// The next answer. `to_head`: no body follows. Status 0 when none came.
  Answer receive(bool to_head = false);
  /// Blocks until the answer has begun to arrive.
  void wait_for_first_byte();
  Answer request(std::string_view bytes) {
    send(bytes);
    return receive();
  }
  /// GET with Host and these extra lines ("Accept-Encoding: gzip\r\n").
  Answer get(std::string_view path, std::string_view extra = "");
  Answer call(std::string_view method, std::string_view path, std::string_view extra = "");
  /// True when the server closes within the limit; what still comes is dropped.
  bool closed_by_server();
  void half_close();
  /// Closes with a reset, as a client that crashes.
  void reset();

 private:
  bool fill();
  int fd_;
  std::string in_;
};

/// One request on a connection of its own.
Answer get(std::uint16_t port, std::string_view path, std::string_view extra = "");

}  // namespace jintu::test
