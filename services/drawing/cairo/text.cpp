#include "services/drawing/cairo/text.hpp"

#include <fontconfig/fontconfig.h>

#include <algorithm>
#include <array>
#include <memory>

#include "geo/base/error.hpp"
#include "services/drawing/cairo/marks.hpp"

namespace jintu::drawing {

namespace {

/// Those that look best first; whatever has the characters is taken after them.
constexpr std::array families{"Noto Sans CJK SC",   "Noto Sans SC",        "Source Han Sans SC",
                              "Source Han Sans CN", "WenQuanYi Micro Hei", "sans-serif"};
constexpr std::array<FcChar32, 4> needed{U'津', U'夜', U'滨', U'图'};

template <class One, void (*destroy)(One*)>
struct Destroy {
  void operator()(One* one) const { destroy(one); }
};
using Pattern = std::unique_ptr<FcPattern, Destroy<FcPattern, FcPatternDestroy>>;

[[noreturn]] void no_font() {
  throw Error(ErrorCode::unavailable,
              "没有中文字体，画不了图：安装 fonts-noto-cjk 后重新启动 no font has Chinese "
              "characters, so nothing can be drawn: install fonts-noto-cjk and restart");
}

std::string found_family() {
  if (!FcInit()) no_font();
  const Pattern wanted(FcPatternCreate());
  if (!wanted) no_font();
  for (const char* family : families)
    FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(family));
  FcPatternAddString(wanted.get(), FC_LANG, reinterpret_cast<const FcChar8*>("zh-cn"));
  FcConfigSubstitute(nullptr, wanted.get(), FcMatchPattern);
  FcDefaultSubstitute(wanted.get());
  FcResult result = FcResultNoMatch;
  const Pattern match(FcFontMatch(nullptr, wanted.get(), &result));
  FcCharSet* characters = nullptr;
  FcChar8* name = nullptr;
  if (!match || FcPatternGetCharSet(match.get(), FC_CHARSET, 0, &characters) != FcResultMatch ||
      FcPatternGetString(match.get(), FC_FAMILY, 0, &name) != FcResultMatch)
    no_font();
  for (const FcChar32 character : needed)
    if (!FcCharSetHasChar(characters, character)) no_font();
  return reinterpret_cast<const char*>(name);
}

/// Without hinting: letters stand where they do at every scale.
void set_options(PangoContext* context) {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  pango_context_set_round_glyph_positions(context, FALSE);
}

double units(int pango) { return static_cast<double>(pango) / PANGO_SCALE; }

}  // namespace

const std::string& chinese_family() {
  static const std::string family = found_family();
  return family;
}

SetWords::SetWords(const Words& words, cairo_t* cairo) : words_(words) {
  const std::string family = chinese_family() + ",sans-serif";
  PangoFontMap* map = pango_cairo_font_map_get_default();  // of this thread
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
  PangoContext* context = pango_font_map_create_context(map);
  set_options(context);
  if (cairo) pango_cairo_update_context(cairo, context);
  pango_context_set_language(context, pango_language_from_string(words.language.c_str()));
  layout_ = pango_layout_new(context);
  g_object_unref(context);
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family(font, family.c_str());
  pango_font_description_set_weight(font, words.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font, std::clamp(words.size, 0.1, 2000.0) * PANGO_SCALE);
  pango_layout_set_font_description(layout_, font);
  pango_font_description_free(font);
  if (words.width > 0) {
    pango_layout_set_width(layout_, static_cast<int>(std::min(words.width, 1e5) * PANGO_SCALE));
    pango_layout_set_wrap(layout_, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(layout_, PANGO_ELLIPSIZE_END);
    pango_layout_set_height(layout_, -std::max(1, words.most_lines));
  } else {
    pango_layout_set_single_paragraph_mode(layout_, TRUE);
  }
  // Longer than any sheet: Pango takes time for what nobody sees.
  const std::size_t most = 4000;
  char* text =
      g_utf8_make_valid(words.text.c_str(), static_cast<gssize>(std::min(words.text.size(), most)));
  pango_layout_set_text(layout_, text, -1);
  g_free(text);
}

SetWords::~SetWords() { g_object_unref(layout_); }

Extent SetWords::extent() const {
  Extent extent;
  PangoRectangle box;
  pango_layout_get_extents(layout_, nullptr, &box);
  extent.width = units(box.width);
  extent.lines = pango_layout_get_line_count(layout_);
  extent.shortened = pango_layout_is_ellipsized(layout_);
  return extent;
}

void SetWords::draw(cairo_t* cairo) const {
  double y = words_.at.y;
  for (GSList* item = pango_layout_get_lines_readonly(layout_); item; item = item->next) {
    auto* line = static_cast<PangoLayoutLine*>(item->data);
    PangoRectangle box;
    pango_layout_line_get_extents(line, nullptr, &box);
    const double width = units(box.width);
    const double x = words_.at.x - (words_.align == Align::right    ? width
                                    : words_.align == Align::middle ? width / 2
                                                                    : 0);
    if (words_.halo) {
      cairo_move_to(cairo, x, y);
      pango_cairo_layout_line_path(cairo, line);
      set_source(cairo, *words_.halo);
      cairo_set_line_width(cairo, words_.size * 0.28);
      cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
      cairo_stroke(cairo);
    }
    set_source(cairo, words_.colour);
    cairo_move_to(cairo, x, y);
    pango_cairo_show_layout_line(cairo, line);
    y += words_.size * words_.leading;
  }
}

}  // namespace jintu::drawing
