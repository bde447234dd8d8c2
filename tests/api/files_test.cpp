#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/api/fixture.hpp"
#include "tiles/blob/gzip.hpp"

using namespace jintu;
using namespace jintu::test;
namespace fs = std::filesystem;

namespace {

/// A small built web app in a folder of its own, beside a secret that no request may reach.
struct WebApp {
  WebApp() : root(fs::temp_directory_path() / ("jintu-web-" + std::to_string(::getpid()))) {
    fs::create_directories(root / "dist/assets");
    write("dist/index.html", "<!doctype html><title>津图</title>");
    write("dist/workbench.html", "<!doctype html><title>选址</title>");
    write("dist/assets/app-1a2b.js", script);
    write("dist/assets/app-1a2b.js.br", "not really brotli");
    write("dist/assets/app-1a2b.js.gz", tiles::gzip(script));
    write("dist/style.css", std::string(3000, 'a'));
    write("dist/pixel.png", std::string(2000, 'p'));
    write("dist/津 图.txt", "名");
    write("dist/.env", "hidden words");
    write("secret.txt", "hidden words");
    fs::create_symlink(root / "secret.txt", root / "dist/link.txt");
    std::ofstream(root / "dist/large.bin") << std::string(3 << 20, 'x');
  }
  ~WebApp() { fs::remove_all(root); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(root / name, std::ios::binary) << text;
  }
  http::ServerOptions options() const {
    auto options = Running::quiet();
    options.static_dir = (root / "dist").string();
    return options;
  }
  std::string script = std::string(5000, 's');
  fs::path root;
};

}  // namespace

TEST_CASE(
    "files are served from the twin that the client accepts, with type, tag and security fields") {
  WebApp app;
  Running running(app.options());
  const Answer index = get(running.port, "/");
  CHECK(index.status == 200);
  CHECK(index.field("content-type") == "text/html; charset=utf-8");
  CHECK(index.field("cache-control") == "public, max-age=0, must-revalidate");
  CHECK(index.field("content-security-policy").find("default-src 'self'") == 0);
  CHECK(index.field("x-content-type-options") == "nosniff");
  CHECK(index.has("referrer-policy"));
  const std::string script = "/assets/app-1a2b.js";
  const Answer plain = get(running.port, script);
  const Answer zipped = get(running.port, script, "Accept-Encoding: gzip\r\n");
  const Answer brotli = get(running.port, script, "Accept-Encoding: gzip, br\r\n");
  CHECK(plain.body == app.script);
  CHECK(tiles::gunzip(zipped.body, 1 << 20) == app.script);
  CHECK(brotli.body == "not really brotli");
  CHECK(brotli.field("content-encoding") == "br");
  for (const Answer* answer : {&plain, &zipped, &brotli}) {
    CHECK(answer->field("content-type") == "text/javascript; charset=utf-8");
    CHECK(answer->field("cache-control") == "public, max-age=31536000, immutable");
    CHECK(answer->field("vary") == "Accept-Encoding");
  }
  CHECK(plain.field("etag") != zipped.field("etag"));
  CHECK(brotli.field("etag") != zipped.field("etag"));
  CHECK(get(running.port, script, "If-None-Match: " + plain.field("etag") + "\r\n").status == 304);
  // text without a twin is compressed when it is loaded; pictures are not
  CHECK(get(running.port, "/style.css", "Accept-Encoding: gzip\r\n").field("content-encoding") ==
        "gzip");
  CHECK_FALSE(get(running.port, "/pixel.png", "Accept-Encoding: gzip\r\n").has("content-encoding"));
  CHECK(get(running.port, "/pixel.png", "Accept-Encoding: identity;q=0\r\n").status == 406);
  CHECK(get(running.port, "/%E6%B4%A5%20%E5%9B%BE.txt").body == "名");
}

TEST_CASE("the app has the addresses of its pages: any other is 404, not its page") {
  WebApp app;
  Running running(app.options());
  for (const char* path : {"/", "/?q=%E6%B4%A5", "/index.html"}) {
    INFO(path);
    CHECK(get(running.port, path).body.find("津图") != std::string::npos);
  }
  for (const char* path :
       {"/place/ns01", "/wp-login.php", "/nothing", "/missing.js", "/assets/missing.css",
        "/assets/", "/assets", "//", "/a//b", "/tiles/a", "/ogc/x", "/api/x"}) {
    INFO(path);
    const Answer answer = get(running.port, path);
    CHECK(answer.status == 404);
    CHECK(answer.field("content-type") == "application/problem+json");
  }
}

TEST_CASE("a page of its own is served without its ending") {
  WebApp app;
  Running running(app.options());
  const Answer page = get(running.port, "/workbench");
  CHECK(page.body.find("选址") != std::string::npos);
  CHECK(page.field("content-type") == "text/html; charset=utf-8");
  CHECK(page.field("content-security-policy").find("default-src 'self'") == 0);
  const Answer slash = get(running.port, "/workbench/?lang=en");
  CHECK(slash.status == 308);
  CHECK(slash.field("location") == "/workbench?lang=en");
}

TEST_CASE("a file is given under If-Match while it is that file") {
  WebApp app;
  Running running(app.options());
  const std::string tag = get(running.port, "/style.css").field("etag");
  CHECK(get(running.port, "/style.css", "If-Match: " + tag + "\r\n").status == 200);
  CHECK(get(running.port, "/style.css", "If-Match: \"other\"\r\n").status == 412);
}

TEST_CASE("no path leads out of the web folder or to hidden files") {
  WebApp app;
  Running running(app.options());
  for (const char* path :
       {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/../../secret.txt",
        "/assets/..%2f..%2fsecret.txt", "/.env", "/%2eenv", "/link.txt", "/..%5csecret.txt",
        "/....//secret.txt", "/%252e%252e/secret.txt", "/index.html%00.txt"}) {
    INFO(path);
    const Answer answer = get(running.port, path);
    CHECK((answer.status == 400 || answer.status == 404 ||
           answer.body.find("津图") != std::string::npos));
    CHECK(answer.body.find("hidden words") == std::string::npos);
  }
}

TEST_CASE("a file of 3 MB arrives whole, also at a reader with a tiny buffer") {
  WebApp app;
  Running running(app.options());
  CHECK(get(running.port, "/large.bin").body.size() == std::size_t{3} << 20);
  Client slow = Client::with_small_buffer(running.port);
  CHECK(slow.get("/large.bin").body == std::string(3 << 20, 'x'));
  CHECK(slow.get("/healthz").status == 200);
}
