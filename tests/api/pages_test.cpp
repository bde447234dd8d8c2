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

/// The built app's page with its marks.
struct Pages {
  Pages() : dist(fs::temp_directory_path() / ("jintu-pages-" + std::to_string(::getpid()))) {
    fs::create_directories(dist);
    std::ofstream(dist / "index.html")
        << "<!doctype html>\n<html lang=\"zh-Hans\" data-theme=\"night\"><head><!--page:head-->"
           "<title>old</title><!--/page:head--><script src=\"/assets/index.js\"></script>"
           "<link rel=\"stylesheet\" crossorigin href=\"/assets/index-1.css\"></head><body>"
           "<div id=\"app\"><!--page:body-->old<!--/page:body--></div></body></html>";
  }
  ~Pages() { fs::remove_all(dist); }
  http::ServerOptions options() const {
    auto options = Running::quiet();
    options.static_dir = dist.string();
    return options;
  }
  /// Adds a night street whose name is hostile.
  static void add_street(Running& running, std::int64_t revision = 8) {
    auto next = std::make_shared<live::Published>(*running.world.state.get());
    Feature street;
    street.id = {1};
    street.key = "ns/1";
    street.geometry = MultiPoint<Position>{{117.2, 39.12}};
    street.properties.set("name_zh", Value(std::string("<script>alert(1)</script>夜市")));
    street.properties.set("name_en", Value(std::string("\"Night' & market")));
    LayerSchema schema;
    schema.name = "night_streets";
    auto layers = next->snapshot->layers();
    layers["night_streets"] =
        std::make_shared<const Layer>(std::move(schema), std::vector<Feature>{street});
    next->snapshot = std::make_shared<const Snapshot>(Revision{revision}, std::move(layers));
    running.world.state.publish(std::move(next));
  }
  fs::path dist;
};

bool has(const Answer& answer, std::string_view what) {
  return answer.body.find(what) != std::string::npos;
}

constexpr const char* browser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n";

}  // namespace

TEST_CASE(
    "the first page is the app's page with the evening in it, escaped, in the reader's language") {
  Pages pages;
  Running running(pages.options());
  Pages::add_street(running);
  const Answer page = get(running.port, "/");
  CHECK(page.status == 200);
  CHECK(page.field("content-type") == "text/html; charset=utf-8");
  CHECK(page.field("content-security-policy").find("default-src 'self'") == 0);
  CHECK(page.field("content-language") == "zh");
  CHECK(has(page, "<script src=\"/assets/index.js\">"));
  CHECK(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;夜市"));
  CHECK_FALSE(has(page, "<script>alert"));
  CHECK_FALSE(has(page, ">old<"));
  CHECK(has(page, "href=\"/places/night_streets/ns/1\"") == true);
  const Answer english = get(running.port, "/", "Accept-Language: en-GB,en;q=0.9\r\n");
  CHECK(english.field("content-language") == "en");
  CHECK(has(english, "<html lang=\"en\" data-theme=\"night\">"));
  CHECK(has(english, "&quot;Night&#39; &amp; market"));
  const Answer asked = get(running.port, "/?lang=zh&theme=day", "Accept-Language: en\r\n");
  CHECK(has(asked, "<html lang=\"zh-Hans\" data-theme=\"day\">"));
  CHECK(has(asked, "theme=day"));  // goes on into the links
}

TEST_CASE("searches without a script find, find nothing, and bear whatever is asked") {
  Pages pages;
  Running running(pages.options());
  Pages::add_street(running);
  CHECK(has(get(running.port, "/?q=yeshi"), "ns/1"));
  CHECK(has(get(running.port, "/?q=ys"), "ns/1"));
  CHECK(has(get(running.port, "/?q=%E6%B2%A1%E6%9C%89%E7%9A%84"), "没有找到"));
  for (const char* query : {"/?q=%22%3E%3Cscript%3E", "/?page=-1", "/?page=99999999999999999999",
                            "/?at=tomorrow", "/?state=burning", "/?district=%27%3B--",
                            "/?from=singlemessage&isappinstalled=0", "/?q=%ff&q=a", "/?&&==&"}) {
    INFO(query);
    const Answer answer = get(running.port, query);
    CHECK(answer.status == 200);
    CHECK_FALSE(has(answer, "\"><script>"));
  }
}

TEST_CASE("pages are kept by caches for a minute, and told apart by revision, query and language") {
  Pages pages;
  Running running(pages.options());
  Pages::add_street(running);
  const std::string path = "/?at=2026-11-27T20:30";
  const Answer plain = get(running.port, path);
  CHECK(plain.field("cache-control") == "public, max-age=60");
  CHECK(plain.field("vary") == "Accept-Encoding, Accept-Language");
  const Answer zipped = get(running.port, path, "Accept-Encoding: gzip\r\n");
  CHECK(tiles::gunzip(zipped.body, 1 << 20) == plain.body);
  CHECK(zipped.field("etag") != plain.field("etag"));
  const std::string known = "If-None-Match: " + plain.field("etag") + "\r\n";
  const Answer same = get(running.port, path, known);
  CHECK(same.status == 304);
  CHECK(same.field("cache-control") == "public, max-age=60");
  CHECK(get(running.port, path, known + "Accept-Language: en\r\n").status == 200);
  CHECK(get(running.port, "/?at=2026-11-27T20:31", known).status == 200);
  Pages::add_street(running, 9);
  CHECK(get(running.port, path, known).status == 200);
}

TEST_CASE(
    "each place has a page under its layer and id, and what does not exist is 404 in the reader's "
    "form") {
  Pages pages;
  Running running(pages.options());
  Pages::add_street(running);
  const Answer carrier = get(running.port, "/places/carriers/necc");
  CHECK(carrier.status == 200);
  CHECK(has(carrier, "href=\"/assets/index-1.css\""));
  CHECK(has(carrier, "og:title"));
  CHECK(get(running.port, "/places/carriers/nowhere").status == 200);  // no position is known
  CHECK(get(running.port, "/places/lockers/lk1200").status == 200);
  for (const char* path :
       {"/places/carriers/never", "/places/districts/120101", "/places/x/necc"}) {
    INFO(path);
    const Answer api = get(running.port, path);
    CHECK(api.status == 404);
    CHECK(api.field("content-type") == "application/problem+json");
    const Answer page = get(running.port, path, browser);
    CHECK(page.status == 404);
    CHECK(page.field("content-type") == "text/html; charset=utf-8");
    CHECK(has(page, "没有这个地点"));
    CHECK(has(page, "href=\"/\""));
    CHECK_FALSE(page.has("etag"));
  }
}

TEST_CASE("a browser is told in words that nothing is at an address, a program in JSON") {
  Pages pages;
  Running running(pages.options());
  CHECK(get(running.port, "/wp-login.php").field("content-type") == "application/problem+json");
  const Answer page = get(running.port, "/wp-login.php", browser);
  CHECK(page.status == 404);
  CHECK(has(page, "没有这个页面"));
  CHECK(has(get(running.port, "/nothing?lang=en", browser), "There is no such page"));
  for (const char* path : {"/atlas/x", "/ogc/nothing", "/api"}) {  // below what is there
    INFO(path);
    CHECK(get(running.port, path).field("content-type") == "application/problem+json");
    CHECK(has(get(running.port, path, browser), "没有这个页面"));
  }
}

TEST_CASE("/places is a list to read, layer by layer, whoever asks") {
  Pages pages;
  Running running(pages.options());
  Pages::add_street(running);
  for (const char* path : {"/places", "/places/night_streets", "/places?page=99"}) {
    INFO(path);
    const Answer list = get(running.port, path, browser);
    CHECK(list.status == 200);
    CHECK(list.field("content-type") == "text/html; charset=utf-8");
    CHECK(has(list, "href=\"/places/night_streets/ns/1\""));
    CHECK(has(list, "href=\"/places/carriers\""));
    CHECK_FALSE(has(list, "<script>alert"));
  }
  CHECK(has(get(running.port, "/places/carriers?lang=en"), "/places/carriers/necc?lang=en"));
  CHECK(get(running.port, "/places/districts", browser).status == 404);
  CHECK(get(running.port, "/places/never").field("content-type") == "application/problem+json");
}

TEST_CASE("events are on the first page and are taken along as calendars, by evening or alone") {
  Pages pages;
  Running running(pages.options());
  auto next = std::make_shared<live::Published>(*running.world.state.get());
  const auto event = [](std::int64_t id, std::string key, const char* name, const char* start,
                        const char* end) {
    Feature feature;
    feature.id = {id};
    feature.key = std::move(key);
    for (const auto& [field, words] : {std::pair{"name_zh", name},
                                       {"kind", "live"},
                                       {"start", start},
                                       {"end", end},
                                       {"source", "示例"},
                                       {"url", "https://example.org/live"}})
      feature.properties.set(field, Value(std::string(words)));
    return feature;
  };
  LayerSchema schema;
  schema.name = "events";
  auto layers = next->snapshot->layers();
  layers["events"] = std::make_shared<const Layer>(
      std::move(schema),
      std::vector<Feature>{
          event(1, "a.1", "示例<直播>", "2026-12-05T20:00:00+08:00", "2026-12-06T00:30:00+08:00"),
          event(2, "b", "示例二", "2026-12-06T20:00:00+08:00", "2026-12-06T22:00:00+08:00")});
  next->snapshot = std::make_shared<const Snapshot>(Revision{9}, std::move(layers));
  running.world.state.publish(std::move(next));

  const Answer page = get(running.port, "/?at=2026-12-06T00:10");
  CHECK(has(page, "今晚活动"));
  CHECK(has(page, "示例&lt;直播&gt;"));
  CHECK_FALSE(has(page, "示例二"));
  CHECK(has(page, "/whats-on.ics?at=2026-12-06T00%3A10"));
  CHECK_FALSE(has(get(running.port, "/?at=2026-12-06T00:30"), "今晚活动"));

  const Answer evening = get(running.port, "/whats-on.ics?at=2026-12-05T19:00");
  CHECK(evening.status == 200);
  CHECK(evening.field("content-type") == "text/calendar; charset=utf-8");
  CHECK(has(evening, "UID:a.1@events.jintu\r\n"));
  CHECK(has(evening, "DTSTART:20261205T120000Z\r\nDTEND:20261205T163000Z\r\n"));
  CHECK_FALSE(has(evening, "示例二"));
  const std::string again = "If-None-Match: " + evening.field("etag") + "\r\n";
  CHECK(get(running.port, "/whats-on.ics?at=2026-12-05T19:00", again).status == 304);
  const Answer none = get(running.port, "/whats-on.ics?at=2026-12-01T19:00");
  CHECK(none.status == 200);
  CHECK(has(none, "BEGIN:VCALENDAR\r\n"));
  CHECK_FALSE(has(none, "VEVENT"));

  const Answer alone = get(running.port, "/places/events/b.ics");
  CHECK(alone.field("content-type") == "text/calendar; charset=utf-8");
  CHECK(has(alone, "UID:b@events.jintu"));
  CHECK(has(get(running.port, "/places/events/a.1"), "看直播"));
  CHECK(get(running.port, "/places/events/c.ics").status == 404);
  CHECK(get(running.port, "/places/lockers/b.ics").status == 404);
  CHECK(has(get(running.port, "/api/site"), "\"entered\":{\"events\":2,\"last_trains\":0}"));
}

TEST_CASE("where no event is entered the list of events says so, and the first page says nothing") {
  Pages pages;
  Running running(pages.options());
  const Answer list = get(running.port, "/places/events");
  CHECK(list.status == 200);
  CHECK(has(list, "没有录入的活动"));
  CHECK_FALSE(has(get(running.port, "/"), "今晚活动"));
  CHECK(get(running.port, "/places/events/a").status == 404);
}
