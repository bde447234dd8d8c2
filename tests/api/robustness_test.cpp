#include <catch2/catch.hpp>
#include <fstream>
#include <random>
#include <thread>

#include "tests/api/fixture.hpp"
#include "tiles/blob/gzip.hpp"

using namespace jintu;
using namespace jintu::test;
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

// Catch's macros belong to one thread: others count their failures.

namespace {

const std::string ping = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

}  // namespace

TEST_CASE("HTTP/1.1 stays open without asking: HTTP/1.0 and Connection: close do not") {
  Running running;
  Client client(running.port);
  for (int i = 0; i < 3; ++i) {
    const Answer answer = client.request(ping);
    CHECK(answer.status == 200);
    CHECK_FALSE(answer.has("connection"));
  }
  const Answer last = client.get("/healthz", "Connection: close\r\n");
  CHECK(last.field("connection") == "close");
  CHECK(last.closed);
  Client old(running.port);
  CHECK(old.request("GET /healthz HTTP/1.0\r\n\r\n").closed);
  Client old_but_kept(running.port);
  const Answer kept =
      old_but_kept.request("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(kept.field("connection") == "keep-alive");
  CHECK(old_but_kept.request(ping).status == 200);
}

TEST_CASE("pipelined requests are all answered, in order") {
  Running running;
  Client client(running.port);
  std::string many;
  for (int i = 0; i < 200; ++i)
    many += "GET /tiles/districts/12/" + std::to_string(i) +
            "/0.mvt HTTP/1.1\r\nHost: localhost\r\n\r\n";
  client.send(many);
  for (std::uint32_t i = 0; i < 200; ++i) {
    const Answer answer = client.receive();
    REQUIRE(answer.status == 200);
    REQUIRE(answer.body == districts_content(*tiles::TileCoord::checked(12, i, 0)));
  }
}

TEST_CASE("a request that comes byte by byte is answered") {
  Running running;
  Client client(running.port);
  for (const char c : ping) {
    client.send({&c, 1});
    if (c == '\n') std::this_thread::sleep_for(2ms);
  }
  CHECK(client.receive().status == 200);
}

TEST_CASE("a client that half-closes after its request still gets the answer") {
  Running running;
  Client client(running.port);
  client.send("GET /tiles/districts/5/1/1.mvt HTTP/1.1\r\nHost: localhost\r\n\r\n");
  client.half_close();
  CHECK(client.receive().status == 200);
  CHECK(client.closed_by_server());
}

TEST_CASE("absolute targets and leading empty lines are understood") {
  Running running;
  Client client(running.port);
  CHECK(client.request("GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status ==
        200);
  CHECK(client.request("\r\n\r\n" + ping).status == 200);
}

TEST_CASE("a body that nobody wants does not spoil the next request") {
  Running running;
  Client client(running.port);
  const std::string body(300'000, 'x');
  CHECK(client
            .request("GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\n" +
                     body)
            .status == 200);
  CHECK(client.request(ping).status == 200);
  CHECK(client
            .request("POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\n" +
                     body)
            .status == 405);
  CHECK(client.request(ping).status == 200);
}

TEST_CASE("Expect: 100-continue gets its final answer at once and the connection ends") {
  Running running;
  Client client(running.port);
  const Answer answer = client.request(
      "POST /ogc/collections/carriers/items HTTP/1.1\r\nHost: localhost\r\nExpect: "
      "100-continue\r\nContent-Length: 500000\r\n\r\n");
  CHECK(answer.status == 405);
  CHECK(answer.closed);
  Client large(running.port);
  CHECK(
      large
          .request("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: "
                   "5000000\r\n\r\n")
          .status == 413);
}

TEST_CASE("announced lengths take no memory") {
  Running running;
  const std::size_t before = resident_bytes();
  for (int i = 0; i < 50; ++i) {
    Client client(running.port);
    CHECK(client.request("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8000000000\r\n\r\n")
              .status == 413);
  }
  CHECK(resident_bytes() < before + (64u << 20));
}

TEST_CASE("eight clients that do not read 3 MB stop nobody") {
  Running running;
  std::vector<Client> lazy;
  for (int i = 0; i < 8; ++i) {
    lazy.push_back(Client::with_small_buffer(running.port));
    lazy.back().send(
        "GET /tiles/big/1/0/0.mvt HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n");
  }
  const auto start = SteadyClock::now();
  for (int i = 0; i < 200; ++i)
    CHECK(get(running.port, "/tiles/districts/5/1/1.mvt").status == 200);
  CHECK(SteadyClock::now() - start < 5s);
  // and when they do read, they get all of it
  const Answer late = lazy.front().receive();
  CHECK(late.complete);
  CHECK(tiles::gunzip(late.body, 4 << 20) == big_noise());
}

TEST_CASE("a reader that never reads is cut off in time") {
  auto options = Running::quiet();
  options.write_timeout = 300ms;
  Running running(options);
  Client lazy = Client::with_small_buffer(running.port);
  for (int i = 0; i < 3; ++i)
    lazy.send("GET /tiles/big/1/0/0.mvt HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto deadline = SteadyClock::now() + 10s;
  std::string metrics;
  do {
    std::this_thread::sleep_for(50ms);
    metrics = get(running.port, "/metrics").body;
  } while (metrics.find("jintu_http_aborted_total 1\n") == std::string::npos &&
           SteadyClock::now() < deadline);
  CHECK(metrics.find("jintu_http_aborted_total 1\n") != std::string::npos);
}

TEST_CASE("2,000 half-sent requests stop nobody and are gone in time") {
  auto options = Running::quiet();
  options.header_timeout = 2s;
  Running running(options);
  std::vector<Client> half;
  for (int i = 0; i < 2000; ++i) {
    half.emplace_back(running.port);
    half.back().send(i % 3 == 0   ? "GET /hea"
                     : i % 3 == 1 ? "G"
                                  : "GET / HTTP/1.1\r\nHost: localhost\r\nA: b\r\n");
  }
  const auto start = SteadyClock::now();
  for (int i = 0; i < 50; ++i) CHECK(get(running.port, "/healthz").status == 200);
  CHECK(SteadyClock::now() - start < 2s);
  int timed_out = 0;
  for (Client& client : half) timed_out += client.receive().status == 408;
  CHECK(timed_out == 2000);
  CHECK(SteadyClock::now() - start < 20s);
}

TEST_CASE("an idle connection is closed in time, one in use is not") {
  auto options = Running::quiet();
  options.idle_timeout = 600ms;
  Running running(options);
  Client idle(running.port), busy(running.port);
  idle.request(ping);
  for (int i = 0; i < 20; ++i) {
    CHECK(busy.request(ping).status == 200);
    std::this_thread::sleep_for(100ms);
  }
  CHECK(idle.closed_by_server());
}

TEST_CASE("a full work queue is 503 with Retry-After while memory is still served") {
  auto options = Running::quiet();
  options.work_threads = 1;
  options.work_queue = 4;
  Running running(options);
  get(running.port, "/tiles/districts/5/1/1.mvt");
  std::vector<Client> waiting;
  for (int i = 0; i < 5; ++i) {
    waiting.emplace_back(running.port);
    waiting.back().send("GET /tiles/gated/9/" + std::to_string(i) +
                        "/0.mvt HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto deadline = SteadyClock::now() + 5s;
    while (running.world.gated->made == 0 && SteadyClock::now() < deadline)
      std::this_thread::sleep_for(1ms);
  }
  const auto queued = [&] {
    return get(running.port, "/metrics").body.find("jintu_work_queue_length{lane=\"read\"} 4\n") !=
           std::string::npos;
  };
  const auto deadline = SteadyClock::now() + 5s;
  while (!queued() && SteadyClock::now() < deadline) std::this_thread::sleep_for(1ms);
  const Answer refused = get(running.port, "/tiles/districts/6/1/1.mvt");
  CHECK(refused.status == 503);
  CHECK(refused.field("retry-after") == "1");
  CHECK(get(running.port, "/tiles/districts/5/1/1.mvt").status == 200);
  running.world.gate.open();
  for (Client& client : waiting) CHECK(client.receive().status == 200);
  CHECK(get(running.port, "/tiles/districts/6/1/1.mvt").status == 200);
}

TEST_CASE("clients that vanish while their answer is made leave nothing behind") {
  Running running;
  for (int i = 0; i < 100; ++i) {
    Client client(running.port);
    client.send("GET /tiles/gated/9/" + std::to_string(i) +
                "/0.mvt HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.reset();
  }
  running.world.gate.open();
  const auto deadline = SteadyClock::now() + 10s;
  std::string metrics;
  do {
    std::this_thread::sleep_for(20ms);
    metrics = get(running.port, "/metrics").body;
  } while (metrics.find("jintu_http_connections 1\n") == std::string::npos &&
           SteadyClock::now() < deadline);
  CHECK(metrics.find("jintu_http_connections 1\n") != std::string::npos);
  CHECK(metrics.find("jintu_http_requests_in_flight 1\n") != std::string::npos);
}

TEST_CASE("eight clients with hundreds of mixed requests each get the right answers") {
  Running running;
  std::atomic<int> wrong{0}, done{0};
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      Client client(running.port);
      std::mt19937 random(t);
      for (int i = 0; i < 300; ++i, ++done) {
        const auto x = static_cast<std::uint32_t>(random() % 64);
        const bool zip = random() % 2 == 0;
        const Answer answer = client.get("/tiles/districts/6/" + std::to_string(x) + "/1.mvt",
                                         zip ? "Accept-Encoding: gzip\r\n" : "");
        if (answer.status != 200) {
          ++wrong;
          continue;
        }
        const std::string body = zip ? tiles::gunzip(answer.body, 1 << 20) : answer.body;
        wrong += body != districts_content(*tiles::TileCoord::checked(6, x, 1));
        if (i % 10 == 0)
          wrong += client.get("/ogc/collections/lockers/items?limit=20").status != 200;
        if (i % 25 == 0) wrong += client.get("/tiles/nothing/1/0/0.mvt").status != 404;
      }
    });
  }
  std::thread publisher([&] {  // new states while they read
    while (done < 2000) {
      running.world.state.publish(std::make_shared<live::Published>(*running.world.state.get()));
      std::this_thread::sleep_for(1ms);
    }
  });
  for (auto& thread : threads) thread.join();
  publisher.join();
  CHECK(wrong == 0);
}

TEST_CASE("random bytes never stop the server") {
  Running running;
  std::mt19937 random(7);
  const std::string seeds[] = {
      ping, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello",
      "GET /tiles/a,b/1/2/3.mvt?x=%ff HTTP/1.1\r\nHost: "
      "b\r\nAccept-Encoding: gzip;q=1\r\nIf-None-Match: \"a\"\r\n\r\n"};
  for (int i = 0; i < 500; ++i) {
    std::string bytes = seeds[random() % 3];
    for (auto k = random() % 6; k > 0; --k)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    Client client(running.port);
    client.send(bytes);
    client.half_close();
    client.closed_by_server();
  }
  CHECK(get(running.port, "/healthz").status == 200);
}

TEST_CASE("stopping finishes what is in flight, whole, and takes nothing new") {
  Running running;
  std::vector<Client> waiting;
  for (int i = 0; i < 20; ++i) {
    waiting.emplace_back(running.port);
    waiting.back().send("GET /tiles/gated/9/" + std::to_string(i) +
                        "/0.mvt HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  Client idle(running.port);
  // Itself and the twenty: what the server has not read yet is not in flight, and may be cut.
  const auto deadline = SteadyClock::now() + 10s;
  while (idle.get("/metrics").body.find("\njintu_http_requests_in_flight 21\n") ==
             std::string::npos &&
         SteadyClock::now() < deadline)
    std::this_thread::sleep_for(1ms);
  std::atomic<bool> clean{false};
  const auto start = SteadyClock::now();
  std::thread stopper([&] { clean = running.server.stop(); });
  CHECK(idle.closed_by_server());  // idle ones go at once
  std::this_thread::sleep_for(100ms);
  running.world.gate.open();
  for (Client& client : waiting) {
    const Answer answer = client.receive();
    CHECK(answer.status == 200);
    CHECK(answer.body == "gated");
    CHECK(answer.field("connection") == "close");
  }
  stopper.join();
  CHECK(clean);
  CHECK(SteadyClock::now() - start < 5s);
  CHECK_THROWS(Client(running.port));
}

TEST_CASE("stopping under load cuts no answer in two and is quick") {
  for (int round = 0; round < 3; ++round) {
    Running running;
    std::atomic<bool> stopped{false};
    std::atomic<int> torn{0}, served{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        while (!stopped) {
          try {
            Client client(running.port);
            for (;;) {
              const Answer answer = client.get("/tiles/districts/5/1/1.mvt");
              if (answer.status == 0) break;
              torn += !answer.complete;
              ++served;
              if (answer.closed) break;
            }
          } catch (const std::exception&) {
            break;  // nobody listens any more
          }
        }
      });
    }
    while (served < 200) std::this_thread::sleep_for(1ms);
    const auto start = SteadyClock::now();
    CHECK(running.server.stop());
    CHECK(SteadyClock::now() - start < 3s);
    stopped = true;
    for (auto& thread : threads) thread.join();
    CHECK(torn == 0);
  }
}

TEST_CASE("stopping does not wait for ever for what does not end") {
  auto options = Running::quiet();
  options.stop_patience = 300ms;
  Running running(options);
  Client stuck(running.port);
  stuck.send("GET /tiles/gated/9/0/0.mvt HTTP/1.1\r\nHost: localhost\r\n\r\n");
  Client half(running.port);
  half.send("GET /heal");
  while (running.world.gated->made == 0) std::this_thread::sleep_for(1ms);
  const auto start = SteadyClock::now();
  CHECK_FALSE(running.server.stop());
  CHECK(SteadyClock::now() - start < 3s);
  CHECK(stuck.receive().status == 0);
}
