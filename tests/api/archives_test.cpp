#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "services/http/message/byte_range.hpp"
#include "tests/api/fixture.hpp"

using namespace jintu;
using namespace jintu::test;
namespace fs = std::filesystem;

namespace {

/// A server that has the file `a.pmtiles`; any bytes will do.
struct WithArchive {
  WithArchive()
      : path(fs::temp_directory_path() / ("jintu-archive-" + std::to_string(::getpid()))) {
    for (int i = 0; bytes.size() < (3u << 20); ++i) bytes += std::to_string(i * 7919);
    std::ofstream(path, std::ios::binary) << bytes;
    auto next = std::make_shared<live::Published>(*running.world.state.get());
    next->archives["a.pmtiles"] = tiles::open_hashed(path.string());
    running.world.state.publish(std::move(next));
  }
  ~WithArchive() { fs::remove(path); }
  Running running;
  fs::path path;
  std::string bytes;
};

std::string text(
    const std::variant<http::WholeContent, http::ByteRange, http::Unsatisfiable>& part) {
  if (std::holds_alternative<http::WholeContent>(part)) return "whole";
  if (std::holds_alternative<http::Unsatisfiable>(part)) return "none";
  return std::to_string(std::get<http::ByteRange>(part).first) + "-" +
         std::to_string(std::get<http::ByteRange>(part).last);
}

}  // namespace

TEST_CASE("Ranges are read as RFC 9110 has them") {
  const std::pair<const char*, const char*> cases[] = {
      {"bytes=0-0", "0-0"},   {"bytes=2-5", "2-5"},     {"bytes=2-", "2-9"},
      {"bytes=-3", "7-9"},    {"bytes=-30", "0-9"},     {"bytes=8-99", "8-9"},
      {"Bytes=1-2", "1-2"},   {"bytes=10-", "none"},    {"bytes=10-12", "none"},
      {"bytes=-0", "none"},   {"bytes=5-2", "whole"},   {"bytes=1-2,4-5", "whole"},
      {"bytes=", "whole"},    {"bytes=-", "whole"},     {"bytes=a-b", "whole"},
      {"lines=1-2", "whole"}, {"bytes=--3", "whole"},   {"bytes=1", "whole"},
      {"", "whole"},          {"bytes=1-2-3", "whole"}, {"bytes=99999999999999999999-", "whole"}};
  for (const auto& [range, expected] : cases) {
    INFO(range);
    CHECK(text(http::read_range(range, 10)) == expected);
  }
}

TEST_CASE("An archive is answered whole, in ranges, or not again when it is known") {
  const WithArchive archive;
  Client client(archive.running.port);
  const auto whole = client.get("/archives/a.pmtiles", "Accept-Encoding: gzip\r\n");
  CHECK(whole.status == 200);
  CHECK(whole.body == archive.bytes);
  CHECK(whole.field("accept-ranges") == "bytes");
  CHECK(whole.field("content-type") == "application/vnd.pmtiles");
  CHECK_FALSE(whole.has("content-encoding"));
  const std::string etag = whole.field("etag");
  REQUIRE(etag.size() > 10);

  const auto part = client.get("/archives/a.pmtiles", "Range: bytes=1000000-1000099\r\n");
  CHECK(part.status == 206);
  CHECK(part.body == archive.bytes.substr(1000000, 100));
  CHECK(part.field("content-range") ==
        "bytes 1000000-1000099/" + std::to_string(archive.bytes.size()));
  CHECK(part.field("etag") == etag);
  CHECK(part.field("access-control-expose-headers").find("Content-Range") != std::string::npos);
  CHECK(client.get("/archives/a.pmtiles", "Range: bytes=-7\r\n").body ==
        archive.bytes.substr(archive.bytes.size() - 7));

  const auto beyond = client.get("/archives/a.pmtiles", "Range: bytes=99999999-\r\n");
  CHECK(beyond.status == 416);
  CHECK(beyond.field("content-range") == "bytes */" + std::to_string(archive.bytes.size()));
  CHECK(beyond.field("content-type").find("problem+json") != std::string::npos);

  CHECK(
      client.get("/archives/a.pmtiles", "Range: bytes=0-9\r\nIf-Range: " + etag + "\r\n").status ==
      206);
  CHECK(client.get("/archives/a.pmtiles", "Range: bytes=0-9\r\nIf-Range: \"older\"\r\n").status ==
        200);
  CHECK(client.get("/archives/a.pmtiles", "Range: bytes=0-9\r\nIf-Range: W/" + etag + "\r\n")
            .status == 200);
  CHECK(client.get("/archives/a.pmtiles", "If-None-Match: " + etag + "\r\n").status == 304);

  const std::string range = "Range: bytes=0-9\r\nIf-Match: ";
  CHECK(client.get("/archives/a.pmtiles", range + etag + "\r\n").status == 206);
  CHECK(client.get("/archives/a.pmtiles", range + "\"older\"\r\n").status == 412);
  CHECK(client.get("/archives/a.pmtiles", "If-Match: \"older\"\r\n").status == 412);

  client.send("HEAD /archives/a.pmtiles HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-9\r\n\r\n");
  const auto head = client.receive(true);
  CHECK(head.status == 200);
  CHECK(head.field("content-length") == std::to_string(archive.bytes.size()));
}

TEST_CASE(
    "Nothing but published archives is at /archives, and one replaced meanwhile is read to its "
    "end") {
  WithArchive archive;
  Client client(archive.running.port);
  for (const char* path :
       {"/archives/b.pmtiles", "/archives", "/archives/", "/archives/a.pmtiles/x"})
    CHECK(client.get(path).status == 404);
  CHECK(client.get("/archives/..%2Fa.pmtiles").status != 200);
  CHECK(client.get("/archives/a.pmtiles?x=1").status == 400);

  Client slow = Client::with_small_buffer(archive.running.port);
  slow.send("GET /archives/a.pmtiles HTTP/1.1\r\nHost: localhost\r\n\r\n");
  slow.wait_for_first_byte();
  fs::remove(archive.path);
  archive.running.world.state.publish(std::make_shared<live::Published>());
  CHECK(slow.receive().body == archive.bytes);
}

TEST_CASE(
    "An archive that is written to in place answers 503, and one that is being read is cut off") {
  WithArchive archive;
  Client client(archive.running.port);
  Client slow = Client::with_small_buffer(archive.running.port);
  slow.send("GET /archives/a.pmtiles HTTP/1.1\r\nHost: localhost\r\n\r\n");
  slow.wait_for_first_byte();
  CHECK(client.get("/archives/a.pmtiles", "Range: bytes=0-9\r\n").status == 206);
  ::usleep(20'000);  // the clock of files ticks every few milliseconds
  std::ofstream(archive.path, std::ios::binary | std::ios::trunc) << "short";

  for (const char* range : {"", "Range: bytes=0-9\r\n", "Range: bytes=2000000-2000009\r\n"}) {
    const auto answer = client.get("/archives/a.pmtiles", range);
    CHECK(answer.status == 503);
    CHECK(answer.has("retry-after"));
    CHECK(answer.body.find("jintu-archive-") == std::string::npos);  // no path of ours
  }
  CHECK(slow.receive().body.size() < archive.bytes.size());
  CHECK(client.get("/healthz").status == 200);
}

TEST_CASE("An archive that cannot be read now is told from one that is not there") {
  WithArchive archive;
  auto next = std::make_shared<live::Published>(*archive.running.world.state.get());
  next->archives["a.pmtiles"] = {};
  archive.running.world.state.publish(std::move(next));
  CHECK(get(archive.running.port, "/archives/a.pmtiles").status == 503);
  CHECK(get(archive.running.port, "/archives/b.pmtiles").status == 404);
}
