#include "services/drawing/cairo/marks.hpp"

#include <algorithm>
#include <string>

#include "geo/base/error.hpp"
#include "services/drawing/cairo/text.hpp"

namespace jintu::drawing {

namespace {

bool overlap(const Rectangle& a, const Rectangle& b) {
  return a.x <= b.right() && b.x <= a.right() && a.y <= b.bottom() && b.y <= a.bottom();
}

Rectangle wider(const Rectangle& r, double by) {
  return {r.x - by, r.y - by, r.width + 2 * by, r.height + 2 * by};
}

void trace(cairo_t* cairo, const Outline& outline) {
  cairo_new_path(cairo);
  auto point = outline.points().begin();
  for (const Outline::Step step : outline.steps()) {
    switch (step) {
      case Outline::Step::move:
        cairo_move_to(cairo, point->x, point->y);
        ++point;
        break;
      case Outline::Step::line:
        cairo_line_to(cairo, point->x, point->y);
        ++point;
        break;
      case Outline::Step::curve:
        cairo_curve_to(cairo, point[0].x, point[0].y, point[1].x, point[1].y, point[2].x,
                       point[2].y);
        point += 3;
        break;
      case Outline::Step::close:
        cairo_close_path(cairo);
        break;
    }
  }
}

void stop(cairo_pattern_t* pattern, double at, const Colour& c, double alpha) {
  cairo_pattern_add_color_stop_rgba(pattern, at, c.red, c.green, c.blue, c.alpha * alpha);
}

void fill_with(cairo_t* cairo, cairo_pattern_t* pattern) {
  cairo_set_source(cairo, pattern);
  cairo_pattern_destroy(pattern);
  cairo_fill(cairo);
}

/// Turns each mark into cairo's calls, where it may be seen.
class Drawer {
 public:
  Drawer(cairo_t* cairo, const Rectangle& visible, bool links)
      : cairo_(cairo), visible_(visible), links_(links) {}

  void operator()(const Shape& shape) const {
    if (!overlap(wider(shape.outline.bounds(), shape.stroke ? shape.width : 0), visible_)) return;
    trace(cairo_, shape.outline);
    cairo_set_fill_rule(cairo_,
                        shape.even_odd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
    if (shape.fill) {
      set_source(cairo_, *shape.fill);
      cairo_fill_preserve(cairo_);
    }
    if (shape.stroke) {
      set_source(cairo_, *shape.stroke);
      cairo_set_line_width(cairo_, shape.width);
      cairo_set_line_cap(cairo_, CAIRO_LINE_CAP_ROUND);
      cairo_set_line_join(cairo_, CAIRO_LINE_JOIN_ROUND);
      cairo_set_dash(cairo_, shape.dash.data(), static_cast<int>(shape.dash.size()), 0);
      cairo_stroke_preserve(cairo_);
    }
    cairo_new_path(cairo_);
  }
  void operator()(const Glow& glow) const {
    const auto [x, y] = glow.centre;
    const double r = glow.radius;
    if (!overlap({x - r, y - r, 2 * r, 2 * r}, visible_)) return;
    cairo_pattern_t* light = cairo_pattern_create_radial(x, y, 0, x, y, r);
    // As light falls off: steps of the square of what is left of the way.
    for (const double at : {0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0})
      stop(light, at, glow.colour, (1 - at) * (1 - at));
    cairo_new_path(cairo_);
    cairo_arc(cairo_, x, y, r, 0, 6.283185307179586);
    fill_with(cairo_, light);
  }
  void operator()(const Fade& fade) const {
    const Rectangle& a = fade.area;
    if (!overlap(a, visible_)) return;
    cairo_pattern_t* way = fade.upwards ? cairo_pattern_create_linear(a.x, a.bottom(), a.x, a.y)
                                        : cairo_pattern_create_linear(a.x, a.y, a.right(), a.y);
    stop(way, 0, fade.colour, 1);
    stop(way, 1, fade.colour, 0);
    cairo_new_path(cairo_);
    cairo_rectangle(cairo_, a.x, a.y, a.width, a.height);
    fill_with(cairo_, way);
  }
  void operator()(const Words& words) const {
    if (words.text.empty()) return;
    const double lines = words.width > 0 ? std::max(1, words.most_lines) : 1;
    const double top = words.at.y - words.size * 1.3,
                 foot = words.at.y + words.size * (0.6 + (lines - 1) * words.leading);
    if (top > visible_.bottom() || foot < visible_.y) return;
    SetWords(words, cairo_).draw(cairo_);
    cairo_new_path(cairo_);
  }
  void operator()(const Link& link) const {
    if (!links_ || link.url.find('\'') != std::string::npos) return;
    const Rectangle& a = link.area;
    std::string url;
    for (const char c : link.url) url += c == '\\' ? std::string("\\\\") : std::string(1, c);
    const std::string attributes = "rect=[" + std::to_string(a.x) + " " + std::to_string(a.y) +
                                   " " + std::to_string(a.width) + " " + std::to_string(a.height) +
                                   "] uri='" + url + "'";
    cairo_tag_begin(cairo_, CAIRO_TAG_LINK, attributes.c_str());
    cairo_tag_end(cairo_, CAIRO_TAG_LINK);
  }
  void operator()(const Clip& clip) const {
    cairo_save(cairo_);
    trace(cairo_, clip.outline);
    cairo_clip(cairo_);
  }
  void operator()(const ClipEnd&) const { cairo_restore(cairo_); }

 private:
  cairo_t* cairo_;
  const Rectangle& visible_;
  bool links_;
};

}  // namespace

void set_source(cairo_t* cairo, const Colour& c) {
  cairo_set_source_rgba(cairo, c.red, c.green, c.blue, c.alpha);
}

void draw(cairo_t* cairo, const Picture& picture, const Rectangle& visible, bool links) {
  set_source(cairo, picture.ground);
  cairo_rectangle(cairo, visible.x, visible.y, visible.width, visible.height);
  cairo_fill(cairo);
  const Drawer drawer(cairo, visible, links);
  for (const Mark& mark : picture.marks) std::visit(drawer, mark);
}

void check(cairo_status_t status) {
  if (status == CAIRO_STATUS_SUCCESS) return;
  throw Error(ErrorCode::internal, "画图失败 the picture could not be drawn",
              cairo_status_to_string(status));
}

}  // namespace jintu::drawing
