#include "services/posters/palette.hpp"

namespace jintu::posters {

namespace {

Palette night() {
  const auto c = [](std::uint32_t rgb) { return Colour::of(rgb); };
  Palette p;
  p.page = c(0x080a16);
  p.panel = c(0x10142a);
  p.line = c(0x39426e);
  p.text = c(0xeceffa);
  p.muted = c(0xa5aed0);
  p.accent = c(0xffc765);
  p.land = c(0x0d1124);
  p.here = c(0x161c38);
  p.park = c(0x11271f);
  p.roads = {c(0x454e7a), c(0x343b5f), c(0x272d4a), c(0x1f2540)};
  p.water = c(0x0f536b);
  p.bank = c(0x2a86a0);
  p.metro = c(0x7583c9);
  p.border = c(0x3c4778);
  p.edge = c(0x6f7fc4);
  p.halo = c(0x0a0d1c);
  p.label = c(0xcdd4ee);
  p.brands = {c(0xffc247), c(0xff7d92), c(0x5ad8b4), c(0x93b7ff), c(0xf6b37a)};
  p.glow = 1;
  return p;
}

Palette day() {
  const auto c = [](std::uint32_t rgb) { return Colour::of(rgb); };
  Palette p;
  p.page = c(0xffffff);
  p.panel = c(0xf3f4fa);
  p.line = c(0xb9bfd6);
  p.text = c(0x161a33);
  p.muted = c(0x535b7d);
  p.accent = c(0x8a4b00);
  p.land = c(0xeeeee9);
  p.here = c(0xfaf9f5);
  p.park = c(0xd4e8cc);
  p.roads = {c(0xeebd80), c(0xf3d6a4), c(0xd9dbe2), c(0xe4e5ea)};
  p.water = c(0xa9d0da);
  p.bank = c(0x84b7c5);
  p.metro = c(0x6a75b8);
  p.border = c(0x9aa3c6);
  p.edge = c(0x6f7ab0);
  p.halo = c(0xffffff);
  p.label = c(0x262d4d);
  p.brands = {c(0x9a6200), c(0xc2274b), c(0x0a7358), c(0x2f5ac6), c(0xa4521a)};
  p.glow = 0.35;
  return p;
}

}  // namespace

const Palette& palette_of(pages::Theme theme) {
  static const Palette dark = night(), bright = day();
  return theme == pages::Theme::day ? bright : dark;
}

}  // namespace jintu::posters
