#include <catch2/catch.hpp>

#include "tests/api/fixture.hpp"

using namespace jintu;
using namespace jintu::test;

namespace {

/// Adds a night street of the world's first district.
void add_street(Running& running, std::int64_t revision = 8) {
  auto next = std::make_shared<live::Published>(*running.world.state.get());
  Feature street;
  street.id = {1};
  street.key = "way/1 b";
  street.geometry = MultiPoint<Position>{{117.2, 39.12}};
  street.properties.set("name_zh", Value(std::string("津湾广场")));
  street.properties.set("district", Value(std::string("和平区")));
  street.properties.set("hours_osm", Value(std::string("18:00-02:00")));
  LayerSchema schema;
  schema.name = "night_streets";
  auto layers = next->snapshot->layers();
  layers["night_streets"] =
      std::make_shared<const Layer>(std::move(schema), std::vector<Feature>{street});
  next->snapshot = std::make_shared<const Snapshot>(Revision{revision}, std::move(layers));
  running.world.state.publish(std::move(next));
}

std::string first_district(Running& running) {
  return running.world.state.get()->snapshot->layer("districts")->features().front().key;
}

}  // namespace

TEST_CASE("a place's preview is a PNG with a strong tag, which follows the revision") {
  Running running;
  add_street(running);
  const char* path = "/previews/night_streets/way/1%20b.png";
  const Answer image = get(running.port, path);
  CHECK(image.status == 200);
  CHECK(image.field("content-type") == "image/png");
  CHECK(image.field("access-control-allow-origin") == "*");
  CHECK(image.body.substr(1, 3) == "PNG");
  CHECK(image.body.size() <= 300'000);
  const std::string tag = image.field("etag");
  REQUIRE(tag.size() > 2);
  CHECK(tag.front() == '"');
  CHECK(get(running.port, path).body == image.body);
  CHECK(get(running.port, path, "If-None-Match: " + tag + "\r\n").status == 304);
  const Answer head = Client(running.port).call("HEAD", path);
  CHECK(head.status == 200);
  CHECK(head.body.empty());
  CHECK(head.field("content-length") == std::to_string(image.body.size()));
  CHECK(get(running.port, std::string(path) + "?lang=en").field("etag") != tag);
  CHECK(get(running.port, std::string(path) + "?utm=1").field("etag") == tag);
  add_street(running, 9);
  const Answer next = get(running.port, path, "If-None-Match: " + tag + "\r\n");
  CHECK(next.status == 200);
  CHECK(next.field("etag") != tag);
}

TEST_CASE("who has a picture is told that it is the same, without its being drawn again") {
  std::string tag;
  const char* path = "/previews/night_streets/way/1%20b.png";
  {
    Running running;
    add_street(running);
    tag = get(running.port, path).field("etag");
    REQUIRE(tag.size() > 2);
  }
  // Another server of the same state, whose memory is empty. Its place is missing: drawing is 404.
  Running other;
  auto next = std::make_shared<live::Published>(*other.world.state.get());
  next->snapshot = std::make_shared<const Snapshot>(Revision{8}, next->snapshot->layers());
  other.world.state.publish(std::move(next));
  CHECK(get(other.port, path).status == 404);
  CHECK(get(other.port, path, "If-None-Match: *\r\n").status == 404);
  const Answer same = get(other.port, path, "If-None-Match: \"x\", " + tag + "\r\n");
  CHECK(same.status == 304);
  CHECK(same.field("etag") == tag);
  CHECK(same.field("vary").find("Jintu-Preview") != std::string::npos);
}

TEST_CASE("the first page's preview is there, and what there is no place for is 404") {
  Running running;
  add_street(running);
  CHECK(get(running.port, "/previews/night.png").status == 200);
  for (const char* path :
       {"/previews/night_streets/none.png", "/previews/nothing/1.png",
        "/previews/night_streets/way/1%20b", "/previews/night_streets/.png", "/previews/x"})
    CHECK(get(running.port, path).status == 404);
}

TEST_CASE("a district's poster is a PDF, a PNG or an SVG of the same drawing") {
  Running running;
  add_street(running);
  const std::string path = "/posters/" + first_district(running);
  const Answer pdf = get(running.port, path + ".pdf");
  CHECK(pdf.status == 200);
  CHECK(pdf.field("content-type") == "application/pdf");
  CHECK(pdf.body.substr(0, 5) == "%PDF-");
  const Answer svg = get(running.port, path + ".svg");
  CHECK(svg.field("content-type") == "image/svg+xml");
  CHECK(svg.body.find("<svg") != std::string::npos);
  const Answer png = get(running.port, path + ".png");
  CHECK(png.field("content-type") == "image/png");
  CHECK(png.body.size() <= 2'000'000);
  CHECK(pdf.field("etag") != svg.field("etag"));
  CHECK(get(running.port, path + ".pdf", "If-None-Match: " + pdf.field("etag") + "\r\n").status ==
        304);
  const Answer part = get(running.port, path + ".pdf", "Range: bytes=0-4\r\n");
  CHECK(part.status == 206);
  CHECK(part.body == "%PDF-");
  CHECK(get(running.port, path + ".pdf?theme=day").field("etag") != pdf.field("etag"));
  for (const char* other : {"/posters/999999.pdf", "/posters/.pdf", "/posters/x.gif"})
    CHECK(get(running.port, other).status == 404);
}

TEST_CASE("only the widget may stand in the frames of other sites, and it can do nothing there") {
  Running running;
  add_street(running);
  const Answer widget = get(running.port, "/widget?district=none&theme=day&lang=en");
  CHECK(widget.status == 200);
  CHECK(widget.field("content-security-policy") ==
        "default-src 'none'; style-src 'self'; frame-ancestors *; base-uri 'none'; form-action "
        "'none'");
  CHECK(widget.field("x-frame-options").empty());
  CHECK(widget.field("set-cookie").empty());
  CHECK(widget.body.find("<script") == std::string::npos);
  CHECK(widget.body.find("<base target=\"_blank\">") != std::string::npos);
  CHECK(widget.body.find("<html lang=\"en\" data-theme=\"day\">") != std::string::npos);
  CHECK(widget.body.find("href=\"/places/night_streets/way/1%20b?lang=en&amp;theme=day\"") !=
        std::string::npos);
  CHECK(widget.body.find("<svg") != std::string::npos);
  for (const char* path : {"/", "/places", "/places/night_streets/way/1%20b", "/atlas", "/posters",
                           "/places/night_streets/none"}) {
    CAPTURE(path);
    const Answer page = get(running.port, path, "Accept: text/html\r\n");
    CHECK(page.field("content-security-policy").find("frame-ancestors 'self'") !=
          std::string::npos);
  }
}

TEST_CASE("pages name their previews, and the posters' page has each district's files") {
  Running running;
  add_street(running);
  const Answer page = get(running.port, "/places/night_streets/way/1%20b?lang=en");
  const std::string root = "http://localhost";
  CHECK(page.body.find("<meta property=\"og:image\" content=\"" + root +
                       "/previews/night_streets/way/1%20b.png?lang=en\">") != std::string::npos);
  CHECK(page.body.find("<meta name=\"twitter:card\" content=\"summary_large_image\">") !=
        std::string::npos);
  const Answer posters = get(running.port, "/posters?lang=zh&theme=day");
  CHECK(posters.status == 200);
  CHECK(posters.body.find("href=\"/posters/" + first_district(running) + ".pdf?theme=day\"") !=
        std::string::npos);
  CHECK(posters.body.find("&lt;iframe src=&quot;" + root + "/widget?district=") !=
        std::string::npos);
}
