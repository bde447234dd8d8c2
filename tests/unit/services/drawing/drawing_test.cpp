#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "geo/base/error.hpp"
#include "services/drawing/pens.hpp"

using namespace jintu;
using namespace jintu::drawing;

namespace {

Words said(std::string text, double size = 20) {
  Words words;
  words.text = std::move(text);
  words.at = {10, 60};
  words.size = size;
  words.colour = Colour::of(0xffffff);
  return words;
}

Picture small_picture() {
  Picture picture;
  picture.width = 200;
  picture.height = 120;
  picture.ground = Colour::of(0x080a16);
  picture.title = "津湾 <广场> & \"夜\"";
  picture.date = "2026-11-30T12:00:00Z";
  Shape disc;
  disc.outline.circle({150, 60}, 30);
  disc.fill = Colour::of(0xff0000);
  picture.add(std::move(disc));
  picture.add(Glow{{50, 90}, 25, Colour::of(0xffc765)});
  picture.add(said("夜市 18:00"));
  return picture;
}

/// Width, height, bits and colour type of a PNG's head.
std::array<unsigned, 4> head_of(const std::string& png) {
  const auto word = [&](std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = 0; i < 4; ++i)
      value = value << 8 | static_cast<unsigned char>(png.at(at + i));
    return value;
  };
  return {word(16), word(20), static_cast<unsigned char>(png.at(24)),
          static_cast<unsigned char>(png.at(25))};
}

}  // namespace

TEST_CASE("an outline's bounds hold its points, and a circle is four curves") {
  Outline outline;
  CHECK(outline.empty());
  CHECK(outline.bounds().width == 0);
  outline.circle({10, 20}, 5);
  const Rectangle box = outline.bounds();
  CHECK(box.x == Approx(5));
  CHECK(box.right() == Approx(15));
  CHECK(box.y == Approx(15));
  CHECK(box.bottom() == Approx(25));
  CHECK(std::count(outline.steps().begin(), outline.steps().end(), Outline::Step::curve) == 4);
}

TEST_CASE("a font that has Chinese is found, and the libraries say what they are") {
  CHECK_FALSE(pens().font().empty());
  CHECK(pens().release().find("cairo") == 0);
}

TEST_CASE("words are measured: longer text is wider, and what does not fit is broken and cut") {
  const double one = measure("夜", 20).width, four = measure("津夜生活", 20).width;
  CHECK(one == Approx(20).margin(1));
  CHECK(four == Approx(4 * one).margin(0.5));
  CHECK(measure("津夜生活", 40).width == Approx(2 * four).margin(1));
  const Extent broken = measure("津夜生活津夜生活", 20, false, 85, 3);
  CHECK(broken.lines == 2);
  CHECK_FALSE(broken.shortened);
  const Extent cut = measure("津夜生活津夜生活", 20, false, 85, 1);
  CHECK(cut.lines == 1);
  CHECK(cut.shortened);
  CHECK(cut.width <= 85.5);
  CHECK(measure("", 20).width == 0);
  CHECK(measure("\xff\xfe", 20).width > 0);  // no UTF-8: replaced, not refused
}

TEST_CASE("a PNG has the picture's size times the scale, whole bands or not") {
  const Picture picture = small_picture();
  const std::string one = pens().png(picture, 1, 1 << 20);
  CHECK(one.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  CHECK(head_of(one) == std::array<unsigned, 4>{200, 120, 8, 2});
  CHECK(one.substr(one.size() - 8, 4) == "IEND");
  // Beyond 8 MB of pixels it is drawn in bands.
  const std::string large = pens().png(picture, 15, 64 << 20);
  CHECK(head_of(large) == std::array<unsigned, 4>{3000, 1800, 8, 2});
  CHECK(large.find("pHYs") != std::string::npos);
  CHECK(pens().png(picture, 1, 1 << 20) == one);
  try {
    pens().png(picture, 1000, 1 << 20);
    FAIL("it is too large");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::too_large);
  }
}

TEST_CASE("a PNG that would be too large keeps fewer colours") {
  Picture picture = small_picture();
  for (int i = 0; i < 40; ++i) picture.add(Glow{{5.0 * i, 3.0 * i}, 60, Colour::of(0x93b7ff, 0.2)});
  const std::string fine = pens().png(picture, 3, 64 << 20);
  const std::string bounded = pens().png(picture, 3, fine.size() * 3 / 4);
  CHECK(bounded.size() <= fine.size() * 3 / 4);
  CHECK(head_of(bounded) == head_of(fine));
}

TEST_CASE("a PDF and an SVG are the same bytes each time, with title and date of the picture") {
  const Picture picture = small_picture();
  const std::string pdf = pens().pdf(picture);
  CHECK(pdf.substr(0, 5) == "%PDF-");
  CHECK(pdf.find("20261130") != std::string::npos);
  CHECK(pens().pdf(picture) == pdf);
  const std::string svg = pens().svg(picture);
  CHECK(svg.find("<title>津湾 &lt;广场&gt; &amp; \"夜\"</title>") != std::string::npos);
  CHECK(pens().svg(picture) == svg);
}

TEST_CASE("an SVG stays XML, whatever characters the picture's title has") {
  Picture picture = small_picture();
  picture.title = "a\x01\nb\x1f";
  CHECK(pens().svg(picture).find("<title>ab</title>") != std::string::npos);
}

TEST_CASE("what leads elsewhere is in the PDF, and a quote in an address leaves it out") {
  Picture picture = small_picture();
  picture.add(Link{{0, 0, 50, 50}, "https://map.example/places/night_streets/ns01"});
  picture.add(Link{{0, 0, 50, 50}, "https://map.example/it's"});
  const std::string pdf = pens().pdf(picture);
  CHECK(pdf.find("https://map.example/places/night_streets/ns01") != std::string::npos);
  CHECK(pdf.find("it's") == std::string::npos);
}
