#include "services/report/figures.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <numbers>
#include <utility>

#include "geo/feature/layer.hpp"
#include "geo/geometry/validity.hpp"

namespace jintu::report {

using siting::CandidateIndex;
using siting::DemandIndex;
using siting::Index;
using siting::SiteRule;

namespace {

constexpr double map_width = 960, least_height = 420, most_height = 1000, margin = 28;
constexpr std::size_t most_marks = 6000;  // more would be a cloud, and a heavy page
constexpr std::size_t most_numbers = 99;

/// One decimal: finer than print.
std::string number(double v) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.1f", v);
  std::string s = digits;
  if (s.size() > 2 && s.substr(s.size() - 2) == ".0") s.resize(s.size() - 2);
  return s == "-0" ? "0" : s;
}

struct Pixel {
  double x, y;
};

/// A plane that is true to scale in the middle of what is drawn.
class Frame {
 public:
  explicit Frame(const Box<Wgs84>& box) {
    const double middle = (box.min.lat + box.max.lat) / 2 * std::numbers::pi / 180;
    lon_metres_ = 111'320 * std::cos(middle);
    const double across = std::max((box.max.lon - box.min.lon) * lon_metres_, 200.0),
                 down = std::max((box.max.lat - box.min.lat) * lat_metres, 200.0);
    scale_ = std::min((map_width - 2 * margin) / across, (most_height - 2 * margin) / down);
    height_ = std::clamp(down * scale_ + 2 * margin, least_height, most_height);
    centre_ = {(box.min.lon + box.max.lon) / 2, (box.min.lat + box.max.lat) / 2};
  }
  Pixel at(Position p) const {
    return {map_width / 2 + (p.lon - centre_.lon) * lon_metres_ * scale_,
            height_ / 2 - (p.lat - centre_.lat) * lat_metres * scale_};
  }
  bool shows(Pixel p) const { return p.x >= 0 && p.x <= map_width && p.y >= 0 && p.y <= height_; }
  double height() const { return height_; }
  double pixels_of_metre() const { return scale_; }

 private:
  static constexpr double lat_metres = 111'132;
  double lon_metres_, scale_, height_;
  Position centre_{};
};

std::string ring_path(const Ring<Position>& ring, const Frame& frame) {
  std::string d;
  Pixel last{-1e9, -1e9};
  for (const Position point : ring.points) {
    Pixel p = frame.at(point);
    // Far outside only the direction counts.
    p.x = std::clamp(p.x, -4000.0, 5000.0);
    p.y = std::clamp(p.y, -4000.0, 5000.0);
    if (std::abs(p.x - last.x) + std::abs(p.y - last.y) < 1) continue;
    d += (d.empty() ? "M" : "L") + number(p.x) + " " + number(p.y);
    last = p;
  }
  return d.empty() ? d : d + "Z";
}

/// "Heping District" is Heping on the map.
std::string short_name(const siting::District& district, const Words& words) {
  std::string name = words(district.name, district.name_en);
  constexpr std::string_view end = " District";
  if (name.size() > end.size() && name.substr(name.size() - end.size()) == end)
    name.resize(name.size() - end.size());
  return name;
}

/// Keeps names apart: the first to come has the place. Wide enough for the larger letters of small
/// screens.
class Names {
 public:
  explicit Names(const Words& words) : letter_(words.zh() ? 24 : 13) {}
  bool take(Pixel at, std::size_t letters) {
    const double half = letter_ * static_cast<double>(letters) / 2;
    for (const auto& [other, width] : taken_)
      if (std::abs(at.y - other.y) < 26 && std::abs(at.x - other.x) < half + width) return false;
    taken_.emplace_back(at, half);
    return true;
  }

 private:
  double letter_;
  std::vector<std::pair<Pixel, double>> taken_;
};

/// Of UTF-8.
std::size_t letters_of(const std::string& name) {
  return static_cast<std::size_t>(std::count_if(name.begin(), name.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string district_shapes(const siting::Districts& districts, const Frame& frame,
                            const Words& words) {
  std::string paths, names;
  Names places(words);
  for (const auto& [district, shape] : districts.shapes()) {
    for (const auto& polygon : *shape) {
      const std::string d = ring_path(polygon.outer, frame);
      if (!d.empty()) paths += d;
    }
    const Pixel at = frame.at(label_point(*shape));
    const std::string name = short_name(*district, words);
    if (at.x > 40 && at.x < map_width - 40 && at.y > 20 && at.y < frame.height() - 40 &&
        places.take(at, letters_of(name)))
      names += "<text class=\"district\" x=\"" + number(at.x) + "\" y=\"" + number(at.y) + "\">" +
               text(name).str() + "</text>";
  }
  return "<path class=\"districts\" d=\"" + paths + "\"/>" + names;
}

/// Demand points that are drawn as one: near each other and of one site.
struct Mark {
  double x = 0, y = 0, weight = 0;
  CandidateIndex site{-1};
};

std::vector<Mark> marks_of(const siting::ProblemFile& file, const siting::SitingSolution& s,
                           const Walks& walks, const Frame& frame) {
  for (double cell = 2;; cell *= 1.6) {
    std::map<std::tuple<long, long, CandidateIndex>, Mark> cells;
    for (const DemandIndex i : file.problem.each_demand()) {
      const double weight = file.problem.weight(i);
      if (weight <= 0) continue;
      const Pixel p = frame.at(file.demand[i]);
      const CandidateIndex site = walks[i] ? s.assignment[i] : CandidateIndex::none();
      Mark& mark = cells[{std::lround(p.x / cell), std::lround(p.y / cell), site}];
      mark.x += p.x * weight;
      mark.y += p.y * weight;
      mark.weight += weight;
      mark.site = site;
    }
    if (cells.size() > most_marks && cell < 200) continue;
    std::vector<Mark> marks;
    for (auto& [key, mark] : cells)
      marks.push_back({mark.x / mark.weight, mark.y / mark.weight, mark.weight, mark.site});
    return marks;
  }
}

std::string demand_marks(const std::vector<Mark>& marks, const siting::ProblemFile& file,
                         const Frame& frame) {
  double heaviest = 0;
  for (const Mark& mark : marks) heaviest = std::max(heaviest, mark.weight);
  std::string lines, served, alone;
  for (const Mark& mark : marks) {
    const double radius =
        std::max(1.3, (marks.size() > 1500 ? 4.0 : 7.0) * std::sqrt(mark.weight / heaviest));
    const std::string circle = "<circle cx=\"" + number(mark.x) + "\" cy=\"" + number(mark.y) +
                               "\" r=\"" + number(radius) + "\"/>";
    (mark.site < 0 ? alone : served) += circle;
    if (mark.site < 0 || file.candidates.empty()) continue;
    const Pixel to = frame.at(file.candidates[mark.site]);
    lines += "M" + number(mark.x) + " " + number(mark.y) + "L" + number(to.x) + " " + number(to.y);
  }
  return "<path class=\"walks\" d=\"" + lines + "\"/><g class=\"served\">" + served +
         "</g><g class=\"alone\">" + alone + "</g>";
}

std::string site_marks(const siting::ProblemFile& file, const siting::SitingSolution& s,
                       const Frame& frame) {
  const bool numbered = s.open.size() <= most_numbers;
  std::string svg;
  for (std::size_t k = 0; k < s.open.size(); ++k) {
    const Pixel p = frame.at(file.candidates[s.open[k]]);
    const SiteRule rule = file.problem.rule(s.open[k]);
    const double r = numbered ? 9 : 4;
    const std::string kind = rule == SiteRule::existing   ? "standing"
                             : rule == SiteRule::required ? "site required"
                                                          : "site";
    if (rule == SiteRule::existing)
      svg += "<rect class=\"" + kind + "\" x=\"" + number(p.x - r + 1) + "\" y=\"" +
             number(p.y - r + 1) + "\" width=\"" + number(2 * r - 2) + "\" height=\"" +
             number(2 * r - 2) + "\"/>";
    else
      svg += "<circle class=\"" + kind + "\" cx=\"" + number(p.x) + "\" cy=\"" + number(p.y) +
             "\" r=\"" + number(r) + "\"/>";
    if (numbered)
      svg += "<text class=\"number\" x=\"" + number(p.x) + "\" y=\"" + number(p.y + 3.6) + "\">" +
             std::to_string(k + 1) + "</text>";
  }
  return svg;
}

/// 1, 2 or 5 times a power of ten, about `most` at the largest.
double round_length(double most) {
  const double power = std::pow(10, std::floor(std::log10(most)));
  for (const double step : {5.0, 2.0})
    if (step * power <= most) return step * power;
  return power;
}

std::string scale_bar(const Frame& frame, const Words& words) {
  const double length = round_length(160 / frame.pixels_of_metre()),
               pixels = length * frame.pixels_of_metre();
  const double x = map_width - margin - pixels, y = frame.height() - 14;
  const std::string said = length >= 1000 ? figure(length / 1000, 1) + words(" 公里", " km")
                                          : figure(length) + words(" 米", " m");
  return "<path class=\"scale\" d=\"M" + number(x) + " " + number(y - 5) + "v5h" + number(pixels) +
         "v-5\"/><text class=\"scale\" x=\"" + number(x - 8) + "\" y=\"" + number(y) + "\">" +
         said + "</text>";
}

std::string legend_entry(const std::string& mark, const std::string& words) {
  return "<li><svg viewBox=\"-8 -8 16 16\" aria-hidden=\"true\">" + mark + "</svg>" +
         text(words).str() + "</li>";
}

std::string legend(const siting::ProblemFile& file, const siting::SitingSolution& s, bool alone,
                   const Words& words) {
  const auto any = [&](SiteRule rule) {
    return std::any_of(s.open.begin(), s.open.end(),
                       [&](CandidateIndex j) { return file.problem.rule(j) == rule; });
  };
  std::string html;
  if (any(SiteRule::free))
    html += legend_entry("<circle class=\"site\" r=\"7\"/>", words("新建", "new site"));
  if (any(SiteRule::required))
    html += legend_entry("<circle class=\"site required\" r=\"7\"/>",
                         words("新建（指定）", "new site (required)"));
  if (any(SiteRule::existing))
    html += legend_entry("<rect class=\"standing\" x=\"-6\" y=\"-6\" width=\"12\" height=\"12\"/>",
                         words("现有", "existing"));
  html += legend_entry("<g class=\"served\"><circle r=\"6\"/></g>",
                       words("需求（按权重）", "demand (by weight)"));
  if (alone)
    html += legend_entry("<g class=\"alone\"><circle r=\"6\"/></g>",
                         words("未服务的需求", "demand not served"));
  html += legend_entry("<path class=\"walks key\" d=\"M-7 6L7 -6\"/>",
                       words("去向（直线示意）", "who goes where (straight)"));
  return "<ul class=\"legend\">" + html + "</ul>";
}

Box<Wgs84> extent(const siting::ProblemFile& file, const siting::SitingSolution& s) {
  Box<Wgs84> box;
  for (const DemandIndex i : file.problem.each_demand())
    if (file.problem.weight(i) > 0) box.add(file.demand[i]);
  for (const CandidateIndex j : s.open) box.add(file.candidates[j]);
  return box;
}

}  // namespace

Html plan_map(const siting::ProblemFile& file, const siting::SitingSolution& s, const Walks& walks,
              const siting::Districts* districts, const Words& words) {
  if (file.candidates.empty() || s.open.empty() ||
      static_cast<Index>(file.demand.size()) < file.problem.demands())
    return {};
  const Frame frame(extent(file, s));
  const auto marks = marks_of(file, s, walks, frame);
  const bool alone =
      std::any_of(marks.begin(), marks.end(), [](const Mark& mark) { return mark.site < 0; });
  const std::string height = number(frame.height());
  std::string svg = "<svg class=\"map\" viewBox=\"0 0 960 " + height +
                    "\" role=\"img\" aria-label=\"" +
                    words("方案示意图：设施、需求和去向",
                          "Sketch of the plan: sites, demand and who goes where") +
                    "\"><rect class=\"ground\" width=\"960\" height=\"" + height + "\"/>";
  if (districts) svg += district_shapes(*districts, frame, words);
  svg += demand_marks(marks, file, frame) + site_marks(file, s, frame) + scale_bar(frame, words);
  return raw(svg + "</svg>" + legend(file, s, alone, words));
}

Html walk_histogram(const std::vector<Bin>& bins, double standard, const Words& words) {
  constexpr double width = 960, height = 250, left = 70, right = 20, top = 22, bottom = 46;
  double most = 0;
  for (const Bin& bin : bins) most = std::max(most, bin.weight);
  if (most <= 0) return {};
  const double last = bins.back().to, across = width - left - right, down = height - top - bottom;
  const auto x = [&](double metre) { return left + across * metre / last; };
  const auto y = [&](double weight) { return top + down * (1 - weight / most); };
  std::string svg = "<svg class=\"histogram\" viewBox=\"0 0 960 250\" role=\"img\" aria-label=\"" +
                    words("步行长度的分布", "Distribution of walks") + "\">";
  const double step = round_length(most / 2.5);
  for (double weight = 0; weight <= most; weight += step)
    svg += "<path class=\"grid\" d=\"M" + number(left) + " " + number(y(weight)) + "H" +
           number(width - right) + "\"/><text class=\"axis left\" x=\"" + number(left - 8) +
           "\" y=\"" + number(y(weight) + 4) + "\">" + figure(weight, 2) + "</text>";
  for (const Bin& bin : bins) {
    if (bin.weight <= 0) continue;
    const double gap = std::min(2.0, (x(bin.to) - x(bin.from)) / 8);
    svg += "<rect class=\"" + std::string(bin.to <= standard ? "within" : "beyond") + "\" x=\"" +
           number(x(bin.from) + gap / 2) + "\" y=\"" + number(y(bin.weight)) + "\" width=\"" +
           number(x(bin.to) - x(bin.from) - gap) + "\" height=\"" + number(y(0) - y(bin.weight)) +
           "\"><title>" + figure(bin.from) + "–" + figure(bin.to) + words(" 米：", " m: ") +
           figure(bin.weight) + "</title></rect>";
  }
  const double tick = std::max(round_length(last / 5), bins.front().to);
  for (double metre = 0; metre <= last + 1e-9; metre += tick)
    svg += "<text class=\"axis\" x=\"" + number(x(metre)) + "\" y=\"" +
           number(height - bottom + 18) + "\">" + figure(metre) + "</text>";
  svg += "<text class=\"axis\" x=\"" + number(left + across / 2) + "\" y=\"" + number(height - 8) +
         "\">" + words("步行长度（米）", "walk (metres)") +
         "</text><text class=\"axis left\" x=\"" + number(left - 8) + "\" y=\"12\">" +
         words("权重", "weight") + "</text>";
  if (standard > 0 && standard < last)
    svg += "<path class=\"standard\" d=\"M" + number(x(standard)) + " " + number(top - 6) + "V" +
           number(height - bottom) + "\"/><text class=\"standard\" x=\"" + number(x(standard) + 5) +
           "\" y=\"" + number(top) + "\">" + figure(standard) + words(" 米", " m") + "</text>";
  return raw(svg + "</svg>");
}

Html share_bar(double share) {
  return raw(
      "<svg class=\"bar\" viewBox=\"0 0 100 8\" aria-hidden=\"true\"><rect class=\"rail\" "
      "width=\"100\" height=\"8\" rx=\"2\"/><rect class=\"within\" width=\"" +
      number(100 * std::clamp(share, 0.0, 1.0)) + "\" height=\"8\" rx=\"2\"/></svg>");
}

}  // namespace jintu::report
