#include "services/drawing/cairo/files.hpp"

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include "geo/base/error.hpp"
#include "services/drawing/cairo/marks.hpp"
#include "services/drawing/cairo/text.hpp"

namespace jintu::drawing {

namespace {

struct DestroySurface {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct DestroyContext {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};
using Surface = std::unique_ptr<cairo_surface_t, DestroySurface>;
using Context = std::unique_ptr<cairo_t, DestroyContext>;

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

void draw_whole(const Picture& picture, cairo_surface_t* surface, bool links) {
  const Context cairo(cairo_create(surface));
  draw(cairo.get(), picture, {0, 0, picture.width, picture.height}, links);
  cairo_show_page(cairo.get());
  check(cairo_status(cairo.get()));
  cairo_surface_finish(surface);
  check(cairo_surface_status(surface));
}

/// XML has no control characters, not even escaped.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20)
      out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return out;
}

/// cairo counts its surfaces since the program began, and names groups by that: here by the order
/// in which they stand, so that a picture is always the same file.
std::string renamed_surfaces(const std::string& svg) {
  constexpr std::string_view name = "surface";
  std::string out;
  std::vector<std::string> known;
  std::size_t from = 0;
  while (true) {
    const auto at = svg.find(name, from);
    if (at == std::string::npos) break;
    auto end = at + name.size();
    while (end < svg.size() && svg[end] >= '0' && svg[end] <= '9') ++end;
    const std::string number = svg.substr(at + name.size(), end - at - name.size());
    out.append(svg, from, at + name.size() - from);
    if (!number.empty()) {
      auto one = std::find(known.begin(), known.end(), number);
      if (one == known.end()) one = known.insert(known.end(), number);
      out += std::to_string(one - known.begin());
    }
    from = end;
  }
  return out.append(svg, from);
}

}  // namespace

std::string to_pdf(const Picture& picture) {
  chinese_family();
  std::string out;
  const Surface surface(
      cairo_pdf_surface_create_for_stream(append, &out, picture.width, picture.height));
  const auto tell = [&](cairo_pdf_metadata_t what, const std::string& value) {
    cairo_pdf_surface_set_metadata(surface.get(), what, value.c_str());
  };
  tell(CAIRO_PDF_METADATA_TITLE, picture.title);
  tell(CAIRO_PDF_METADATA_CREATOR, "Jintu");
  // Not when it was drawn: a picture is always the same file.
  tell(CAIRO_PDF_METADATA_CREATE_DATE, picture.date.empty() ? "1970-01-01" : picture.date);
  draw_whole(picture, surface.get(), true);
  return out;
}

std::string to_svg(const Picture& picture) {
  chinese_family();
  std::string out;
  const Surface surface(
      cairo_svg_surface_create_for_stream(append, &out, picture.width, picture.height));
  draw_whole(picture, surface.get(), false);
  out = renamed_surfaces(out);
  const auto root = out.find("<svg");
  const auto end = root == std::string::npos ? root : out.find('>', root);
  if (end == std::string::npos) check(CAIRO_STATUS_WRITE_ERROR);
  out.insert(end + 1, "\n<title>" + escaped(picture.title) + "</title>");
  return out;
}

}  // namespace jintu::drawing
