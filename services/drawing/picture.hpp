// A picture as a value: what is drawn, from the ground up. No file and no library of pictures is
// known here; services/drawing/cairo turns one into PNG, PDF and SVG, the same marks in each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace jintu::drawing {

struct Colour {
  double red = 0, green = 0, blue = 0, alpha = 1;  ///< each in [0, 1]
  /// 0xRRGGBB.
  static constexpr Colour of(std::uint32_t rgb, double alpha = 1) {
    return {((rgb >> 16) & 255) / 255.0, ((rgb >> 8) & 255) / 255.0, (rgb & 255) / 255.0, alpha};
  }
  constexpr Colour with_alpha(double a) const { return {red, green, blue, a}; }
};

/// In the picture's units; y grows downwards.
struct Point {
  double x = 0, y = 0;
};
struct Rectangle {
  double x = 0, y = 0, width = 0, height = 0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
  bool holds(Point p) const { return p.x >= x && p.x <= right() && p.y >= y && p.y <= bottom(); }
};

/// Lines and curves, open or closed.
class Outline {
 public:
  enum class Step : std::uint8_t { move, line, curve, close };  ///< of 1, 1, 3 and 0 points
  Outline& move(Point to);
  Outline& line(Point to);
  Outline& curve(Point first, Point second, Point to);
  Outline& close();
  Outline& circle(Point centre, double radius);
  Outline& rectangle(const Rectangle& r, double corner_radius = 0);

  bool empty() const { return points_.empty(); }
  const std::vector<Step>& steps() const { return steps_; }
  const std::vector<Point>& points() const { return points_; }
  /// Around all points, those that only pull at curves among them.
  Rectangle bounds() const;

 private:
  std::vector<Step> steps_;
  std::vector<Point> points_;
};

struct Shape {
  Outline outline;
  std::optional<Colour> fill;
  bool even_odd = false;
  std::optional<Colour> stroke;
  double width = 1;          ///< of the stroke; its ends and corners are round
  std::vector<double> dash;  ///< lengths drawn and left out in turn; empty: a whole line
};

/// Light around a point, gone at `radius`.
struct Glow {
  Point centre;
  double radius = 0;
  Colour colour;
};

/// A rectangle whose colour fades away from its left edge to its right, or from its foot upwards.
struct Fade {
  Rectangle area;
  Colour colour;
  bool upwards = false;
};

enum class Align { left, middle, right };

struct Words {
  std::string text;  ///< UTF-8; what is no UTF-8 is drawn as U+FFFD
  Point at;          ///< on the line on which the first line's letters stand
  double size = 10;
  bool bold = false;
  Colour colour;
  Align align = Align::left;
  double width = 0;            ///< lines are broken to fit; 0: one line as long as it is
  int most_lines = 1;          ///< the last ends with "…" where the text goes on
  double leading = 1.4;        ///< from line to line, in sizes
  std::optional<Colour> halo;  ///< around the letters
  std::string language = "zh-Hans";
};

/// What lies within `area` leads to `url` where the picture is a PDF.
struct Link {
  Rectangle area;
  std::string url;
};

/// Until the `ClipEnd` that belongs to it nothing is drawn outside. They nest.
struct Clip {
  Outline outline;
};
struct ClipEnd {};

using Mark = std::variant<Shape, Glow, Fade, Words, Link, Clip, ClipEnd>;

struct Picture {
  double width = 0, height = 0;  ///< points of 1/72 inch on paper, pixels on a screen
  Colour ground;
  std::string title;  ///< also that of the file
  std::string language = "zh-Hans";
  std::string date;  ///< RFC 3339; of a PDF; empty: none is told
  std::vector<Mark> marks;

  template <class One>
  Picture& add(One mark) {
    marks.emplace_back(std::move(mark));
    return *this;
  }
};

}  // namespace jintu::drawing
