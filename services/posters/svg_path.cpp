#include "services/posters/svg_path.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "geo/base/error.hpp"

namespace jintu::posters {

namespace {

using drawing::Outline;
using drawing::Point;

constexpr double pi = 3.14159265358979323846;

class Reader {
 public:
  Reader(std::string_view path, double scale, Point to) : rest_(path), scale_(scale), to_(to) {}

  Outline read() {
    for (char command = 0; skip(), !rest_.empty();) {
      if (is_letter(rest_.front())) {
        command = rest_.front();
        rest_.remove_prefix(1);
      } else if (command == 'M' || command == 'm') {
        command = command == 'M' ? 'L' : 'l';  // further points of a move are lines
      }
      step(command);
    }
    return std::move(outline_);
  }

 private:
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
  [[noreturn]] void fail() const {
    throw Error(ErrorCode::internal, "a mark is no path: …" + std::string(rest_.substr(0, 20)));
  }
  void skip() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == ',')) rest_.remove_prefix(1);
  }
  double number() {
    skip();
    // "1.5.3" is two numbers, and "1-2", too.
    double value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc()) fail();
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  bool flag() {
    skip();
    if (rest_.empty() || (rest_.front() != '0' && rest_.front() != '1')) fail();
    const bool set = rest_.front() == '1';
    rest_.remove_prefix(1);
    return set;
  }
  Point pair(bool relative) {
    const double x = number(), y = number();
    return relative ? Point{at_.x + x, at_.y + y} : Point{x, y};
  }
  Point placed(Point p) const { return {to_.x + p.x * scale_, to_.y + p.y * scale_}; }

  void line(Point p) {
    at_ = p;
    outline_.line(placed(p));
  }
  void curve(Point a, Point b, Point p) {
    outline_.curve(placed(a), placed(b), placed(p));
    pull_ = b;
    at_ = p;
  }
  void step(char command) {
    const bool relative = command >= 'a';
    const char kind = relative ? static_cast<char>(command - 'a' + 'A') : command;
    const bool after_curve = last_ == 'C' || last_ == 'S';
    last_ = kind;
    switch (kind) {
      case 'M':
        at_ = start_ = pair(relative);
        outline_.move(placed(at_));
        return;
      case 'L':
        return line(pair(relative));
      case 'H': {
        const double x = number();
        return line({relative ? at_.x + x : x, at_.y});
      }
      case 'V': {
        const double y = number();
        return line({at_.x, relative ? at_.y + y : y});
      }
      case 'C': {
        const Point a = pair(relative), b = pair(relative), p = pair(relative);
        return curve(a, b, p);
      }
      case 'S': {
        const Point a = after_curve ? Point{2 * at_.x - pull_.x, 2 * at_.y - pull_.y} : at_;
        const Point b = pair(relative), p = pair(relative);
        return curve(a, b, p);
      }
      case 'A': {
        const double rx = number(), ry = number();
        number();  // a turned ellipse: none of our marks has one, and a circle does not turn
        const bool large = flag(), sweep = flag();
        return arc(rx, ry, large, sweep, pair(relative));
      }
      case 'Z':
        outline_.close();
        at_ = start_;
        return;
      default:
        fail();
    }
  }
  /// SVG 1.1, F.6.5, without the turn.
  void arc(double rx, double ry, bool large, bool sweep, Point end) {
    const Point begin = at_;
    const double hx = (begin.x - end.x) / 2, hy = (begin.y - end.y) / 2;
    if (rx <= 0 || ry <= 0 || (hx == 0 && hy == 0)) return line(end);
    const double over = hx * hx / (rx * rx) + hy * hy / (ry * ry);
    if (over > 1) {
      rx *= std::sqrt(over);
      ry *= std::sqrt(over);
    }
    const double top = rx * rx * ry * ry - rx * rx * hy * hy - ry * ry * hx * hx;
    const double root = std::sqrt(std::max(0.0, top / (rx * rx * hy * hy + ry * ry * hx * hx)));
    const double side = large == sweep ? -root : root;
    const double ox = side * rx * hy / ry, oy = -side * ry * hx / rx;
    const double cx = ox + (begin.x + end.x) / 2, cy = oy + (begin.y + end.y) / 2;
    const double from = std::atan2((hy - oy) / ry, (hx - ox) / rx);
    double turn = std::atan2((-hy - oy) / ry, (-hx - ox) / rx) - from;
    if (sweep && turn < 0) turn += 2 * pi;
    if (!sweep && turn > 0) turn -= 2 * pi;
    const int pieces = std::max(1, static_cast<int>(std::ceil(std::abs(turn) / (pi / 2) - 1e-9)));
    const double each = turn / pieces, pull = 4.0 / 3 * std::tan(each / 4);
    for (int i = 0; i < pieces; ++i) {
      const double a = from + i * each, b = a + each;
      const auto on = [&](double angle, double along) {
        return Point{cx + rx * (std::cos(angle) - along * std::sin(angle)),
                     cy + ry * (std::sin(angle) + along * std::cos(angle))};
      };
      curve(on(a, pull), on(b, -pull), i + 1 == pieces ? end : on(b, 0));
    }
  }

  std::string_view rest_;
  double scale_;
  Point to_, at_, start_, pull_;
  char last_ = 0;
  Outline outline_;
};

}  // namespace

Outline outline_of(std::string_view path, double scale, Point to) {
  return Reader(path, scale, to).read();
}

}  // namespace jintu::posters
