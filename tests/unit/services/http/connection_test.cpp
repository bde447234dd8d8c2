#include "services/http/wire/connection.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace jintu;
using namespace jintu::http;
using namespace std::chrono_literals;

namespace {

/// Answers everything at once with `answer`; wants every body.
struct FakeApp final : WireApp {
  BodyRule body_rule(const Request&) override { return rule; }
  std::optional<Response> handle(const std::shared_ptr<Exchange>& exchange, Later) override {
    last_body = exchange->body;
    ++handled;
    return make_response(200, "text/plain", answer);
  }
  Response refuse(const std::shared_ptr<Exchange>&, const HeadFault& fault) override {
    refused.push_back(fault.status);
    return make_response(fault.status, "text/plain", fault.detail);
  }
  void done(const Exchange& exchange) override {
    aborted += exchange.aborted ? 1 : 0;
    ++ended;
  }
  void connections_changed(int) override {}

  BodyRule rule{1 << 20, true, Sender::trusted};
  std::string answer = "x", last_body;
  int handled = 0, aborted = 0, ended = 0;
  std::vector<int> refused;
};

/// Takes all that it is given, at most `room` bytes in all.
struct FakeSink final : Connection::Sink {
  ssize_t send(std::string_view head, std::string_view body) override {
    const std::size_t n = std::min(head.size() + body.size(), room);
    if (n == 0) return -EAGAIN;
    room -= n;
    taken.append(head).append(body);
    return static_cast<ssize_t>(n);
  }
  void finish_sending() override { ended = true; }
  std::string taken;
  std::size_t room = SIZE_MAX;
  bool ended = false;
};

struct Peer {
  explicit Peer(std::size_t most_bodies = 1 << 20)
      : budget(std::make_shared<BodyBudget>(most_bodies)) {}
  /// One turn.
  Turn advance(Turn turn = {}) {
    connection.advance(sink, nullptr, -1, now, turn);
    return turn;
  }
  void finish() {
    for (int turns = 0; turns < 10'000 && advance().over();) ++turns;
  }
  void take(const std::string& bytes) { connection.take(bytes, now); }
  void wait(std::chrono::milliseconds time) {
    now += time;
    connection.tick(now);
  }

  Clock::time_point now = Clock::now();
  WireOptions options;
  FakeApp app;
  FakeSink sink;
  std::shared_ptr<BodyBudget> budget;
  Connection connection{1, options, app, budget, now};
};

const std::string ping = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string post(std::size_t length) {
  return "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(length) +
         "\r\n\r\n";
}

std::string times(const std::string& text, int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("a turn ends after a few requests, however many were sent at once") {
  Peer peer;
  peer.take(times(ping, 100));
  const Turn turn = peer.advance();
  CHECK(turn.over());
  CHECK(peer.app.handled == Turn{}.requests);
  peer.finish();
  CHECK(peer.app.handled == 100);
}

TEST_CASE("one request after the other does not use up a turn") {
  Peer peer;
  peer.take(ping);
  CHECK_FALSE(peer.advance().over());
  CHECK(peer.app.handled == 1);
}

TEST_CASE("a turn ends after some bytes of a large answer, and the rest follows in order") {
  Peer peer;
  for (int i = 0; i < 300'000; ++i) peer.app.answer += std::to_string(i);
  REQUIRE(peer.app.answer.size() > 1'000'000);
  peer.take(ping);
  CHECK(peer.advance().over());
  CHECK(peer.sink.taken.size() < peer.app.answer.size() / 2);
  peer.finish();
  CHECK(peer.sink.taken.substr(peer.sink.taken.find("\r\n\r\n") + 4) == peer.app.answer);
}

TEST_CASE("what a client sent before it ended its side is answered though its turn was over") {
  Peer peer;
  peer.take(times(ping, 10));
  peer.connection.end_of_input();
  peer.finish();
  CHECK(peer.app.handled == 10);
  CHECK(peer.connection.finished());
}

TEST_CASE("a connection closes after its last allowed request and says so") {
  Peer peer;
  peer.options.most_requests = 3;
  peer.take(times(ping, 5));
  peer.finish();
  CHECK(peer.app.handled == 3);
  CHECK(peer.sink.taken.find("Connection: close") != std::string::npos);
  CHECK(peer.sink.ended);
}

TEST_CASE("a body takes memory as it arrives, not as it was announced") {
  Peer peer;
  peer.take(post(1'000'000));
  peer.finish();
  CHECK(peer.budget->taken() <= 4096);
  peer.take(std::string(10'000, 'b'));
  peer.finish();
  CHECK(peer.budget->taken() < 40'000);
  for (int i = 0; i < 99; ++i) {
    peer.take(std::string(10'000, 'b'));
    peer.finish();
    CHECK(peer.budget->taken() <= 1'000'000);
  }
  CHECK(peer.app.handled == 1);
  CHECK(peer.app.last_body == std::string(1'000'000, 'b'));
  CHECK(peer.budget->taken() == 0);
}

TEST_CASE("a body larger than its address takes is refused before a byte of it came") {
  Peer peer;
  peer.take(post((1 << 20) + 1));
  peer.finish();
  CHECK(peer.app.refused == std::vector<int>{413});
  CHECK(peer.budget->taken() == 0);
}

TEST_CASE("bodies that together take too much are refused with 503 and give back what they had") {
  Peer peer(100'000);
  peer.take(post(1'000'000));
  for (int i = 0; i < 20 && peer.app.refused.empty(); ++i) {
    peer.take(std::string(10'000, 'b'));
    peer.finish();
  }
  CHECK(peer.app.refused == std::vector<int>{503});
  CHECK(peer.budget->taken() == 0);
  CHECK(peer.sink.ended);
}

TEST_CASE("strangers get half of the room for bodies, so that the others find some") {
  BodyBudget budget(1000);
  CHECK(budget.take(500, Sender::stranger));
  CHECK_FALSE(budget.take(1, Sender::stranger));
  CHECK(budget.take(500, Sender::trusted));
  CHECK_FALSE(budget.take(1, Sender::trusted));
  budget.give_back(100, Sender::stranger);
  CHECK(budget.take(100, Sender::trusted));
}

TEST_CASE("a body that trickles is given up, though it never stands still") {
  Peer peer;
  peer.take(post(1'000'000));
  peer.finish();
  int seconds = 0;
  for (; seconds < 60 && peer.app.refused.empty(); ++seconds) {
    peer.take("b");
    peer.finish();
    peer.wait(1s);
  }
  CHECK(peer.app.refused == std::vector<int>{408});
  CHECK(seconds < 15);
}

TEST_CASE("a body that comes at a fair pace is taken, however long it is") {
  Peer peer;
  peer.take(post(1'000'000));
  peer.finish();
  for (int i = 0; i < 25; ++i) {  // 40 KB a second
    peer.take(std::string(40'000, 'b'));
    peer.finish();
    peer.wait(1s);
  }
  CHECK(peer.app.refused.empty());
  CHECK(peer.app.handled == 1);
}

TEST_CASE("an answer that is read a few bytes at a time is cut off") {
  Peer peer;
  peer.app.answer = std::string(4'000'000, 'a');
  peer.sink.room = 0;
  peer.take(ping);
  peer.finish();
  int seconds = 0;
  for (; seconds < 200 && !peer.connection.finished(); ++seconds) {
    peer.sink.room = 100;
    peer.finish();
    peer.wait(1s);
  }
  CHECK(peer.app.aborted == 1);
  CHECK(seconds < 60);
}

TEST_CASE("when answers wait for too many slow readers, who takes nothing is cut off sooner") {
  Peer peer, other;
  for (Peer* one : {&peer, &other}) {
    one->app.answer = std::string(4'000'000, 'a');
    one->sink.room = 0;
  }
  peer.options.most_answer_bytes = 1'000'000;
  for (Peer* one : {&peer, &other}) {
    one->take(ping);
    one->finish();
    CHECK(one->budget->answers() == 4'000'000);
    for (int seconds = 0; seconds < 5; ++seconds) one->wait(1s);
  }
  CHECK(peer.app.aborted == 1);
  CHECK(peer.budget->answers() == 0);
  CHECK(other.app.aborted == 0);
}

TEST_CASE("an unwanted body beyond the limit ends the connection instead of being read") {
  Peer peer;
  peer.app.rule = {std::uint64_t{16} << 20, false, Sender::stranger};
  peer.take(post(8 << 20));
  peer.finish();
  CHECK(peer.app.handled == 1);
  CHECK(peer.sink.ended);
}

TEST_CASE("what the application never saw is not told to it as ended") {
  FakeApp app;
  const WireOptions options;
  {
    Connection connection(1, options, app, std::make_shared<BodyBudget>(1 << 20), Clock::now());
    FakeSink sink;
    Turn turn;
    connection.take(post(1000) + "half", Clock::now());
    connection.advance(sink, nullptr, -1, Clock::now(), turn);
  }
  CHECK(app.handled == 0);
  CHECK(app.ended == 0);
}
