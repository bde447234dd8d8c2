// The module's one door: see services/drawing/pens.hpp.
#include <pango/pangocairo.h>

#include "services/drawing/cairo/files.hpp"
#include "services/drawing/cairo/text.hpp"
#include "services/drawing/pens.hpp"
#include "services/drawing/pens_build.hpp"

namespace jintu::drawing {

namespace {

std::string release() {
  return std::string("cairo ") + cairo_version_string() + ", Pango " + pango_version_string();
}

std::string font() { return chinese_family(); }

Extent measure_words(const Words& words) { return SetWords(words, nullptr).extent(); }

}  // namespace

}  // namespace jintu::drawing

#ifdef __clang__  // C linkage is for the name alone: only C++ calls it
#pragma clang diagnostic ignored "-Wreturn-type-c-linkage"
#endif
extern "C" const jintu::drawing::Pens& JINTU_PENS() {
  using namespace jintu::drawing;
  static constexpr Pens pens{release, font, measure_words, to_png, to_pdf, to_svg};
  return pens;
}
