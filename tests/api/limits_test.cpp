// Limits of connections and bodies: what many clients, or one, may take from the others.
#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "geo/base/error.hpp"
#include "tests/api/people_fixture.hpp"

using namespace jintu;
using namespace jintu::test;
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

// Catch's macros belong to one thread: others count.

namespace {

const std::string ping = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

}  // namespace

TEST_CASE("at the limit of connections whoever did nothing for longest gives way") {
  auto options = Running::quiet();
  options.max_connections = 10;
  options.io_threads = 1;
  Running running(options);
  std::vector<Client> all;
  for (int i = 0; i < 10; ++i) {
    all.emplace_back(running.port);
    REQUIRE(all.back().request(ping).status == 200);
  }
  CHECK(all.front().request(ping).status == 200);  // so that the second is now the longest idle
  Client newcomer(running.port);
  CHECK(newcomer.request(ping).status == 200);
  CHECK(all[1].closed_by_server());
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i != 1) CHECK(all[i].request(ping).status == 200);
}

TEST_CASE("thousands of idle connections and half-sent requests keep no newcomer out") {
  auto options = Running::quiet();
  options.max_connections = 200;
  Running running(options);
  std::vector<Client> crowd;
  for (int i = 0; i < 1000; ++i) {
    crowd.emplace_back(running.port);
    if (i % 2 == 0) crowd.back().send("GET / HTTP/1.1\r\nHost: loc");
    if (i % 50 == 0) CHECK(get(running.port, "/healthz").status == 200);
  }
  CHECK(get(running.port, "/healthz").status == 200);
}

TEST_CASE("requests that are being answered give way to nobody") {
  auto options = Running::quiet();
  options.max_connections = 4;
  options.io_threads = 1;
  Running running(options);
  std::vector<Client> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.emplace_back(running.port);
    waiting.back().send("GET /tiles/gated/9/" + std::to_string(i) +
                        "/0.mvt HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  const auto deadline = SteadyClock::now() + 10s;
  while (get(running.port, "/metrics").body.find("jintu_http_requests_in_flight 4\n") ==
             std::string::npos &&
         SteadyClock::now() < deadline)
    std::this_thread::sleep_for(1ms);
  for (int i = 0; i < 20; ++i) CHECK(get(running.port, "/healthz").status == 200);
  running.world.gate.open();
  for (Client& client : waiting) CHECK(client.receive().status == 200);
}

TEST_CASE("one address has a limit of its own, which proxies have not") {
  auto options = Running::quiet();
  options.max_per_address = 5;
  options.io_threads = 1;
  SECTION("an address that speaks for itself") {
    options.proxies = {};
    Running running(options);
    std::vector<Client> all;
    for (int i = 0; i < 6; ++i) {
      all.emplace_back(running.port);
      REQUIRE(all.back().request(ping).status == 200);
    }
    CHECK(all.front().closed_by_server());
    CHECK(all.back().request(ping).status == 200);
  }
  SECTION("an address that speaks for many") {
    Running running(options);
    std::vector<Client> all;
    for (int i = 0; i < 20; ++i) {
      all.emplace_back(running.port);
      REQUIRE(all.back().request(ping).status == 200);
    }
    for (Client& client : all) CHECK(client.request(ping).status == 200);
  }
}

TEST_CASE("two clients that pipeline without end keep nobody waiting") {
  auto options = Running::quiet();
  options.io_threads = 1;
  options.max_requests = 1'000'000;
  Running running(options);
  constexpr int many = 30'000;
  std::string requests;
  for (int i = 0; i < many; ++i) requests += ping;
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      Client client(running.port);
      std::thread sender([&] { client.send(requests); });
      for (int i = 0; i < many; ++i, ++answered)
        if (client.receive().status != 200) break;
      sender.join();
    });
  }
  while (answered < 200) std::this_thread::sleep_for(1ms);
  for (int i = 0; i < 20; ++i) CHECK(get(running.port, "/healthz").status == 200);
  CHECK(answered < 2 * many);  // they are still at it
  for (auto& thread : threads) thread.join();
}

TEST_CASE("a hundred bodies that are held open take what they are allowed, and give it back") {
  auto options = Running::quiet();
  options.max_body_bytes = 4 << 20;
  const EmptyFolder folder;
  World world;
  siting::Workbench workbench(
      {},
      []() -> siting::StoreOpener::result_type { throw Error(ErrorCode::not_found, "no store"); },
      folder.file("scenarios.sqlite"));
  People people;
  http::Server server(options, world.state, nullptr, &workbench, &people.service);
  const std::uint16_t port = server.start();
  const std::string head =
      "POST /siting/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
      bearer(people.token({auth::Role::planner})) + "Content-Length: 8000000\r\n\r\n";
  const std::size_t before = resident_bytes();
  {
    std::vector<Client> slow;
    for (int i = 0; i < 100; ++i) {
      slow.emplace_back(port);
      slow.back().send(head + std::string(400'000, ' '));
    }
    int refused = 0;
    for (int i = 0; i < 50; ++i) CHECK(get(port, "/healthz").status == 200);
    const auto deadline = SteadyClock::now() + 10s;
    while (refused == 0 && SteadyClock::now() < deadline) {
      std::this_thread::sleep_for(50ms);
      const std::string metrics = get(port, "/metrics").body;
      refused += metrics.find("status=\"503\"") != std::string::npos;
    }
    CHECK(refused == 1);
    CHECK(resident_bytes() < before + (40u << 20));
  }
  std::this_thread::sleep_for(200ms);
  CHECK(get(port, "/healthz").status == 200);
}
